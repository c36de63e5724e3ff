"""The table for review of a run (`review.csv`) as a queue: a row at a time, decisions written back as they are made.

Each decision reads the table anew and writes it whole: beside its place, onto the disk (fsync), then moved there, all
under a lock that each request and each other server on the table takes. So nothing is lost when a server is killed,
and a decision that somebody else has made in between is noticed and not overwritten.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from pipeline.reduction import sheet
from pipeline.reduction.accepting import ID, REQUIRED, candidate_ids

DECIDED = ("decision", "entity", "note")
KEY = ("form", "lang", "type", "why", "new_id", "spellings", "ids")
WORDS = ("accept", "join", "new", "never", "")
"""What can be decided on the page; nothing takes a decision back."""
PATIENCE = 20.0
"""Seconds to wait for the lock on the table."""


class ConflictError(Exception):
    """Somebody else has changed the row or the table since it was read."""


class RefusedError(Exception):
    """A decision that the row does not allow; the message says why."""


class Item(NamedTuple):
    """A row of the table: its key, the version of its decision, its cells by column; `place` counts from 1."""

    key: str
    version: str
    cells: dict[str, str]
    place: int

    @property
    def undecided(self) -> bool:
        """Has nobody decided about it?"""
        return not self.cells["decision"]

    @property
    def candidates(self) -> list[tuple[str, str]]:
        """The candidates: id, and the cell's words about it."""
        parts = [part for part in self.cells.get("candidates", "").split(" | ") if part]
        return list(zip(candidate_ids(self.cells.get("candidates", "")), parts, strict=False))


class Decision(NamedTuple):
    """What somebody decided: a word, the entity that it needs, and a note."""

    word: str
    entity: str = ""
    note: str = ""


class Review:
    """One table for review. Raises GazetteerError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._lock = FileLock(f"{self._path}.lock", timeout=PATIENCE)  # each thread takes it for itself
        self.items()

    def items(self) -> list[Item]:
        """All rows as they stand in the table now."""
        found, taken = [], set()
        for place, (_, cells) in enumerate(sheet.read(self._path, REQUIRED), 1):
            cells = dict.fromkeys(DECIDED, "") | cells
            key = _digest(cells.get(column, "") for column in KEY)
            while key in taken:
                key = _digest([key])
            taken.add(key)
            found.append(Item(key, _digest(cells[column] for column in DECIDED), cells, place))
        return found

    def decide(self, key: str, version: str, decision: Decision) -> Item:
        """Write a decision about the row `key`, if its decision still is of that version; give the row as it is then.

        Raises ConflictError where it is not, RefusedError for a decision that the row does not allow, OSError and
        GazetteerError where the table cannot be written or read.
        """
        try:
            with self._lock:
                return self._decide(key, version, decision)
        except Timeout as error:
            raise ConflictError("somebody else is writing the table; try again") from error

    def _decide(self, key: str, version: str, decision: Decision) -> Item:
        items = self.items()
        item = next((item for item in items if item.key == key), None)
        if item is None:
            raise ConflictError("the row is no longer in the table")
        if item.version != version:
            raise ConflictError("somebody else has decided about this name")
        _check(item, decision)
        item.cells.update(decision=decision.word, entity=decision.entity, note=decision.note)
        self._write([other.cells for other in items])
        return item._replace(version=_digest((decision.word, decision.entity, decision.note)))

    def _write(self, rows: Sequence[dict[str, str]]) -> None:
        unfinished = self._path.with_name(f".{self._path.name}.{os.getpid()}.tmp")
        try:
            with unfinished.open("wb") as file:
                file.write(sheet.write(tuple(rows[0]), rows, bom=True))
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _sync_folder(self._path.parent)


def next_of(items: Sequence[Item], after: str | None) -> Item | None:
    """The first undecided row after the row of that key, around the end of the table; None where all is decided."""
    start = next((item.place for item in items if item.key == after), 0)
    return next((item for item in (*items[start:], *items[:start]) if item.undecided), None)


def _check(item: Item, decision: Decision) -> None:
    """Raises RefusedError for what `nazvy gazetteer accept` would refuse."""
    if decision.word not in WORDS:
        raise RefusedError(f"decision is {decision.word[:40]!r}")
    if decision.word == "accept" and not item.candidates:
        raise RefusedError("there is no candidate to accept")
    if decision.word == "join" and not decision.entity:
        raise RefusedError("join needs the id of an entity")
    if decision.word not in ("join", "new", "never") and decision.entity:
        raise RefusedError(f"{decision.word or 'nothing'} takes no entity")
    if decision.entity and not ID.fullmatch(decision.entity):
        raise RefusedError(f"{decision.entity[:60]!r} is no id; write one such as nazvy:yakub-kolas")
    if decision.word == "new" and decision.entity.startswith("new:"):
        raise RefusedError("a new entity cannot have an id that begins with new:")


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:16]


def _sync_folder(folder: Path) -> None:
    """Put the new name of a file onto the disk, where the system can (not on Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
