"""Cells for spreadsheets, and what a spreadsheet makes of a table, read back.

A cell that a spreadsheet would take for a formula (OWASP, "CSV Injection": it begins with = + - @, a tab or a carriage
return) gets an apostrophe before it, which is taken away again when the table is read.
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

BOM = "\ufeff"
DELIMITERS = ",;\t"

_ACTIVE = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_ACTIVE_LATER = re.compile(r"([;,\t]\s*)(?=[=+\-@])")
_NAMED = re.compile(r"(?P<form>.+?) \[(?P<lang>[A-Za-z0-9-]+)(?: (?P<source>[^\]\s]+))?\](?: \| |$)")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet evaluates; `unguarded` gives it back."""
    return f"'{cell}" if _ACTIVE.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell


def harmless(text: str) -> str:
    """A text for reading only: nothing in it is evaluated, even where it is cut at a comma or semicolon."""
    return _ACTIVE_LATER.sub(r"\1'", text)


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
