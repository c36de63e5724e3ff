"""The tables of `evidence.toml` and the calendar, ready to be asked about one word."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipeline.languages import LANGUAGES
from pipeline.records import ENTITY_TYPES
from pipeline.tables import read_toml


@cache
def _table() -> dict[str, Any]:
    return read_toml(__package__, "evidence.toml")


@cache
def words(group: str, lang: str) -> frozenset[str]:
    """The words of one group in one language; empty where the table has none."""
    return frozenset(_table()[group].get(lang, "").split())


@cache
def stumps(lang: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What shortened names of bodies and companies begin with, and what they end in, in their nominative."""
    first, last = (_table()["stumps"][part].get(lang, "").split() for part in ("first", "last"))
    return tuple(first), tuple(last)


def is_of_stumps(fold: str, lang: str) -> bool:
    """Is a folded word the nominative of a shortened name of a body or a company?

    >>> is_of_stumps("росстат", "ru"), is_of_stumps("росстата", "ru"), is_of_stumps("росток", "ru")
    (True, False, False)
    """
    begins, ends = stumps(lang)
    return any(fold.endswith(end) and fold.removesuffix(end).startswith(begins) for end in ends)


@cache
def particles() -> frozenset[str]:
    """Lower-case words that stand inside persons' names, of any language."""
    return frozenset(_table()["particles"]["words"])


@cache
def roman_numerals() -> frozenset[str]:
    """The letters that numbers are written with, in lower case."""
    return frozenset(_table()["roman_numerals"]["letters"].split())


@cache
def beginnings(lang: str) -> dict[str, str]:
    """First letters that depend on the word before, each with the one that a dictionary has."""
    return {key: value for key, value in _table()["beginnings"].get(lang, {}).items() if key != "example"}


@cache
def calendar() -> frozenset[str]:
    """Names of months and days in the four languages (CLDR), in lower case: capitalised in English, never names."""
    from babel import Locale

    found: set[str] = set()
    for code in LANGUAGES:
        locale = Locale.parse(code)
        for names in (locale.months, locale.days):
            for width in ("wide", "abbreviated"):
                for form in ("format", "stand-alone"):
                    found.update(str(name).lower().rstrip(".") for name in names[form][width].values())
    return frozenset(found)


@cache
def labels_of() -> dict[str, str]:
    """What the labels of other libraries' taggers stand for: person, place or organisation."""
    table = _table()["labels"]
    return {label: kind for kind in ENTITY_TYPES for label in table[kind].split()}
