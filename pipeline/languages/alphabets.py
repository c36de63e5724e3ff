"""Languages, their letters, and the script of a text."""

from __future__ import annotations

from functools import cache, lru_cache

import msgspec

from pipeline.records import Script
from pipeline.tables import read_toml

CYRILLIC: tuple[str, ...] = ("be", "uk", "ru")
"""The languages that are written in Cyrillic; they decline names, and spell each other's in ways of their own."""
LANGUAGES: tuple[str, ...] = (*CYRILLIC, "en")
_STRESS = "\u0301"


class Alphabet(msgspec.Struct, frozen=True):
    """Letters (lower case), vowels, classes of letters and alternations of one language (alphabets.toml).

    `optional` are letters that not every spelling of the language has.
    """

    name: str
    script: Script
    letters: str
    vowels: str
    optional: str = ""
    classes: dict[str, str] = {}
    alternations: dict[str, dict[str, str]] = {}

    @property
    def written(self) -> frozenset[str]:
        """All letters (lower case) that a text of the language may be written with."""
        return frozenset(self.letters + self.optional)

    def members(self, names: str) -> tuple[str, ...]:
        """The letters (or letter groups) that a space-separated list of class names and plain letters stands
        for.
        """
        found: list[str] = []
        for name in names.split():
            if name == "vowel":
                found.extend(self.vowels)
            else:
                found.extend(self.classes.get(name, name).split())
        return tuple(dict.fromkeys(found))


@cache
def alphabets() -> dict[str, Alphabet]:
    """All alphabets by language."""
    return msgspec.convert(read_toml(__package__, "alphabets.toml"), dict[str, Alphabet])


def base_language(lang: str) -> str:
    """The language whose tables serve a tag: `be-tarask` is declined by the tables of `be`; `be-Latn` stays
    itself.
    """
    return "be" if lang == "be-tarask" else lang


def without_stress(text: str) -> str:
    """The text without the stress marks (U+0301) that encyclopaedias put on a name."""
    return text.replace(_STRESS, "")


@lru_cache(maxsize=8_192)
def script_of(text: str) -> Script | None:
    """The script of most letters of the text: `Cyrl`, `Latn`, or None where neither has a letter."""
    cyrillic = sum(1 for letter in text if "\u0400" <= letter <= "\u052f")
    latin = sum(1 for letter in text if letter.isalpha() and letter < "\u0250") + sum(
        1 for letter in text if "\u1e00" <= letter <= "\u1eff"
    )
    if not cyrillic and not latin:
        return None
    return "Cyrl" if cyrillic >= latin else "Latn"
