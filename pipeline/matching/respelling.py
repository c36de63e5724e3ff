"""A person's name in a neighbouring language (Belarusian, Ukrainian, Russian), where tables make it safe.

Given names and patronymics by the table of given names, where it has one form for them; surnames by
`surname_endings.csv`, where every letter before the ending has one counterpart (`surname_letters.csv`: an unstressed
Belarusian `а` may be Russian `а` or `о`, so it has none). Anything else is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import msgspec
from rapidfuzz.distance import Levenshtein

from pipeline.languages.alphabets import alphabets
from pipeline.languages.given_names import GivenName, given_name, given_names
from pipeline.matching.letters import by_letters
from pipeline.matching.person import NameWord, parse_person
from pipeline.tables import read_csv

NAMES_BY_RULE = "rule:given-names+surname-endings"
_KINDS = {"given": ("full",), "patronymic": ("patronymic-masculine", "patronymic-feminine")}


class Ending(msgspec.Struct, frozen=True):
    """One row of `surname_endings.csv`: how an ending of one language is written in another, with an example."""

    ending: str
    becomes: str
    example: str
    expected: str
    source: str


def respell(form: str, source: str, target: str) -> str | None:
    """A person's whole name in another of be, uk and ru; None where the tables leave anything open.

    >>> respell("Сергей Ганский", "ru", "uk")
    'Сергій Ганський'
    """
    words = parse_person(form)
    if len(words) != len(form.split()) or not any(word.role == "surname" for word in words):
        return None
    made = [_word(word, source, target) for word in words]
    return None if None in made else " ".join(word for word in made if word)


def _word(word: NameWord, source: str, target: str) -> str | None:
    if word.role == "surname":
        return surname(word.text, source, target)
    return given(word, source, target)


def given(word: NameWord, source: str, target: str) -> str | None:
    """A given name or patronymic by the table of given names, or None."""
    kinds = _KINDS.get(word.role, ())
    names = {(name.id, name.kind) for name in given_name(word.text, source) if name.kind in kinds}
    if len(names) != 1:
        return None
    forms = _forms()[(*names.pop(), target)]
    return forms[0] if len(forms) == 1 else None


def nearest_given(word: NameWord, source: str, target: str) -> str | None:
    """The form of a given name or patronymic that is nearest to what letters alone make of it, where the table has
    several: of those that are as near, the one of as many syllables (Наталля is Наталья, not Наталия); or None.
    """
    kinds = _KINDS.get(word.role, ())
    names = dict.fromkeys((name.id, name.kind) for name in given_name(word.text, source) if name.kind in kinds)
    forms = [form for name in names for form in _forms()[(*name, target)]]
    spelled, syllables = by_letters(word.text, source, target), _syllables(word.text, source)

    def farness(form: str) -> tuple[int, int]:
        return Levenshtein.distance(spelled, form), abs(_syllables(form, target) - syllables)

    return min(forms, key=farness, default=None)


def _syllables(word: str, lang: str) -> int:
    vowels = alphabets()[lang].vowels
    return sum(letter in vowels for letter in word.lower())


@cache
def _forms() -> dict[tuple[str, str, str], list[str]]:
    """The forms of each given name, by kind and language."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    every: Iterator[GivenName] = (name for names in given_names().values() for name in names)
    for name in every:
        found[name.id, name.kind, name.lang].append(name.form)
    return found


def surname(word: str, source: str, target: str) -> str | None:
    """A surname by the table of endings, or None."""
    lower = word.lower()
    if word[:1] + lower[1:] != word:
        return None
    for row in endings().get((source, target), ()):
        if lower.endswith(row.ending):
            stem = _letters(lower.removesuffix(row.ending), source, target)
            return (stem + row.becomes).capitalize() if stem else None
    return None


@cache
def endings() -> dict[tuple[str, str], tuple[Ending, ...]]:
    """The rows of the table by the languages from and to, longest endings first."""
    found: dict[tuple[str, str], list[Ending]] = defaultdict(list)
    for row in read_csv(__package__, "surname_endings.csv"):
        found[row["from"], row["to"]].append(
            Ending(row["ending"], row["becomes"], row["example"], row["expected"], row["source"])
        )
    return {pair: tuple(sorted(rows, key=lambda row: -len(row.ending))) for pair, rows in found.items()}


def _letters(stem: str, source: str, target: str) -> str | None:
    """A stem letter by letter (the longest known group first); None where a letter has no one counterpart."""
    table = _counterparts()[source, target]
    made, at = "", 0
    while at < len(stem):
        group = next((stem[at : at + size] for size in (2, 1) if stem[at : at + size] in table), None)
        if group is None:
            return None
        made += table[group]
        at += len(group)
    return made


@cache
def _counterparts() -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in read_csv(__package__, "surname_letters.csv"):
        found[row["from"], row["to"]][row["letters"]] = row["become"]
    return found
