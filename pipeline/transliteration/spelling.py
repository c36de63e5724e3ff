"""Belarusian between its spellings: official (`be`), Taraškievica (`be-tarask`) and Łacinka (`be-Latn`).

Rules go as far as letters decide: the soft sign of assimilation, and the script. Loan words and stress need a
dictionary; `undecided` names the words of a text that the rules leave as they were although they may differ.
The rules are in `spelling.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

import msgspec

from pipeline.tables import read_toml
from pipeline.transliteration.registry import get_system
from pipeline.transliteration.repair import repair

SPELLINGS = ("be", "be-tarask", "be-Latn")
_LACINKA = "lacinka-bel-Cyrl-Latn-1929"
_ROAD = {"be": 0, "be-tarask": 1, "be-Latn": 2}


class SpellingRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One change of letters; words with a part of `keep` in them are left alone."""

    phenomenon: str
    pattern: str
    to: str
    examples: dict[str, str]
    keep: list[str] = []


class UndecidedRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phenomenon that letters alone do not decide, and how to see that a word may have it."""

    phenomenon: str
    spelling: str
    pattern: str
    examples: list[str]


class SpellingTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of `spelling.toml`."""

    source: str
    official_to_tarask: list[SpellingRule]
    tarask_to_official: list[SpellingRule]
    undecided: list[UndecidedRule]


class Undecided(msgspec.Struct, frozen=True):
    """A word that rules cannot convert with certainty; `start` and `end` are offsets in code points."""

    word: str
    start: int
    end: int
    phenomenon: str


@cache
def spelling_table() -> SpellingTable:
    """The rules as they stand in the table."""
    return msgspec.convert(read_toml(__package__, "spelling.toml"), SpellingTable)


_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ][^\W\d_]+)*")


def _apply(rules: Sequence[SpellingRule], text: str) -> str:
    for rule in rules:
        text = _WORD.sub(_change(rule), text)
    return text


def _change(rule: SpellingRule) -> Callable[[re.Match[str]], str]:
    pattern = re.compile(rule.pattern, re.IGNORECASE)

    def replaced(match: re.Match[str]) -> str:
        return rule.to.upper() if match.string.isupper() else rule.to

    def word(match: re.Match[str]) -> str:
        form = match[0]
        if any(root in form.lower() for root in rule.keep):
            return form
        return pattern.sub(replaced, form)

    return word


def _to_latin(text: str) -> str:
    return get_system(_LACINKA).romanise(text)


def _to_cyrillic(text: str) -> str:
    return get_system(_LACINKA).reverse(text)


@cache
def _steps() -> dict[tuple[str, str], Callable[[str], str]]:
    table = spelling_table()
    return {
        ("be", "be-tarask"): lambda text: _apply(table.official_to_tarask, repair(text)),
        ("be-tarask", "be"): lambda text: _apply(table.tarask_to_official, repair(text)),
        ("be-tarask", "be-Latn"): _to_latin,
        ("be-Latn", "be-tarask"): _to_cyrillic,
    }


def _road(source: str, target: str) -> list[tuple[str, str]]:
    """The steps between two spellings; Taraškievica stands between the official spelling and Łacinka."""
    start, end = _ROAD[source], _ROAD[target]
    stops = SPELLINGS[start : end + 1] if start <= end else SPELLINGS[end : start + 1][::-1]
    return list(pairwise(stops))


def convert_spelling(text: str, source: str, target: str) -> str:
    """Belarusian `text` from one of `SPELLINGS` to another, as far as rules decide.

    Raises KeyError for a tag that is not in `SPELLINGS`.
    """
    for step in _road(source, target):
        text = _steps()[step](text)
    return text


def undecided(text: str, source: str, target: str) -> tuple[Undecided, ...]:
    """Words of `text` (in the spelling `source`) that may have another form in `target` than rules give."""
    if "be" not in (source, target):
        return ()
    spelling = "be" if source == "be" else "be-tarask"
    return tuple(
        Undecided(match[0], match.start(), match.end(), rule.phenomenon)
        for match in _WORD.finditer(text)
        for rule in _undecided_rules(spelling)
        if re.search(rule.pattern, _to_cyrillic(match[0]) if source == "be-Latn" else match[0], re.IGNORECASE)
    )


@cache
def _undecided_rules(spelling: str) -> tuple[UndecidedRule, ...]:
    return tuple(rule for rule in spelling_table().undecided if rule.spelling == spelling)
