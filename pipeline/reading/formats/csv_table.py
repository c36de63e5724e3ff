"""CSV and tab-separated tables with a header: a row a document, its text in a column.

Columns: those that are asked for, else text (or body, content); title, url, date, lang, id as in JSON. A table with
none of these is no concern of ours: it is read as plain text.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import chain

from pipeline.reading.formats.base import (
    LARGEST_DOCUMENT,
    Format,
    Item,
    Raw,
    RefusedError,
    Warned,
    damage,
    decode,
    digest,
    too_large,
)
from pipeline.reading.formats.json_items import TEXT_FIELDS, Keys, item_of

_DELIMITERS = ",;\t|"
_SUFFIXES = {".csv": "", ".tsv": "\t", ".tab": "\t"}


def recognises(raw: Raw) -> bool:
    """The ending says so, and the text has a known column, or somebody has said which it is."""
    if raw.suffix not in _SUFFIXES:
        return False
    return bool(raw.fields) or not set(TEXT_FIELDS).isdisjoint(_header(raw.beginning, raw.suffix)[0])


def extract(raw: Raw) -> Iterator[Item | Warned | RefusedError]:
    """The rows in order, what is wrong with one in its place. Raises NotTextError, RefusedError (no such column),
    OSError.
    """
    text, doubt = _text(raw)
    yield from doubt
    first = text.readline(LARGEST_DOCUMENT)
    header, delimiter = _header(first, raw.suffix)
    if raw.fields and not {name.lower() for name in raw.fields} & set(header):
        there = ", ".join(filter(None, header[:20]))
        raise RefusedError(f"there is no column {' or '.join(map(repr, raw.fields))}", f"the columns are {there}", "1")
    # (Python's limit is one for the whole process.)
    before = csv.field_size_limit(LARGEST_DOCUMENT)
    keys, start = Keys(), 1
    try:
        reader = csv.reader(chain([first], _lines(text)), delimiter=delimiter)
        for cells in reader:
            if start > 1 and any(map(str.strip, cells)):
                yield from _row(dict(zip(header, cells, strict=False)), start, keys, raw)
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"no row of CSV: {error}; what comes behind it is not read"
        yield RefusedError(message, "look for a quotation mark that is not closed", str(start))
    except RefusedError as error:
        yield RefusedError(error.message, error.remedy, str(start))
    finally:
        csv.field_size_limit(before)


def _row(row: dict[str, str], line: int, keys: Keys, raw: Raw) -> Iterator[Item | Warned | RefusedError]:
    place = str(line)
    whole = json.dumps(row, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    try:
        yield from item_of(row, digest(whole), place, keys, fields=raw.fields)
    except RefusedError as error:
        yield RefusedError(error.message, error.remedy, place)


def _header(first: str, suffix: str) -> tuple[list[str], str]:
    """The names of the columns in small letters, and what stands between them."""
    line = first.partition("\n")[0].strip("\r")
    delimiter = _SUFFIXES[suffix] or max(_DELIMITERS, key=line.count)
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [], delimiter
    return [name.strip().lower() for name in names], delimiter


def _text(raw: Raw) -> tuple[io.TextIOBase, list[Warned]]:
    """The table as text: decoded whole, or, where it is larger than a document may be, by the look of its beginning."""
    if raw.size <= LARGEST_DOCUMENT:
        decoded = decode(raw.content())
        return io.StringIO(decoded.text, newline=""), list(damage(decoded))
    begin = raw.head[: raw.head.rfind(b"\n") + 1] or raw.head
    encoding = decode(begin).encoding
    encoding = {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    return io.TextIOWrapper(raw.open(), encoding, "replace", newline=""), []


def _lines(text: io.TextIOBase) -> Iterator[str]:
    while line := text.readline(LARGEST_DOCUMENT + 1):
        if len(line) > LARGEST_DOCUMENT:
            raise RefusedError(f"{too_large(len(line))}; what comes behind it is not read", "split it")
        yield line


FORMAT = Format(name="CSV", recognises=recognises, extract=extract)
