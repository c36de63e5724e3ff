"""What the names of a gazetteer have, gathered name by name: each thing once, and of each name which of them it has.

Columns of some names can be made beside each other and joined: the order of the names alone decides the bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.gazetteer.lookup import NUMBER, pack_blobs, pack_keys

NONE = 0xFFFFFFFF
"""Stands for nothing where a name has one thing at most."""

T = TypeVar("T", str, bytes)
Numbers = npt.NDArray[np.uint32]


class Column(Generic[T]):
    """Things in the order in which they were first met, and the numbers of those that each name has."""

    def __init__(self) -> None:
        self._things: dict[T, int] = {}
        self._numbers = array(NUMBER)
        self._counts = array(NUMBER)

    def add(self, things: Iterable[T]) -> None:
        """What the next name has, in its order."""
        before = len(self._numbers)
        for thing in things:
            self._numbers.append(self._things.setdefault(thing, len(self._things)))
        self._counts.append(len(self._numbers) - before)

    def extend(self, other: Column[T]) -> None:
        """What the next names have, as another column holds it."""
        numbers = np.array([self._things.setdefault(thing, len(self._things)) for thing in other._things], np.uint32)
        self._numbers.frombytes(numbers[_of(other._numbers)].tobytes())
        self._counts.extend(other._counts)

    @property
    def things(self) -> list[T]:
        """Each thing once."""
        return list(self._things)

    def only(self) -> Numbers:
        """By name the number of the one thing that it has; NONE where it has none."""
        found = np.full(len(self._counts), NONE, np.uint32)
        found[_of(self._counts) > 0] = _of(self._numbers)
        return found

    def lists(self, name: str) -> dict[str, bytes]:
        """The sections of Lists: by name the numbers of what it has."""
        return _lists(name, np.cumsum(_of(self._counts), dtype=np.uint32), _of(self._numbers))

    def blobs(self: Column[bytes], name: str) -> dict[str, bytes]:
        """The sections of Blobs: the things by their numbers."""
        return pack_blobs(name, self.things)

    def lookup(self: Column[str], name: str) -> dict[str, bytes]:
        """The sections of a Lookup: under each thing the numbers of the names that have it."""
        parts, trie = pack_keys(name, self.things)
        keys = np.fromiter(map(trie.key_id, self._things), np.uint32, len(self._things))[_of(self._numbers)]
        names = np.repeat(np.arange(len(self._counts), dtype=np.uint32), _of(self._counts))
        sizes = np.cumsum(np.bincount(keys, minlength=len(trie)), dtype=np.uint32)
        return parts | _lists(name, sizes, names[np.argsort(keys, kind="stable")])


def _of(numbers: array[int]) -> Numbers:
    return np.frombuffer(numbers, np.uint32) if numbers else np.zeros(0, np.uint32)


def _lists(name: str, ends: Numbers, values: Numbers) -> dict[str, bytes]:
    starts = np.concatenate((np.zeros(1, np.uint32), ends))
    return {f"{name}.starts": starts.tobytes(), f"{name}.values": values.tobytes()}
