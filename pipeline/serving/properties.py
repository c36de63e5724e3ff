"""What can be asked of an entity: columns of the tables, its forms in each language, its romanisations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.gazetteer import Entity, Gazetteer
from pipeline.languages import LANGUAGES
from pipeline.records import EntityType
from pipeline.transliteration import get_system, systems

TYPES: dict[EntityType, str] = {"person": "Person", "place": "Place", "organisation": "Organisation"}

Value = str | int | float


class Property(NamedTuple):
    """One property: its id, its name for people, and how its values are read from an entity."""

    id: str
    name: str
    read: Callable[[Gazetteer, Entity], Sequence[Value]]


def _n(message: str) -> str:
    """Marks a message for the catalogues."""
    return message


COLUMNS = {
    "country": _n("Country (ISO 3166-1)"),
    "part_of": _n("Part of"),
    "feature": _n("Feature (GeoNames code)"),
    "gender": _n("Gender"),
    "born": _n("Born"),
    "died": _n("Died"),
    "description": _n("Description"),
    "latitude": _n("Latitude"),
    "longitude": _n("Longitude"),
    "population": _n("Population"),
    "wikidata": _n("Wikidata"),
    "geonames": _n("GeoNames"),
}
EVIDENCE = frozenset({"country", "part_of", "feature", "gender", "born", "died", "wikidata", "geonames"})
"""The properties that tell namesakes apart: an entity that has another value is not the one that was asked for."""


def _column(name: str) -> Property:
    def read(_: Gazetteer, entity: Entity) -> Sequence[Value]:
        value = getattr(entity, name)
        return () if value is None else (value,)

    return Property(name, COLUMNS[name], read)


def _forms(lang: str, *, preferred: bool) -> Property:
    def read(gazetteer: Gazetteer, entity: Entity) -> Sequence[Value]:
        rows = gazetteer.names_of(entity.id)
        return [row.form for row in rows if row.lang == lang and (row.kind == "preferred" or not preferred)]

    if preferred:
        return Property(f"name:{lang}", f"Preferred form ({lang})", read)
    return Property(f"names:{lang}", f"All forms ({lang})", read)


def _romanisation(code: str, lang: str) -> Property:
    def read(gazetteer: Gazetteer, entity: Entity) -> Sequence[Value]:
        name = gazetteer.preferred(entity.id, lang)
        return (get_system(code).romanise(name.form),) if name else ()

    return Property(f"romanisation:{code}", f"Romanised by {code}", read)


def all_properties() -> dict[str, Property]:
    """Every property by its id, in the order in which people look for them."""
    found = [_forms(lang, preferred=True) for lang in LANGUAGES]
    found += [_forms(lang, preferred=False) for lang in LANGUAGES]
    found += [_column(name) for name in COLUMNS]
    found += [_romanisation(system.code, system.lang) for system in systems() if system.lang in LANGUAGES]
    return {property_.id: property_ for property_ in found}
