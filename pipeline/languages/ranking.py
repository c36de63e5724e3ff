"""The order of the readings of one word before its sentence is looked at (ranking.toml, endings.csv).

A reading is as likely as its kind of name, its case, and its nominative: names end in what names of their kind and
gender end in, so that `Минском` is `Минск` and not a town called `Минском`.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from functools import cache, lru_cache
from typing import cast

import msgspec

from pipeline.languages.paradigms import ANIMATE, START, Kind, Row
from pipeline.languages.tables import HERE, read_csv, read_toml
from pipeline.records import Case, Gender

LONGEST = 4
SHORT = 3
RARE_LETTER = 0.0005


class Ranking(msgspec.Struct, frozen=True):
    """Relative frequencies of kinds of names and of cases, and factors for what else tells."""

    kinds: dict[str, float]
    cases: dict[str, dict[str, float]]
    genders: dict[str, dict[str, float]]
    factors: dict[str, float]


@cache
def ranking() -> Ranking:
    return msgspec.convert(read_toml("ranking.toml"), Ranking)


@cache
def _counts() -> dict[tuple[str, str, str], dict[str, int]]:
    """How many names of a language, kind and gender end in each of up to four letters."""
    found: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    with (HERE / "endings.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for lang, kind, gender, ending, count in rows:
            found[lang, kind, gender][ending] = int(count)
    return dict(found)


@lru_cache(maxsize=65536)
def _likelihood_of_ending(lang: str, kind: Kind, gender: Gender | None, ending: str) -> float:
    """The natural logarithm of how likely an ending is, letter by letter from the end of the word.

    Each letter depends on all those after it; where few names are known to end so, any letter is as likely as another.
    """
    counts = _counts().get((lang, kind, gender or ""), {})
    factors = ranking().factors
    total = 0.0
    for start in range(len(ending) - 1, -1, -1):
        after = counts.get(ending[start + 1 :], 0)
        with_it = counts.get(ending[start:], 0)
        letter = _letters(lang).get(ending[start], RARE_LETTER)
        total += math.log((with_it + factors["doubt"] * letter) / (after + factors["doubt"]))
    return total


@cache
def _letters(lang: str) -> dict[str, float]:
    """How often each letter stands in names of a language."""
    counts = _counts().get((lang, "letter", ""), {})
    total = sum(counts.values()) or 1
    return {letter: count / total for letter, count in counts.items()}


@lru_cache(maxsize=65536)
def _likelihood_of_beginning(lang: str, beginning: str) -> float:
    letters = _letters(lang)
    return sum(math.log(letters.get(letter, RARE_LETTER)) for letter in beginning)


@cache
def _likelihood_of_gender(lang: str, kind: Kind, gender: Gender | None) -> float:
    """The natural logarithm of the share of a gender (None: plural names) among names of a kind."""
    shares = ranking().genders.get(kind)
    if shares:
        return math.log(shares[gender or "Masc"])
    counts = {key[2]: count[""] for key, count in _counts().items() if key[:2] == (lang, kind)}
    return math.log(counts.get(gender or "", 1) / sum(counts.values())) if counts else 0.0


@cache
def known_places(lang: str) -> dict[str, Gender | None]:
    """Countries and cities that every newsroom writes about, in lower case, with their gender (places.csv)."""
    return {
        row["form"].lower(): cast(Gender, row["gender"]) if row["gender"] else None
        for row in read_csv(HERE / "places.csv")
        if row["lang"] == lang
    }


def weight_of(lang: str, row: Row, case: Case | None, rank: int, lemma: str, known: bool) -> float:
    """The natural logarithm of the relative likelihood of a reading.

    `case` is None for a word that does not decline, `rank` the place of its form among those of the case, `known`
    tells that the lemma is a given name of the table, a well-known place or a noun of the table.
    """
    weight = _weight_of_row(row, case, rank)
    if len(lemma) < SHORT:
        weight += _log("short_lemma")
    if known or row.lemma.startswith(START):
        return weight + _log("known_noun" if row.kind == "noun" else "known_name")
    before = _likelihood_of_beginning(lang, lemma[:-LONGEST])
    ending = _likelihood_of_ending(lang, row.kind, row.gender, lemma[-LONGEST:])
    return weight + _likelihood_of_gender(lang, row.kind, row.gender) + before + ending


@cache
def _log(factor: str) -> float:
    return math.log(ranking().factors[factor])


@lru_cache(maxsize=65536)
def _weight_of_row(row: Row, case: Case | None, rank: int) -> float:
    table = ranking()
    person = row.kind in ANIMATE
    likelihood = table.kinds[row.kind] * row.weight
    likelihood *= table.cases["person" if person else "place"][case] if case else 1.0
    likelihood *= table.factors["second_form"] ** rank
    if row.derived:
        likelihood *= table.factors["plural_of_noun" if row.kind == "noun" else "plural_of_name"]
    return math.log(likelihood)
