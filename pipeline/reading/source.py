"""A file to be read, and the id that its documents get."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.records import Record

_AWKWARD = re.compile("[%#\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Source(Record, frozen=True):
    """One regular file.

    `path` opens it, `name` is its path inside the folder that was given (or its file name), `id` is the same
    with the few characters escaped that an id cannot hold; it does not depend on where the folder lies.
    """

    path: Path
    name: str
    id: str


def escape(text: str) -> str:
    """`text` with `%`, `#`, control characters and undecodable bytes written as `%XX` (their UTF-8 bytes)."""
    return _AWKWARD.sub(_percent, text)


def _percent(match: re.Match[str]) -> str:
    char = match[0]
    if "\udc80" <= char <= "\udcff":  # a byte of a file name that is not UTF-8
        return f"%{ord(char) - 0xDC00:02X}"
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def printable(text: str) -> str:
    """A file name as it can be written to a terminal or to JSON: without lone surrogates."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
