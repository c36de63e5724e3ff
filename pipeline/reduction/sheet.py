"""Tables for spreadsheets, and what a spreadsheet makes of one, read back; each cell guarded against being evaluated
(`pipeline.writing.cells`).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.gazetteer import GazetteerError
from pipeline.records import Problem
from pipeline.writing.cells import guarded, harmless, unguarded

__all__ = ["BOM", "guarded", "harmless", "named", "names_in", "plain", "read", "unguarded", "write"]

BOM = "\ufeff"
DELIMITERS = ",;\t"

_NAMED = re.compile(r"(?P<form>.+?) \[(?P<lang>[A-Za-z0-9-]+)(?: (?P<source>[^\]\s]+))?\](?: \| |$)")


def write(columns: Sequence[str], rows: Iterable[Mapping[str, object]], *, bom: bool = False) -> bytes:
    """A table as CSV: UTF-8, commas, LF; with a byte order mark for spreadsheets that guess wrong without."""
    cells = ({column: guarded(str(row[column])) for column in columns} for row in rows)
    return (BOM if bom else "").encode() + plain(columns, cells)


def plain(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Rows as CSV, as they are."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row[column] for column in columns] for row in rows)
    return table.getvalue().encode()


def read(path: Path, required: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The line number and trimmed cells of every row that is not blank, after a spreadsheet has had the table.

    Commas, semicolons or tabs between columns; UTF-8 or UTF-16 (Excel's "Unicode text"); any line ends; any order
    of columns, and some more. Raises GazetteerError for what is no such table, with its line.
    """
    text = _text(path)
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        missing = [column for column in required if column not in header]
        if missing:
            raise _error(path, 1, f"no column {', '.join(missing)}", "give the review.csv of a run")
        start = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                    raise _error(path, start, f"{len(cells)} cells where the header names {len(header)} columns", "")
                row = dict.fromkeys(header, "") | {
                    name: unguarded(cell.strip()) for name, cell in zip(header, cells, strict=False)
                }
                rows.append((start, row))
            start = reader.line_num + 1
    except csv.Error as error:
        raise _error(path, reader.line_num, f"not a CSV row ({error})", "look for a stray quotation mark") from error
    return rows


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _error(path, None, f"cannot be read ({error.strerror})", "check the path") from error
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _error(path, line, "neither UTF-8 nor UTF-16", 'save the table again as "CSV UTF-8"') from error
    if "\0" in text:
        raise _error(path, text.count("\n", 0, text.index("\0")) + 1, "a NUL character", "give the CSV table")
    return unicodedata.normalize("NFC", text)


def _error(path: Path, line: int | None, message: str, remedy: str) -> GazetteerError:
    return GazetteerError(Problem(source=str(path), place=str(line or ""), message=message, remedy=remedy))


def named(forms: Iterable[tuple[str, str] | tuple[str, str, str]]) -> str:
    """Forms with their languages (and sources) in one cell: `Форма [be] | Form [en rule:…]`."""
    return " | ".join(f"{form} [{' '.join(about)}]" for form, *about in forms)


def names_in(cell: str) -> list[tuple[str, str, str]]:
    """Form, language and source (or nothing) of each name in such a cell; ValueError for anything else."""
    found, at = [], 0
    while at < len(cell):
        match = _NAMED.match(cell, at)
        if match is None:
            raise ValueError(f"not of the shape 'Name [language] | Name [language]': {cell[at : at + 60]!r}")
        found.append((match["form"], match["lang"], match["source"] or ""))
        at = match.end()
    return found
