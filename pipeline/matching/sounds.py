"""From spelling to sound: one alphabet of sounds for Belarusian, Ukrainian, Russian and their Latin spellings.

The facts stand in `sounds.toml`; this module only applies them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice, product

VOWELS = "aeiouö"
MOST_KEYS = 12

_GLIDE_BEFORE_VOWEL = re.compile(f"(?<=[^{VOWELS}j])[ij]+(?=[aeouö])")
_INITIAL_GLIDE = re.compile("^[ij]+(?=[aeouö])")
_GLIDE_BETWEEN_VOWELS = re.compile("(?<=[aeouö])[ij]+(?=[aeouö])")
_LONG_I = re.compile("i[ij]+|j+i[ij]*")
_DOUBLED = re.compile(r"(.)\1+")
_LATIN_U_AFTER_VOWEL = re.compile("(?<=[aeo])u")


class _Table:
    """`sounds.toml`, compiled: what a grapheme sounds like and under which key classes it is filed."""

    def __init__(self) -> None:
        raw = tomllib.loads((files(__package__) / "sounds.toml").read_text(encoding="utf-8"))
        self.sounds: dict[str, str] = {**raw["cyrillic"], **raw["latin"]}
        self.classes = {sound: letter for sounds, letter in raw["keys"]["classes"].items() for sound in sounds}
        self.ambiguous: dict[str, list[str]] = raw["keys"]["ambiguous"]
        self.initial: dict[str, list[str]] = raw["keys"]["initial"]
        self.examples: list[dict[str, list[str]]] = raw["examples"]
        by_length = sorted(self.sounds, key=len, reverse=True)
        self.graphemes = re.compile("|".join(map(re.escape, by_length)))


@cache
def _table() -> _Table:
    return _Table()


def _letters(word: str) -> str:
    """Lower case with every diacritic gone that the table does not know; `ŵ` for a Latin u after a vowel."""
    known = _table().sounds
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
    table = _table()
    heard = "".join(table.sounds[found] for found in table.graphemes.findall(_letters(word)))
    heard = _GLIDE_BEFORE_VOWEL.sub("j", heard)
    heard = _INITIAL_GLIDE.sub("j", heard)
    heard = _GLIDE_BETWEEN_VOWELS.sub("j", heard)
    heard = _LONG_I.sub("i", heard)
    return _DOUBLED.sub(r"\1", heard)


@lru_cache(maxsize=200_000)
def sound_keys(word: str) -> tuple[str, ...]:
    """The keys under which a word is filed, likeliest first: spellings of one name share at least one.

    A key holds the consonants' coarse classes (т and ц are one, as are the sibilants) and no vowel, so that
    akanne, tsekanne and the habits of every romanisation leave it alone. A Latin spelling whose writer's
    language is not known (`ch`, `z`, `c`, `ou`) has several. At most twelve are given.

    >>> set(sound_keys("Ціханоўская")) & set(sound_keys("Tichanowskaja"))
    {'TGNVSK'}
    """
    choices = _key_choices(_table().graphemes.findall(_letters(word)))
    found = ("".join(choice) for choice in islice(product(*choices), MOST_KEYS))
    return tuple(dict.fromkeys(_DOUBLED.sub(r"\1", key) for key in found))


def _key_choices(graphemes: list[str]) -> list[list[str]]:
    """For each grapheme the key classes that it may stand for; none for one that has no class."""
    table = _table()
    choices: list[list[str]] = []
    for place, grapheme in enumerate(graphemes):
        ambiguous = table.initial.get(grapheme) if place == 0 else None
        classes = ambiguous or table.ambiguous.get(grapheme)
        choices.append(classes or ["".join(table.classes.get(sound, "") for sound in table.sounds[grapheme])])
    return choices
