"""The order of the readings of one word before its sentence is looked at (ranking.toml, endings.csv).

A reading is as likely as its kind of name, its case, and its nominative: names end in what names of their kind and
gender end in, so that `Минском` is `Минск` and not a town called `Минском`.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import cast

import msgspec

from pipeline.languages.paradigms import ANIMATE, START, Kind, Row
from pipeline.records import Case, Gender
from pipeline.tables import read_csv, read_toml

LONGEST = 4
SHORT = 3
RARE_LETTER = 0.0005
LOG_OF_RARE = math.log(RARE_LETTER)
REMEMBERED = 4_096


class Ranking(msgspec.Struct, frozen=True):
    """Relative frequencies of kinds of names and of cases, and factors for what else tells."""

    kinds: dict[str, float]
    cases: dict[str, dict[str, float]]
    genders: dict[str, dict[str, float]]
    factors: dict[str, float]


@cache
def ranking() -> Ranking:
    return msgspec.convert(read_toml(__package__, "ranking.toml"), Ranking)


@cache
def _counts() -> dict[tuple[str, str, str], dict[str, int]]:
    """How many names of a language, kind and gender end in each of up to four letters."""
    found: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    with Path(__file__).with_name("endings.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for lang, kind, gender, ending, count in rows:
            found[lang, kind, gender][ending] = int(count)
    return dict(found)


class LikelihoodsOfEndings(dict[str, float]):
    """How likely each ending is among names of a kind and gender (natural logarithms), worked out when asked for.

    Each letter depends on all those after it, from the end of the word; where few names are known to end so, any letter
    is as likely as another.
    """

    def __init__(self, lang: str, kind: Kind, gender: Gender | None) -> None:
        super().__init__({"": 0.0})
        self._counts = _counts().get((lang, kind, gender or ""), {})
        self._letters = _letters(lang)
        self._doubt = ranking().factors["doubt"]

    def __missing__(self, ending: str) -> float:
        if len(self) >= REMEMBERED:
            self.clear()
            self[""] = 0.0
        after = ending[1:]
        letter = self._doubt * self._letters.get(ending[0], RARE_LETTER)
        share = (self._counts.get(ending, 0) + letter) / (self._counts.get(after, 0) + self._doubt)
        self[ending] = total = self[after] + math.log(share)
        return total


@cache
def likelihoods_of_endings(lang: str, kind: Kind, gender: Gender | None) -> LikelihoodsOfEndings:
    """The likelihoods of the endings of names of a kind and gender."""
    return LikelihoodsOfEndings(lang, kind, gender)


@cache
def _letters(lang: str) -> dict[str, float]:
    """How often each letter stands in names of a language."""
    counts = _counts().get((lang, "letter", ""), {})
    total = sum(counts.values()) or 1
    return {letter: count / total for letter, count in counts.items()}


class _LikelihoodsOfLetters(dict[str, float]):
    """The natural logarithm of how often each letter stands in names of a language."""

    def __missing__(self, letter: str) -> float:
        return LOG_OF_RARE


@cache
def _likelihoods_of_letters(lang: str) -> _LikelihoodsOfLetters:
    return _LikelihoodsOfLetters((letter, math.log(share)) for letter, share in _letters(lang).items())


def likelihood_of_beginning(lang: str, beginning: str) -> float:
    """The natural logarithm of how likely letters before the ending of a name are, one by one."""
    return likelihoods_of_beginnings(lang, beginning)[-1]


def likelihoods_of_beginnings(lang: str, word: str) -> list[float]:
    """The likelihood of every beginning of a word, from none of its letters to all."""
    return list(accumulate(map(_likelihoods_of_letters(lang).__getitem__, word), initial=0.0))


@cache
def likelihood_of_gender(lang: str, kind: Kind, gender: Gender | None) -> float:
    """The natural logarithm of the share of a gender (None: plural names) among names of a kind."""
    genders = ranking().genders
    shares = genders.get(f"{kind} {lang}") or genders.get(kind)
    if shares:
        return math.log(shares.get(gender or "Plur", shares["Masc"]))
    counts = {key[2]: count[""] for key, count in _counts().items() if key[:2] == (lang, kind)}
    return math.log(counts.get(gender or "", 1) / sum(counts.values())) if counts else 0.0


@cache
def known_places(lang: str) -> dict[str, Gender | None]:
    """Countries and cities that every newsroom writes about, in lower case, with their gender (places.csv)."""
    return {
        row["form"].lower(): cast(Gender, row["gender"]) if row["gender"] else None
        for row in read_csv(__package__, "places.csv")
        if row["lang"] == lang
    }


def weight_of(lang: str, row: Row, case: Case | None, rank: int, lemma: str, known: bool) -> float:
    """The natural logarithm of the relative likelihood of a reading.

    `case` is None for a word that does not decline, `rank` the place of its form among those of the case, `known`
    tells that the lemma is a given name of the table, a well-known place or a noun of the table.
    """
    weight = weight_of_row(row, case, rank)
    if len(lemma) < SHORT:
        weight += log_of("short_lemma")
    if known or row.lemma.startswith(START):
        return weight + log_of_known(row.kind)
    before = likelihood_of_beginning(lang, lemma[:-LONGEST])
    ending = likelihoods_of_endings(lang, row.kind, row.gender)[lemma[-LONGEST:]]
    return weight + likelihood_of_gender(lang, row.kind, row.gender) + before + ending


def log_of_known(kind: Kind) -> float:
    """What a known nominative of a kind weighs in place of the likelihood of its letters."""
    return log_of("known_noun" if kind == "noun" else "known_name")


@cache
def log_of(factor: str) -> float:
    """The natural logarithm of a factor of the table."""
    return math.log(ranking().factors[factor])


@lru_cache(maxsize=65536)
def weight_of_row(row: Row, case: Case | None, rank: int) -> float:
    """What a row, a case and the place of the form among those of the case make of the likelihood of a reading."""
    table = ranking()
    person = row.kind in ANIMATE
    likelihood = table.kinds[row.kind] * row.weight
    likelihood *= table.cases["person" if person else "place"][case] if case else 1.0
    likelihood *= table.factors["second_form"] ** rank
    if row.derived:
        likelihood *= table.factors["plural_of_noun" if row.kind == "noun" else "plural_of_name"]
    return math.log(likelihood)
