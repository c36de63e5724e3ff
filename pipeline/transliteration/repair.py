"""Puts typing right before anything reads it: look-alike letters of the other script, apostrophes, marks,
NFC.

Real pages write Latin `i` inside Cyrillic words, three kinds of apostrophe, и with a separate breve and
letters with stress marks. `repair` gives the text as it was meant, `repair_with_offsets` also where each
character came from. The look-alike pairs are in `homoglyphs.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import msgspec

from pipeline.tables import read_toml
from pipeline.transliteration.engine import APOSTROPHES

APOSTROPHE = "’"
"""The one apostrophe that repaired Cyrillic words hold (U+2019, as Belarusian and Ukrainian typography has
it).
"""

_CYRILLIC = "\u0400-\u052f"
_LATIN = "A-Za-z\u00c0-\u024f"
# A Latin letter beside a Cyrillic one; to begin with the rarer script lets the search skip whole texts.
_MIXED = re.compile(f"[{_LATIN}](?:(?<=[{_CYRILLIC}].)|(?=[{_CYRILLIC}]))")
# Words of both scripts; each alternative begins with a letter that no letter stands before.
_MIXED_WORD = re.compile(
    f"[{_CYRILLIC}](?<![{_LATIN}{_CYRILLIC}].)[{_CYRILLIC}]*+[{_LATIN}][{_LATIN}{_CYRILLIC}]*"
    f"|[{_LATIN}](?<![{_LATIN}{_CYRILLIC}].)[{_LATIN}]*+[{_CYRILLIC}][{_LATIN}{_CYRILLIC}]*"
)
_LATIN_LETTER = re.compile(f"[{_LATIN}]")
_CYRILLIC_LETTER = re.compile(f"[{_CYRILLIC}]")
_STRESS = re.compile("(?<=[АЕЁИОУЫЭЮЯІЇЄаеёиоуыэюяіїє])[\u0300\u0301]")
_MARKS = re.compile("[\u0300-\u036f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_IN_WORD = re.compile(f"(?<=[{_CYRILLIC}])[{re.escape(APOSTROPHES)}](?=[{_CYRILLIC}])")


class Repaired(msgspec.Struct, frozen=True):
    """Repaired text and where it came from.

    `offsets[i]` is the index (in code points) of the given text where character `i` of `text` begins; one
    more entry holds the length of the given text, so `offsets[start]` and `offsets[end]` cut out the source
    of `text[start:end]`.
    """

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the given text of `text[start:end]`."""
        return self.offsets[start], self.offsets[end]


class _Pairs(msgspec.Struct, frozen=True):
    to_cyrillic: dict[int, str]
    to_latin: dict[int, str]
    numerals: str
    alone: str


@cache
def _pairs() -> _Pairs:
    table = read_toml(__package__, "homoglyphs.toml")
    pairs: dict[str, str] = table["pairs"]
    return _Pairs(
        to_cyrillic={ord(latin): cyrillic for latin, cyrillic in pairs.items()},
        to_latin={ord(cyrillic): latin for latin, cyrillic in pairs.items()},
        numerals=table["numerals"],
        alone=table["alone"],
    )


def _one_script(word: str, around: str) -> str:
    """A word of both scripts in the one it was meant in; unchanged if letters of both have no look-alike.

    `around` is the text near it: it decides where every letter of the word could be either.
    """
    pairs = _pairs()
    latin = [char for char in word if _LATIN_LETTER.match(char)]
    cyrillic = [char for char in word if _CYRILLIC_LETTER.match(char)]
    if not latin or not cyrillic:
        return word
    only_latin = sum(ord(char) not in pairs.to_cyrillic for char in latin)
    only_cyrillic = sum(ord(char) not in pairs.to_latin for char in cyrillic)
    if only_latin and only_cyrillic:
        return word
    if only_cyrillic or only_latin:
        return word.translate(pairs.to_cyrillic if only_cyrillic else pairs.to_latin)
    as_latin = word.translate(pairs.to_latin)
    if not set(as_latin) - set(pairs.numerals):
        return as_latin
    surplus = len(_CYRILLIC_LETTER.findall(around)) - len(_LATIN_LETTER.findall(around))
    return word.translate(pairs.to_cyrillic) if surplus >= 0 else as_latin


