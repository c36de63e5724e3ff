"""GeoNames: the dump of features (`allCountries.txt`, `UA.txt`, `cities500.txt` …) and `alternateNamesV2.txt`.

Both are UTF-8, tab separated, without a header and without quotes. Source: the readme.txt of the dump
(https://download.geonames.org/export/dump/), CC BY 4.0. Features have 19 columns: geonameid, name, asciiname,
alternatenames, latitude, longitude, feature class, feature code, country code, cc2, admin1 to admin4 codes,
population, elevation, dem, timezone, modification date. Alternate names have 10: alternateNameId, geonameid,
isolanguage, alternate name, isPreferredName, isShortName, isColloquial, isHistoric, from, to (in the older file
without the last two).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.gazetteer.importers.facts import Fact, Filters, FoundName, Item, LeftOut, Line, Refusal
from pipeline.gazetteer.model import NameKind

SOURCE = "geonames"
_FEATURE_COLUMNS = 19
_NAME_COLUMNS = (8, 10)
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")
_UNKNOWN = "names of places that are not imported"
_ITEM = re.compile(r"Q[1-9]\d*$")
# Pseudo-languages of alternate names that are no names of the place in any language.
_CODES = frozenset({"link", "post", "iata", "icao", "faac", "tcid", "unlc", "phon", "piny", "abbr"})


class Features:
    """Places of the dump. `unlabelled` takes the names of no language in as well, as far as letters tell one."""

    name = "geonames"
    source = SOURCE
    order = 0

    def __init__(self, *, unlabelled: bool = True) -> None:
        self.unlabelled = unlabelled

    def recognises(self, line: str) -> bool:
        cells = line.split("\t")
        return len(cells) == _FEATURE_COLUMNS and cells[0].isdecimal()

    def read(self, lines: Iterator[Line], filters: Filters) -> Iterator[Item]:
        return _items(lines, lambda number, cells: self._item(number, cells, filters))

    def _item(self, number: int, cells: list[str], filters: Filters) -> Item:
        if len(cells) != _FEATURE_COLUMNS:
            return Refusal(number, f"{len(cells)} columns where GeoNames has {_FEATURE_COLUMNS}")
        if not cells[0].isdecimal() or not cells[1]:
            return Refusal(number, "no GeoNames identifier or no name")
        if why := _unwanted(cells, filters):
            return LeftOut(why)
        if not (_is_number(cells[4]) and _is_number(cells[5])):
            return Refusal(number, f"coordinates {cells[4][:20]!r}, {cells[5][:20]!r} are no degrees")
        return self._fact(number, cells)

    def _fact(self, number: int, cells: list[str]) -> Fact:
        country, region = cells[8], f"{cells[8]}.{cells[10]}"
        names = [FoundName(cells[1])]
        if self.unlabelled:
            names.extend(FoundName(form) for form in dict.fromkeys(cells[3].split(",")) if form and form != cells[1])
        columns = {
            "label": cells[1],
            "country": country,
            "feature": cells[7],
            "latitude": cells[4],
            "longitude": cells[5],
            "population": "" if cells[14] == "0" else cells[14],
            "geonames": cells[0],
        }
        is_region = cells[7] == "ADM1"
        return Fact(
            line=number,
            id=f"geonames:{cells[0]}",
            type="place",
            cells=columns,
            names=tuple(names),
            admin="" if is_region or not cells[10] else region,
            region=region if is_region else "",
        )


class AlternateNames:
    """Names of places that are known: from the tables, or from a dump of features in the same import."""

    name = "geonames-names"
    source = SOURCE
    order = 1

    def recognises(self, line: str) -> bool:
        cells = line.split("\t")
        return len(cells) in _NAME_COLUMNS and cells[0].isdecimal() and cells[1].isdecimal()

    def read(self, lines: Iterator[Line], filters: Filters) -> Iterator[Item]:
        return _items(lines, self._item)

    def _item(self, number: int, cells: list[str]) -> Item:
        if len(cells) not in _NAME_COLUMNS or not cells[1].isdecimal() or not cells[3]:
            return Refusal(number, "not the columns of alternateNamesV2.txt")
        entity, code, form = f"geonames:{cells[1]}", cells[2], cells[3]
        if code == "wkdt":
            if not _ITEM.match(form):
                return Refusal(number, f"{form[:40]!r} is no Wikidata item")
            return Fact(line=number, id=entity, cells={"geonames": cells[1], "wikidata": form}, unknown=_UNKNOWN)
        if code in _CODES:
            return LeftOut("codes and links")
        preferred, short, colloquial, historic = (cell == "1" for cell in cells[4:8])
        since, until = (_date(cell) for cell in (*cells[8:], "", "")[:2])
        kind = _kind(preferred, short, colloquial, historic or bool(until))
        name = FoundName(form, code, kind, since, until, promote=kind == "variant" and bool(code))
        return Fact(line=number, id=entity, cells={"geonames": cells[1]}, names=(name,), unknown=_UNKNOWN)


def _kind(preferred: bool, short: bool, colloquial: bool, historic: bool) -> NameKind:
    if historic:
        return "former"
    if colloquial:
        return "nickname"
    if preferred:
        return "preferred"
    return "short" if short else "variant"


def _items(lines: Iterator[Line], item: Callable[[int, list[str]], Item]) -> Iterator[Item]:
    """What `item` makes of the number and the columns of each line that is not blank."""
    for line in lines:
        text = line.text()
        if isinstance(text, Refusal):
            yield text
        elif text.strip():
            yield item(line.number, [cell.strip() for cell in text.split("\t")])


def _unwanted(cells: list[str], filters: Filters) -> str:
    if not filters.wants_type("place"):
        return "another type"
    if not filters.wants_country(cells[8]):
        return "another country"
    if cells[6] not in filters.feature_classes:
        return "another feature class"
    if cells[6] == "P" and int(cells[14] if cells[14].isdecimal() else 0) < filters.min_population:
        return "too few inhabitants"
    return ""


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d{1,3}(\.\d+)?", text) is not None


def _date(text: str) -> str:
    """An ISO date, or nothing: the column also holds words such as `1950s`."""
    text = text[:4] + "-" + text[4:6] + "-" + text[6:] if re.fullmatch(r"\d{8}", text) else text
    return text if _DATE.match(text) else ""
