"""Wikidata: the JSON dump, one item a line.

Source: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html. The dump is an array with one item a
line and commas between; empty maps are written as empty arrays. Read of each item: labels (the preferred name of
their language), aliases (variants), the English description, and the statements P31 instance of, P21 gender, P27
citizenship, P17 country, P569 and P570 birth and death, P1566 GeoNames identifier, P625 coordinates, P1082 population.
Deprecated statements are passed over, preferred ones come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import msgspec

from pipeline.gazetteer.importers.calendar import iso_date
from pipeline.gazetteer.importers.facts import Fact, Filters, FoundName, Item, LeftOut, Line, Refusal
from pipeline.gazetteer.importers.jsonlines import Objects, object_keys
from pipeline.records import EntityType, Gender
from pipeline.tables import read_toml

SOURCE = "wikidata"
_ITEM = re.compile(r"Q[1-9]\d*$")
_EARTH = re.compile(r"entity/Q2$")


class _Text(msgspec.Struct):
    value: str


class _Value(msgspec.Struct):
    value: Any = None


class _Snak(msgspec.Struct):
    snaktype: str
    datavalue: _Value | None = None


class _Statement(msgspec.Struct):
    mainsnak: _Snak
    rank: str = "normal"


class _Claims(msgspec.Struct):
    """The statements that are read; msgspec passes over all others without building them."""

    P31: list[_Statement] = []
    P21: list[_Statement] = []
    P27: list[_Statement] = []
    P17: list[_Statement] = []
    P569: list[_Statement] = []
    P570: list[_Statement] = []
    P1566: list[_Statement] = []
    P625: list[_Statement] = []
    P1082: list[_Statement] = []


class _Item(msgspec.Struct):
    id: str = ""
    type: str = ""
    labels: dict[str, _Text] | list[Any] = []
    aliases: dict[str, list[_Text]] | list[Any] = []
    descriptions: dict[str, _Text] | list[Any] = []
    claims: _Claims | list[Any] = []
    redirect: str = ""


class Table(msgspec.Struct):
    """The columns of wikidata.toml."""

    classes: dict[str, EntityType]
    gender: dict[str, Gender]
    countries: dict[str, str]


@cache
def table() -> Table:
    """What items of Wikidata mean here."""
    return msgspec.convert(read_toml(__package__, "wikidata.toml"), Table)


class Dump:
    """Items of the JSON dump."""

    name = "wikidata"
    source = SOURCE
    order = 2

    def recognises(self, line: str) -> bool:
        keys = object_keys(line)
        return "claims" in keys or {"id", "labels"} <= keys

    def read(self, lines: Iterator[Line], filters: Filters) -> Iterator[Item]:
        for number, item in Objects(_Item).read(lines):
            yield item if isinstance(item, Refusal) else _item(number, item, filters)


def _item(number: int, item: _Item, filters: Filters) -> Item:
    if item.redirect:
        return LeftOut("redirects (the item they lead to has a line of its own)")
    if item.type in ("property", "lexeme"):
        return LeftOut("properties and lexemes")
    if not _ITEM.match(item.id):
        return Refusal(number, f"{item.id[:40]!r} is no Wikidata item")
    claims = item.claims if isinstance(item.claims, _Claims) else _Claims()
    geonames = next((text for text in _values(claims.P1566) if isinstance(text, str) and text.isdecimal()), "")
    type_ = type_of([_item_id(value) for value in _values(claims.P31)], filters, is_place=bool(geonames))
    if type_ is None:
        return LeftOut("of no known class (--class Q…=TYPE adds one)")
    country = country_of([_item_id(value) for value in (*_values(claims.P27), *_values(claims.P17))])
    population = _population(claims)
    if why := unwanted(type_, country, population, filters):
        return LeftOut(why)
    names = _names(item)
    if not names:
        return LeftOut("no label in any language of the gazetteer")
    columns = {
        "label": _label(item, names),
        "country": country,
        "description": _texts(item.descriptions).get("en", ""),
        "population": population if type_ == "place" else "",
        "wikidata": item.id,
        "geonames": geonames if type_ == "place" else "",
    }
    columns |= _place(claims) if type_ == "place" else _person(claims) if type_ == "person" else {}
    others = (f"geonames:{geonames}",) if geonames and type_ == "place" else ()
    return Fact(line=number, id=f"wikidata:{item.id}", type=type_, others=others, cells=columns, names=names)


def type_of(classes: Sequence[str], filters: Filters, *, is_place: bool) -> EntityType | None:
    """The type of an item of these classes; None where nothing tells it."""
    for class_ in classes:
        found = filters.classes.get(class_) or table().classes.get(class_)
        if found:
            return found
    return "place" if is_place else None


def country_of(items: Sequence[str]) -> str:
    """The ISO code of the first of these items that is a country of the table; empty where none is."""
    return next((table().countries[item] for item in items if item in table().countries), "")


def unwanted(type_: EntityType, country: str, population: str, filters: Filters) -> str:
    """Why an item is left out; empty where it is wanted."""
    if not filters.wants_type(type_):
        return "another type"
    if not filters.wants_country(country):
        return "another country"
    if type_ == "place" and filters.min_population and int(population or 0) < filters.min_population:
        return "too few inhabitants"
    return ""


def _names(item: _Item) -> tuple[FoundName, ...]:
    labels = [FoundName(text, lang, "preferred") for lang, text in _texts(item.labels).items()]
    aliases = item.aliases if isinstance(item.aliases, dict) else {}
    return (*labels, *(FoundName(text.value, lang) for lang, texts in aliases.items() for text in texts))


def _texts(texts: dict[str, _Text] | list[Any]) -> dict[str, str]:
    return {lang: text.value for lang, text in texts.items()} if isinstance(texts, dict) else {}


def _label(item: _Item, names: Sequence[FoundName]) -> str:
    labels = _texts(item.labels)
    return next((labels[lang] for lang in ("en", "mul", "be", "uk", "ru") if lang in labels), names[0].form)


def _values(statements: Sequence[_Statement]) -> list[Any]:
    """The values of statements, preferred ones first."""
    known = [one for one in statements if one.rank != "deprecated" and one.mainsnak.datavalue is not None]
    known.sort(key=lambda statement: statement.rank != "preferred")
    return [statement.mainsnak.datavalue.value for statement in known if statement.mainsnak.datavalue]


def _item_id(value: object) -> str:
    """The item that a value points to; older dumps have only its number."""
    if not isinstance(value, dict):
        return ""
    return str(value.get("id") or f"Q{value.get('numeric-id', '')}")


def _population(claims: _Claims) -> str:
    for value in _values(claims.P1082):
        amount = str(value.get("amount", "")) if isinstance(value, dict) else ""
        if re.fullmatch(r"\+?\d{1,12}", amount):
            return amount.removeprefix("+")
    return ""


def _place(claims: _Claims) -> dict[str, str]:
    for value in _values(claims.P625):
        if isinstance(value, dict) and _EARTH.search(str(value.get("globe", "entity/Q2"))):
            latitude, longitude = value.get("latitude"), value.get("longitude")
            if isinstance(latitude, int | float) and isinstance(longitude, int | float):
                return {"latitude": f"{latitude:.5f}", "longitude": f"{longitude:.5f}"}
    return {}


def _person(claims: _Claims) -> dict[str, str]:
    genders = [table().gender.get(_item_id(value), "") for value in _values(claims.P21)]
    return {
        "gender": genders[0] if genders else "",
        "born": _date(_values(claims.P569)),
        "died": _date(_values(claims.P570)),
    }


def _date(values: Sequence[Any]) -> str:
    return iso_date(values[0]) if values and isinstance(values[0], dict) else ""
