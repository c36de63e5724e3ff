"""The table for review of a run (`review.csv`) as a queue: a row at a time, decisions written back as they are made.

Each decision reads the table anew and writes it whole, alone with it (`pipeline.reduction.keeping`). So nothing is lost
when a server is killed or a run writes the table anew, and a decision that somebody else has made in between is noticed
and not overwritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from filelock import Timeout

from pipeline.reduction import keeping, sheet
from pipeline.reduction.accepting import ID, candidate_ids
from pipeline.reduction.keeping import DECIDED
from pipeline.reduction.keeping import digest as _version
from pipeline.reduction.review import REQUIRED

WORDS = ("accept", "join", "new", "never", "merge", "")
"""What can be decided on the page; nothing takes a decision back."""


def _n(message: str) -> str:
    """Marks a message for the catalogues."""
    return message


UNKNOWN = _n("the gazetteer holds no %(id)s")
UNLIKE = _n("entities of different types cannot be one")


class NotWrittenError(Exception):
    """A decision that was not written: why, in words in which each `%(name)s` stands for one of the values."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message % values)
        self.message = message
        self.values = values


class ConflictError(NotWrittenError):
    """Somebody else has changed the row or the table since it was read."""


class RefusedError(NotWrittenError):
    """A decision that the row does not allow."""


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


class Verdict(NamedTuple):
    """What somebody decided: a word, the entity that it needs (of `merge` several, that which stays first), a note."""

    word: str
    entity: str = ""
    note: str = ""


class Review:
    """One table for review. Raises GazetteerError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self.items()

    def items(self) -> list[Item]:
        """All rows as they stand in the table now."""
        rows = [dict.fromkeys(DECIDED, "") | cells for _, cells in sheet.read(self._path, REQUIRED)]
        return [
            Item(key, _version(cells[column] for column in DECIDED), cells, place)
            for place, (key, cells) in enumerate(zip(keeping.keys_of(rows), rows, strict=True), 1)
        ]

    def decide(self, key: str, version: str, decision: Verdict) -> Item:
        """Write a decision about the row `key`, if its decision still is of that version; give the row as it is then.

        Raises ConflictError where it is not, RefusedError for a decision that the row does not allow, OSError and
        GazetteerError where the table cannot be written or read.
        """
        try:
            with keeping.alone_with(self._path):
                return self._decide(key, version, decision)
        except Timeout as error:
            raise ConflictError(_n("somebody else is writing the table; try again")) from error

    def _decide(self, key: str, version: str, decision: Verdict) -> Item:
        items = self.items()
        item = next((item for item in items if item.key == key), None)
        if item is None:
            raise ConflictError(_n("the row is no longer in the table"))
        if item.version != version:
            raise ConflictError(_n("somebody else has decided about this name"))
        _check(item, decision)
        item.cells.update(decision=decision.word, entity=decision.entity, note=decision.note)
        rows = [other.cells for other in items]
        keeping.write_whole(self._path, tuple(rows[0]), rows)
        return item._replace(version=_version((decision.word, decision.entity, decision.note)))


def next_of(items: Sequence[Item], after: str | None) -> Item | None:
    """The first undecided row after the row of that key, around the end of the table; None where all is decided."""
    start = next((item.place for item in items if item.key == after), 0)
    return next((item for item in (*items[start:], *items[:start]) if item.undecided), None)


def _check(item: Item, decision: Verdict) -> None:
    """Raises RefusedError for what `nazvy gazetteer accept` would refuse."""
    if decision.word not in WORDS:
        raise RefusedError(_n("there is no decision %(word)s"), word=decision.word[:40])
    if decision.word == "accept" and not item.candidates:
        raise RefusedError(_n("there is no candidate to accept"))
    if decision.word == "join" and not decision.entity:
        raise RefusedError(_n("join needs the id of an entity"))
    if decision.word == "merge" and len(set(decision.entity.split())) < 2:
        raise RefusedError(_n("merge needs two entities: the one that stays, and one that goes into it"))
    if decision.word not in ("join", "new", "never", "merge") and decision.entity:
        raise RefusedError(_n("%(word)s takes no entity"), word=decision.word or "nothing")
    named = decision.entity.split() if decision.word == "merge" else [decision.entity] if decision.entity else []
    odd = next((entity for entity in named if not ID.fullmatch(entity)), None)
    if odd is not None:
        raise RefusedError(_n("%(id)s is no id; write one such as nazvy:yakub-kolas"), id=odd[:60])
    if decision.word == "new" and decision.entity.startswith("new:"):
        raise RefusedError(_n("a new entity cannot have an id that begins with new:"))
