"""The changes that decisions make to the tables: each checks all that it needs first, and then changes the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from pipeline.gazetteer import Decision, Gazetteer, GazetteerError, fold
from pipeline.gazetteer.tables import RECORDS, REQUIRED, convert
from pipeline.reduction.tables import Row, Tables, rows_of
from pipeline.transliteration import repair

UNDETERMINED = "und"
"""The language (BCP 47) of an id in the form column of decisions.csv."""

Key = tuple[str, str, str]


class RefusedError(Exception):
    """A row that cannot be taken: what is wrong with it, and what mends it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class NewEntity(msgspec.Struct, frozen=True):
    """An entity to be made: its names (form, language, source) from documents, those made by rule, its new ids."""

    id: str
    type: str
    forms: tuple[tuple[str, str, str], ...]
    proposed: tuple[tuple[str, str, str], ...]
    ids: tuple[str, ...]


class Changes:
    """What decisions make of the tables of one package.

    `known` is that package with what it lies over, `below` what people decided in the package that it lies over.
    """

    def __init__(self, tables: Tables, known: Gazetteer, below: Sequence[Decision], today: str) -> None:
        self.tables = tables
        self._today = today
        self._known = known
        self._below = below
        self._types: dict[str, str] = {key: entity.type for key, entity in known.entities.items()}
        self._merged = {row.form: row.entity for row in known.decisions if row.decision == "merged-into" and row.entity}
        self._said: dict[Key, list[tuple[int, str, str]]] = {}

    def survivor(self, entity: str) -> str:
        """What an id means now."""
        met = {entity}
        while (into := self._merged.get(entity)) is not None and into not in met:
            met.add(into)
            entity = into
        return entity

    def entity(self, entity: str, kind: str | None) -> str:
        """The entity that an id means now; refused where there is none, or it is of another type."""
        found = self.survivor(entity)
        if found not in self._types:
            raise RefusedError(f"no entity has the id {entity}", "mend the id, or write new")
        if kind is not None and self._types[found] != kind:
            raise RefusedError(f"{entity} is a {self._types[found]}, the name one of a {kind}", "mend the id")
        return found

    def same(
        self, line: int, forms: Sequence[tuple[str, str]], kind: str, entity: str, note: str, ids: Sequence[str]
    ) -> bool:
        """Tie forms, and the ids of new names, to an entity; what was said of them before and contradicts it goes.

        True if anything changed.
        """
        rows = [self._decision(form, lang, kind, "same", entity, note) for form, lang in forms]
        redirects = self._redirects(ids, kind, entity)
        self._say(line, [*rows, *redirects])
        return sum(map(self._put, rows)) + self._redirect(redirects) > 0

    def never(self, line: int, forms: Sequence[tuple[str, str]], kind: str, entities: Sequence[str], note: str) -> bool:
        """Keep forms from entities (from all where none is named)."""
        rows = [
            self._decision(form, lang, kind, "never", entity, note)
            for form, lang in forms
            for entity in dict.fromkeys(entities or ("",))
        ]
        self._say(line, rows)
        return sum(map(self._put, rows)) > 0

    def _redirects(self, ids: Iterable[str], kind: str, entity: str) -> list[Row]:
        new = (key for key in ids if key.startswith("new:"))
        return [self._decision(key, UNDETERMINED, kind, "merged-into", entity, "") for key in new]

    def _redirect(self, rows: Sequence[Row]) -> int:
        """Make ids of new names mean an entity; how many did not."""
        changed = 0
        for row in rows:
            if self.survivor(row["form"]) != self.survivor(row["entity"]):
                self._merged[row["form"]] = row["entity"]
                changed += self._put(row)
        return changed

    def new(self, line: int, wanted: NewEntity) -> bool:
        """Add an entity with its names; refused where the id has other names already."""
        rows = [self._name(wanted.id, *about) for about in (*wanted.forms, *wanted.proposed)]
        label = next((row["form"] for row in rows if row["lang"] == "en"), wanted.forms[0][0])
        entity = _checked({"id": wanted.id, "type": wanted.type, "label": label}, "entities.csv")
        decided = [self._decision(form, lang, wanted.type, "same", wanted.id, "") for form, lang, _ in wanted.forms]
        redirects = self._redirects(wanted.ids, wanted.type, wanted.id)
        survivor = self.survivor(wanted.id)
        if survivor in self._types:
            has = {(row["lang"], fold(row["form"])) for row in self.tables.names if row["entity"] == survivor}
            has |= {(name.lang, fold(name.form)) for name in self._known.names_of(survivor)}
            if survivor == wanted.id and any((lang, fold(form)) not in has for form, lang, _ in wanted.forms):
                raise RefusedError(
                    f"{wanted.id} is in the gazetteer already", "write join, or another id into the column entity"
                )
            self._say(line, [*decided, *redirects])
            return self._redirect(redirects) > 0
        self._say(line, [*decided, *redirects])
        self._types[wanted.id] = wanted.type
        self.tables.add("entities.csv", entity)
        self._add_names(rows, len(wanted.forms))
        for row in decided:
            self._contradict(row)
        self._redirect(redirects)
        return True

    def merge(self, survivor: str, merged: Sequence[str], note: str) -> bool:
        """Move everything of some entities to one, and leave a redirect for each."""
        kept = self.entity(survivor, None)
        gone = [self.survivor(key) for key in merged]
        for key, meant in zip(merged, gone, strict=True):
            self.entity(key, self._types[kept])
            if meant == kept and key == kept:
                raise RefusedError(f"{key} cannot be merged into itself", "write two ids")
        changed = False
        for key in dict.fromkeys(gone):
            if key != kept:
                self._merge_one(kept, key, note)
                changed = True
        return changed

    def _merge_one(self, kept: str, gone: str, note: str) -> None:
        redirect = self._decision(gone, UNDETERMINED, self._types[kept], "merged-into", kept, note)
        self._merge_entities(kept, gone)
        self._merge_names(kept, gone)
        for row in rows_of(self.tables.decisions, entity=gone):
            row["entity"] = kept
        _drop_doubles(self.tables.decisions, ("form", "lang", "type", "entity"), prefer=("decision", "same"))
        self._merged[gone] = kept
        del self._types[gone]
        self._put(redirect)

    def _merge_entities(self, kept: str, gone: str) -> None:
        own = next(rows_of(self.tables.entities, id=kept), None)
        other = next(rows_of(self.tables.entities, id=gone), None)
        if other is not None:
            self.tables.entities.remove(other)
            if own is not None:
                own.update({column: value for column, value in other.items() if value and not own.get(column)})
        for row in rows_of(self.tables.entities, part_of=gone):
            row["part_of"] = kept if row["id"] != kept else ""
        for row in rows_of(self.tables.entities, id=kept):
            if row.get("part_of") == kept:
                row["part_of"] = ""

    def _merge_names(self, kept: str, gone: str) -> None:
        preferred = {name.lang for name in self._known.names_of(kept) if name.kind == "preferred"}
        preferred |= {row["lang"] for row in rows_of(self.tables.names, entity=kept, kind="preferred")}
        for row in list(rows_of(self.tables.names, entity=gone)):
            row["entity"] = kept
            if row.get("kind") == "preferred" and row["lang"] in preferred:
                row["kind"] = "variant"
        _drop_doubles(self.tables.names, ("entity", "form", "lang"), prefer=("kind", "preferred"))

    def _add_names(self, rows: Sequence[Row], documented: int) -> None:
        """The first form in each language is preferred; one made by rule stands only where documents have none."""
        met: set[tuple[str, str]] = set()
        languages: set[str] = set()
        for at, row in enumerate(rows):
            first = row["lang"] not in languages
            if (row["lang"], fold(row["form"])) in met or (at >= documented and not first):
                continue
            met.add((row["lang"], fold(row["form"])))
            languages.add(row["lang"])
            self.tables.add("names.csv", row | {"kind": "preferred" if first else "variant"})

    def _name(self, entity: str, form: str, lang: str, source: str) -> Row:
        return _checked({"entity": entity, "form": repair(form), "lang": lang, "source": source}, "names.csv")

    def _decision(self, form: str, lang: str, kind: str, decision: str, entity: str, note: str) -> Row:
        row = {"form": form, "lang": lang, "type": kind, "decision": decision, "entity": entity, "note": note}
        return _checked(row, "decisions.csv") | {"entity": entity, "note": note}

    def _say(self, line: int, rows: Sequence[Row]) -> None:
        """Refuse a row that contradicts another of the same file."""
        for row in rows:
            for other, decision, entity in self._said.get(_key(row), ()):
                if other != line and _contradicting(row, decision, entity):
                    raise RefusedError(f"line {other} decides otherwise about {row['form']!r}", "mend one of the two")
        for row in rows:
            self._said.setdefault(_key(row), []).append((line, row["decision"], row["entity"]))

    def _put(self, row: Row) -> bool:
        """Write a decision, unless it stands there; what contradicts it goes."""
        changed = self._contradict(row)
        standing = next(rows_of(self.tables.decisions, **{name: row[name] for name in _DECIDED}), None)
        if standing is None:
            self.tables.add("decisions.csv", row | {"when": self._today})
            return True
        if row["note"] and standing.get("note", "") != row["note"]:
            self.tables.decisions.remove(standing)
            self.tables.add("decisions.csv", standing | {"note": row["note"]})
            return True
        return changed

    def _contradict(self, row: Row) -> bool:
        """Take away what contradicts a decision; what the package below says is overruled by `never`."""
        against = [
            other
            for other in self.tables.decisions
            if _key(other) == _key(row) and _contradicting(row, other["decision"], other.get("entity", ""))
        ]
        for other in against:
            self.tables.decisions.remove(other)
        overruled = False
        for below in self._below:
            if (below.form, below.lang, below.type) == _key(row) and row["decision"] == below.decision == "same":
                entity = self.survivor(below.entity or "")
                if entity != row["entity"]:
                    overruled |= self._put(self._decision(*_key(row), "never", entity, ""))
        return bool(against) or overruled


