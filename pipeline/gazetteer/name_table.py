"""The compiled table of names: records made from bytes when they are asked for, and a hash table of their forms.

Names whose forms fold to the same key stand together and are a group. The hash table is open (linear probing; Knuth,
TAOCP 6.4, algorithm L) over the CRC-32 of the key: a slot holds a part of that checksum and where the group stands, so
that nearly always one look at the table and one at the names gives the answer, which is compared before it is given.
A group has a mark where lower case alone makes its key of its first form, as of nearly all: then the lower case of a
question finds it, and the question need not be folded.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple, overload
from zlib import crc32

import msgspec

from pipeline.gazetteer.asking import FORM, heard, note
from pipeline.gazetteer.folding import fold, only_case_differs
from pipeline.gazetteer.lookup import Blobs, pack_blobs
from pipeline.gazetteer.model import Name, NameKind
from pipeline.gazetteer.sections import Sections, whole

_Facts = tuple[str, NameKind, str | None, str | None, bool, str]
KEPT_FACTS = 4096
"""Combinations of language, kind, dates and source are few; where they are many, the first met are kept ready."""

_END = "\0"
"""What no table can hold ends each of a record's three texts: the number of the combination of all other columns that
the name has, the id of its entity, its form."""

_START, _EXTENT = 33, 24
"""Bits of a slot from the lowest: start and length of a group in bytes; above them, its tag."""
_STARTS, _EXTENTS = (1 << _START) - 1, (1 << _EXTENT) - 1
_TAG = _START + _EXTENT
_PART = 32 - (64 - _TAG - 1)
"""The bits of a checksum that a tag does not hold; its lowest bit is the mark of the group."""
FOLDED, LOWER = 0, 1
"""The marks: the key of a group is the lower case of its first form, and tells it alone, or there is more to it."""
_LENGTH = 20
"""Bits of a record's length in bytes, below those of its start."""
_SHORTER = (1 << _LENGTH) - 1


class _Group(NamedTuple):
    """Where a group stands, in bytes; the checksum of its key and its mark."""

    checksum: int
    mark: int
    start: int
    length: int


class NameTable(Sequence[Name]):
    """Names by their number, in the order of the table."""

    def __init__(self, sections: Sections) -> None:
        self._bytes, self._first = whole(sections, "name.records")
        self._places = sections["name.places"].cast("Q")
        self._slots = sections["name.slots"].cast("Q")
        self._mask = len(self._slots) - 1
        self._combinations = Blobs(sections, "name.facts")
        self._facts: dict[str, _Facts] = {}
        self._size = len(self._places)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> Name: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Name, ...]: ...

    def __getitem__(self, at: int | slice) -> Name | tuple[Name, ...]:
        if isinstance(at, slice):
            return tuple(map(self.at, range(*at.indices(self._size))))
        return self.at(range(self._size)[at])

    def at(self, place: int) -> Name:
        """The name of a number from 0 (which is not checked)."""
        place = self._places[place]
        start = self._first + (place >> _LENGTH)
        return self._name(*self._bytes[start : start + (place & _SHORTER)].decode().split(_END))

    def exact(self, form: str) -> tuple[Name, ...]:
        """The names whose forms fold to the same key as this one, in the order of the table."""
        texts = self._group(form.lower(), form, LOWER)
        if texts is None or heard():
            key = fold(form)
            note(FORM, key)
            if texts is None:
                texts = self._group(key, key, LOWER) or self._group(key, key, FOLDED)
            if texts is None:
                return ()
        if len(texts) == 3:
            return (self._name(*texts),)
        return tuple(map(self._name, texts[::3], texts[1::3], texts[2::3]))

    def _group(self, key: str, form: str, mark: int) -> list[str] | None:
        """The texts of the group with a key and a mark; `form` is a spelling that surely has the key."""
        try:
            checksum = crc32(key.encode())
        except UnicodeEncodeError:  # half a surrogate pair, which no table holds
            return None
        slots, mask, tag = self._slots, self._mask, checksum >> _PART << 1 | mark
        at = checksum & mask
        while slot := slots[at]:
            if slot >> _TAG == tag:
                start = self._first + (slot & _STARTS)
                texts = self._bytes[start : start + (slot >> _START & _EXTENTS)].decode().split(_END)
                found = texts[2]
                if found == form or found.lower() == key or (mark == FOLDED and fold(found) == key):
                    return texts
            at = (at + 1) & mask
        return None

    def _name(self, facts: str, entity: str, form: str) -> Name:
        lang, kind, since, until, indeclinable, source = self._facts.get(facts) or self._read_facts(facts)
        return Name(
            entity=entity,
            form=form,
            lang=lang,
            kind=kind,
            since=since,
            until=until,
            indeclinable=indeclinable,
            source=source,
        )

    def _read_facts(self, number: str) -> _Facts:
        facts: _Facts = msgspec.msgpack.decode(self._combinations[int(number)], type=_Facts)
        if len(self._facts) < KEPT_FACTS:
            self._facts[number] = facts
        return facts

    def __iter__(self) -> Iterator[Name]:
        return map(self.at, range(self._size))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (tuple, NameTable)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


def pack_names(names: Sequence[Name]) -> dict[str, bytes]:
    """The sections of a NameTable."""
    by_key: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        by_key.setdefault(fold(name.form), []).append(place)
    combinations: dict[_Facts, int] = {}
    records = bytearray()
    places = array("Q", bytes(8 * len(names)))
    groups: list[_Group] = []
    for key, group in by_key.items():
        start = len(records)
        for place in group:
            record = _record(names[place], combinations)
            places[place] = len(records) << _LENGTH | len(record)
            records += record + _END.encode()
        mark = LOWER if only_case_differs(names[group[0]].form) else FOLDED
        groups.append(_Group(crc32(key.encode()), mark, start, len(records) - start - 1))
    encode = msgspec.msgpack.Encoder().encode
    return {
        "name.records": bytes(records),
        "name.places": places.tobytes(),
        "name.slots": _slots(groups).tobytes(),
        **pack_blobs("name.facts", [encode(facts) for facts in combinations]),
    }


def _record(name: Name, combinations: dict[_Facts, int]) -> bytes:
    facts = (name.lang, name.kind, name.since, name.until, name.indeclinable, name.source)
    number = combinations.setdefault(facts, len(combinations))
    return _END.join((str(number), name.entity, name.form)).encode()


def _slots(groups: Sequence[_Group]) -> array[int]:
    """The hash table of groups, at most two thirds full; an empty slot is 0."""
    last = (1 << (3 * len(groups) // 2).bit_length()) - 1
    slots = array("Q", bytes(8 * (last + 1)))
    for checksum, mark, start, length in groups:
        if start > _STARTS or length > _EXTENTS:
            raise OverflowError(f"names of more than {_STARTS} bytes, or one that more than {_EXTENTS} bytes bear")
        at = checksum & last
        while slots[at]:
            at = (at + 1) & last
        slots[at] = (checksum >> _PART << 1 | mark) << _TAG | length << _START | start
    return slots
