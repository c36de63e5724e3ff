"""The gazetteer in memory: load packages, lay them over each other, look names up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.model import Decision, Entity, Name
from pipeline.gazetteer.tables import convert, refuse, rows
from pipeline.languages import builtin_folder

ENTITY_COLUMNS = ("id", "type", "label")
NAME_COLUMNS = ("entity", "form", "lang")
DECISION_COLUMNS = ("form", "lang", "type", "decision")
TABLES = ("entities.csv", "names.csv", "decisions.csv")


class Gazetteer:
    """Entities and their names; made by `load`, never changed afterwards.

    `entities` maps ids to entities and `names` holds all names, both in the order of the tables; `decisions`
    is what people decided in review; `fingerprint` is the SHA-256 of the tables' bytes.
    """

    def __init__(
        self,
        entities: dict[str, Entity],
        names: Iterable[Name],
        decisions: Iterable[Decision],
        fingerprint: str,
    ) -> None:
        self.entities = entities
        self.names = tuple(names)
        self.decisions = tuple(decisions)
        self.fingerprint = fingerprint

    def entity(self, entity_id: str) -> Entity:
        """The entity of that id; KeyError where there is none."""
        return self.entities[entity_id]

    def names_of(self, entity_id: str) -> tuple[Name, ...]:
        """All names of an entity in the order of the table; empty where it has none."""
        return tuple(self._by_entity.get(entity_id, ()))

    def preferred(self, entity_id: str, lang: str) -> Name | None:
        """The preferred name of an entity in exactly that language, or None."""
        for name in self._by_entity.get(entity_id, ()):
            if name.kind == "preferred" and name.lang == lang:
                return name
        return None

    def exact(self, form: str) -> tuple[Name, ...]:
        """All names that are spelled like `form`, letter case, apostrophes and homoglyphs aside."""
        return tuple(self._by_form.get(fold(form), ()))

    @cached_property
    def _by_entity(self) -> dict[str, list[Name]]:
        index: dict[str, list[Name]] = {}
        for name in self.names:
            index.setdefault(name.entity, []).append(name)
        return index

    @cached_property
    def _by_form(self) -> dict[str, list[Name]]:
        index: dict[str, list[Name]] = {}
        for name in self.names:
            index.setdefault(fold(name.form), []).append(name)
        return index


class _Builder:
    """Lays packages over each other; what a later one says stands."""

    def __init__(self) -> None:
        self.entity_rows: dict[str, dict[str, str]] = {}
        self.entities: dict[str, Entity] = {}
        self.names: dict[tuple[str, str, str], Name] = {}
        self.preferred: dict[tuple[str, str], tuple[str, str, str]] = {}
        self.decisions: dict[tuple[str, str, str, str | None], Decision] = {}
        self.digest = hashlib.sha256()

    def add(self, folder: Path, *, base: bool) -> None:
        """Read one package; one laid over another may bring any of the tables."""
        if not folder.is_dir():
            remedy = "give a folder with entities.csv and names.csv (gazetteer/README.md describes them)"
            refuse(folder, None, "no such folder" if not folder.exists() else "not a folder", remedy)
        present = {table for table in TABLES if (folder / table).exists()}
        if not base and not present:
            remedy = "give the folder that holds the tables"
            refuse(folder, None, f"none of {', '.join(TABLES)} is here", remedy)
        if base or "entities.csv" in present:
            self.add_entities(folder / "entities.csv")
        if base or "names.csv" in present:
            self.add_names(folder / "names.csv")
        if "decisions.csv" in present:
            self.add_decisions(folder / "decisions.csv")
        for table in sorted(present):
            self.digest.update(table.encode() + hashlib.sha256((folder / table).read_bytes()).digest())

    def add_entities(self, path: Path) -> None:
        seen: dict[str, int] = {}
        for line, row in rows(path, ENTITY_COLUMNS):
            entity_id = row.get("id", "")
            if entity_id in seen:
                message = f"id {entity_id} stands in line {seen[entity_id]} already"
                refuse(path, line, message, "join the two rows, or give one another id")
            seen[entity_id] = line
            merged = {**self.entity_rows.get(entity_id, {}), **row}
            self.entities[entity_id] = convert(path, line, merged, Entity, ENTITY_COLUMNS)
            self.entity_rows[entity_id] = merged

    def add_names(self, path: Path) -> None:
        own: set[tuple[str, str]] = set()
        for line, row in rows(path, NAME_COLUMNS):
            name = convert(path, line, row, Name, NAME_COLUMNS)
            if name.entity not in self.entities:
                remedy = "add the entity to entities.csv, or mend the id"
                refuse(path, line, f"entity {name.entity} is not in entities.csv", remedy)
            self.add_name(name, own)

    def add_name(self, name: Name, own: set[tuple[str, str]]) -> None:
        """Keep one name; a preferred form makes the one of an earlier package a variant."""
        key, slot = (name.entity, name.form, name.lang), (name.entity, name.lang)
        if name.kind == "preferred":
            if slot in own:
                name = replace(name, kind="variant")
            else:
                earlier = self.preferred.get(slot)
                if earlier is not None and earlier != key and earlier in self.names:
                    self.names[earlier] = replace(self.names[earlier], kind="variant")
                self.preferred[slot] = key
                own.add(slot)
        self.names[key] = name

    def add_decisions(self, path: Path) -> None:
        for line, row in rows(path, DECISION_COLUMNS):
            decision = convert(path, line, row, Decision, DECISION_COLUMNS)
            key = (decision.form, decision.lang, decision.type, decision.entity)
            self.decisions[key] = decision

    def gazetteer(self) -> Gazetteer:
        names, decisions = self.names.values(), self.decisions.values()
        return Gazetteer(self.entities, names, decisions, self.digest.hexdigest())


def load(folder: Path | None = None, over: Sequence[Path] = ()) -> Gazetteer:
    """The gazetteer of a folder (built-in if None), with other packages laid over it, the later winning.

    An entity of the same id takes over the columns that the later package gives; names are added; a name
    equal in entity, form and language is replaced; a later preferred form makes the earlier one a variant. A
    names table without a `kind` column holds variants only. Raises GazetteerError: file, line, value, remedy.
    """
    builder = _Builder()
    builder.add(folder if folder is not None else builtin_folder(), base=True)
    for layer in over:
        builder.add(layer, base=False)
    return builder.gazetteer()
