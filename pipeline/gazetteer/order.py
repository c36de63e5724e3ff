"""The one way a table is written: rows in order, UTF-8, LF, quotes only where a cell needs them.

Written back, an unchanged table gives the same bytes, so that a difference between two versions shows what
a person changed and nothing else.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

from pipeline.files import write_bytes
from pipeline.gazetteer.model import NAME_KINDS
from pipeline.gazetteer.tables import REQUIRED, open_table
from pipeline.languages.given_names import GivenNameKind

GIVEN_NAME_KINDS: tuple[str, ...] = get_args(GivenNameKind)


def _rank(kinds: tuple[str, ...], kind: str) -> int:
    return kinds.index(kind) if kind in kinds else len(kinds)


def _entity(row: Mapping[str, str]) -> tuple[str, ...]:
    return (row["id"],)


def _name(row: Mapping[str, str]) -> tuple[str, str, int, str]:
    return row["entity"], row["lang"], _rank(NAME_KINDS, row.get("kind", "")), row["form"]


def _given_name(row: Mapping[str, str]) -> tuple[str, str, int, str]:
    return row["name"], row["lang"], _rank(GIVEN_NAME_KINDS, row.get("kind", "")), row["form"]


def _decision(row: Mapping[str, str]) -> tuple[str, ...]:
    return row["form"], row["lang"], row["type"], row.get("entity", "")


KEYS: dict[str, Callable[[Mapping[str, str]], tuple[object, ...]]] = {
    "entities.csv": _entity,
    "names.csv": _name,
    "given_names.csv": _given_name,
    "decisions.csv": _decision,
}


def written(path: Path) -> bytes:
    """The bytes that a table has when it is written in order; its columns and unknown columns stay.

    Raises GazetteerError for a table that cannot be read.
    """
    header, lines = open_table(path, REQUIRED[path.name])
    table = [dict(zip(header, (cell.strip() for cell in cells), strict=True)) for _, cells in lines]
    table = [row for row in table if any(row.values())]
    table.sort(key=KEYS[path.name])
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([row[name] for name in header] for row in table)
    return text.getvalue().encode()


def write_back(folder: Path) -> list[Path]:
    """Write every table of a package in order; the tables that changed. Rows are never joined or dropped.

    Each table is replaced at once or not at all. Raises GazetteerError for a table that cannot be read.
    """
    changed = []
    for path in (folder / name for name in KEYS):
        if not path.exists():
            continue
        data = written(path)
        if data != path.read_bytes():
            write_bytes(path, data)
            changed.append(path)
    return changed
