"""Slips of the hand: one word of a name with two letters transposed, one repeated, left out or taken for another.

The facts stand in `slips.toml`. A slip is looked for only where all else agrees.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import permutations
from typing import NamedTuple

from rapidfuzz.distance import OSA

from pipeline.matching.distance import Writing, change_cost
from pipeline.matching.likelihood import IMPOSSIBLE, PERSONS
from pipeline.matching.person import (
    NameWord,
    differ_by_gender,
    parse_person,
    role_together,
    word_likelihood,
)
from pipeline.matching.sounds import key_classes, sound_keys
from pipeline.tables import read_toml

REST_AGREES = math.log(0.8)
"""The words without a slip are at least this likely to be one."""
REST_OF_WORD = 0.25
"""What a word with a slip may differ in besides."""
SHORTEST = 5
"""Sounds of a word that may hold a slip."""
MOST_EDITS = 4
"""Words that differ in more sounds are not one but for a slip."""
NEAR_KEYS_OF = 2
"""How many of a word's keys are looked for with a slip in them."""
SHORTEST_KEY = 3


class _Slips(NamedTuple):
    likelihood: float
    transposed: float
    repeated: float
    more: float
    other: float


@cache
def _slips() -> _Slips:
    raw = read_toml(__package__, "slips.toml")
    costs = {row["kind"]: row["cost"] for row in raw["slip"]}
    return _Slips(math.log(raw["likelihood"]), *(costs[kind] for kind in _Slips._fields[1:]))


@lru_cache(maxsize=4_096)
def slip_distance(a: str, b: str, writing: Writing = Writing.BARE) -> float:
    """The distance of two strings of sounds where one of them may hold one slip.

    What stands before the slip and after it is compared as `sound_distance` does, and has to agree. The first sound is
    no slip: it hardly ever is one (Yannakoudakis and Fawthrop 1983), and tells surnames apart.

    >>> slip_distance("lukaSneko", "lukaSenko")
    0.3
    """
    if OSA.distance(a, b, score_cutoff=MOST_EDITS) > MOST_EDITS:
        return math.inf
    before, after = _near_beginnings(a, b, writing), _near_beginnings(a[::-1], b[::-1], writing)
    best = math.inf
    for (i, j), so_far in before.items():
        if i and j:
            for over_a, over_b, cost in _slips_at(a, b, i, j):
                rest = so_far + after.get((len(a) - i - over_a, len(b) - j - over_b), math.inf)
                if rest <= REST_OF_WORD:
                    best = min(best, rest + cost)
    return best


def _near_beginnings(a: str, b: str, writing: Writing) -> dict[tuple[int, int], float]:
    """How far beginnings of two words are apart, by how many sounds each takes, where that is near."""
    found = {(0, 0): 0.0}
    waiting = [(0, 0)]
    for i, j in waiting:
        so_far = found[i, j]
        for x, y in ((1, 1), (1, 0), (0, 1)):
            to = (i + x, j + y)
            if to[0] > len(a) or to[1] > len(b):
                continue
            distance = so_far + change_cost(a[i : i + x], b[j : j + y], writing)
            if distance <= REST_OF_WORD and distance < found.get(to, math.inf):
                found[to] = distance
                waiting.append(to)
    return found


def _slips_at(a: str, b: str, i: int, j: int) -> Iterator[tuple[int, int, float]]:
    """The slips that may begin here: how many sounds of either word they take, and what they cost."""
    slips = _slips()
    if a[i : i + 2] == b[j : j + 2][::-1] != "" and i + 1 < len(a):
        yield 2, 2, slips.transposed
    if i < len(a):
        yield 1, 0, slips.repeated if _stands_near(a, i) else slips.more
    if j < len(b):
        yield 0, 1, slips.repeated if _stands_near(b, j) else slips.more
    if i < len(a) and j < len(b):
        yield 1, 1, slips.other


def _stands_near(word: str, at: int) -> bool:
    return word[at] in word[max(0, at - 2) : at] + word[at + 1 : at + 3]


def slip_likelihood(asked: str, known: str) -> float:
    """Probability (0 to 1) that two whole names of persons are one but for a slip in one word of either.

    Both have a given name and a surname. All other words agree.

    >>> slip_likelihood("Viktroria Syumar", "Вікторія Сюмар") > 0.7
    True
    >>> slip_likelihood("Олег Савенко", "Олег Савченко") < 0.6
    True
    """
    return math.exp(together_but_for_a_slip(parse_person(asked), parse_person(known)))


def together_but_for_a_slip(a: Sequence[NameWord], b: Sequence[NameWord]) -> float:
    """The same of names that are parsed, as log probability."""
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    if sum(word.role != "initial" for word in few) < 2:
        return -math.inf
    return max((_with_slip(few, way) for way in permutations(many, len(few))), default=IMPOSSIBLE)


def _with_slip(one: Sequence[NameWord], other: Sequence[NameWord]) -> float:
    """Log likelihood of words set against each other, all but one of which agree."""
    total, slipped, roles = 0.0, False, set()
    for x, y in zip(one, other, strict=True):
        role = role_together(x, y)
        if role is None:
            return IMPOSSIBLE
        roles.add(role)
        likelihood = word_likelihood(x, y, role, REST_AGREES)
        if likelihood < REST_AGREES:
            if slipped:
                return IMPOSSIBLE
            slipped = True
            likelihood = _word_with_slip(x, y, role == "surname")
        total += likelihood
    return total if slipped and {"surname", "given"} <= roles else IMPOSSIBLE


def _word_with_slip(x: NameWord, y: NameWord, surname: bool) -> float:
    shorter = min(len(x.heard), len(y.heard))
    names = not surname and x.given and y.given
    if shorter < SHORTEST or names or (surname and differ_by_gender(x.heard, y.heard)):
        return IMPOSSIBLE
    return PERSONS.at(slip_distance(x.heard, y.heard, max(x.writing, y.writing)), shorter) + _slips().likelihood


@lru_cache(maxsize=10_000)
def slipped_keys(word: str) -> tuple[str, ...]:
    """The keys of a word as they would be with one slip in them, those of the word itself left out."""
    keys = sound_keys(word)[:NEAR_KEYS_OF]
    near = (found for key in keys if len(key) >= SHORTEST_KEY for found in _near(key))
    return tuple(found for found in dict.fromkeys(near) if found not in keys)


def _near(key: str) -> Iterator[str]:
    for at in range(len(key)):
        yield key[:at] + key[at + 1 : at + 2] + key[at : at + 1] + key[at + 2 :]
        yield key[:at] + key[at + 1 :]
        for sound in key_classes():
            yield key[:at] + sound + key[at + 1 :]
            yield key[:at] + sound + key[at:]
    yield from (key + sound for sound in key_classes())
