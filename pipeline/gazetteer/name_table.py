"""The compiled table of names: records made from bytes when they are asked for, and a hash table of their forms.

Names whose forms fold to the same key stand together and are a group. The hash table is open (linear probing; Knuth,
TAOCP 6.4, algorithm L) over the CRC-32 of the key: a slot holds a part of that checksum and where the group stands, so
that nearly always one look at the table and one at the names gives the answer, which is compared before it is given.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Sequence
from typing import overload

import msgspec

from pipeline.gazetteer.asking import FORM, note
from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.lookup import Blobs, pack_blobs
from pipeline.gazetteer.model import Name, NameKind
from pipeline.gazetteer.sections import Sections

_Facts = tuple[str, NameKind, str | None, str | None, bool, str]
KEPT_FACTS = 4096
"""Combinations of language, kind, dates and source are few; where they are many, the first met are kept ready."""

_END = "\0"
"""What no table can hold ends each of a record's three texts: the number of the combination of all other columns that
the name has, the id of its entity, its form."""

_START, _EXTENT = 34, 24
"""Bits of a slot from the lowest: start and length of a group in bytes; above them, bits of its checksum."""
_STARTS, _EXTENTS = (1 << _START) - 1, (1 << _EXTENT) - 1
_PART = 32 - (64 - _START - _EXTENT)
"""The bits of a checksum that a slot does not hold."""
_LENGTH = 20
"""Bits of a record's length in bytes, below those of its start."""
_SHORTER = (1 << _LENGTH) - 1


class NameTable(Sequence[Name]):
    """Names by their number, in the order of the table."""

    def __init__(self, sections: Sections) -> None:
        self._records = sections["name.records"]
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
        start = place >> _LENGTH
        facts, entity, form = str(self._records[start : start + (place & _SHORTER)], "utf-8").split(_END)
        return self._name(facts, entity, form)

    def exact(self, form: str) -> tuple[Name, ...]:
        """The names whose forms fold to the same key as this one, in the order of the table."""
        key = fold(form)
        note(FORM, key)
        try:
            checksum = zlib.crc32(key.encode())
        except UnicodeEncodeError:  # half a surrogate pair, which no table holds
            return ()
        slots, mask, part = self._slots, self._mask, checksum >> _PART
        at = checksum & mask
        while slot := slots[at]:
            if slot >> _START + _EXTENT == part:
                start = slot & _STARTS
                texts = str(self._records[start : start + (slot >> _START & _EXTENTS)], "utf-8").split(_END)
                found = texts[2]
                if found == form or found.lower() == key or fold(found) == key:
                    if len(texts) == 3:
                        return (self._name(texts[0], texts[1], found),)
                    return tuple(map(self._name, texts[::3], texts[1::3], texts[2::3]))
            at = (at + 1) & mask
        return ()

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
    groups: list[tuple[int, int]] = []
    for group in by_key.values():
        start = len(records)
        for place in group:
            record = _record(names[place], combinations)
            places[place] = len(records) << _LENGTH | len(record)
            records += record + _END.encode()
        groups.append((start, len(records) - start - 1))
    encode = msgspec.msgpack.Encoder().encode
    return {
        "name.records": bytes(records),
        "name.places": places.tobytes(),
        "name.slots": _slots([zlib.crc32(key.encode()) for key in by_key], groups).tobytes(),
        **pack_blobs("name.facts", [encode(facts) for facts in combinations]),
    }


def _record(name: Name, combinations: dict[_Facts, int]) -> bytes:
    facts = (name.lang, name.kind, name.since, name.until, name.indeclinable, name.source)
    number = combinations.setdefault(facts, len(combinations))
    return _END.join((str(number), name.entity, name.form)).encode()


def _slots(checksums: Sequence[int], groups: Sequence[tuple[int, int]]) -> array[int]:
    """The hash table of groups, by start and length, at most two thirds full; an empty slot is 0."""
    mask = (1 << (3 * len(checksums) // 2).bit_length()) - 1
    slots = array("Q", bytes(8 * (mask + 1)))
    for checksum, (start, length) in zip(checksums, groups, strict=True):
        if start > _STARTS or length > _EXTENTS:
            raise OverflowError(f"names of more than {_STARTS} bytes, or one that more than {_EXTENTS} bytes bear")
        at = checksum & mask
        while slots[at]:
            at = (at + 1) & mask
        slots[at] = checksum >> _PART << _START + _EXTENT | length << _START | start
    return slots
