"""Which of the persons filed under a key are worth comparing: a few facts of each name, in arrays beside the index.

A surname borne by thousands would cost thousands of comparisons. Of each name three numbers are kept: which given
names it may hold, how its words begin, and its surname; names whose given name cannot agree are left out at once, and
each surname is compared once, however many bear it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from pipeline.gazetteer.lookup import Texts, pack_texts
from pipeline.gazetteer.sections import Sections
from pipeline.matching.distance import change_cost
from pipeline.matching.orthographies import foreign_readings
from pipeline.matching.person import NameWord, parse_person
from pipeline.matching.sounds import sounds

FEW = 4
"""So few names are compared without more ado."""
MOST_SURNAMES = 10
"""Surnames compared for one question: those that differ in the fewest sounds, coarsely heard."""
MORE_EDITS = 2
"""Surnames that differ in more sounds than the nearest are not compared beside it."""
ALIKE = 0.3
"""Sounds of which one may begin a name and the other its initial."""

_SOUNDS = "aeiouöjwbvhgdzklmnprstfxcZCSDH"
_ONE = str.maketrans("oeöwgxHcDz", "aiivhhhtdz", "j")
_UNKNOWN, _NO_GIVEN = np.uint32(1 << 30), np.uint32(1 << 31)
_INITIALS = np.uint32((1 << 30) - 1)
_ANY = 0xFFFFFFFF


_Numbers = npt.NDArray[np.uint32]


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
    heard = {read for word in words for read in (word.heard, *(found.heard for found in foreign_readings(word.text)))}
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
    return _Code(given, begins | (int(_UNKNOWN) if strange else 0) | (0 if full else int(_NO_GIVEN)))


def _surname(words: Sequence[NameWord]) -> str:
    """The one word that can only be the surname; empty where that is not certain."""
    found = [word.text for word in words if word.role == "surname"]
    certain = all(word.given for word in words if word.role == "given")
    return found[0] if len(found) == 1 and certain else ""


def pack_shortlist(name: str, forms: Sequence[str]) -> dict[str, bytes]:
    """The sections of a Shortlist; a form is empty where it is no person's."""
    given, begins, surnames = np.zeros(len(forms), np.uint64), np.zeros(len(forms), np.uint32), []
    numbers: dict[str, int] = {}
    for at, form in enumerate(forms):
        words = parse_person(form) if form else ()
        given[at], begins[at] = _code(words)
        surname = _surname(words)
        surnames.append(numbers.setdefault(surname, len(numbers)) if surname else _ANY)
    return {
        f"{name}.given": given.tobytes(),
        f"{name}.begins": begins.tobytes(),
        f"{name}.surname": np.array(surnames, np.uint32).tobytes(),
        **pack_texts(f"{name}.coarse", [_coarsened(sounds(surname)) for surname in numbers]),
    }


class Shortlist:
    """The facts of every name of a gazetteer, by its number."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._given = np.frombuffer(sections[f"{name}.given"], np.uint64)
        self._begins = np.frombuffer(sections[f"{name}.begins"], np.uint32)
        self._surname = np.frombuffer(sections[f"{name}.surname"], np.uint32)
        self._coarse = Texts(sections, f"{name}.coarse")

    def of(self, words: Sequence[NameWord], places: Sequence[int]) -> Sequence[int]:
        """The names worth comparing with a name of these words among those of the given numbers."""
        if len(places) <= FEW:
            return places
        chosen = self._agreeing(_code(words), np.array(places, np.uint32))
        asked = _surname(words)
        if len(chosen) > FEW and asked:
            chosen = self._nearest(asked, chosen)
        found: list[int] = chosen.tolist()
        return found

    def _agreeing(self, code: _Code, places: _Numbers) -> _Numbers:
        """Those whose given name may be the one asked for: by the tables, by sound, or as an initial."""
        if code.begins & int(_NO_GIVEN) and not code.begins & int(_INITIALS):
            return places
        begins = self._begins[places]
        alike = (begins & np.uint32(code.begins) & _INITIALS) != 0
        bare = (begins & (_INITIALS | _UNKNOWN)) == 0
        if code.begins & int(_UNKNOWN | _NO_GIVEN):
            return np.asarray(places[alike | bare])
        same = (self._given[places] & np.uint64(code.given)) != 0
        loose = (begins & (_UNKNOWN | _NO_GIVEN)) != 0
        return np.asarray(places[same | (alike & loose) | bare])

    def _nearest(self, asked: str, places: _Numbers) -> _Numbers:
        """Those whose surnames differ in the fewest sounds from the one asked for, or are not certain."""
        surnames = self._surname[places]
        distinct = np.unique(surnames[surnames != _ANY])
        if len(distinct) < 2:
            return places
        readings = [sounds(asked), *(found.heard for found in foreign_readings(asked))]
        coarse = [self._coarse[number] for number in distinct.tolist()]
        edits = cdist(list(map(_coarsened, readings)), coarse, scorer=Levenshtein.distance, dtype=np.uint8).min(axis=0)
        order = np.argsort(edits, kind="stable")[:MOST_SURNAMES]
        nearest = distinct[order[edits[order] <= edits[order[0]] + MORE_EDITS]]
        return np.asarray(places[np.isin(surnames, nearest) | (surnames == _ANY)])


def _coarsened(heard: str) -> str:
    """Sounds with what writers do all the time made one."""
    return heard.translate(_ONE)
