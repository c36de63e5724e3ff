"""How surprising it would be if two words were spellings of one name.

The costs stand in `costs.csv`: nothing for what writers do all the time, one for a changed consonant.
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from importlib.resources import files

from pipeline.matching.sounds import sounds

CHANGED = 1.0
"""Cost of a difference that no row of the table explains."""


@cache
def _costs() -> dict[tuple[str, str], float]:
    """Cost of writing one sound for another, either way round; an empty sound is one left out."""
    table = (files(__package__) / "costs.csv").read_text(encoding="utf-8")
    rows = [(row["a"], row["b"], float(row["cost"])) for row in csv.DictReader(table.splitlines())]
    return {pair: cost for a, b, cost in rows for pair in ((a, b), (b, a))}


@lru_cache(maxsize=200_000)
def sound_distance(a: str, b: str) -> float:
    """Weighted edit distance between two strings of sounds (0 when they are one).

    The dynamic programme of Wagner and Fischer (1974) with costs for each pair of sounds.
    """
    if a == b:
        return 0.0
    costs = _costs()
    gaps_b = [costs.get(("", y), CHANGED) for y in b]
    row = [0.0]
    for gap in gaps_b:
        row.append(row[-1] + gap)
    for x in a:
        gap_a = costs.get((x, ""), CHANGED)
        before, diagonal = row[0], row[0]
        row[0] = before + gap_a
        for j, y in enumerate(b, start=1):
            change = diagonal if x == y else diagonal + costs.get((x, y), CHANGED)
            diagonal = row[j]
            row[j] = min(change, diagonal + gap_a, row[j - 1] + gaps_b[j - 1])
    return row[-1]


def word_distance(a: str, b: str) -> float:
    """How far two words are apart as spellings of one name, in any of the languages and scripts.

    >>> word_distance("Лукашэнка", "Lukaschenko") < 0.3 < word_distance("Лукашэнка", "Лукашевіч")
    True
    """
    return sound_distance(sounds(a), sounds(b))
