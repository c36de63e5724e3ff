"""What people wrote into a table for review, taken into the tables of a gazetteer.

`accept` (the first candidate) and `join` write `same` into decisions.csv, `never` writes `never`; `new` writes the
entity and its names; `merge` moves the names of entities to the first one, and leaves `merged-into` for each id that is
gone. Rows are taken in this order, whatever their order in the file: new, merge, the others; so that taking a table in
twice is the same as once. A row that is refused changes nothing, and the others are done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from pipeline.gazetteer import Gazetteer, load
from pipeline.records import ENTITY_TYPES, Problem, Record
from pipeline.reduction import sheet
from pipeline.reduction.changing import Changes, NewEntity, RefusedError
from pipeline.reduction.review import REQUIRED
from pipeline.reduction.tables import NAMES, Tables, base_of

ORDER = ("new", "merge", "accept", "join", "never")
"""The words for the column `decision`, in the order in which they are done."""
ID = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*:\S+")
"""The shape of an entity's id (W3C CURIE)."""


class Outcome(Record, frozen=True, kw_only=True):
    """What became of one row: its line, its name, what was done, and whether that changed anything."""

    line: int
    form: str
    told: str
    changed: bool


class Accepted(Record, frozen=True, kw_only=True):
    """The outcomes and the refused rows, by line; the tables written; how many rows hold no decision."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    written: tuple[Path, ...]
    undecided: int


class Row(msgspec.Struct, frozen=True):
    """One row with a decision, its cells taken apart."""

    line: int
    form: str
    lang: str
    type: str
    decision: str
    entities: tuple[str, ...]
    note: str
    candidates: tuple[str, ...]
    new_id: str
    spellings: tuple[tuple[str, str, str], ...]
    proposed: tuple[tuple[str, str, str], ...]
    ids: tuple[str, ...]
    document: str


def accept(review: Path, into: Path, gazetteer: Path | None, today: str) -> Accepted:
    """Take the decisions of `review` into the tables of the folder `into`, which is made where it is not there.

    `gazetteer` is the package that `into` lies over (the built-in if None), unless it is that package itself;
    `today` is the day of the decisions (ISO 8601). Raises GazetteerError where a table cannot be read or would not
    load afterwards, and OSError where one cannot be written; nothing is changed then.
    """
    base = base_of(into, gazetteer)
    below = load(base).decisions if base else ()
    changes = Changes(Tables(into), _known(into, base), below, today)
    problems: list[Problem] = []
    rows, undecided = _rows(review, problems)
    outcomes = []
    for row in sorted(rows, key=lambda row: (ORDER.index(row.decision), row.line)):
        try:
            told, changed = _DO[row.decision](row, changes, rows)
        except RefusedError as error:
            problems.append(_refused(review, row.line, error))
        else:
            outcomes.append(Outcome(line=row.line, form=row.form, told=told, changed=changed))
    return Accepted(
        outcomes=tuple(sorted(outcomes, key=lambda outcome: outcome.line)),
        problems=tuple(sorted(problems, key=lambda problem: int(problem.place))),
        written=tuple(changes.tables.save(base)),
        undecided=undecided,
    )


def _known(into: Path, base: Path | None) -> Gazetteer:
    if base is None:
        return load(into)
    present = any((into / name).exists() for name in NAMES)
    return load(base, [into] if present else [])


def _refused(review: Path, line: int, error: RefusedError) -> Problem:
    return Problem(source=str(review), place=str(line), message=error.message, remedy=error.remedy)


def _rows(review: Path, problems: list[Problem]) -> tuple[list[Row], int]:
    found, undecided = [], 0
    for line, cells in sheet.read(review, REQUIRED):
        if not cells["decision"]:
            undecided += 1
            if cells["entity"]:
                error = RefusedError("an entity without a decision", f"write one of {', '.join(ORDER)}")
                problems.append(_refused(review, line, error))
            continue
        try:
            found.append(_row(line, cells))
        except RefusedError as error:
            problems.append(_refused(review, line, error))
    return found, undecided


def _row(line: int, cells: dict[str, str]) -> Row:
    decision = cells["decision"].lower()
    if decision not in ORDER:
        raise RefusedError(f"decision is {cells['decision'][:40]!r}", f"write one of {', '.join(ORDER)}")
    if cells["type"] not in ENTITY_TYPES:
        raise RefusedError(f"type is {cells['type'][:40]!r}", f"write one of {', '.join(ENTITY_TYPES)}")
    entities = tuple(cells["entity"].replace(",", " ").split())
    odd = next((key for key in entities if not ID.fullmatch(key)), None)
    if odd is not None:
        raise RefusedError(f"entity is {odd[:60]!r}, which is no id", "write an id such as nazvy:yakub-kolas")
    try:
        spellings = sheet.names_in(cells.get("spellings", ""))
        proposed = sheet.names_in(cells.get("proposed", ""))
    except ValueError as error:
        raise RefusedError(str(error), "leave the columns after note as they were") from error
    own = (cells["form"], cells["lang"], "")
    return Row(
        line=line,
        form=cells["form"],
        lang=cells["lang"],
        type=cells["type"],
        decision=decision,
        entities=entities,
        note=cells.get("note", ""),
        candidates=candidate_ids(cells.get("candidates", "")),
        new_id=cells.get("new_id", ""),
        spellings=tuple(dict.fromkeys((own, *spellings))),
        proposed=tuple(proposed),
        ids=tuple(key for key in cells.get("ids", "").split(" | ") if key),
        document=cells.get("seen_in", "").split(" | ")[0],
    )


def candidate_ids(cell: str) -> tuple[str, ...]:
    """The ids in a cell of the column `candidates`, best first."""
    return tuple(found.split(" ", 1)[0] for found in cell.split(" | ") if found)


def _join(row: Row, changes: Changes, rows: Sequence[Row]) -> tuple[str, bool]:
    entity = changes.entity(_one(row), row.type)
    return f"joined to {entity}", changes.same(row.line, _forms(row), row.type, entity, row.note, row.ids)


def _accept(row: Row, changes: Changes, rows: Sequence[Row]) -> tuple[str, bool]:
    if row.entities:
        raise RefusedError("accept means the first candidate", "write join where you name the entity")
    if not row.candidates:
        raise RefusedError("there is no candidate to accept", "write join and an entity, or new")
    return _join(msgspec.structs.replace(row, entities=row.candidates[:1]), changes, rows)


def _one(row: Row) -> str:
    if len(row.entities) != 1:
        raise RefusedError(f"{row.decision} with {len(row.entities)} entities", "write one id into the column entity")
    return row.entities[0]


def _never(row: Row, changes: Changes, rows: Sequence[Row]) -> tuple[str, bool]:
    named = row.entities or row.candidates
    entities = [changes.entity(key, None) for key in named]
    changed = changes.never(row.line, _forms(row), row.type, entities, row.note)
    return f"never {', '.join(entities)}" if entities else "no name of anything", changed


def _new(row: Row, changes: Changes, rows: Sequence[Row]) -> tuple[str, bool]:
    """Rows that ask for one id make one entity together."""
    entity = _id_of(row)
    together = [other for other in rows if other.decision == "new" and _id_of(other) == entity]
    if any(other.type != row.type for other in together):
        raise RefusedError(f"{entity} is to be of two types", "give one of the rows another id")
    wanted = NewEntity(
        id=entity,
        type=row.type,
        forms=tuple(form for other in together for form in _sourced(other)),
        proposed=tuple(form for other in together for form in other.proposed),
        ids=row.ids,
    )
    return f"new entity {entity}", changes.new(row.line, wanted)


def _id_of(row: Row) -> str:
    entity = _one(row) if row.entities else row.new_id
    if not ID.fullmatch(entity) or entity.startswith("new:"):
        raise RefusedError(f"a new entity cannot be called {entity!r}", "write an id such as nazvy:yakub-kolas")
    return entity


def _sourced(row: Row) -> list[tuple[str, str, str]]:
    return [(form, lang, f"document:{row.document}" if row.document else "") for form, lang, _ in row.spellings]


def _merge(row: Row, changes: Changes, rows: Sequence[Row]) -> tuple[str, bool]:
    if len(row.entities) < 2:
        raise RefusedError(
            "merge needs two entities", "write the id that stays and, after a space, the one that goes into it"
        )
    survivor, *merged = row.entities
    return f"merged {', '.join(merged)} into {survivor}", changes.merge(survivor, merged, row.note)


def _forms(row: Row) -> list[tuple[str, str]]:
    return [(form, lang) for form, lang, _ in row.spellings]


_DO: dict[str, Callable[[Row, Changes, Sequence[Row]], tuple[str, bool]]] = {
    "new": _new,
    "merge": _merge,
    "accept": _accept,
    "join": _join,
    "never": _never,
}
