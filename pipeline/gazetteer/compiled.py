"""A gazetteer in compiled form: the same answers as from the tables in memory, read from mapped bytes as asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path

import msgspec

from pipeline.gazetteer.asking import ENTITY, note
from pipeline.gazetteer.cache import Cache, signature
from pipeline.gazetteer.entity_table import EntityTable, pack_entities
from pipeline.gazetteer.lookup import Lists, pack_lists
from pipeline.gazetteer.model import Decision, Name
from pipeline.gazetteer.name_table import NameTable, pack_names
from pipeline.gazetteer.sections import Sections
from pipeline.gazetteer.store import Gazetteer, Parts

KEPT = 1024
"""The names of as many entities are kept ready as were asked for last."""


class CompiledGazetteer(Gazetteer):
    """Entities and names as lazy mapping and sequence; nothing is read before it is asked for."""

    entities: EntityTable
    names: NameTable

    def __init__(self, sections: Sections, fingerprint: str, cache: Cache) -> None:
        self.entities = EntityTable(sections)
        self.names = NameTable(sections)
        self.decisions = msgspec.msgpack.decode(sections["decisions"], type=tuple[Decision, ...])
        self.fingerprint = fingerprint
        self._by_entity = Lists(sections, "name.by_entity")
        self._names_of = lru_cache(KEPT)(self._read_names_of)
        self._cache = cache
        self._derived: dict[tuple[str, ...], Sections] = {}

    def names_of(self, entity_id: str) -> tuple[Name, ...]:
        note(ENTITY, entity_id)
        return self._names_of(entity_id)

    def _read_names_of(self, entity_id: str) -> tuple[Name, ...]:
        place = self.entities.place(entity_id)
        return tuple(map(self.names.at, self._by_entity[place])) if place >= 0 else ()

    def exact(self, form: str) -> tuple[Name, ...]:
        return self.names.exact(form)

    def files(self) -> list[Path]:
        """Where it is kept: the compiled tables, and what has been derived from them."""
        return self._cache.files()

    def _make(self, name: str, packages: Sequence[str], build: Callable[[Gazetteer], Parts]) -> Sections:
        return self._cache.sections(f"{name}-{signature(packages)[:16]}", partial(build, self))


def compile_gazetteer(gazetteer: Gazetteer) -> Parts:
    """The sections of a CompiledGazetteer."""
    places = {entity_id: place for place, entity_id in enumerate(gazetteer.entities)}
    owners = [places[name.entity] for name in gazetteer.names]
    return {
        **pack_entities(gazetteer.entities),
        **pack_names(gazetteer.names),
        **pack_lists("name.by_entity", owners, len(places)),
        "decisions": msgspec.msgpack.encode(gazetteer.decisions),
    }


def open_compiled(cache: Cache, fingerprint: str, build: Callable[[], Gazetteer]) -> CompiledGazetteer:
    """The compiled gazetteer of tables with that fingerprint, from the cache; built, and kept there, if it is not."""
    sections = cache.sections("tables", lambda: compile_gazetteer(build()))
    return CompiledGazetteer(sections, fingerprint, cache)
