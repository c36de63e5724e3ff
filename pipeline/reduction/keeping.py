"""The table for review on the disk: changed by one process at a time, written whole, and what people wrote is kept.

A run writes it, reviewers on the service's pages and in spreadsheets decide in it, and both may happen at once.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from pipeline.files import written_whole
from pipeline.reduction import sheet

DECIDED = ("decision", "entity", "note")
"""The columns that people fill in."""
MEANT = ("candidates", "proposed")
"""The columns that say what a decision means, beside those of the key: `accept` is the first candidate."""
KEY = ("form", "lang", "type", "why", "new_id", "spellings", "ids")
"""The columns that make a row what it is."""
NOTES = ".nazvy"
"""The folder beside a table that is for programs alone."""
PATIENCE = 20.0
"""Seconds to wait for somebody else who writes the table."""

Cells = dict[str, str]


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """While nobody else changes the table at `path`. Raises filelock.Timeout (an OSError) if that takes too long."""
    place = path.resolve()
    lock = place.parent / NOTES / f"{place.name}.lock"
    lock.parent.mkdir(exist_ok=True)
    with FileLock(lock, timeout=PATIENCE):  # each thread takes it for itself
        yield


def write_whole(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a table onto the disk, whole or not at all. Raises OSError."""
    with written_whole(path, lasting=True) as file:
        file.write(sheet.write(columns, rows, bom=True))


def carried_over(old: Sequence[Cells], new: Sequence[Cells]) -> list[Cells]:
    """The new rows, with what people wrote into the old ones.

    A row that is what it was keeps what was decided and what that means. One that is gone, or has changed in what it
    is, stays as it was, after the others, if anything was written into it: nobody has seen what would now be decided.
    """
    before = dict(zip(keys_of(old), old, strict=True))
    touched = {key: row for key, row in before.items() if any(row.get(name) for name in DECIDED)}
    added = [name for name in dict.fromkeys(name for row in old for name in row) if new and name not in new[0]]
    made = []
    for key, row in zip(keys_of(new), new, strict=True):
        standing = before.get(key, {})
        kept = (*added, *DECIDED, *MEANT) if touched.pop(key, None) else added
        made.append(row | {name: standing.get(name, "") for name in kept})
    columns = dict.fromkeys([name for row in (*made[:1], *old[:1]) for name in row], "")
    return [*made, *(columns | row for row in touched.values())]


def keys_of(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """A key for each row: 16 hexadecimal digits, which no two rows of a table share."""
    found: dict[str, None] = {}
    for row in rows:
        key = digest(_as_read(row.get(column, "")) for column in KEY)
        while key in found:
            key = digest([key])
        found[key] = None
    return list(found)


def digest(parts: Iterable[str]) -> str:
    """16 hexadecimal digits that stand for some texts."""
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:16]


def _as_read(cell: Any) -> str:
    """A cell as it is once it has been written and read."""
    return unicodedata.normalize("NFC", str(cell).strip())
