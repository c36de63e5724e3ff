"""A name's word in a neighbouring language letter by letter, as well as letters alone tell (`letters.csv`).

The rules of a pair run one after the other over the word in lower case; Belarusian and Ukrainian meet in Russian, as
the translations between them do. What letters leave open is decided as it is with most surnames, so the answer is a
guess: 90 of 100 surnames of the gazetteer come out right between Ukrainian and Russian, 65 of 100 from or to
Belarusian, whose unstressed vowels depend on a stress that nobody writes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache

from pipeline.tables import read_csv

PIVOT = "ru"
_APOSTROPHES = re.compile("[’ʼ`]")

Rule = tuple[re.Pattern[str], str]


@cache
def _rules() -> dict[tuple[str, str], list[Rule]]:
    found: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    for row in read_csv(__package__, "letters.csv"):
        found[row["from"], row["to"]].append((re.compile(row["pattern"]), row["write"]))
    return found


@lru_cache(maxsize=10_000)
def by_letters(word: str, source: str, target: str) -> str:
    """A nominative of one of be, uk and ru in another of them; capitals and apostrophes stay.

    >>> by_letters("Медведев", "ru", "uk")
    'Медведєв'
    """
    if PIVOT not in (source, target):
        return by_letters(by_letters(word, source, PIVOT), PIVOT, target)
    made = "-".join(_part(part, source, target) for part in _APOSTROPHES.sub("'", word).split("-"))
    return made.replace("'", "’") if "’" in word or "'" not in word else made


def _part(word: str, source: str, target: str) -> str:
    made = word.lower()
    for pattern, write in _rules()[source, target]:
        made = pattern.sub(write, made)
    if word.isupper() and len(word) > 1:
        return made.upper()
    return made[:1].upper() + made[1:] if word[:1].isupper() else made
