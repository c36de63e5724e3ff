"""FollowTheMoney entities, as OpenSanctions and others publish them: JSON, one entity a line.

Source: https://followthemoney.tech/ and the `entities.ftm.json` files of https://www.opensanctions.org/. An entity
has `id`, `schema`, `properties` (lists of values), and at OpenSanctions `referents`: the ids it had before it was
joined from several. Its names have no language: script and letters have to tell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from pipeline.gazetteer.importers.facts import Fact, Filters, FoundName, Item, LeftOut, Line, Refusal
from pipeline.gazetteer.importers.jsonlines import Objects, object_keys
from pipeline.gazetteer.model import NameKind
from pipeline.records import EntityType, Gender
from pipeline.tables import read_toml

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")
_ITEM = re.compile(r"Q[1-9]\d*$")
_ID = re.compile(r"[^\s\"<>|,]{1,200}$")


class _Entity(msgspec.Struct):
    id: str
    schema: str
    properties: dict[str, list[msgspec.Raw]] = {}
    referents: list[str] = []


class _Table(msgspec.Struct):
    """The columns of ftm.toml."""

    types: dict[str, EntityType]
    names: dict[str, NameKind]
    gender: dict[str, Gender]
    countries: dict[EntityType, list[str]]


@cache
def _table() -> _Table:
    return msgspec.convert(read_toml(__package__, "ftm.toml"), _Table)


class FollowTheMoney:
    """People and organisations among FollowTheMoney entities."""

    name = "ftm"
    source = "ftm"
    order = 3

    def recognises(self, line: str) -> bool:
        return {"id", "schema", "properties"} <= object_keys(line)

    def read(self, lines: Iterator[Line], filters: Filters) -> Iterator[Item]:
        for number, entity in Objects(_Entity).read(lines):
            yield entity if isinstance(entity, Refusal) else _item(number, entity, filters)


def _item(number: int, entity: _Entity, filters: Filters) -> Item:
    type_ = _table().types.get(entity.schema)
    if type_ is None:
        return LeftOut("another schema")
    if not filters.wants_type(type_):
        return LeftOut("another type")
    if not _ID.match(entity.id):
        return Refusal(number, f"{entity.id[:60]!r} is no identifier")
    country = _first(
        [code.upper() for column in _table().countries[type_] for code in _texts(entity, column)], "[A-Z]{2}"
    )
    if not filters.wants_country(country):
        return LeftOut("another country")
    names = tuple(
        FoundName(form, kind=kind) for column, kind in _table().names.items() for form in _texts(entity, column)
    )
    if not names:
        return Refusal(number, "no name")
    item = next((found for found in (entity.id, *_texts(entity, "wikidataId")) if _ITEM.match(found)), "")
    columns = {
        "label": names[0].form,
        "country": country,
        "gender": next((_table().gender[found] for found in _texts(entity, "gender") if found in _table().gender), ""),
        "born": _date(_texts(entity, "birthDate")),
        "died": _date(_texts(entity, "deathDate")),
        "wikidata": item,
    }
    others = tuple(_curie(referent) for referent in entity.referents if _ID.match(referent))
    return Fact(line=number, id=_curie(entity.id), type=type_, others=others, cells=columns, names=names)


def _curie(id_: str) -> str:
    return f"wikidata:{id_}" if _ITEM.match(id_) else f"ftm:{id_}"


def _texts(entity: _Entity, column: str) -> list[str]:
    """The values of a property that are text."""
    found = []
    for value in entity.properties.get(column, ()):
        try:
            found.append(msgspec.json.decode(value, type=str))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return found


def _first(texts: list[str], pattern: str) -> str:
    return next((text for text in texts if re.fullmatch(pattern, text)), "")


def _date(texts: list[str]) -> str:
    """The one date that all values agree with, the most exact of them; nothing where they differ."""
    dates = sorted({text[:10] for text in texts if _DATE.match(text[:10])}, key=len)
    return dates[-1] if dates and all(dates[-1].startswith(date) for date in dates) else ""
