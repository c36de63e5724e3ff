"""Which documents a change of the gazetteer may concern.

While a document is worked on, the questions that are put to the gazetteer are gathered (`pipeline.gazetteer.asking`),
whether they find something or not. An `inventory` of a gazetteer holds for each entity a digest of all that the tables
say of it, and the questions that find it. Two inventories together tell which questions have other answers now: those
of every entity that came, went or changed, by its old names and its new ones. A document that asked none of them would
come out as it did; one that did may or may not. Questions are kept as checksums, so that a chance agreement may have
a document done again that need not be, and never the other way.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

import msgspec
import numpy as np

from pipeline.gazetteer import Gazetteer, fold
from pipeline.gazetteer.asking import ENTITY, FORM, Question
from pipeline.matching.index import SoundIndex
from pipeline.reconciliation.decisions import decision_questions
from pipeline.spotting.known import KnownNames

_KNOWLEDGE = tuple(
    f"pipeline.{name}"
    for name in ("reduction", "reconciliation", "spotting", "matching", "transliteration", "languages", "gazetteer")
)
_NUMBER = "<u4"
_DIGEST = 16  # bytes

Numbers = np.ndarray[tuple[int], np.dtype[np.uint32]]


class _Inventory(msgspec.Struct):
    """Ids of entities with digest and checksums of questions, the entity of each name in order, and the decisions."""

    entities: dict[str, tuple[bytes, bytes]]
    order: bytes
    decisions: list[tuple[bytes, bytes]]


def checksums(questions: Iterable[Question]) -> bytes:
    """Questions as sorted numbers of four bytes, each once."""
    return _packed(set(map(_checksum, questions)))


def inventory(gazetteer: Gazetteer) -> bytes:
    """What `changed` compares; compiled once for each gazetteer and kept beside its tables."""
    return bytes(gazetteer.derived("inventory", _KNOWLEDGE, _compile)["inventory"])


def changed(before: bytes, now: bytes) -> Numbers | None:
    """The checksums of the questions that two inventories may answer differently; None where it may be any.

    Raises msgspec.DecodeError for what is no inventory.
    """
    old, new = (msgspec.msgpack.decode(each, type=_Inventory) for each in (before, now))
    same = {
        entity for entity in old.entities.keys() & new.entities.keys() if _digest(old, entity) == _digest(new, entity)
    }
    if list(_order(old, same)) != list(_order(new, same)):
        return None  # of two equal candidates the first is taken
    found = [numbers for each in (old, new) for entity, (_, numbers) in each.entities.items() if entity not in same]
    found += _changed_decisions(old.decisions, new.decisions)
    return np.unique(np.frombuffer(b"".join(found), _NUMBER))


class Difference(msgspec.Struct, frozen=True):
    """The entities that one gazetteer has and an earlier one had not, the other way round, and those told otherwise."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def difference(before: bytes, now: bytes) -> Difference:
    """What has become of the entities between two inventories, by id; raises msgspec.DecodeError."""
    old, new = (msgspec.msgpack.decode(each, type=_Inventory) for each in (before, now))
    both = old.entities.keys() & new.entities.keys()
    return Difference(
        added=tuple(sorted(new.entities.keys() - both)),
        removed=tuple(sorted(old.entities.keys() - both)),
        changed=tuple(sorted(entity for entity in both if _digest(old, entity) != _digest(new, entity))),
    )


def concerned(asked: bytes, answers: Numbers | None) -> bool:
    """May a document that asked these questions come out otherwise, where the answers to those have changed?"""
    return answers is None or bool(np.isin(np.frombuffer(asked, _NUMBER), answers, assume_unique=True).any())


def _digest(one: _Inventory, entity: str) -> bytes:
    return one.entities[entity][0]


def _order(one: _Inventory, entities: set[str]) -> Iterator[str]:
    """The entities whose names follow each other in the table."""
    ids = list(one.entities)
    return (ids[place] for place in np.frombuffer(one.order, _NUMBER) if ids[place] in entities)


def _changed_decisions(old: list[tuple[bytes, bytes]], new: list[tuple[bytes, bytes]]) -> list[bytes]:
    both = {digest for digest, _ in old} & {digest for digest, _ in new}
    if [digest for digest, _ in old if digest in both] != [digest for digest, _ in new if digest in both]:
        both = set()
    return [numbers for digest, numbers in (*old, *new) if digest not in both]


def _compile(gazetteer: Gazetteer) -> dict[str, bytes]:
    encode = msgspec.msgpack.Encoder().encode
    places = {entity: place for place, entity in enumerate(gazetteer.entities)}
    facts = [hashlib.blake2b(encode(entity), digest_size=_DIGEST) for entity in gazetteer.entities.values()]
    asked = [{_checksum((ENTITY, entity))} for entity in places]
    owners = []
    for name in gazetteer.names:
        owner = places[name.entity]
        owners.append(owner)
        facts[owner].update(encode(name))
        asked[owner].add(_checksum((FORM, fold(name.form))))
    for question, found in chain(SoundIndex(gazetteer).questions(), KnownNames(gazetteer).questions()):
        checksum = _checksum(question)
        for place in found:
            asked[owners[place]].add(checksum)
    made = _Inventory(
        entities={entity: (facts[place].digest(), _packed(asked[place])) for entity, place in places.items()},
        order=np.array(owners, _NUMBER).tobytes(),
        decisions=[
            (hashlib.blake2b(encode(decision), digest_size=_DIGEST).digest(), checksums(decision_questions(decision)))
            for decision in gazetteer.decisions
        ],
    )
    return {"inventory": encode(made)}


def _checksum(question: Question) -> int:
    return zlib.crc32("\0".join(question).encode("utf-8", "surrogatepass"))


def _packed(numbers: Collection[int]) -> bytes:
    return np.array(sorted(numbers), _NUMBER).tobytes()
