"""Files of any size as lines: plain, gzip, bzip2 and zip, told by their first bytes; nothing is ever unpacked to disk.

What would hurt is refused: lines longer than any real one, archives that unpack to far more than real data does
(zip bombs), members with paths that lead elsewhere, locked members, binaries.
"""

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from pipeline.damage import DAMAGE
from pipeline.gazetteer.importers.facts import Line

LONGEST_LINE = 16 * 2**20
"""Bytes; the largest item of Wikidata is about a quarter of that."""
_RATIO = 250
"""Bytes out for each byte in; real dumps have 4 to 20."""
_BEFORE_RATIO = 2**20
_MEMBERS = 64
_SKIPPED_MEMBERS = ("readme", "iso-languagecodes")


class OpeningError(Exception):
    """A file that cannot be read any further; the message says why, in one line."""


class Opened:
    """An open text: where its lines come from, and how far in the file they are."""

    def __init__(self, label: str, size: int, position: Callable[[], int], stream: BinaryIO) -> None:
        self.label = label
        self.size = size
        self.position = position
        self._stream = stream

    def lines(self) -> Iterator[Line]:
        """All lines; raises OpeningError where the file is damaged, or where it is none."""
        number, out = 0, 0
        try:
            while data := self._stream.readline(LONGEST_LINE + 1):
                number += 1
                out += len(data)
                if number == 1:
                    data = _first(data)
                if len(data) > LONGEST_LINE and not data.endswith(b"\n"):
                    for more in self._rest():
                        out += more
                        self._weigh(out)
                    yield Line(number, None)
                else:
                    yield Line(number, data.rstrip(b"\r\n"))
                self._weigh(out)
        except (*DAMAGE, OSError) as error:
            raise OpeningError(f"damaged after line {number} ({error}): fetch the file again") from error

    def _rest(self) -> Iterator[int]:
        """The sizes of the pieces up to the end of a line that is too long."""
        while piece := self._stream.readline(2**20):
            yield len(piece)
            if piece.endswith(b"\n"):
                return

    def _weigh(self, out: int) -> None:
        if out > _BEFORE_RATIO and out > _RATIO * max(self.position(), 1):
            raise OpeningError(f"unpacks to more than {_RATIO} times its size: this is no data")


def _first(data: bytes) -> bytes:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise OpeningError("UTF-16 text: save it as UTF-8")
    if b"\0" in data[:4096]:
        raise OpeningError("a binary file, no text")
    return data.removeprefix(b"\xef\xbb\xbf")


@contextmanager
def opened(path: Path) -> Iterator[list[Opened]]:
    """The texts in a file: one, or the members of a zip archive. Raises OpeningError."""
    with ExitStack() as stack:
        try:
            size = path.stat().st_size
            raw = stack.enter_context(path.open("rb"))
            magic = raw.read(4)
            raw.seek(0)
            if magic.startswith(b"PK\x03\x04"):
                yield _members(path, raw, stack)
                return
            stream: BinaryIO = raw
            if magic.startswith(b"\x1f\x8b"):
                stream = cast(BinaryIO, stack.enter_context(gzip.GzipFile(fileobj=raw)))
            elif magic.startswith(b"BZh"):
                stream = cast(BinaryIO, stack.enter_context(bz2.BZ2File(raw)))
            yield [Opened(str(path), size, raw.tell, stream)]
        except FileNotFoundError as error:
            raise OpeningError("no such file") from error
        except IsADirectoryError as error:
            raise OpeningError("a folder, not a file") from error
        except PermissionError as error:
            raise OpeningError("cannot be read: check its permissions") from error


def _members(path: Path, raw: BinaryIO, stack: ExitStack) -> list[Opened]:
    try:
        archive = stack.enter_context(zipfile.ZipFile(raw))
        members = [member for member in archive.infolist() if not member.is_dir()]
    except (*DAMAGE, OSError) as error:
        raise OpeningError(f"a damaged zip archive ({error}): fetch the file again") from error
    if len(members) > _MEMBERS:
        raise OpeningError(f"an archive of {len(members)} files: take out the one to import")
    for member in members:
        _refuse_tricks(member)
    wanted = [member for member in members if not member.filename.lower().startswith(_SKIPPED_MEMBERS)]
    if not wanted:
        raise OpeningError("an archive without a table in it")
    return [_member(path, raw, archive, member, stack) for member in wanted]


def _refuse_tricks(member: zipfile.ZipInfo) -> None:
    name = PurePosixPath(member.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in member.orig_filename or ":" in member.filename:
        raise OpeningError(f"an archive with a path that leads elsewhere: {member.filename[:60]!r}")
    if member.flag_bits & 1:
        raise OpeningError(f"{member.filename[:60]!r} is locked with a password: unpack it first")
    if member.filename.lower().endswith((".zip", ".gz", ".bz2")):
        raise OpeningError(f"an archive in an archive: {member.filename[:60]!r}")


def _member(path: Path, raw: BinaryIO, archive: zipfile.ZipFile, member: zipfile.ZipInfo, stack: ExitStack) -> Opened:
    try:
        stream = stack.enter_context(archive.open(member))
    except (*DAMAGE, OSError) as error:
        raise OpeningError(f"{member.filename[:60]!r} cannot be unpacked ({error})") from error

    def position() -> int:
        """How far in the packed member the archive has been read; only one member is read at a time."""
        return min(max(raw.tell() - member.header_offset, 0), member.compress_size)

    label = f"{path}/{member.filename}"
    return Opened(label, member.compress_size, position, cast(BinaryIO, io.BufferedReader(stream)))
