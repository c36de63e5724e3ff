"""Lists of a long document on disk: what is written of it need not be in memory while the rest is made."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Generic, TypeVar, overload

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

TOGETHER = 200
"""Items that go to disk and come back together; a list of fewer stays in memory."""


class Shelf(Generic[T]):
    """Takes the items of one list as they are made; `all` gives the list, a tuple or one on disk.

    The file stands in `folder` (None for the system's folder of temporary files) and has no name there: the system
    takes it away with the list, or with the process, however that ends. Raises OSError.
    """

    def __init__(self, kind: type[T], folder: Path | None = None) -> None:
        self._kind, self._folder = kind, folder
        self._latest: list[T] = []
        self._stored: OnDisk[T] | None = None

    def add(self, item: T) -> None:
        """Put an item behind the others."""
        if len(self._latest) == TOGETHER:
            self._store()
        self._latest.append(item)

    def all(self) -> Sequence[T]:
        """The items in their order; nothing may be added after."""
        if self._stored is None:
            return tuple(self._latest)
        self._store()
        return self._stored

    def _store(self) -> None:
        self._stored = self._stored or OnDisk(self._kind, self._folder)
        self._stored.append(self._latest)
        self._latest = []


class OnDisk(Sequence[T]):
    """A list in a temporary file, equal to any sequence of the same items; best gone through in order."""

    def __init__(self, kind: type[T], folder: Path | None = None) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (closed with the list)
        self._decoder: msgspec.msgpack.Decoder[tuple[T, ...]] = msgspec.msgpack.Decoder(
            tuple[kind, ...]  # type: ignore[valid-type]
        )
        self._ends = [0]
        self._length = 0

    def append(self, items: Sequence[T]) -> None:
        """Store items behind the others; every time but the last there are `TOGETHER`."""
        self._file.seek(self._ends[-1])
        self._ends.append(self._ends[-1] + self._file.write(msgspec.msgpack.encode(items)))
        self._length += len(items)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        for number in range(len(self._ends) - 1):
            yield from self._stored(number)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        places = range(self._length)[index]
        if isinstance(places, int):
            return self._stored(places // TOGETHER)[places % TOGETHER]
        return tuple(self[place] for place in places)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(other) != self._length:
            return NotImplemented if not isinstance(other, Sequence) else False
        return all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()

    def _stored(self, number: int) -> tuple[T, ...]:
        begin, end = self._ends[number : number + 2]
        self._file.seek(begin)
        return self._decoder.decode(self._file.read(end - begin))


def shelved(kind: type[T], items: Iterable[T], folder: Path | None = None) -> Sequence[T]:
    """Items as a tuple, or on disk where they are many (see `Shelf`)."""
    shelf = Shelf(kind, folder)
    for item in items:
        shelf.add(item)
    return shelf.all()
