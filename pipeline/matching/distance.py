"""How surprising it would be if two words were spellings of one name.

The costs stand in `costs.csv`: nothing for what writers do all the time, one for a changed consonant.
"""

from __future__ import annotations

import csv
import math
import re
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate

from rapidfuzz.distance import Levenshtein, Postfix, Prefix

from pipeline.matching.sounds import sounds

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

_LATIN = re.compile("[a-zəı]", re.IGNORECASE)


def writing_of(word: str, heard: str) -> Writing:
    """How a word is written that sounds so.

    >>> [writing_of(word, sounds(word)).name for word in ("Шевченко", "Shevchenko", "Sevcenko")]
    ['CYRILLIC', 'LATIN', 'BARE']
    """
    if not _LATIN.search(word):
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
    table = (files(__package__) / "costs.csv").read_text(encoding="utf-8")
    found = _Table()
    for row in csv.DictReader(table.splitlines()):
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


@lru_cache(maxsize=100_000)
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


@lru_cache(maxsize=32_768)
def _distance(a: str, b: str, writing: Writing, most: float) -> float:
    """Row by row, of which only the cells are kept from the first to the last that cost no more than `most`."""
    if most < 0:
        return math.inf
    table = _costs(writing)
    gaps = table[""]
    gaps_b = [gaps[y] for y in b]
    start, row = 0, _within([0.0, *accumulate(gaps_b)], most)
    for x in a:
        gap_a, costs = gaps[x], table[x]
        left = row[0] + gap_a
        next_row = [left]
        row.append(math.inf)
        for y, gap_b, diagonal, above in zip(b[start:], gaps_b[start:], row, row[1:], strict=False):
            best = diagonal + costs[y]
            if above + gap_a < best:
                best = above + gap_a
            if left + gap_b < best:
                best = left + gap_b
            next_row.append(best)
            left = best
        if left <= most:
            next_row[-1:] = accumulate(gaps_b[start + len(next_row) - 1 :], initial=left)
        row = _within(next_row, most)
        if not row:
            return math.inf
        while row[0] > most:
            del row[0]
            start += 1
    return row[-1] if start + len(row) == len(b) + 1 else math.inf


def _within(row: list[float], most: float) -> list[float]:
    """A row without the last cells that cost more."""
    while row and row[-1] > most:
        row.pop()
    return row


def word_distance(a: str, b: str) -> float:
    """How far two words are apart as spellings of one name, in any of the languages and scripts.

    >>> word_distance("Лукашэнка", "Lukaschenko") < 0.3 < word_distance("Лукашэнка", "Лукашевіч")
    True
    """
    heard_a, heard_b = sounds(a), sounds(b)
    return sound_distance(heard_a, heard_b, max(writing_of(a, heard_a), writing_of(b, heard_b)))
