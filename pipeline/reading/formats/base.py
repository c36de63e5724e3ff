"""What every format is given and what it gives back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from pipeline.reading.encodings import Decoded, decode
from pipeline.records import Record

LARGEST_DOCUMENT = 16 * 1024 * 1024
"""Bytes of one document: a text file, a web page, one line of JSON lines (a novel has about 1 MiB)."""

LARGEST_CONTAINER = 64 * 1024 * 1024
"""Bytes of one document with all that stands beside its text: pictures, fonts, attachments."""

LARGEST_FILE = 512 * 1024 * 1024
"""Bytes of one file of several documents."""

_HEAD = 64 * 1024


class RefusedError(ValueError):
    """A file, or a part of it, that no document can be made of: what is wrong, what mends it, and where it
    is.
    """

    def __init__(self, message: str, remedy: str, place: str = "") -> None:
        super().__init__(message)
        self.message, self.remedy, self.place = message, remedy, place


class Item(Record, frozen=True):
    """One text out of a file and what the file says about it.

    `key` tells it from the others of its file (empty where it is the only one), `sha256` is of the bytes it
    was in, `lang` is what the file declares, unchecked; `place` is for people (a line number).
    """

    text: str
    sha256: str
    key: str = ""
    place: str = ""
    title: str | None = None
    url: str | None = None
    date: str | None = None
    lang: str | None = None


class Warned(Record, frozen=True):
    """Something to say about a file of which documents are made all the same."""

    message: str
    remedy: str = ""
    place: str = ""


class Raw:
    """A file to be opened on demand: its first bytes, its size, all of it, or its lines one by one.

    `suffix` is the ending of its name in small letters; `fields` are the columns or fields that hold its text, where
    somebody has said so.
    """

    def __init__(
        self, name: str, size: int, opened: Callable[[], BinaryIO], fields: Sequence[str] = (), depth: int = 0
    ) -> None:
        """`depth` is how many files stand around it; raises OSError where it cannot be opened."""
        self.name, self.size, self.fields, self.depth = name, size, tuple(fields), depth
        self.suffix = Path(name).suffix.lower()
        self._open = opened
        with opened() as file:
            self.head = file.read(_HEAD)

    @classmethod
    def of_file(cls, path: Path, fields: Sequence[str] = ()) -> Raw:
        """A file on the disk; raises OSError where it cannot be opened."""
        return cls(path.name, path.stat().st_size, lambda: path.open("rb"), fields)

    def attached(self, name: str, data: bytes) -> Raw:
        """A file that this one holds."""
        return Raw(name, len(data), lambda: BytesIO(data), self.fields, self.depth + 1)

    def open(self) -> BinaryIO:
        """The file, to be read from its beginning; raises OSError."""
        return self._open()

    @cached_property
    def beginning(self) -> str:
        """The first characters, as far as they can be told without the rest: to recognise formats by."""
        if self.head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return self.head[: _HEAD // 2 * 2].decode("utf-16", "replace").lstrip()
        return self.head.decode("utf-8-sig", "replace").lstrip()

    def content(self, largest: int = LARGEST_DOCUMENT) -> bytes:
        """The whole file; raises RefusedError above `largest` bytes before reading it, and OSError."""
        if self.size > largest:
            raise RefusedError(too_large(self.size, largest), "split it, or leave it out")
        with self.open() as file:
            return file.read(largest + 1)

    def lines(self) -> Iterator[tuple[int, bytes | RefusedError]]:
        """Line numbers from 1 and lines without their ends; a line above `LARGEST_DOCUMENT` is never held
        whole.
        """
        with self.open() as file:
            number = 0
            while line := file.readline(LARGEST_DOCUMENT + 1):
                number += 1
                if len(line) <= LARGEST_DOCUMENT or line.endswith(b"\n"):
                    yield number, line.rstrip(b"\r\n")
                    continue
                size = len(line)
                while line and not line.endswith(b"\n"):
                    line = file.readline(1024 * 1024)
                    size += len(line)
                yield number, RefusedError(too_large(size), "split it, or leave it out", str(number))


class Format(Record, frozen=True):
    """A way to get texts out of a file: which files are its own, and how it reads them."""

    name: str
    recognises: Callable[[Raw], bool]
    extract: Callable[[Raw], Iterator[Item | Warned | RefusedError]]


def too_large(size: int, largest: int = LARGEST_DOCUMENT) -> str:
    """What is wrong with so many bytes."""
    limit = f"{largest // 1_048_576} MiB that one document may have"
    return f"{size / 1_000_000:.1f} MB are more than the {limit}"


def digest(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def damage(decoded: Decoded, place: str = "") -> Iterator[Warned]:
    """The warning about broken bytes, if there were any."""
    if decoded.damage:
        yield Warned(message=decoded.damage, remedy="save it again as UTF-8", place=place or decoded.place)


__all__ = [
    "Decoded",
    "Format",
    "Item",
    "Raw",
    "RefusedError",
    "Warned",
    "damage",
    "decode",
    "digest",
    "too_large",
]
