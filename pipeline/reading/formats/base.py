"""What every format is given and what it gives back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from pipeline.reading.encodings import Decoded, decode
from pipeline.records import Record

LARGEST_DOCUMENT = 16 * 1024 * 1024
"""Bytes of one document: a text file, a web page, one line of JSON lines (a novel has about 1 MiB)."""

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
    """An open-on-demand file: its first bytes, its size, all of it, or its lines one by one."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where the file cannot be opened."""
        self.path = path
        self.size = path.stat().st_size
        with path.open("rb") as file:
            self.head = file.read(_HEAD)

    @cached_property
    def beginning(self) -> str:
        """The first characters, as far as they can be told without the rest: to recognise formats by."""
        if self.head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return self.head[: _HEAD // 2 * 2].decode("utf-16", "replace").lstrip()
        return self.head.decode("utf-8-sig", "replace").lstrip()

    def content(self) -> bytes:
        """The whole file; raises RefusedError above `LARGEST_DOCUMENT` before reading it, and OSError."""
        if self.size > LARGEST_DOCUMENT:
            raise RefusedError(too_large(self.size), "split it, or leave it out")
        with self.path.open("rb") as file:
            return file.read(LARGEST_DOCUMENT + 1)

    def lines(self) -> Iterator[tuple[int, bytes | RefusedError]]:
        """Line numbers from 1 and lines without their ends; a line above `LARGEST_DOCUMENT` is never held
        whole.
        """
        with self.path.open("rb") as file:
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


def too_large(size: int) -> str:
    limit = f"{LARGEST_DOCUMENT // 1_048_576} MiB that one document may have"
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
