"""Latin back to Cyrillic: every word that the system would have written so, likeliest first.

The Latin word is cut into outputs of the table from left to right, keeping the best cuts at each place (a
beam); a cut counts only if the system, romanising what it gives, writes the same Latin again, so context
rules need no second description. Likelihood comes from `likelihood.toml`: what the orthography of the
language hardly ever has.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from pipeline.transliteration.engine import Rule

WIDTH = 24
"""How many cuts are kept at each place of a word."""


class Reading(msgspec.Struct, frozen=True):
    """A Cyrillic text and how unlikely it is (0: nothing speaks against it)."""

    text: str
    cost: float


class Likelihood(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a language's spelling hardly ever has: regular expressions and what each costs."""

    source: str
    unlikely: dict[str, float]
    examples: dict[str, str] = {}


@cache
def _likelihood(lang: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    tables = tomllib.loads((files(__package__) / "likelihood.toml").read_text("utf-8"))
    table = msgspec.convert(tables[lang], Likelihood)
    return tuple((re.compile(pattern), cost) for pattern, cost in table.unlikely.items())


def cost(word: str, lang: str) -> float:
    """How unlikely a lower-case Cyrillic word is in `lang`."""
    return sum(cost * len(pattern.findall(word)) for pattern, cost in _likelihood(lang))


class Reverser:
    """The reverse of one system, compiled from the same letters and rules."""

    def __init__(
        self, lang: str, letters: Mapping[str, str], rules: Sequence[Rule], forward: Callable[[str], str]
    ) -> None:
        self._lang = lang
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
        lower = word.lower()
        beams: list[dict[str, float]] = [{} for _ in range(len(lower) + 1)]
        beams[0][""] = 0.0
        spans: dict[str, tuple[int, ...]] = {"": ()}
        for place in range(len(lower)):
            self._extend(lower, place, beams, spans)
        ends = beams[len(lower)]
        found = []
        for source, price in ends.items():
            cased = _cased(source, spans[source], word)
            if _nfc(self._forward(cased)) == word or _nfc(self._forward(source)).lower() == lower:
                found.append(Reading(cased, round(price, 3)))
        return tuple(sorted(found, key=lambda reading: (reading.cost, reading.text)))

    def _extend(
        self, word: str, place: int, beams: list[dict[str, float]], spans: dict[str, tuple[int, ...]]
    ) -> None:
        kept = sorted(beams[place].items(), key=lambda item: (item[1], item[0]))[:WIDTH]
        for prefix, _ in kept:
            for source, output in self._units.get(word[place], ()):
                end = place + len(output)
                if not word.startswith(output, place):
                    continue
                longer = prefix + source
                if longer in spans or not self._agrees(longer, word, end):
                    continue
                beams[end][longer] = cost(longer, self._lang)
                spans[longer] = spans[prefix] + (place,) * len(source)

    def _agrees(self, source: str, word: str, end: int) -> bool:
        """Whether what `source` gives agrees with the Latin up to letters whose context is still open."""
        if len(source) < 3:
            return True
        settled = _nfc(self._forward(source + source[-1])).lower()
        closed = max(0, end - 6)
        return settled[:closed] == word[:closed]


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
    return unicodedata.normalize("NFC", text)


def _cased(source: str, places: Sequence[int], word: str) -> str:
    """`source` with capitals where the Latin it was cut from begins with one."""
    capitals = word.isupper() and len(word) > 1
    return "".join(
        char.upper() if capitals or word[place].isupper() else char
        for char, place in zip(source, places, strict=True)
    )
