"""The gazetteer: look entities and names up. In memory here, and in `compiled` read from mapped files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from pipeline.gazetteer.asking import ENTITY, FORM, note, unheard
from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.model import Decision, Entity, Name
from pipeline.gazetteer.sections import Sections, in_memory

Parts = Mapping[str, bytes]
"""What is compiled: the bytes of its sections by name."""


class Gazetteer:
    """Entities and their names; made by `load`, never changed afterwards.

    `entities` maps ids to entities and `names` holds all names, both in the order of the tables; `decisions`
    is what people decided in review; `fingerprint` is the SHA-256 of the tables' bytes.
    """

    entities: Mapping[str, Entity]
    names: Sequence[Name]
    decisions: tuple[Decision, ...]

    def __init__(
        self,
        entities: Mapping[str, Entity],
        names: Iterable[Name],
        decisions: Iterable[Decision],
        fingerprint: str,
    ) -> None:
        self.entities = entities
        self.names = tuple(names)
        self.decisions = tuple(decisions)
        self.fingerprint = fingerprint
        self._derived: dict[tuple[str, ...], Sections] = {}

    def entity(self, entity_id: str) -> Entity:
        """The entity of that id; KeyError where there is none."""
        note(ENTITY, entity_id)
        return self.entities[entity_id]

    def find(self, entity_id: str) -> Entity | None:
        """The entity of that id, or None."""
        note(ENTITY, entity_id)
        return self.entities.get(entity_id)

    def names_of(self, entity_id: str) -> tuple[Name, ...]:
        """All names of an entity in the order of the table; empty where it has none."""
        note(ENTITY, entity_id)
        return tuple(self._names_by_entity.get(entity_id, ()))

    def preferred(self, entity_id: str, lang: str) -> Name | None:
        """The preferred name of an entity in exactly that language, or None."""
        for name in self.names_of(entity_id):
            if name.kind == "preferred" and name.lang == lang:
                return name
        return None

    def exact(self, form: str) -> tuple[Name, ...]:
        """All names that are spelled like `form`, letter case, apostrophes and homoglyphs aside."""
        key = fold(form)
        note(FORM, key)
        return tuple(self._names_by_form.get(key, ()))

    def derived(self, name: str, packages: Sequence[str], build: Callable[[Gazetteer], Parts]) -> Sections:
        """What a package of higher knowledge compiles from all names, built once and kept beside the tables.

        `build` gives the parts, named `name`; `packages` are those whose code and tables decide what it gives:
        when one of them changes, it is built anew.
        """
        key = (name, *packages)
        if key not in self._derived:
            with unheard():
                self._derived[key] = self._make(name, tuple(packages), build)
        return self._derived[key]

    def _make(self, _name: str, _packages: Sequence[str], build: Callable[[Gazetteer], Parts]) -> Sections:
        return in_memory(build(self))

    @cached_property
    def _names_by_entity(self) -> dict[str, list[Name]]:
        index: dict[str, list[Name]] = {}
        for name in self.names:
            index.setdefault(name.entity, []).append(name)
        return index

    @cached_property
    def _names_by_form(self) -> dict[str, list[Name]]:
        index: dict[str, list[Name]] = {}
        for name in self.names:
            index.setdefault(fold(name.form), []).append(name)
        return index
