"""The names of a gazetteer taken apart beforehand, so that a question takes apart the asked name alone."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from pipeline.gazetteer.lookup import Blobs, Lists
from pipeline.gazetteer.sections import Sections
from pipeline.matching.columns import Column
from pipeline.matching.person import NameWord
from pipeline.matching.phrase import Phrase

KEPT = 8_192
"""Words and phrases that are kept ready, of those that were met last."""

_encode = msgspec.msgpack.Encoder(order="deterministic").encode


class ParsedNames:
    """The words of persons' names, as `person.parse_person` gives them, by the number of the name."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._words = Lists(sections, f"{name}.words")
        self._records = Blobs(sections, f"{name}.word")
        self._decoder = msgspec.msgpack.Decoder(NameWord)
        self._word = lru_cache(KEPT)(self._read)

    def __getitem__(self, place: int) -> tuple[NameWord, ...]:
        return tuple(map(self._word, self._words[place]))

    def _read(self, number: int) -> NameWord:
        return self._decoder.decode(self._records[number])


class ParsedPhrases:
    """The names of places and bodies, as `phrase.parse_phrase` gives them: each once, however many bear it."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._numbers = Lists(sections, f"{name}.phrases")
        self._records = Blobs(sections, f"{name}.phrase")
        self._decoder = msgspec.msgpack.Decoder(Phrase)
        self._phrase = lru_cache(KEPT)(self._read)

    def number(self, place: int) -> int:
        """Which phrase the name of a number is."""
        return self._numbers[place][0]

    def __getitem__(self, number: int) -> Phrase:
        return self._phrase(number)

    def _read(self, number: int) -> Phrase:
        return self._decoder.decode(self._records[number])


def packed_word(word: NameWord) -> bytes:
    """A word with its other readings, as ParsedNames reads it."""
    return _encode(word._replace(readings=word.read_otherwise()))


def packed_phrase(phrase: Phrase) -> bytes:
    """A phrase, as ParsedPhrases reads it."""
    return _encode(phrase)


def pack_parsed(name: str, words: Column[bytes]) -> dict[str, bytes]:
    """The sections of ParsedNames."""
    return words.lists(f"{name}.words") | words.blobs(f"{name}.word")


def pack_parsed_phrases(name: str, phrases: Column[bytes]) -> dict[str, bytes]:
    """The sections of ParsedPhrases."""
    return phrases.lists(f"{name}.phrases") | phrases.blobs(f"{name}.phrase")
