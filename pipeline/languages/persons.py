"""Which part of a person's name each word is, and whether the person is a man or a woman."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import cast

from pipeline.languages.given_names import given_name
from pipeline.languages.paradigms import Kind
from pipeline.languages.structure import long_order, orders
from pipeline.records import Gender
from pipeline.tables import read_toml


@cache
def _endings(lang: str, part: Kind) -> tuple[tuple[str, Gender], ...]:
    table = read_toml(__package__, "gender.toml")[lang].get(part, {})
    pairs = [(ending, cast(Gender, gender)) for gender, endings in table.items() for ending in endings.split()]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _default() -> Gender:
    return cast(Gender, read_toml(__package__, "gender.toml")["default"])


def gender_by_ending(word: str, lang: str, part: Kind) -> Gender | None:
    """The gender that the ending of a nominative tells for a part of a name, or None."""
    lower = word.lower()
    return next((gender for ending, gender in _endings(lang, part) if lower.endswith(ending)), None)


def gender_of_given(word: str, lang: str) -> Gender | None:
    """The gender of a given name of the table, or None where it is unknown or borne by both."""
    genders = {name.gender for name in given_name(word, lang)}
    return genders.pop() if len(genders) == 1 else None


@lru_cache(maxsize=1024)
def parts_of(words: tuple[str, ...], lang: str) -> tuple[Kind, ...]:
    """The likeliest part (given, patronymic, surname) that each word of a nominative name is."""
    if not words:
        return ()
    choices = orders().get(len(words), ())
    if not choices:
        return long_order(len(words))

    def likelihood(parts: Sequence[Kind]) -> float:
        return math.prod(_fit(word, lang, part) for word, part in zip(words, parts, strict=True))

    return max(choices, key=lambda order: order.weight * likelihood(order.parts)).parts


def _fit(word: str, lang: str, part: Kind) -> float:
    known = any("patronymic" not in name.kind for name in given_name(word, lang))
    if part == "given":
        return 1.0 if known else 0.1
    if part == "patronymic":
        return 1.0 if gender_by_ending(word, lang, "patronymic") else 0.001
    return 0.1 if known else 1.0


def gender_of_person(words: Sequence[str], parts: Sequence[Kind], lang: str) -> Gender:
    """The gender of a person from the nominative name: a known given name, else endings; men where nothing
    tells.
    """
    pairs = list(zip(words, parts, strict=True))
    for word, part in pairs:
        if part == "given" and (gender := gender_of_given(word, lang)):
            return gender
    for wanted in ("patronymic", "surname", "given"):
        for word, part in pairs:
            if part == wanted and (gender := gender_by_ending(word, lang, part)):
                return gender
    return _default()