_DECIDED = ("form", "lang", "type", "decision", "entity")


def _key(row: Row) -> Key:
    return row["form"], row["lang"], row["type"]


def _contradicting(row: Row, decision: str, entity: str) -> bool:
    """Two `same` (or two redirects) of different entities; `same` and `never` of one; `same` and `never` of all."""
    if row["decision"] == decision:
        return decision != "never" and row["entity"] != entity
    return row["entity"] == entity or "" in (row["entity"], entity)


def _checked(row: Row, table: str) -> Row:
    """The row without its empty cells, if it may stand in a table; raises RefusedError otherwise."""
    filled = {column: value for column, value in row.items() if value}
    try:
        convert(Path("row"), 0, filled, RECORDS[table], REQUIRED[table])
    except GazetteerError as error:
        raise RefusedError(error.problem.message, error.problem.remedy) from error
    return filled


def _drop_doubles(rows: list[Row], columns: tuple[str, ...], prefer: tuple[str, str]) -> None:
    """Of rows equal in some columns keep one: that with the preferred value, else the first."""
    column, value = prefer
    best: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row.get(name, "") for name in columns)
        if key not in best or (row.get(column) == value and best[key].get(column) != value):
            best[key] = row
    kept = {id(row) for row in best.values()}
    rows[:] = [row for row in rows if id(row) in kept]
