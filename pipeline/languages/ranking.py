"""The order of the readings of one word: how likely each is before its sentence is looked at (ranking.toml)."""

from __future__ import annotations

import math
from functools import cache

import msgspec

from pipeline.languages.paradigms import ANIMATE, START, Row
from pipeline.languages.tables import read_toml
from pipeline.records import Case


class Ranking(msgspec.Struct, frozen=True):
    """Relative frequencies of kinds of names and of cases, and factors for what else tells."""

    kinds: dict[str, float]
    cases: dict[str, dict[str, float]]
    factors: dict[str, float]


@cache
def ranking() -> Ranking:
    return msgspec.convert(read_toml("ranking.toml"), Ranking)


def weight_of(row: Row, case: Case | None, rank: int, known: bool) -> float:
    """The natural logarithm of the relative likelihood of a reading: its row, its case (None: any), its
    form's rank.
    """
    table = ranking()
    person = row.kind in ANIMATE
    likelihood = table.kinds[row.kind] * row.weight
    likelihood *= table.cases["person" if person else "place"][case] if case else 1.0
    likelihood *= table.factors["second_form"] ** rank
    if row.number == "Plur" and person:
        likelihood *= table.factors["plural_of_person"]
    if known:
        likelihood *= table.factors["given_name_of_the_table"]
    if row.lemma.startswith(START):
        likelihood *= table.factors["word_of_a_list"]
    return math.log(likelihood)
