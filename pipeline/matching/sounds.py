"""From spelling to sound: one alphabet of sounds for Belarusian, Ukrainian, Russian and their Latin spellings.

The facts stand in `sounds.toml`; this module only applies them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice, product
from typing import Any

VOWELS = "aeiouö"
MOST_KEYS = 12

_GLIDES = frozenset("ij")
_GLIDE_BEFORE_VOWEL = re.compile(f"(?<=[^{VOWELS}j])[ij]+(?=[aeouö])")
_INITIAL_GLIDE = re.compile("^[ij]+(?=[aeouö])")
_GLIDE_BETWEEN_VOWELS = re.compile("(?<=[aeouö])[ij]+(?=[aeouö])")
_LONG_I = re.compile("i[ij]+|j+i[ij]*")
_O_AFTER_HUSHING = re.compile("(?<=[CSZH])o")
_DOUBLED = re.compile(r"(.)\1+")
_LATIN_U_AFTER_VOWEL = re.compile("(?<=[aeo])u")


class Alphabet:
    """What each spelling of a sound sounds like, the longest spelling first."""

    def __init__(self, letters: Mapping[str, str]) -> None:
        self.sounds = dict(letters)
        self._spellings = re.compile("|".join(map(re.escape, sorted(letters, key=len, reverse=True))))

    def split(self, word: str) -> list[str]:
        """The spellings of which a word is made; letters that the alphabet does not know are left out."""
        return self.cut(lower_case(word, self.sounds))

    def cut(self, folded: str) -> list[str]:
        """The same of a word in lower case (see `lower_case`)."""
        return self._spellings.findall(folded)

    def hear(self, word: str) -> str:
        """How the word sounds, one symbol a sound."""
        return settled(self.join(self.split(word)))

    def join(self, spellings: Iterable[str]) -> str:
        """The sounds of spellings, each by itself: `settled` makes a word of them."""
        return "".join(map(self.sounds.__getitem__, spellings))


def settled(heard: str) -> str:
    """Sounds one after the other as they sound together."""
    if not _GLIDES.isdisjoint(heard):
        heard = _GLIDE_BEFORE_VOWEL.sub("j", heard)
        heard = _INITIAL_GLIDE.sub("j", heard)
        heard = _GLIDE_BETWEEN_VOWELS.sub("j", heard)
        heard = _LONG_I.sub("i", heard)
    heard = _O_AFTER_HUSHING.sub("ö", heard)
    return _DOUBLED.sub(r"\1", heard)


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "sounds.toml").read_text(encoding="utf-8"))


@cache
def common_alphabet() -> Alphabet:
    """Cyrillic, and Latin as most romanisations write it."""
    return Alphabet({**_facts()["cyrillic"], **_facts()["latin"]})


@cache
def _classes() -> dict[str, str]:
    """The class in a key of each sound that has one."""
    return {sound: letter for sounds, letter in _facts()["keys"]["classes"].items() for sound in sounds}


def lower_case(word: str, known: Mapping[str, str]) -> str:
    """Lower case with every diacritic gone that the alphabet does not know; `ŵ` for a Latin u after a vowel."""
    folded = word.lower()
    if not folded.isascii():
        folded = "".join(char if char in known else _bare(char) for char in unicodedata.normalize("NFC", folded))
    return _LATIN_U_AFTER_VOWEL.sub("ŵ", folded)


def _bare(char: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))


@lru_cache(maxsize=200_000)
def sounds(word: str) -> str:
    """How one word sounds, one symbol a sound; letters that no table knows (digits, signs) are silent.

    >>> sounds("Ціханоўская"), sounds("Tsikhanouskaya")
    ('cixanovskaja', 'cixanowskaja')
    """
    return common_alphabet().hear(word)


@lru_cache(maxsize=200_000)
def sound_keys(word: str) -> tuple[str, ...]:
    """The keys under which a word is filed, likeliest first: spellings of one name share at least one.

    A key holds the consonants' coarse classes (т and ц are one, as are the sibilants) and no vowel, so that
    akanne, tsekanne and the habits of every romanisation leave it alone. A Latin spelling whose writer's
    language is not known (`ch`, `z`, `c`, `ou`) has several. At most twelve are given.

    >>> set(sound_keys("Ціханоўская")) & set(sound_keys("Tichanowskaja"))
    {'TGNVSK'}
    """
    choices = _key_choices(common_alphabet().split(word))
    found = ("".join(choice) for choice in islice(product(*choices), MOST_KEYS))
    return tuple(dict.fromkeys(_DOUBLED.sub(r"\1", key) for key in found))


def key_of_sounds(heard: str) -> str:
    """The key of a word whose sounds are known.

    >>> key_of_sounds("lukaSenko")
    'LKSNK'
    """
    return _DOUBLED.sub(r"\1", "".join(_classes().get(sound, "") for sound in heard))


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


def _key_choices(spellings: list[str]) -> list[list[str]]:
    """For each spelling the key classes that it may stand for; none for one that has no class."""
    keys, alphabet, classes = _facts()["keys"], common_alphabet(), _classes()
    choices: list[list[str]] = []
    for place, spelling in enumerate(spellings):
        ambiguous = keys["initial"].get(spelling) if place == 0 else None
        known = ambiguous or keys["ambiguous"].get(spelling)
        choices.append(known or ["".join(classes.get(sound, "") for sound in alphabet.sounds[spelling])])
    return choices
