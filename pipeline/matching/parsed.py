"""The names of a gazetteer's persons taken apart beforehand, so that a question takes apart the asked name alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from pipeline.gazetteer.lookup import Blobs, Lists, pack_blobs, pack_lists
from pipeline.gazetteer.sections import Sections
from pipeline.matching.person import NameWord, parse_person

KEPT = 50_000
"""Words that are kept ready, of those that were met last."""


class ParsedNames:
    """The words of names, as `person.parse_person` gives them, by the number of the name."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._words = Lists(sections, f"{name}.words")
        self._records = Blobs(sections, f"{name}.word")
        self._decoder = msgspec.msgpack.Decoder(NameWord)
        self._word = lru_cache(KEPT)(self._read)

    def __getitem__(self, place: int) -> tuple[NameWord, ...]:
        return tuple(map(self._word, self._words[place]))

    def _read(self, number: int) -> NameWord:
        return self._decoder.decode(self._records[number])


def pack_parsed(name: str, forms: Sequence[str]) -> dict[str, bytes]:
    """The sections of ParsedNames; a form is empty where it is no person's."""
    numbers: dict[NameWord, int] = {}
    owners: list[int] = []
    words: list[int] = []
    for place, form in enumerate(forms):
        for word in parse_person(form) if form else ():
            owners.append(place)
            words.append(numbers.setdefault(word, len(numbers)))
    encode = msgspec.msgpack.Encoder(order="deterministic").encode
    return {
        **pack_lists(f"{name}.words", owners, len(forms), words),
        **pack_blobs(f"{name}.word", [encode(word) for word in numbers]),
    }
