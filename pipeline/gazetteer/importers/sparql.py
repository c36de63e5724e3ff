"""Wikidata: the CSV that the query service gives.

One row is one item, or one of several about it. Columns, by the name of the query's variable:

`item` (needed) the item; `instance` its class, or `type` person, place or organisation; `label_LL` its label and
`alias_LL` its aliases in the language LL (`label_be`, `label_be_tarask`; several aliases parted by `|`, as
GROUP_CONCAT joins them), or `label` with its language in `lang`; `itemLabel` what it is called in lists;
`itemDescription`; `gender`, `country` (items, or an ISO code), `born`, `died` (days; the first of January stands for a
year whose day is not known), `geonames`, `coordinates` (`Point(longitude latitude)`), `population`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.gazetteer.importers import csvlines
from pipeline.gazetteer.importers.facts import TYPES, Fact, Filters, FoundName, Item, LeftOut, Line, Refusal
from pipeline.gazetteer.importers.wikidata import SOURCE, country_of, table, type_of, unwanted

_ITEM = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/|wd:)?(Q[1-9]\d*)$")
_POINT = re.compile(r"Point\((-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)\)$", re.IGNORECASE)
_TIME = re.compile(r"\+?(\d{4})-(\d\d)-(\d\d)")


class QueryResult:
    """Rows of a query's result."""

    name = "wikidata-csv"
    source = SOURCE
    order = 2

    def recognises(self, line: str) -> bool:
        columns = csvlines.header(line)
        return "item" in columns and any(name.startswith(("label", "itemlabel")) for name in columns)

    def read(self, lines: Iterator[Line], filters: Filters) -> Iterator[Item]:
        for number, row in csvlines.read(lines, ("item",)):
            yield row if isinstance(row, Refusal) else _item(number, row, filters)


def _item(number: int, row: Mapping[str, str], filters: Filters) -> Item:
    item = _item_id(row.get("item", ""))
    if not item:
        return Refusal(number, f"{row.get('item', '')[:60]!r} is no Wikidata item")
    geonames = row.get("geonames", "") if row.get("geonames", "").isdecimal() else ""
    given = TYPES.get(row.get("type", ""))
    type_ = given or type_of([_item_id(row.get("instance", ""))], filters, is_place=bool(geonames))
    if type_ is None:
        return LeftOut("of no known class (--class Q…=TYPE adds one)")
    country = row.get("country", "")
    country = country if re.fullmatch("[A-Z]{2}", country) else country_of([_item_id(country)])
    population = row.get("population", "").partition(".")[0]
    population = population if population.isdecimal() else ""
    if why := unwanted(type_, country, population, filters):
        return LeftOut(why)
    names = tuple(name for name in _names(row) if not _ITEM.match(name.form))
    if not names:
        return LeftOut("no label in any language of the gazetteer")
    label = row.get("itemlabel", "")
    columns = {
        "label": label if label and not _ITEM.match(label) else names[0].form,
        "country": country,
        "description": row.get("itemdescription", ""),
        "wikidata": item,
    }
    if type_ == "place":
        columns |= {"population": population, "geonames": geonames} | _coordinates(row.get("coordinates", ""))
    if type_ == "person":
        gender = table().gender.get(_item_id(row.get("gender", "")), "")
        columns |= {"gender": gender, "born": _date(row.get("born", "")), "died": _date(row.get("died", ""))}
    others = (f"geonames:{geonames}",) if geonames and type_ == "place" else ()
    return Fact(line=number, id=f"wikidata:{item}", type=type_, others=others, cells=columns, names=names)


def _item_id(text: str) -> str:
    match = _ITEM.match(text)
    return match[1] if match else ""


def _names(row: Mapping[str, str]) -> Iterator[FoundName]:
    if "label" in row and "lang" in row:
        yield FoundName(row["label"], row["lang"], "preferred")
    for column, text in row.items():
        what, _, lang = column.partition("_")
        if what == "label" and lang:
            yield FoundName(text, lang.replace("_", "-"), "preferred")
        elif what == "alias" and lang:
            yield from (FoundName(form.strip(), lang.replace("_", "-")) for form in text.split("|") if form.strip())


def _coordinates(text: str) -> dict[str, str]:
    match = _POINT.match(text)
    return {"latitude": match[2], "longitude": match[1]} if match else {}


def _date(text: str) -> str:
    match = _TIME.match(text)
    if not match:
        return ""
    return match[1] if match[2] == match[3] == "01" else match[0].removeprefix("+")
