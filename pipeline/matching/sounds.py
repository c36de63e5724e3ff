"""From spelling to sound: one alphabet of sounds for Belarusian, Ukrainian, Russian and their Latin spellings.

The facts stand in `sounds.toml`; this module only applies them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice, product
from string import ascii_lowercase
from typing import Any

from pipeline.tables import read_toml

MOST_KEYS = 12

_GLIDES = frozenset("ij")
_GLIDE = re.compile("(?<![ij])[ij]+(?=[aeouö])")
_LONG_I = re.compile("i[ij]+|j+i[ij]*")
_O_AFTER_HUSHING = re.compile("(?<=[CSZH])o")
_DOUBLED = re.compile(r"(.)\1+")
_LATIN = re.compile("[a-zəı]", re.IGNORECASE)
_LATIN_U_AFTER_VOWEL = re.compile("(?<=[aeo])u")


class Alphabet:
    """What each spelling of a sound sounds like, the longest spelling first."""

    def __init__(self, letters: Mapping[str, str]) -> None:
        self.sounds = dict(letters)
        self._letters = frozenset(letters).union(ascii_lowercase)
        self._spellings = re.compile(_any_of(letters))

    def split(self, word: str) -> list[str]:
        """The spellings of which a word is made; letters that the alphabet does not know are left out."""
        return self.cut(self.fold(word))

    def fold(self, word: str) -> str:
        """Lower case with every diacritic gone that the alphabet does not know; `ŵ` for a Latin u after a vowel."""
        folded = word.lower()
        if not folded.isascii():
            folded = unicodedata.normalize("NFC", folded)
            if not self._letters.issuperset(folded):
                folded = "".join(char if char in self.sounds else _bare(char) for char in folded)
        return _LATIN_U_AFTER_VOWEL.sub("ŵ", folded) if "u" in folded else folded

    def cut(self, folded: str) -> list[str]:
        """The same of a word that is folded (see `fold`)."""
        return self._spellings.findall(folded)

    def hear(self, word: str) -> str:
        """How the word sounds, one symbol a sound."""
        return settled(self.join(self.split(word)))

    def join(self, spellings: Iterable[str]) -> str:
        """The sounds of spellings, each by itself: `settled` makes a word of them."""
        return "".join(map(self.sounds.__getitem__, spellings))


def _any_of(spellings: Iterable[str]) -> str:
    """A pattern of the longest of the spellings: one class of the letters that begin no other, the rest by beginnings.

    Alternatives are tried one after the other, of which there would be hundreds for each letter of a word.
    """
    by_start: dict[str, list[str]] = defaultdict(list)
    for spelling in sorted(spellings, key=len, reverse=True):
        by_start[spelling[0]].append(re.escape(spelling))
    alone = "".join(start for start, found in by_start.items() if found == [re.escape(start)])
    groups = ["|".join(found) for start, found in by_start.items() if start not in alone]
    return "|".join([f"[{re.escape(alone)}]", *groups] if alone else groups)


def settled(heard: str) -> str:
    """Sounds one after the other as they sound together."""
    if not _GLIDES.isdisjoint(heard):
        heard = _LONG_I.sub("i", _GLIDE.sub("j", heard))
    return _undoubled(_O_AFTER_HUSHING.sub("ö", heard) if "o" in heard else heard)


def _undoubled(text: str) -> str:
    """Each letter that is repeated once; most texts repeat none, which a look tells sooner than a replacement."""
    return _DOUBLED.sub(r"\1", text) if _DOUBLED.search(text) else text


@cache
def _facts() -> dict[str, Any]:
    return read_toml(__package__, "sounds.toml")


@cache
def common_alphabet() -> Alphabet:
    """Cyrillic, and Latin as most romanisations write it."""
    return Alphabet({**_facts()["cyrillic"], **_facts()["latin"]})


@cache
def _classes() -> dict[str, str]:
    """The class in a key of each sound that has one."""
    return {sound: letter for sounds, letter in _facts()["keys"]["classes"].items() for sound in sounds}


def _bare(char: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))


def has_latin_letters(word: str) -> bool:
    """Is a word written in Latin letters, or one of its letters at least?"""
    return _LATIN.search(word) is not None


@lru_cache(maxsize=16_384)
def sounds(word: str) -> str:
    """How one word sounds, one symbol a sound; letters that no table knows (digits, signs) are silent.

    >>> sounds("Ціханоўская"), sounds("Tsikhanouskaya")
    ('cixanovskaja', 'cixanowskaja')
    """
    return common_alphabet().hear(word)


@lru_cache(maxsize=8_192)
def sound_keys(word: str) -> tuple[str, ...]:
    """The keys under which a word is filed, likeliest first: spellings of one name share at least one.

    A key holds the consonants' coarse classes (т and ц are one, as are the sibilants) and no vowel, so that
    akanne, tsekanne and the habits of every romanisation leave it alone. A Latin spelling whose writer's
    language is not known (`ch`, `z`, `c`, `ou`) has several. At most twelve are given.

    >>> set(sound_keys("Ціханоўская")) & set(sound_keys("Tichanowskaja"))
    {'TGNVSK'}
    """
    found = ("".join(choice) for choice in islice(product(*_key_choices(word)), MOST_KEYS))
    return tuple(dict.fromkeys(map(_undoubled, found)))


def key_of_sounds(heard: str) -> str:
    """The key of a word whose sounds are known.

    >>> key_of_sounds("lukaSenko")
    'LKSNK'
    """
    return _undoubled(_classes_of(heard))


def _classes_of(heard: str) -> str:
    return "".join(_classes().get(sound, "") for sound in heard)


@cache
def _coarse_sounds() -> dict[int, str]:
    table = _facts()["coarse"]
    alike = {sound: one for sounds, one in table["alike"].items() for sound in sounds}
    return str.maketrans(alike | dict.fromkeys(table["silent"], ""))


def coarse(heard: str) -> str:
    """Sounds of which those that writers exchange all the time are one.

    >>> coarse(sounds("Ковалькова")), coarse(sounds("Кавалькова"))
    ('kavalkava', 'kavalkava')
    """
    return heard.translate(_coarse_sounds())


@cache
def key_classes() -> tuple[str, ...]:
    """The classes of which keys are made."""
    return tuple(dict.fromkeys(_classes().values()))


def _key_choices(word: str) -> list[Sequence[str]]:
    """For each spelling in a word the key classes that it may stand for; an empty one where it has no class."""
    spellings, known = common_alphabet().split(word), _choices_of_spellings()
    choices = [known[spelling] for spelling in spellings]
    if choices:
        choices[0] = _facts()["keys"]["initial"].get(spellings[0]) or choices[0]
    return choices


@cache
def _choices_of_spellings() -> dict[str, Sequence[str]]:
    ambiguous, heard = _facts()["keys"]["ambiguous"], common_alphabet().sounds
    return {spelling: ambiguous.get(spelling) or [_classes_of(heard[spelling])] for spelling in heard}
