"""Plain text: whatever no other format knows."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.reading.formats.base import Format, Item, Raw, RefusedError, Warned, damage, decode, digest


def extract(raw: Raw) -> Iterator[Item | Warned | RefusedError]:
    """The file's text as it is. Raises NotTextError, RefusedError, OSError."""
    data = raw.content()
    decoded = decode(data)
    yield from damage(decoded)
    yield Item(text=decoded.text, sha256=digest(data))


FORMAT = Format(name="plain text", recognises=lambda raw: True, extract=extract)
