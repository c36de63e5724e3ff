"""How likely two names of places or organisations are spellings of one."""

from __future__ import annotations

import math
import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from pipeline.matching.distance import sound_distance, writing_of
from pipeline.matching.sounds import sounds

FARTHEST = 4
"""Words whose numbers of sounds differ by more are never spellings of one name."""
HOPELESS = -4.0
"""Logarithm of a probability that no further word makes worth knowing."""

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")


@lru_cache(maxsize=100_000)
def _words(form: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(form))


@cache
def _short_endings() -> dict[str, str]:
    raw = tomllib.loads((files(__package__) / "names.toml").read_text(encoding="utf-8"))
    endings: dict[str, str] = raw["adjectives"]["short"]
    return endings


def _heard(word: str, adjective: bool) -> str:
    """A word's sounds; where it may be an adjective, with the short ending."""
    heard = sounds(word)
    if adjective:
        for long, short in _short_endings().items():
            if heard.endswith(long):
                return heard.removesuffix(long) + short
    return heard


def phrase_key_words(form: str) -> tuple[str, ...]:
    """The words under which a phrase is filed: its longest, the earlier of two as long."""
    words = _words(form)
    return (max(words, key=len),) if words else ()


@lru_cache(maxsize=200_000)
def phrase_likelihood(asked: str, known: str) -> float:
    """Probability (0 to 1) that two phrases are one name, word by word in order.

    Short words must agree more closely than long ones: Брэст and Брест are near, Уфа and Яфа are not.

    >>> phrase_likelihood("Lukyanivka", "Лук'янівка") > 0.9 > 0.2 > phrase_likelihood("Минск", "Пинск")
    True
    """
    a, b = _words(asked), _words(known)
    if len(a) != len(b) or not a:
        return 0.0
    total = 0.0
    several = len(a) > 1
    for one, other in zip(a, b, strict=True):
        if one.isdigit() or other.isdigit():
            if one != other:
                return 0.0
            continue
        heard_a, heard_b = _heard(one, several), _heard(other, several)
        if abs(len(heard_a) - len(heard_b)) > FARTHEST or total < HOPELESS:
            return 0.0
        midpoint = 0.1 + 0.06 * min(len(heard_a), len(heard_b))
        writing = max(writing_of(one, heard_a), writing_of(other, heard_b))
        total -= math.log1p(math.exp((sound_distance(heard_a, heard_b, writing) - midpoint) / 0.08))
    return math.exp(total)
