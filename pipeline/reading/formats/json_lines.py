"""JSON lines: one item a line; a broken line costs only itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from pipeline.reading.encodings import NotTextError
from pipeline.reading.formats.base import Format, Item, Raw, RefusedError, Warned, damage, decode, digest
from pipeline.reading.formats.json_items import Keys, item_of, parse

_SUFFIXES = frozenset({".jsonl", ".ndjson", ".jsonlines"})


def recognises(raw: Raw) -> bool:
    """A first line that is a JSON object by itself with more behind it; or the ending says so."""
    if raw.suffix in _SUFFIXES:
        return True
    if not raw.beginning.startswith("{"):
        return False
    first, newline, rest = raw.beginning.partition("\n")
    if not newline or not rest.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def extract(raw: Raw) -> Iterator[Item | Warned | RefusedError]:
    """The items in order, what is wrong with a line in its place. Raises OSError."""
    keys = Keys()
    if raw.head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = decode(raw.content()).text.encode("utf-8", "surrogatepass")
        lines: Iterator[tuple[int, bytes | RefusedError]] = enumerate(data.splitlines(), 1)
    else:
        lines = raw.lines()
    for number, line in lines:
        if isinstance(line, RefusedError):
            yield line
        elif line.strip().removeprefix(b"\xef\xbb\xbf"):
            yield from _line(line, number, keys, raw.fields)


def _line(line: bytes, number: int, keys: Keys, fields: Sequence[str]) -> Iterator[Item | Warned | RefusedError]:
    place = str(number)
    try:
        decoded = decode(line)
        yield from damage(decoded, place)
        yield from item_of(parse(decoded.text), digest(line), place, keys, fields=fields)
    except NotTextError as error:
        yield RefusedError(error.message, error.remedy, place)
    except RefusedError as error:
        yield RefusedError(error.message, error.remedy, place)


FORMAT = Format(name="JSON lines", recognises=recognises, extract=extract)
