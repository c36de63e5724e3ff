"""Which of several right forms an entity's name takes: English styles, and the name that a place had at a date."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipeline.gazetteer import Entity, Gazetteer, Name
from pipeline.records import EntityType, NameForm, NameStyle
from pipeline.tables import read_toml
from pipeline.transliteration import System, get_system

_SETTLEMENT = "PPL"


@cache
def table() -> dict[str, Any]:
    """`english.toml`."""
    return read_toml(__package__, "english.toml")


def dated(gazetteer: Gazetteer, entity_id: str, lang: str, date: str | None) -> Name | None:
    """The former name that an entity bore at a date (ISO 8601, of any precision), if it has one of that time.

    A year, or a month, in which the name changed counts for the later name.
    """
    for name in gazetteer.names_of(entity_id):
        if name.lang == lang and name.kind == "former" and date and (name.since or name.until):
            begun = name.since is None or name.since <= date
            if begun and name.until is not None and date[: len(name.until)] < name.until:
                return name
    return None


def in_english(entity: Entity, names: dict[str, NameForm], style: NameStyle) -> NameForm | None:
    """How a style writes an entity in English, or None where it is written as English has it.

    Styles are for persons and towns of Belarus, Ukraine and Russia; countries, regions and bodies have English names.
    """
    if entity.type == "organisation" or (entity.type == "place" and not (entity.feature or "").startswith(_SETTLEMENT)):
        return None
    row = next((row for row in table()["official"] if row["country"] == entity.country), None)
    if row is None or row["lang"] not in names:
        return None
    system = _system(entity.type, row["lang"], style)
    return _romanised(names[row["lang"]].form, system) if system else None


def new_in_english(form: str, kind: EntityType, lang: str, style: NameStyle) -> NameForm:
    """How a style writes a name of one of be, uk and ru that no gazetteer holds."""
    return _romanised(form, _system(kind, lang, style) or get_system(table()["press"][lang]))


def _system(kind: EntityType, lang: str, style: NameStyle) -> System | None:
    """The system that a style has for names of a language; none where English has its own forms."""
    if style.english == ("official",):
        row = next(row for row in table()["official"] if row["lang"] == lang)
        return get_system(row["person" if kind == "person" else "place"])
    if style.english == ("press",):
        return None
    return next((system for system in map(get_system, style.english) if system.lang == lang), None)


def _romanised(form: str, system: System) -> NameForm:
    return NameForm(form=system.romanise(form), source=f"rule:{system.code}")
