"""What Python's readers of packed files raise when their bytes are not what they should be."""

from __future__ import annotations

import errno
import gzip
import lzma
import struct
import zipfile
import zlib

DAMAGE = (
    EOFError,
    IndexError,  # a member without a name
    OverflowError,
    RuntimeError,  # a password, or a method that is not known (NotImplementedError)
    ValueError,  # names in no encoding, offsets before the beginning
    gzip.BadGzipFile,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""Which of them depends on where the bytes lead: found by feeding them damaged files (scripts/fuzz.py)."""


def is_damage(error: Exception) -> bool:
    """Whether an error tells of damaged bytes: one of those, or the system's where they lead before the beginning."""
    return isinstance(error, DAMAGE) or (isinstance(error, OSError) and error.errno == errno.EINVAL)
