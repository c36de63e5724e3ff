"""JSON piece by piece, so that what is written of a long document never stands in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

_TOGETHER = 200  # items of a list


def pieces(result: msgspec.Struct) -> Iterator[bytes]:
    """A struct as JSON indented by two, in UTF-8: the bytes of `msgspec.json.format`, in pieces.

    Its sequences come some items at a time, and so do those in its dicts; anything else comes whole.
    """
    return _object(((name, getattr(result, name)) for name in result.__struct_fields__), b"\n")


def _object(fields: Iterable[tuple[str, object]], margin: bytes) -> Iterator[bytes]:
    """`margin` is a line end and what stands before everything in the line after it."""
    before = b"{"
    for name, value in fields:
        yield before + margin + b"  " + msgspec.json.encode(name) + b": "
        yield from _value(value, margin + b"  ")
        before = b","
    yield b"{}" if before == b"{" else margin + b"}"


def _value(value: object, margin: bytes) -> Iterator[bytes]:
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return _list(value, margin)
    if isinstance(value, dict):
        return _object(value.items(), margin)
    return iter((_formatted(value).replace(b"\n", margin),))


def _list(items: Sequence[object], margin: bytes) -> Iterator[bytes]:
    before, following = b"[", iter(items)
    while part := tuple(islice(following, _TOGETHER)):
        yield before + _formatted(part)[1:-2].replace(b"\n", margin)
        before = b","
    yield margin + b"]"


def _formatted(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2)
