"""Strings to numbers in compact, mappable form: a trie of the keys, and for each key a list of numbers.

The trie is marisa-trie's (S. Yata's recursive LOUDS tries): a tenth of the size of a dictionary of the same keys, and
usable as it lies in a file.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

import marisa_trie  # type: ignore[import-not-found]  # it comes without types

from pipeline.gazetteer.sections import Sections

NUMBER: Final = "I"
"""Numbers are unsigned, of four bytes, in this machine's byte order (which is part of a cached file's name)."""


class KeySet:
    """A set of strings, each with a number of its own below the size of the set."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._bytes = sections[f"{name}.keys"]  # the trie points into it, and does not hold it
        self._trie = marisa_trie.Trie()
        self._trie.map(self._bytes)

    def __len__(self) -> int:
        return len(self._trie)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.number(key) >= 0

    def number(self, key: str) -> int:
        """The number of a key; -1 where there is no such key."""
        try:
            found: int = self._trie.get(key, -1)
        except UnicodeEncodeError:  # half a surrogate pair, which no table holds
            return -1
        return found

    def items(self) -> Iterator[tuple[str, int]]:
        """All keys with their numbers, in no particular order."""
        return iter(self._trie.iteritems())

    def starting(self, start: str) -> Iterator[str]:
        """The keys that begin so, in no particular order, as they are found."""
        return iter(self._trie.iterkeys(start))

    def any_starting(self, start: str) -> bool:
        """Is there a key that begins so?"""
        return next(self.starting(start), None) is not None


class Lookup(KeySet):
    """Strings to lists of numbers, in the order in which they were packed."""

    def __init__(self, sections: Sections, name: str) -> None:
        super().__init__(sections, name)
        self._starts = sections[f"{name}.starts"].cast(NUMBER)
        self._values = sections[f"{name}.values"].cast(NUMBER)

    def lists(self) -> Iterator[tuple[str, Sequence[int]]]:
        """All keys with the numbers under them, in no particular order."""
        return ((key, self._values[self._starts[at] : self._starts[at + 1]]) for key, at in self.items())

    def get(self, key: str) -> Sequence[int]:
        """The numbers under a key; none where there is no such key."""
        try:
            at = self._trie.get(key, -1)
        except UnicodeEncodeError:
            return ()
        if at < 0:
            return ()
        first, last = self._starts[at], self._starts[at + 1]
        return (self._values[first],) if last - first == 1 else self._values[first:last].tolist()


class Lists:
    """Numbers from 0 to lists of numbers."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._starts = sections[f"{name}.starts"].cast(NUMBER)
        self._values = sections[f"{name}.values"].cast(NUMBER)

    def __getitem__(self, at: int) -> Sequence[int]:
        return self._values[self._starts[at] : self._starts[at + 1]]


def pack_keys(name: str, keys: Sequence[str]) -> tuple[dict[str, bytes], marisa_trie.Trie]:
    """The sections of a KeySet, and the trie, which gives each key's number."""
    trie = marisa_trie.Trie(keys, num_tries=1)  # more make it smaller, and slower
    return {f"{name}.keys": trie.tobytes()}, trie


def pack_lists(name: str, owners: Sequence[int], size: int, values: Sequence[int] | None = None) -> dict[str, bytes]:
    """The sections of Lists: `values[i]` (`i` itself where there are none) goes to list `owners[i]` of `size`."""
    counts = array(NUMBER, bytes(4 * size))
    for owner in owners:
        counts[owner] += 1
    starts = array(NUMBER, [0])
    starts.extend(accumulate(counts))
    free = starts[:-1]
    filed = array(NUMBER, bytes(4 * len(owners)))
    for value, owner in zip(range(len(owners)) if values is None else values, owners, strict=True):
        filed[free[owner]] = value
        free[owner] += 1
    return {f"{name}.starts": starts.tobytes(), f"{name}.values": filed.tobytes()}


class Blobs(Sequence[memoryview]):
    """Pieces of bytes by their number."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._starts = sections[f"{name}.starts"].cast("Q")
        self._bytes = sections[f"{name}.bytes"]

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, at: int) -> memoryview:  # type: ignore[override]
        return self._bytes[self._starts[at] : self._starts[at + 1]]


class Texts(Blobs):
    """Strings by their number."""

    def __getitem__(self, at: int) -> str:  # type: ignore[override]
        return str(self._bytes[self._starts[at] : self._starts[at + 1]], "utf-8")


def pack_texts(name: str, texts: Sequence[str]) -> dict[str, bytes]:
    """The sections of Texts."""
    return pack_blobs(name, [text.encode() for text in texts])


def pack_blobs(name: str, blobs: Sequence[bytes]) -> dict[str, bytes]:
    """The same of bytes."""
    starts = array("Q", [0])
    starts.extend(accumulate(map(len, blobs)))
    return {f"{name}.starts": starts.tobytes(), f"{name}.bytes": b"".join(blobs)}
