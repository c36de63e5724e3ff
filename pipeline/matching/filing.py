"""Names filed by sound: under which keys, and what is kept of each beside them.

A large gazetteer is filed in pieces, by as many processes as there are cores; the bytes are the same.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import product

from pipeline.gazetteer import Gazetteer
from pipeline.matching.columns import Column
from pipeline.matching.orthographies import reading_keys
from pipeline.matching.parsed import pack_parsed, pack_parsed_phrases, packed_phrase, packed_word
from pipeline.matching.person import given_names_and_surname, parse_person
from pipeline.matching.phrase import parse_phrase, phrase_keys
from pipeline.matching.shortlist import PersonFacts, PhraseFacts
from pipeline.processes import processes_at_hand
from pipeline.records import EntityType

log = logging.getLogger(__name__)

PIECE = 20_000
"""Names that are filed at a time."""
MANY = 100_000
"""So many names are worth other processes."""


class _Filing:
    """The parts of SoundIndex, gathered name by name."""

    def __init__(self) -> None:
        self._keys = Column[str]()
        self._words, self._phrases = Column[bytes](), Column[bytes]()
        self._of_persons, self._of_phrases = PersonFacts(), PhraseFacts()

    def add(self, form: str, kind: EntityType) -> None:
        """File the next name."""
        person = kind == "person"
        words = parse_person(form) if person else ()
        keys = [filing_key(kind, key) for key in keys_of(form, kind)]
        self._keys.add((*keys, *first_names_of(form)) if person else keys)
        self._words.add(map(packed_word, words))
        self._phrases.add(() if person else (packed_phrase(parse_phrase(form)),))
        self._of_persons.add(words)
        self._of_phrases.add(None if person else form)

    def extend(self, other: _Filing) -> None:
        """File the next names, as another has filed them."""
        self._keys.extend(other._keys)
        self._words.extend(other._words)
        self._phrases.extend(other._phrases)
        self._of_persons.extend(other._of_persons)
        self._of_phrases.extend(other._of_phrases)

    def pack(self) -> dict[str, bytes]:
        """The sections."""
        return {
            **self._keys.lookup("sound"),
            **pack_parsed("person", self._words),
            **self._of_persons.pack("person"),
            **pack_parsed_phrases("phrase", self._phrases),
            **self._of_phrases.pack("phrase"),
        }


def compile_filing(gazetteer: Gazetteer) -> dict[str, bytes]:
    """The parts of SoundIndex."""
    whole = _Filing()
    for piece in _pieces(gazetteer):
        whole.extend(piece)
    return whole.pack()


def _pieces(gazetteer: Gazetteer) -> Iterator[_Filing]:
    """The names filed piece by piece, in their order."""
    starts = range(0, len(gazetteer.names), PIECE)
    done = 0
    if len(gazetteer.names) >= MANY and _may_fork():
        context = multiprocessing.get_context("fork")  # what the others need of the tables is mapped, and shared
        try:
            with ProcessPoolExecutor(processes_at_hand(), context, _begin, (gazetteer,)) as pool:
                for piece in pool.map(_piece_of_shared, starts):
                    yield piece
                    done += 1
        except BrokenProcessPool:
            log.warning("a process that compiled names was lost; this one goes on alone")
    for start in starts[done:]:
        yield _piece(gazetteer, start)


def _may_fork() -> bool:
    """Can this process have others beside it, that are forked while it does nothing else?"""
    able = "fork" in multiprocessing.get_all_start_methods() and processes_at_hand() > 1
    return able and threading.active_count() == 1 and not multiprocessing.current_process().daemon


_shared: list[Gazetteer] = []
"""In a process beside another: the gazetteer of both."""


def _begin(gazetteer: Gazetteer) -> None:
    _shared[:] = [gazetteer]
    gc.freeze()  # what is never looked at for garbage is never copied for it


def _piece_of_shared(start: int) -> _Filing:
    return _piece(_shared[0], start)


def _piece(gazetteer: Gazetteer, start: int) -> _Filing:
    piece = _Filing()
    for name in gazetteer.names[start : start + PIECE]:
        piece.add(name.form, gazetteer.entity(name.entity).type)
    return piece


def filing_key(kind: EntityType, key: str) -> str:
    """A key as names of that type are filed under it."""
    return f"{kind} {key}"


def keys_of(form: str, kind: EntityType) -> list[str]:
    """The keys of a name: of a person's surname and rarer words, of a phrase's longest word."""
    if kind != "person":
        return list(phrase_keys(form))
    only = given_names_and_surname(form)
    if len(only) == 1:  # it is the surname, whatever else it may be
        return [key for key in reading_keys(only[0]) if key]
    words = [word for word in parse_person(form) if word.role != "initial" and word.role != "patronymic"]
    chosen = [word for word in words if word.role == "surname"] or words
    likely_surnames = [word for word in words if not word.given and word not in chosen]
    return [key for word in chosen + likely_surnames for key in word.filed_under() if key]


def first_names_of(form: str) -> list[str]:
    """What a name is filed under whose surname may have changed: its given name and the word beside it, if any."""
    if len(given_names_and_surname(form)) < 2:
        return []
    words = [word for word in parse_person(form) if word.role in ("given", "patronymic")]
    if len(words) != 2:
        return []
    ways = ([f"={name}" for name in sorted(word.given)] or word.filed_under() for word in words)
    return [filing_key("person", "+".join(way)) for way in product(*ways)]
