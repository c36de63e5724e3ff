"""Why two words or names are as far apart as they are: the same reckoning as `distance` and `person`, step by step."""

from __future__ import annotations

import math
from functools import cache
from itertools import permutations
from typing import NamedTuple

from pipeline.matching.distance import CHANGED, Writing, change_cost
from pipeline.matching.likelihood import IMPOSSIBLE
from pipeline.matching.person import (
    NameWord,
    Role,
    left_over,
    parse_person,
    role_together,
    word_likelihood,
)
from pipeline.tables import read_csv


class Step(NamedTuple):
    """One sound of each of two words (empty where one has none), the cost of the difference, and its row's reason."""

    asked: str
    known: str
    cost: float
    why: str


class Pair(NamedTuple):
    """Two words of two names set against each other (None where one name has none), their role, how likely one."""

    asked: NameWord | None
    known: NameWord | None
    role: Role | None
    likelihood: float


@cache
def _reasons() -> dict[tuple[str, str], str]:
    rows = [(row["a"], row["b"], row["why"]) for row in read_csv(__package__, "costs.csv")]
    return {pair: why for a, b, why in rows for pair in ((a, b), (b, a))}


def _step(x: str, y: str, writing: Writing) -> Step:
    cost = change_cost(x, y, writing)
    return Step(x, y, cost, _reasons().get((x, y), "") if cost < CHANGED else "")


def align(a: str, b: str, writing: Writing = Writing.BARE) -> tuple[Step, ...]:
    """The cheapest way from one string of sounds to another; the costs add up to `distance.sound_distance`.

    >>> [(step.asked, step.known) for step in align("oleg", "aleh") if step.cost]
    [('o', 'a'), ('g', 'h')]
    """
    best: list[list[tuple[float, tuple[int, int]]]] = [[(0.0, (0, 0))] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            ways = []
            if i and j:
                ways.append((best[i - 1][j - 1][0] + _step(a[i - 1], b[j - 1], writing).cost, (1, 1)))
            if i:
                ways.append((best[i - 1][j][0] + _step(a[i - 1], "", writing).cost, (1, 0)))
            if j:
                ways.append((best[i][j - 1][0] + _step("", b[j - 1], writing).cost, (0, 1)))
            if ways:
                best[i][j] = min(ways, key=lambda way: way[0])
    steps = []
    i, j = len(a), len(b)
    while i or j:
        down, left = best[i][j][1]
        steps.append(_step(a[i - 1] if down else "", b[j - 1] if left else "", writing))
        i, j = i - down, j - left
    return tuple(reversed(steps))


def pair_words(asked: str, known: str) -> tuple[Pair, ...]:
    """The words of two persons' names as `person.person_likelihood` sets them against each other.

    The product of the likelihoods is that of the names; where no pairing is possible, the one that comes nearest.
    """
    a, b = parse_person(asked), parse_person(known)
    if not a or not b:
        return ()
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    chosen = max(
        permutations(range(len(many)), len(few)), key=lambda way: (_paired(few, many, way), _nearness(few, many, way))
    )
    pairs = []
    met: set[Role] = set()
    for one, at in zip(few, chosen, strict=True):
        role = role_together(one, many[at])
        likelihood = math.exp(word_likelihood(one, many[at], role)) if role else math.exp(IMPOSSIBLE)
        met.update({role} if role else ())
        pairs.append(Pair(one, many[at], role, likelihood))
    over = [
        Pair(None, word, word.role, math.exp(left_over(word, met))) for at, word in enumerate(many) if at not in chosen
    ]
    if few is a:
        return (*pairs, *over)
    return tuple(Pair(pair.known, pair.asked, pair.role, pair.likelihood) for pair in (*pairs, *over))


def _paired(few: tuple[NameWord, ...], many: tuple[NameWord, ...], chosen: tuple[int, ...]) -> float:
    """Log likelihood of one way to pair the words: those paired, and those that the longer name has more."""
    total = 0.0
    met: set[Role] = set()
    for one, index in zip(few, chosen, strict=True):
        role = role_together(one, many[index])
        total += word_likelihood(one, many[index], role) if role else IMPOSSIBLE
        if role is None or total <= IMPOSSIBLE:
            return IMPOSSIBLE
        met.add(role)
    if "surname" not in met:
        return IMPOSSIBLE
    return total + sum(left_over(left, met) for index, left in enumerate(many) if index not in chosen)


def _nearness(few: tuple[NameWord, ...], many: tuple[NameWord, ...], chosen: tuple[int, ...]) -> float:
    total = 0.0
    for one, at in zip(few, chosen, strict=True):
        role = role_together(one, many[at])
        total += word_likelihood(one, many[at], role) if role else 2 * IMPOSSIBLE
    return total
