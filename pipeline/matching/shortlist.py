"""Which of the names filed under a key are worth comparing: a few facts of each name, in arrays beside the index.

A surname borne by thousands would cost thousands of comparisons. Of each person's name three numbers are kept: which
given names it may hold, how its words begin, and its surname; names whose given name cannot agree are left out at once,
then those whose surname is not among the nearest. Of the name of a place or a body: of how many words it is, and the
word that tells it apart.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple
from zlib import crc32

from pipeline.gazetteer.lookup import NUMBER
from pipeline.gazetteer.sections import Sections
from pipeline.matching.columns import Column
from pipeline.matching.distance import change_cost
from pipeline.matching.person import NameWord
from pipeline.matching.phrase import phrase_build
from pipeline.matching.telling import TellingWords, pack_telling, told

FEW = 4
"""So few names are compared without more ado."""
ALIKE = 0.3
"""Sounds of which one may begin a name and the other its initial."""

_SOUNDS = "aeiouöjwbvhgdzklmnprstfxcZCSDH"
_MANY, _COUNTRY = 254, 255
_UNKNOWN, _NO_GIVEN = 1 << 30, 1 << 31
_INITIALS = (1 << 30) - 1


class _Code(NamedTuple):
    """Of a name: the given names it may hold (a bit each, shared by several), how words begin, and two flags."""

    given: int
    begins: int


@cache
def _bit(name: str) -> int:
    return 1 << crc32(name.encode()) % 64


@cache
def _begins(sound: str) -> int:
    """The sounds with which a name may begin that another spelling begins so."""
    return sum(1 << at for at, other in enumerate(_SOUNDS) if change_cost(sound, other) < ALIKE)


def _beginnings(words: Iterable[NameWord]) -> int:
    heard = {read for word in words for read in (word.heard, *(found.heard for found in word.read_otherwise()))}
    found = 0
    for sound in {read[:1] for read in heard if read}:
        found |= _begins(sound)
    return found


def _code(words: Sequence[NameWord]) -> _Code:
    beside = [word for word in words if word.role != "surname"]
    full = [word for word in beside if word.role == "given"]
    given = 0
    for word in full:
        for name in word.given:
            given |= _bit(name)
    strange = any(not word.given for word in full)
    begins = _beginnings(words if strange else beside)
    return _Code(given, begins | (_UNKNOWN if strange else 0) | (0 if full else _NO_GIVEN))


def _surname(words: Sequence[NameWord]) -> str:
    """The one word that can only be the surname; empty where that is not certain."""
    found = [word.text for word in words if word.role == "surname"]
    certain = all(word.given for word in words if word.role == "given")
    return found[0] if len(found) == 1 and certain else ""


class PersonFacts:
    """The facts of persons' names, gathered name by name (no words where a name is no person's)."""

    def __init__(self) -> None:
        self._given, self._begins = array("Q"), array("I")
        self._surnames = Column[str]()

    def add(self, words: Sequence[NameWord]) -> None:
        """Those of the next name."""
        given, begins = _code(words)
        self._given.append(given)
        self._begins.append(begins)
        self._surnames.add(told(_surname(words)))

    def extend(self, other: PersonFacts) -> None:
        """Those of the next names."""
        self._given.extend(other._given)
        self._begins.extend(other._begins)
        self._surnames.extend(other._surnames)

    def pack(self, name: str) -> dict[str, bytes]:
        """The sections of a Shortlist."""
        return {
            f"{name}.given": self._given.tobytes(),
            f"{name}.begins": self._begins.tobytes(),
            **pack_telling(name, self._surnames),
        }


class Shortlist:
    """The facts of every name of a gazetteer, by its number."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._given = sections[f"{name}.given"].cast("Q")
        self._begins = sections[f"{name}.begins"].cast(NUMBER)
        self._surnames = TellingWords(sections, name, most=10, more=2)

    def of(self, words: Sequence[NameWord], places: Sequence[int]) -> Sequence[int]:
        """The names worth comparing with a name of these words among those of the given numbers."""
        if len(places) <= FEW:
            return places
        chosen = self._agreeing(_code(words), places)
        asked = _surname(words)
        return self._surnames.nearest(asked, chosen) if len(chosen) > FEW and asked else chosen

    def _agreeing(self, code: _Code, places: Sequence[int]) -> Sequence[int]:
        """Those whose given name may be the one asked for: by the tables, by sound, or as an initial."""
        given, begins = code
        if begins & _NO_GIVEN and not begins & _INITIALS:
            return places
        by_sound = begins & (_UNKNOWN | _NO_GIVEN)
        found = []
        for place in places:
            its = self._begins[place]
            bare = not its & (_INITIALS | _UNKNOWN)
            alike = its & begins & _INITIALS and (by_sound or its & (_UNKNOWN | _NO_GIVEN))
            if bare or alike or (not by_sound and self._given[place] & given):
                found.append(place)
        return found


class PhraseFacts:
    """The same of the names of places and bodies (none of a person's)."""

    def __init__(self) -> None:
        self._sizes = array("B")
        self._words = Column[str]()

    def add(self, form: str | None) -> None:
        """Those of the next name."""
        size, word = phrase_build(form) if form is not None else (0, "")
        self._sizes.append(_COUNTRY if size is None else min(size, _MANY))
        self._words.add(told(word))

    def extend(self, other: PhraseFacts) -> None:
        """Those of the next names."""
        self._sizes.extend(other._sizes)
        self._words.extend(other._words)

    def pack(self, name: str) -> dict[str, bytes]:
        """The sections of a PhraseShortlist."""
        return {f"{name}.size": self._sizes.tobytes(), **pack_telling(name, self._words)}


class PhraseShortlist:
    """The same of places and organisations."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._sizes = sections[f"{name}.size"]
        self._words = TellingWords(sections, name, most=60, more=3)

    def of(self, form: str, places: Sequence[int]) -> Sequence[int]:
        """The names worth comparing with a form among those of the given numbers."""
        if len(places) <= FEW:
            return places
        size, telling = phrase_build(form)
        if size is not None:
            fitting = (min(size, _MANY), _COUNTRY)
            places = [place for place in places if self._sizes[place] in fitting]
        return self._words.nearest(telling, places) if len(places) > FEW and telling else places
