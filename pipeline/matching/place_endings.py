"""Endings of place names: which are one ending in different languages, and which tell two places apart.

The facts are in `place_endings.toml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pipeline.tables import read_toml

SHORTEST_STEM = 2


class _Reading(NamedTuple):
    """A word as a stem with an ending of a kind, and whether it can be nothing else."""

    stem: str
    certain: bool


@cache
def _table() -> dict[str, Any]:
    return read_toml(__package__, "place_endings.toml")


def same_ending(one: str, other: str, *, cyrillic: bool) -> tuple[str, str] | None:
    """Two words' sounds with one ending where theirs are of one kind; None where the endings tell two places apart.

    `cyrillic` is whether both are written so. Words of which nothing is known come back as they are.

    >>> same_ending("krasnoe", "krasne", cyrillic=True), same_ending("krasnoe", "krasnaja", cyrillic=True)
    (('krasnoe', 'krasnoe'), None)
    """
    a, b = _readings(one, cyrillic), _readings(other, cyrillic)
    if not a or not b:
        return one, other
    shared = [kind for kind in a if kind in b]
    if shared:
        ending = _endings()[shared[0]]
        return a[shared[0]].stem + ending, b[shared[0]].stem + ending
    apart = any(each.certain for each in a.values()) or any(each.certain for each in b.values())
    return None if apart else (one, other)


@cache
def _endings() -> dict[str, str]:
    """By kind the ending that stands for all of them."""
    return {row["name"]: [*row.get("certain", ()), *row["open"]][0] for row in _table()["kind"]}


class _Ending(NamedTuple):
    """An ending of a kind: of adjectives or of others, and of nothing else where it is certain."""

    sounds: str
    kind: str
    adjective: bool
    certain: bool


@cache
def _all() -> tuple[Mapping[str, Sequence[_Ending]], Sequence[int]]:
    """Every ending of every kind by its sounds, and of how many sounds endings are, the longest first."""
    found: dict[str, list[_Ending]] = defaultdict(list)
    for row in _table()["kind"]:
        for how in ("certain", "open"):
            for sounds in row.get(how, ()):
                found[sounds].append(_Ending(sounds, row["name"], "certain" in row, how == "certain"))
    return dict(found), sorted({len(sounds) for sounds in found}, reverse=True)


@lru_cache(maxsize=16_384)
def _readings(heard: str, cyrillic: bool) -> Mapping[str, _Reading]:
    """What a word may be, by kind; certain is only what its longest ending says."""
    by_sounds, lengths = _all()
    fitting = [
        row
        for length in lengths
        if len(heard) - length >= SHORTEST_STEM
        for row in by_sounds.get(heard[len(heard) - length :], ())
    ]
    longest = [row for row in fitting if len(row.sounds) == len(fitting[0].sounds)]
    found: dict[str, _Reading] = {}
    for row in longest if any(row.certain for row in longest) else fitting:
        stem = heard.removesuffix(row.sounds)
        certain = row in longest and (row.certain or (row.adjective and _tells(stem, cyrillic)))
        found.setdefault(row.kind, _Reading(_plain(stem), certain))
    return found


def _tells(stem: str, cyrillic: bool) -> bool:
    """Is a stem an adjective's, whatever follows it?"""
    adjectives = _table()["adjectives"]
    return stem.endswith((*adjectives["after"], *(adjectives["after_in_cyrillic"] if cyrillic else ())))


def _plain(stem: str) -> str:
    """A stem with the first spelling of its suffix."""
    first, others = _suffixes()
    if not stem.endswith(others):
        return stem
    return next(stem.removesuffix(suffix) + first for suffix in others if stem.endswith(suffix))


@cache
def _suffixes() -> tuple[str, tuple[str, ...]]:
    """The first spelling of the suffix of adjectives, and the others."""
    first, *others = _table()["adjectives"]["suffixes"]
    return first, tuple(others)
