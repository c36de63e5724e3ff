"""The compiled table of entities: records made from bytes when they are asked for."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from pipeline.gazetteer.lookup import Blobs, KeySet, Texts, pack_blobs, pack_keys, pack_texts
from pipeline.gazetteer.model import Entity
from pipeline.gazetteer.sections import Sections

_ENTITY_FIELDS = Entity.__struct_fields__
KEPT_ENTITIES = 4096
"""As many entities are kept ready as were asked for last."""


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
