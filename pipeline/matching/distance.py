"""How surprising it would be if two words were spellings of one name.

The costs stand in `costs.csv`: nothing for what writers do all the time, one for a changed consonant.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein, Postfix, Prefix

from pipeline.matching.sounds import has_latin_letters, sounds
from pipeline.tables import read_csv

CHANGED = 1.0
"""Cost of a difference that no row of the table explains."""
SLIGHT = 0.4
"""Differences that cost less than this leave a word's outline as it is."""


class Writing(IntEnum):
    """What a word's letters leave open: the more, the more rows of `costs.csv` hold for it (column `where`).

    In Cyrillic с is never ш. In Latin letters that depends on who wrote; and a spelling without a single haček or `sh`
    may be one that has lost them.
    """

    CYRILLIC = 0
    LATIN = 1
    BARE = 2


_WHERE = {"": Writing.CYRILLIC, "latin": Writing.LATIN, "bare": Writing.BARE}
HUSHING = frozenset("CSZH")
"""The sounds for which Latin letters need a digraph or a haček."""


def writing_of(word: str, heard: str) -> Writing:
    """How a word is written that sounds so.

    >>> [writing_of(word, sounds(word)).name for word in ("Шевченко", "Shevchenko", "Sevcenko")]
    ['CYRILLIC', 'LATIN', 'BARE']
    """
    if not has_latin_letters(word):
        return Writing.CYRILLIC
    return Writing.BARE if HUSHING.isdisjoint(heard) else Writing.LATIN


class _Costs(dict[str, float]):
    """The cost of writing another sound for one, by that sound: what the table does not say costs CHANGED."""

    def __missing__(self, other: str) -> float:
        self[other] = CHANGED
        return CHANGED


class _Table(dict[str, _Costs]):
    """The costs of every sound, of which an empty one is a sound left out."""

    def __missing__(self, sound: str) -> _Costs:
        self[sound] = _Costs({sound: 0.0})
        return self[sound]


@cache
def _costs(writing: Writing) -> _Table:
    """The costs either way round."""
    found = _Table()
    for row in read_csv(__package__, "costs.csv"):
        if _WHERE[row["where"]] <= writing:
            for a, b in ((row["a"], row["b"]), (row["b"], row["a"])):
                found[a][b] = float(row["cost"])
    return found


def change_cost(a: str, b: str, writing: Writing = Writing.BARE) -> float:
    """The cost of writing one sound for another, either way round; an empty string is a sound left out."""
    return _costs(writing)[a][b]


def sound_distance(a: str, b: str, writing: Writing = Writing.BARE, most: float = math.inf) -> float:
    """Weighted edit distance between two strings of sounds (0 when they are one; infinite where it exceeds `most`).

    `writing` is the freer of the two words'. The dynamic programme of Wagner and Fischer (1974) with costs for each
    pair of sounds, left as soon as every way to go on costs more than `most`; not begun where the outlines of the words
    tell that.
    """
    if a == b:
        return 0.0
    if most < math.inf:
        if most < CHANGED and SLIGHT * Levenshtein.distance(_outline(a, writing), _outline(b, writing)) > most:
            return math.inf
        a, b = _where_they_differ(a, b)
    return _distance(a, b, writing, most)


@lru_cache(maxsize=16_384)
def _outline(heard: str, writing: Writing) -> str:
    """A word with one sound for all those that slight differences lead to, one after the other, and without those that
    they leave out: what differs here costs SLIGHT at least.
    """
    return heard.translate(_outlining(writing))


@cache
def _outlining(writing: Writing) -> dict[int, str]:
    """What each sound of a word becomes in its outline."""
    table = [(a, b, cost) for a, costs in list(_costs(writing).items()) for b, cost in list(costs.items())]
    groups: list[set[str]] = []
    for pair in [{a, b} for a, b, cost in table if cost < SLIGHT]:
        joined = pair.union(*(group for group in groups if not group.isdisjoint(pair)))
        groups = [joined, *(group for group in groups if group.isdisjoint(joined))]
    return str.maketrans({sound: "" if "" in group else min(group) for group in groups for sound in group if sound})


def _where_they_differ(a: str, b: str) -> tuple[str, str]:
    """Two words without the beginning and the end that they share, but for one sound on either side.

    What is left out costs nothing. The sound that stays is for another beside it, which may be dearer alone than a
    change of both (т and тц); words that this leaves farther apart than they are are so far apart anyhow.
    """
    start = max(Prefix.similarity(a, b) - 1, 0)
    a, b = a[start:], b[start:]
    end = max(Postfix.similarity(a, b) - 1, 0)
    return (a[:-end], b[:-end]) if end else (a, b)


@lru_cache(maxsize=16_384)
def _distance(a: str, b: str, writing: Writing, most: float) -> float:
    """Row by row, of which only the cells are kept that cost no more than `most`."""
    table = _costs(writing)
    gaps_b = [table[""][y] for y in b]
    row = _gone_along({0: 0.0} if most >= 0 else {}, gaps_b, most)
    for x in a:
        gap_a, costs = table[""][x], table[x]
        below: dict[int, float] = {}
        for at, cost in row.items():
            left_out = cost + gap_a
            if left_out <= most and left_out < below.get(at, math.inf):
                below[at] = left_out
            if at < len(b):
                changed = cost + costs[b[at]]
                if changed <= most and changed < below.get(at + 1, math.inf):
                    below[at + 1] = changed
        if not below:
            return math.inf
        row = _gone_along(below, gaps_b, most)
    return row.get(len(b), math.inf)


def _gone_along(row: dict[int, float], gaps: Sequence[float], most: float) -> dict[int, float]:
    """A row with the cells to which leaving out sounds of the second word leads."""
    for at in list(row):
        cost = row[at]
        while at < len(gaps):
            cost += gaps[at]
            at += 1
            if cost > most or cost >= row.get(at, math.inf):
                break
            row[at] = cost
    return row


def word_distance(a: str, b: str) -> float:
    """How far two words are apart as spellings of one name, in any of the languages and scripts.

    >>> word_distance("Лукашэнка", "Lukaschenko") < 0.3 < word_distance("Лукашэнка", "Лукашевіч")
    True
    """
    heard_a, heard_b = sounds(a), sounds(b)
    return sound_distance(heard_a, heard_b, max(writing_of(a, heard_a), writing_of(b, heard_b)))
