"""How a Latin word sounds to readers of each language: Loetsenko is Луценко in Dutch, Cemilev Джемілєв in Turkish.

The facts stand in `orthographies.toml`; this module only applies them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.matching.distance import HUSHING, Writing, writing_of
from pipeline.matching.sounds import (
    Alphabet,
    common_alphabet,
    has_latin_letters,
    key_of_sounds,
    settled,
    sound_keys,
    sounds,
)
from pipeline.tables import read_toml

SHORTEST_STEM = 4
"""An ending is taken off a word only where as many letters are left."""


class Orthography:
    """How one language writes sounds in Latin letters, and the endings that it puts on foreign names."""

    def __init__(self, language: str, letters: dict[str, str], endings: dict[str, str]) -> None:
        self.language = language
        self._alphabet = Alphabet({**common_alphabet().sounds, **letters})
        self._strange = {
            spelling
            for spelling, sound in common_alphabet().sounds.items()
            if not HUSHING.isdisjoint(sound) and spelling not in letters
        }
        self._own = re.compile("|".join(map(re.escape, letters)))
        self._endings = endings
        self._ends = tuple(endings)

    def hear(self, word: str) -> str:
        """How the word sounds, read by this orthography."""
        return self._alphabet.hear(word)

    def readings(self, word: str, lower: str, folded: str) -> Iterator[tuple[str, bool]]:
        """The sounds of a word, not settled, read by this orthography, and without each ending (then True).

        Nothing where the word cannot be of this orthography, or sounds no other way for it: it has letters (or an
        ending) of its own, and every hushing sound is written by such letters. `lower` is the word in small letters,
        `folded` its `fold`.
        """
        if not self._own.search(folded) and not lower.endswith(self._ends):
            return
        spellings = self._alphabet.cut(folded)
        if self._strange.isdisjoint(spellings):
            yield self._alphabet.join(spellings), False
            for stem in self.stems(word, lower):
                yield self._alphabet.join(self._alphabet.split(stem)), True

    def fold(self, word: str) -> str:
        """The word in lower case; of one in plain Latin letters, every orthography makes the same."""
        return self._alphabet.fold(word)

    def stems(self, word: str, lower: str) -> Iterator[str]:
        """The word without each ending for foreign names that it may have."""
        if lower.endswith(self._ends):
            for ending, native in self._endings.items():
                if lower.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
                    yield word[: -len(ending)] + native


class Reading(NamedTuple):
    """How a word may sound: in which language, whether an ending of that language was taken off, how it is written."""

    heard: str
    language: str
    ending: bool
    writing: Writing


@cache
def orthographies() -> tuple[Orthography, ...]:
    """The orthographies in the order of the table."""
    raw = read_toml(__package__, "orthographies.toml")
    return tuple(Orthography(row["language"], row["letters"], row.get("endings", {})) for row in raw["orthography"])


@lru_cache(maxsize=16_384)
def foreign_readings(word: str) -> tuple[Reading, ...]:
    """The ways to read a word in Latin letters that differ from `sounds.sounds` and from each other; none of Cyrillic.

    >>> [(reading.language, reading.heard) for reading in foreign_readings("Loetsenko")]
    [('nl', 'lucenko')]
    """
    return tuple(_readings(word)) if has_latin_letters(word) else ()


def _readings(word: str) -> Iterator[Reading]:
    met = {sounds(word)}
    lower = word.lower()
    plain = orthographies()[0].fold(word) if word.isascii() else None
    unsettled: set[str] = set()
    for orthography in orthographies():
        for each, ending in orthography.readings(word, lower, plain or orthography.fold(word)):
            if each in unsettled:
                continue
            unsettled.add(each)
            heard = settled(each)
            if heard not in met:
                met.add(heard)
                yield Reading(heard, orthography.language, ending, writing_of(word, heard))


@lru_cache(maxsize=8_192)
def reading_keys(word: str) -> tuple[str, ...]:
    """The keys under which a word is filed, by whichever orthography it is read: those of `sounds.sound_keys` first."""
    return tuple(dict.fromkeys((*sound_keys(word), *(key_of_sounds(found.heard) for found in foreign_readings(word)))))
