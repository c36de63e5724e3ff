"""Latin back to Cyrillic: every word that the system would have written so, likeliest first.

The Latin word is cut into outputs of the table from left to right, keeping the best cuts at each place (a
beam); a cut counts only if the system, romanising what it gives, writes the same Latin again, so context
rules need no second description. Likelihood comes from `likelihood.toml`: what the orthography of the
language hardly ever has.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

import msgspec

from pipeline.tables import read_toml
from pipeline.transliteration.engine import Rule

WIDTH = 16
"""How many cuts are kept at each place of a word."""
LONGEST = 100
"""Letters of a word; a longer run of them is none, and stays as it is (cutting takes the square of its length)."""


class Reading(msgspec.Struct, frozen=True):
    """A Cyrillic text and how unlikely it is (0: nothing speaks against it)."""

    text: str
    cost: float


class Likelihood(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a language's spelling hardly ever has.

    `unlikely` holds regular expressions and what each match costs; `letter` is the cost of every letter (one
    is likelier than two), `silent` that of a letter which the Latin does not show, on top of it.
    """

    source: str
    letter: float
    silent: float
    unlikely: dict[str, float]
    examples: dict[str, str] = {}


@cache
def likelihood(lang: str) -> Likelihood:
    """The table of a language, from `likelihood.toml`."""
    tables = read_toml(__package__, "likelihood.toml")
    return msgspec.convert(tables[lang], Likelihood)


@cache
def _patterns(lang: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple((re.compile(pattern), price) for pattern, price in likelihood(lang).unlikely.items())


@lru_cache(maxsize=65536)
def cost(word: str, lang: str) -> float:
    """How unlikely a lower-case Cyrillic word is in `lang`."""
    spelling = sum(price * len(pattern.findall(word)) for pattern, price in _patterns(lang))
    return spelling + likelihood(lang).letter * len(word)


Beam = dict[str, tuple[float, tuple[int, ...]]]
"""Cuts that end at one place: the letters so far, their cost, and where each began in the Latin."""


class Reverser:
    """The reverse of one system, compiled from the same letters and rules."""

    def __init__(
        self, lang: str, letters: Mapping[str, str], rules: Sequence[Rule], forward: Callable[[str], str]
    ) -> None:
        self._lang = lang
        self._price = likelihood(lang).silent
        self._forward = forward
        self._units: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._silent: list[str] = []
        pairs = [*letters.items(), *(pair for rule in rules for pair in rule.map.items())]
        for source, output in dict.fromkeys((s, _nfc(o).lower()) for s, o in pairs if s == s.lower()):
            source = "’" if source == "'" else source
            if output:
                self._units[output[0]].append((source, output))
            else:
                self._silent.append(source)
        outputs = {char for units in self._units.values() for _, output in units for char in output}
        both = sorted(outputs | {char.upper() for char in outputs if len(char.upper()) == 1})
        self._word = re.compile(f"[{re.escape(''.join(both))}]+")
        self._cached = cache_of(4096)(self._word_readings)

    def text(self, text: str) -> str:
        """Each Latin word of `text` by its first reading."""
        return self._word.sub(lambda match: self._best(match[0]), _nfc(text))

    def readings(self, text: str, limit: int) -> tuple[Reading, ...]:
        """The likeliest readings of all of `text`: the best of each word, combined."""
        found = [Reading("", 0.0)]
        place = 0
        text = _nfc(text)
        for match in self._word.finditer(text):
            gap = text[place : match.start()]
            options = self._cached(match[0])[:limit] or (Reading(match[0], 0.0),)
            combined = [Reading(a.text + gap + b.text, a.cost + b.cost) for a in found for b in options]
            found = sorted(combined, key=lambda reading: reading.cost)[:limit]
            place = match.end()
        return tuple(Reading(reading.text + text[place:], reading.cost) for reading in found)

    def _best(self, word: str) -> str:
        readings = self._cached(word)
        if readings:
            return readings[0].text
        core = word.strip(_EDGES)
        if core and core != word:
            start = word.index(core)
            return word[:start] + self._best(core) + word[start + len(core) :]
        return word

    def _word_readings(self, word: str) -> tuple[Reading, ...]:
        if len(word) > LONGEST:
            return ()
        lower = word.lower()
        beams: list[Beam] = [{} for _ in range(len(lower) + 1)]
        beams[0][""] = (0.0, ())
        for place in range(len(lower)):
            self._extend(lower, place, beams)
        found = []
        for source, (price, places) in beams[len(lower)].items():
            cased = _cased(source, places, word)
            if _nfc(self._forward(cased)) == word or _nfc(self._forward(source)).lower() == lower:
                found.append(Reading(cased, round(price, 3)))
        return tuple(sorted(found, key=lambda reading: (reading.cost, reading.text)))

    def _extend(self, word: str, place: int, beams: list[Beam]) -> None:
        kept = sorted(beams[place].items(), key=lambda item: (item[1][0], item[0]))[:WIDTH]
        for prefix, (_, places) in kept:
            hidden = places.count(_SILENT) * self._price
            for source, output in self._units.get(word[place], ()):
                end = place + len(output)
                longer = prefix + source
                if not word.startswith(output, place) or not self._agrees(longer, word, end):
                    continue
                spans = (*places, place, *(_REST,) * (len(source) - 1))
                beams[end].setdefault(longer, (cost(longer, self._lang) + hidden, spans))
                for letter in self._silent:
                    price = cost(longer + letter, self._lang) + hidden + self._price
                    beams[end].setdefault(longer + letter, (price, (*spans, _SILENT)))

    def _agrees(self, source: str, word: str, end: int) -> bool:
        """Whether what `source` gives agrees with the Latin up to letters whose context is still open."""
        if len(source) < 3:
            return True
        settled = _nfc(self._forward(source + source[-1])).lower()
        closed = max(0, end - 6)
        return settled[:closed] == word[:closed]


_SILENT = -1
_REST = -2
_EDGES = "'’\"”“`´ʹʺ·"


Readings = Callable[[str], tuple[Reading, ...]]


def cache_of(size: int) -> Callable[[Readings], Readings]:
    """A bounded cache for one object's method."""

    def wrap(function: Readings) -> Readings:
        known: dict[str, tuple[Reading, ...]] = {}

        def cached(word: str) -> tuple[Reading, ...]:
            found = known.get(word)
            if found is None:
                if len(known) >= size:
                    known.clear()
                found = known[word] = function(word)
            return found

        return cached

    return wrap


def _nfc(text: str) -> str:
    """NFC, a dotless i with an accent taken for the letter with that accent (ı̀ as ì)."""
    return unicodedata.normalize("NFC", text.replace("ı", "i"))


def _cased(source: str, places: Sequence[int], word: str) -> str:
    """`source` with capitals where the Latin it was cut from begins with one."""
    capitals = word.isupper() and sum(char.isupper() for char in word) > 1
    return "".join(
        char.upper() if capitals or (place >= 0 and word[place].isupper()) else char
        for char, place in zip(source, places, strict=True)
    )
