"""The SHA-256 of large tables, read again only where the file has changed since.

What stands for a file that is still the same is its device, inode, size and times. Times have grains, so a file that
was written shortly before it was read may change and look the same: of such a one nothing is kept (the "racy" entries
of Git's index, Documentation/technical/racy-git.txt, are the same problem).
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from pipeline.gazetteer.cache import cache_folder

LARGE = 1 << 23
"""Files of fewer bytes are read: that takes less time than to look them up."""
SETTLED = 10.0
"""Seconds that the last change of a file must lie back for its digest to be kept."""
MOST = 200
"""Digests that are kept, those that were read last."""
NAME = "digests.msgpack"

_State = tuple[int, int, int, int, int]
_Kept = dict[str, tuple[_State, bytes]]


def digest_of(path: Path) -> tuple[int, bytes]:
    """The size (bytes) and SHA-256 of a file; raises OSError."""
    with path.open("rb") as file:
        before = _state(file)
        if before[2] < LARGE:
            digest = hashlib.file_digest(file, "sha256").digest()
            return file.tell(), digest
        kept = _read()
        known = kept.get(key := str(path.resolve()))
        if known is not None and known[0] == before:
            return before[2], known[1]
        digest, size = hashlib.file_digest(file, "sha256").digest(), file.tell()
        if _state(file) == before and max(before[3:]) < time.time_ns() - SETTLED * 1e9:
            kept.pop(key, None)
            _write({**dict(list(kept.items())[1 - MOST :]), key: (before, digest)})
        return size, digest


def _state(file: BinaryIO) -> _State:
    found = os.fstat(file.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _read() -> _Kept:
    """What is kept; nothing where it cannot be read or is damaged, for it can be had again."""
    with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
        kept: _Kept = msgspec.msgpack.decode((cache_folder() / NAME).read_bytes(), type=_Kept)
        return kept
    return {}


def _write(kept: _Kept) -> None:
    """Keep digests, at once or not at all; where that cannot be, the files are read again next time."""
    path = cache_folder() / NAME
    with suppress(OSError), _beside(path) as unfinished:
        unfinished.write_bytes(msgspec.msgpack.encode(kept))
        unfinished.replace(path)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.unfinished")
    try:
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)
