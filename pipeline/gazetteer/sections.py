"""A file of named sections of bytes, opened by memory mapping; damage is noticed when it is opened."""

from __future__ import annotations

import mmap
import os
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import FileIO
from pathlib import Path
from typing import BinaryIO

import msgspec

Sections = Mapping[str, memoryview]
"""The parts of a compiled table by name, mapped or in memory."""

_MAGIC = b"nazvy\x00\x01\n"
# The magic; length and checksum of the list of sections; length and checksum of the sections. Each part is padded.
_HEAD = struct.Struct("<8sIIQI4x")
_ALIGNED = 8
_BLOCK = 1 << 20


class DamagedError(Exception):
    """A file that is not, or no longer, what was written."""


class _Section(msgspec.Struct, array_like=True, frozen=True):
    """Where a section stands: bytes from the end of the list of sections."""

    name: str
    start: int
    length: int


_DECODER = msgspec.msgpack.Decoder(tuple[_Section, ...])


class _Mapped(dict[str, memoryview]):
    """The sections of a file, the map that they are views of, and where each begins in it."""

    def __init__(self, file: mmap.mmap, listed: Sequence[_Section], start: int) -> None:
        self.file = file
        self.starts = {one.name: start + one.start for one in listed}
        view = memoryview(file)[start:]
        super().__init__((one.name, view[one.start : one.start + one.length]) for one in listed)


def in_memory(parts: Mapping[str, bytes]) -> Sections:
    """Sections that are kept in no file."""
    return {name: memoryview(part) for name, part in parts.items()}


def whole(sections: Sections, name: str) -> tuple[bytes | mmap.mmap, int]:
    """What a section is part of, and where it begins there: slices of that are bytes, made faster than by a view."""
    if isinstance(sections, _Mapped):
        return sections.file, sections.starts[name]
    return bytes(sections[name]), 0


def write_sections(file: BinaryIO, parts: Mapping[str, bytes]) -> None:
    """Write sections, so that `open_sections` finds them again."""
    listed: list[_Section] = []
    at = 0
    for name, part in parts.items():
        listed.append(_Section(name, at, len(part)))
        at += len(part) + _padding(len(part))
    contents = msgspec.msgpack.encode(listed)
    checksum = 0
    for block in _blocks(parts):
        checksum = zlib.crc32(block, checksum)
    file.write(_HEAD.pack(_MAGIC, len(contents), zlib.crc32(contents), at, checksum))
    file.writelines((contents, bytes(_padding(len(contents))), *_blocks(parts)))


def _blocks(parts: Mapping[str, bytes]) -> Iterator[bytes]:
    for part in parts.values():
        yield part
        yield bytes(_padding(len(part)))


def _padding(length: int) -> int:
    return -length % _ALIGNED


def open_sections(path: Path) -> Sections:
    """The sections of a file; raises DamagedError, or OSError where it cannot be read.

    Every byte is checked, by reading and not by mapping: what is mapped counts as this process's memory.
    """
    with path.open("rb", buffering=0) as file:
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            raise DamagedError(f"{path} is cut short")
        magic, length, checksum, size, data_checksum = _HEAD.unpack(head)
        contents = file.read(length) if magic == _MAGIC else b""
        if len(contents) != length or zlib.crc32(contents) != checksum:
            raise DamagedError(f"{path} does not begin as it was written")
        start = file.seek(_HEAD.size + length + _padding(length))
        if os.fstat(file.fileno()).st_size != start + size or _checksum(file) != data_checksum:
            raise DamagedError(f"{path} is not as it was written")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return _Mapped(mapped, _DECODER.decode(contents), start)


def _checksum(file: FileIO) -> int:
    """The checksum of the rest of a file."""
    buffer = bytearray(_BLOCK)
    view = memoryview(buffer)
    checksum = 0
    while read := file.readinto(buffer):
        checksum = zlib.crc32(view[:read], checksum)
    return checksum
