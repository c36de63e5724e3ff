"""How likely two names of places or organisations are spellings of one."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from pipeline.languages.territories import territory_of
from pipeline.matching.distance import Writing, sound_distance, writing_of
from pipeline.matching.orthographies import foreign_readings, reading_keys
from pipeline.matching.place_endings import same_ending
from pipeline.matching.sounds import sounds

FARTHEST = 4
"""Words whose numbers of sounds differ by more are never spellings of one name."""
SHORTEST_STEM = 3
IMPOSSIBLE = -9.0
READ_OTHERWISE = math.log(0.95)
"""What it costs to read a word by the orthography of one language."""
ONE_COUNTRY = 0.98
STEEPNESS = 0.08
HOPELESS = -4.0
"""Logarithm of a probability that no further word makes worth knowing."""

_SOFT = "aeiouöj"
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")


@lru_cache(maxsize=100_000)
def _words(form: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(form))


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "names.toml").read_text(encoding="utf-8"))


def _heard(word: str, adjective: bool) -> str:
    """A word's sounds; where it may be an adjective, with the short ending."""
    heard = sounds(word)
    if adjective:
        long: str
        short: str
        for long, short in _facts()["adjectives"]["short"].items():
            if heard.endswith(long):
                return heard.removesuffix(long) + short
    return heard


def place_stem(name: str) -> str:
    """What a place's name of one word and the adjective made of it have in common; empty of several words.

    >>> place_stem("Британия"), adjective_stems("британский")
    ('britan', ('britan', 'britansk'))
    """
    return sounds(name).rstrip(_SOFT) if len(_words(name)) == 1 else ""


def adjective_stems(word: str) -> tuple[str, ...]:
    """The stems of places of which an adjective may be made; none where the word is no such adjective."""
    if len(_words(word)) != 1 or word[:1].isupper():
        return ()
    heard = sounds(word)
    endings = [ending for ending in _facts()["adjectives"]["of_places"] if heard.endswith(ending)]
    wholes = [heard.removesuffix(ending) for ending in endings]
    stems = [stem for whole in wholes if whole.endswith(("sk", "ck")) for stem in (whole[:-2].rstrip(_SOFT), whole)]
    return tuple(dict.fromkeys(stem for stem in stems if len(stem) >= SHORTEST_STEM))


@cache
def _translated() -> tuple[tuple[str, str], ...]:
    """Stems and what the words that begin so mean, the longest first."""
    raw = tomllib.loads((files(__package__) / "translations.toml").read_text(encoding="utf-8"))
    stems = [(stem, row["meaning"]) for row in raw["word"] for stem in row["stems"]]
    return tuple(sorted(stems, key=lambda stem: -len(stem[0])))


@lru_cache(maxsize=100_000)
def meaning_of(word: str) -> str | None:
    """What a word means that every language translates, or the country that it names; else None.

    >>> meaning_of("Північна"), meaning_of("Northern"), meaning_of("Ірландія")
    ('north', 'north', None)
    """
    folded = word.casefold()
    meaning = next((meaning for stem, meaning in _translated() if folded.startswith(stem)), None)
    return meaning or territory_of(word)


def phrase_keys(form: str) -> tuple[str, ...]:
    """The keys under which a phrase is filed: those of its longest word (the earlier of two as long).

    A word that languages translate counts by its meaning, and only where no other word stands beside it; the name of
    a country by the country.
    """
    country = territory_of(form)
    if country:
        return (f"={country}", *(_keys_of_words(form)))
    return _keys_of_words(form)


def _keys_of_words(form: str) -> tuple[str, ...]:
    words = _words(form)
    telling = _telling(words)
    if words and not telling:
        return ("=" + " ".join(meaning_of(word) or "" for word in words),)
    return tuple(key for key in reading_keys(telling) if key)


def _telling(words: Sequence[str]) -> str:
    """The longest word that languages do not translate (the earlier of two as long); empty where there is none."""
    return max((word for word in words if len(words) == 1 or not meaning_of(word)), key=len, default="")


def phrase_build(form: str) -> tuple[int | None, str]:
    """Of how many words a phrase is (None for a country, whose names differ in that), and the word that tells it apart.

    >>> phrase_build("Новая Каховка"), phrase_build("Украіна"), phrase_build("Северное море")
    ((2, 'Каховка'), (None, ''), (2, ''))
    """
    words = _words(form)
    return (None, "") if territory_of(form) else (len(words), _telling(words))


@lru_cache(maxsize=200_000)
def phrase_likelihood(asked: str, known: str) -> float:
    """Probability (0 to 1) that two phrases are one name: one country, or word by word in order.

    Short words must agree more closely than long ones: Брэст and Брест are near, Уфа and Яфа are not.

    >>> phrase_likelihood("Lukyanivka", "Лук'янівка") > 0.9 > 0.2 > phrase_likelihood("Минск", "Пинск")
    True
    >>> phrase_likelihood("Північна Ірландія", "Northern Ireland") > 0.9 > phrase_likelihood("Австрия", "Австралия")
    True
    """
    countries = territory_of(asked), territory_of(known)
    if countries[0] and countries[1]:
        return ONE_COUNTRY if countries[0] == countries[1] else 0.0
    a, b = _words(asked), _words(known)
    if len(a) != len(b) or not a:
        return 0.0
    total = 0.0
    several = len(a) > 1
    for one, other in sorted(zip(a, b, strict=True), key=lambda pair: -len(pair[0])):
        total += _word(one, other, several)
        if total < HOPELESS:
            return 0.0
    return math.exp(total)


def _word(one: str, other: str, several: bool) -> float:
    """Log likelihood that two words are one, in names of several words or alone."""
    if one.isdigit() or other.isdigit():
        return 0.0 if one == other else IMPOSSIBLE
    meanings = (meaning_of(one), meaning_of(other)) if several else (None, None)
    if meanings[0] and meanings[1]:
        return 0.0 if meanings[0] == meanings[1] else IMPOSSIBLE
    heard, known = _heard(one, several), _heard(other, several)
    return max(
        _alike(heard, known, max(writing_of(one, heard), writing_of(other, known))),
        *(_alike(read.heard, known, read.writing) + READ_OTHERWISE for read in foreign_readings(one)),
        *(_alike(heard, read.heard, read.writing) + READ_OTHERWISE for read in foreign_readings(other)),
        IMPOSSIBLE,
    )


def _alike(a: str, b: str, writing: Writing) -> float:
    ended = same_ending(a, b, cyrillic=writing is Writing.CYRILLIC)
    return IMPOSSIBLE if ended is None else _near(*ended, writing)


def _near(a: str, b: str, writing: Writing) -> float:
    if abs(len(a) - len(b)) > FARTHEST:
        return IMPOSSIBLE
    midpoint = 0.1 + 0.06 * min(len(a), len(b))
    distance = sound_distance(a, b, writing, midpoint - HOPELESS * STEEPNESS)
    return -math.log1p(math.exp(min((distance - midpoint) / STEEPNESS, -IMPOSSIBLE)))