def _unmix(text: str) -> str:
    """Each word in one script; the length does not change."""

    def word(match: re.Match[str]) -> str:
        return _one_script(match[0], text[max(0, match.start() - 60) : match.end() + 60])

    text = _MIXED_WORD.sub(word, text) if _MIXED.search(text) else text
    return _lone_letters().sub(lambda match: match[0].translate(_pairs().to_cyrillic), text)


@cache
def _suspect() -> re.Pattern[str]:
    """Where something may be mixed, marked or hidden; text without such a place needs no repair but NFC.

    The expression begins with one class of characters, so that the search skips all others.
    """
    marks = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
    beside = f"(?<=[{_CYRILLIC}].)|(?=[{_CYRILLIC}])|(?<=[{_CYRILLIC}] .)(?= [{_CYRILLIC}])"
    return re.compile(f"[{_LATIN}{marks}](?:(?<=[{marks}])|{beside})")


@cache
def _lone_letters() -> re.Pattern[str]:
    """A one-letter Latin word between Cyrillic ones (the `i` of "Мінск i Гомель")."""
    return re.compile(f" (?<=[{_CYRILLIC}] )[{_pairs().alone}](?= [{_CYRILLIC}])")


def _needs_repair(text: str) -> bool:
    return _suspect().search(text) is not None or not unicodedata.is_normalized("NFC", text)


def repair_letters(text: str) -> str:
    """`text` in NFC, without stress marks and invisible characters, each word in one script.

    Apostrophes stay as they are.
    """
    if not _needs_repair(text):
        return text
    while True:
        before = text
        if _INVISIBLE.search(text):
            text = _INVISIBLE.sub("", text)
        if _MARKS.search(text):
            text = _STRESS.sub("", text)
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        text = _unmix(text)
        if text == before:
            return text


def repair(text: str) -> str:
    """`text` as it was meant: see `repair_letters`; apostrophes inside Cyrillic words become U+2019."""
    return _IN_WORD.sub(APOSTROPHE, repair_letters(text))


def repair_with_offsets(text: str) -> Repaired:
    """The same as `repair`, with the place in `text` (code points) that every character came from."""
    end = len(text)
    if not _needs_repair(text):
        return Repaired(_IN_WORD.sub(APOSTROPHE, text), range(end + 1))
    offsets = list(range(end))
    while True:
        before = text
        if _INVISIBLE.search(text) or _MARKS.search(text) or not unicodedata.is_normalized("NFC", text):
            text, places = _compose(text)
            offsets = [offsets[place] for place in places]
        text = _unmix(text)
        if text == before:
            return Repaired(_IN_WORD.sub(APOSTROPHE, text), (*offsets, end))


def _compose(text: str) -> tuple[str, list[int]]:
    """`text` in NFC without stress marks and invisible characters, and where each character began."""
    seen = [place for place, char in enumerate(text) if not _INVISIBLE.match(char)]
    clusters: list[list[int]] = []
    for place in seen:
        if clusters and _joins(text[place]):
            clusters[-1].append(place)
        else:
            clusters.append([place])
    composed: list[str] = []
    offsets: list[int] = []
    for places in clusters:
        letters = unicodedata.normalize("NFC", _STRESS.sub("", "".join(text[place] for place in places)))
        composed.append(letters)
        offsets.extend(places[min(i, len(places) - 1)] for i in range(len(letters)))
    return "".join(composed), offsets


def _joins(char: str) -> bool:
    """Whether NFC may join `char` to what stands before it: marks, and the vowels and finals of Hangul."""
    return unicodedata.category(char)[0] == "M" or "\u1161" <= char <= "\u11ff"
