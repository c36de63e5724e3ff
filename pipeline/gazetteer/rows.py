"""The rows of compiled tables: records made from bytes when they are asked for."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, overload

import msgspec

from pipeline.gazetteer.lookup import Blobs, KeySet, Texts, pack_blobs, pack_keys, pack_texts
from pipeline.gazetteer.model import Entity, Name, NameKind
from pipeline.gazetteer.sections import Sections

_ENTITY_FIELDS = Entity.__struct_fields__
KEPT_ENTITIES = 4096

# Where the id of the entity and after it the form begin, how many bytes they are, how many characters the id is, and
# which of the combinations of all other columns the name has.
_NAME = struct.Struct("=QHHI")
_Facts = tuple[str, NameKind, str | None, str | None, bool, str]
KEPT_FACTS = 4096
"""Combinations of language, kind, dates and source are few; where they are many, as many are kept ready."""


class EntityTable(Mapping[str, Entity]):
    """Entities by id, in the order of the table."""

    def __init__(self, sections: Sections) -> None:
        self.ids = Texts(sections, "entity.ids")
        self._keys = KeySet(sections, "entity")
        self._places = sections["entity.places"].cast("I")
        self._rows = Blobs(sections, "entity.rows")
        self._decoder = msgspec.msgpack.Decoder(list[Any])
        self.at = lru_cache(KEPT_ENTITIES)(self._at)

    def place(self, entity_id: str) -> int:
        """The number of an entity in the order of the table; -1 where there is none."""
        number = self._keys.number(entity_id)
        return self._places[number] if number >= 0 else -1

    def _at(self, place: int) -> Entity:
        values = self._decoder.decode(self._rows[place])
        return Entity(**dict(zip(_ENTITY_FIELDS, values, strict=True)))

    def __getitem__(self, entity_id: str) -> Entity:
        place = self.place(entity_id) if isinstance(entity_id, str) else -1
        if place < 0:
            raise KeyError(entity_id)
        return self.at(place)

    def __contains__(self, entity_id: object) -> bool:
        return entity_id in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)


def pack_entities(entities: Mapping[str, Entity]) -> dict[str, bytes]:
    """The sections of an EntityTable."""
    ids = list(entities)
    parts, trie = pack_keys("entity", ids)
    places = [0] * len(ids)
    for place, entity_id in enumerate(ids):
        places[trie.key_id(entity_id)] = place
    encode = msgspec.msgpack.Encoder().encode
    return {
        **parts,
        "entity.places": struct.pack(f"={len(ids)}I", *places),
        **pack_texts("entity.ids", ids),
        **pack_blobs("entity.rows", [encode(msgspec.structs.astuple(entity)) for entity in entities.values()]),
    }


class NameTable(Sequence[Name]):
    """Names by their number, in the order of the table."""

    def __init__(self, sections: Sections) -> None:
        self._rows = sections["name.rows"]
        self._texts = sections["name.texts"]
        self._kinds = Blobs(sections, "name.facts")
        self._facts = lru_cache(KEPT_FACTS)(self._read_facts)
        self._size = len(self._rows) // _NAME.size

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
        start, length, border, facts = _NAME.unpack_from(self._rows, place * _NAME.size)
        text = str(self._texts[start : start + length], "utf-8")
        lang, kind, since, until, indeclinable, source = self._facts(facts)
        return Name(
            entity=text[:border],
            form=text[border:],
            lang=lang,
            kind=kind,
            since=since,
            until=until,
            indeclinable=indeclinable,
            source=source,
        )

    def _read_facts(self, number: int) -> _Facts:
        facts: _Facts = msgspec.msgpack.decode(self._kinds[number], type=_Facts)
        return facts

    def __iter__(self) -> Iterator[Name]:
        return map(self.at, range(self._size))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (tuple, NameTable)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


def pack_names(names: Iterable[Name]) -> dict[str, bytes]:
    """The sections of a NameTable."""
    facts: dict[_Facts, int] = {}
    rows = bytearray()
    texts = bytearray()
    for name in names:
        text = (name.entity + name.form).encode()
        others = (name.lang, name.kind, name.since, name.until, name.indeclinable, name.source)
        rows += _NAME.pack(len(texts), len(text), len(name.entity), facts.setdefault(others, len(facts)))
        texts += text
    encode = msgspec.msgpack.Encoder().encode
    return {
        "name.rows": bytes(rows),
        "name.texts": bytes(texts),
        **pack_blobs("name.facts", [encode(fact) for fact in facts]),
    }
