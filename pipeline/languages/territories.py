"""Countries, continents and unions by their names in the four languages, which are often no spellings of each other.

The names are those of Unicode CLDR, which Babel carries, and of `territories.toml`; their genitives, as names of bodies
hold them (банк Беларусі), are declined by the rules of this package and kept in `territory_genitives.csv`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from pipeline.records import OUTPUT_LANGUAGES
from pipeline.tables import read_csv, read_toml

_ALIKE = str.maketrans("ёЁ'ʼ`", "еЕ’’’")


@cache
def own_languages() -> dict[str, str]:
    """The language in which a country of the gazetteer calls its places, by the country's code (ISO 3166-1)."""
    found: dict[str, str] = read_toml(__package__, "territories.toml")["own_languages"]
    return found


@cache
def _codes() -> dict[str, str]:
    from babel import Locale

    other: dict[str, Any] = read_toml(__package__, "territories.toml")
    found: dict[str, str] = {}
    for lang in OUTPUT_LANGUAGES:
        for code, name in Locale(lang).territories.items():
            found.setdefault(_fold(name), code)
        for code, names in other[lang].items():
            found.update(dict.fromkeys(map(_fold, names), code))
    return found


def _fold(name: str) -> str:
    return " ".join(name.translate(_ALIKE).casefold().split())


@lru_cache(maxsize=4_096)
def territory_of(name: str) -> str | None:
    """The code of the country, continent or union that a nominative names in any of the four languages, or None.

    >>> territory_of("Нямеччына"), territory_of("Germany"), territory_of("Лозанна")
    ('DE', 'DE', None)
    """
    return _codes().get(_fold(name))


@cache
def _genitives() -> dict[str, str]:
    rows = read_csv(__package__, "territory_genitives.csv")
    named = ((_fold(row["genitive"]), territory_of(row["nominative"])) for row in rows)
    return {genitive: code for genitive, code in named if code}


@lru_cache(maxsize=1_024)
def territory_in(words: str) -> str | None:
    """The code of the country, continent or union that words name inside a longer name: a nominative or a genitive.

    >>> territory_in("Рэспублікі Беларусь"), territory_in("Ukraine"), territory_in("України"), territory_in("Мінска")
    ('BY', 'UA', 'UA', None)
    """
    return territory_of(words) or _genitives().get(_fold(words))
