"""CSV tables into rows: UTF-8, comma, one header line; what a spreadsheet may have done to them is named.

A byte order mark and Windows line ends are read (spreadsheets write them), text is put into NFC, cells are
trimmed. Nothing in a cell is ever evaluated.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn, Protocol, TypeVar

import msgspec

from pipeline.gazetteer.model import Decision, Entity, GazetteerError, Name
from pipeline.records import Problem, Record

R = TypeVar("R", bound=Record)


REQUIRED: dict[str, tuple[str, ...]] = {
    "entities.csv": ("id", "type", "label"),
    "names.csv": ("entity", "form", "lang"),
    "given_names.csv": ("name", "lang", "form"),
    "decisions.csv": ("form", "lang", "type", "decision"),
}
"""The columns that each table must have."""
RECORDS: dict[str, type[Record]] = {"entities.csv": Entity, "names.csv": Name, "decisions.csv": Decision}
"""What the rows of a table are read as."""


class _Reader(Protocol):
    """What `csv.reader` gives."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


# A cell that a spreadsheet would run: a formula, or a call or command after + - @ (OWASP, CSV injection).
FORMULA = re.compile(r"=|[+\-@][^(!|]*[(!|]")
LONGEST_CELL = 10_000
_STARTS = "=+-@"


def refuse(path: Path, line: int | None, message: str, remedy: str) -> NoReturn:
    """Raise the GazetteerError of one fault in one table."""
    place = "" if line is None else str(line)
    raise GazetteerError(Problem(source=str(path), place=place, message=message, remedy=remedy))


def read_text(path: Path) -> str:
    """The table's text in NFC, without its byte order mark; GazetteerError where it is no UTF-8 text."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        refuse(path, None, "no such file", "a gazetteer is a folder with entities.csv and names.csv")
    except OSError as error:
        refuse(path, None, f"cannot be read ({error.strerror})", "check the path and its permissions")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"not UTF-8 (byte 0x{data[error.start]:02x})"
        refuse(path, line, message, 'save the table again as "CSV UTF-8"')
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        refuse(path, line, "a NUL character", "this is no text table: save it again as CSV in UTF-8")
    return unicodedata.normalize("NFC", text)


def read_header(path: Path, cells: list[str], required: Sequence[str]) -> list[str]:
    """The column names; GazetteerError where one is missing, doubled, or the delimiter is not a comma."""
    names = [cell.strip() for cell in cells]
    for delimiter, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(names) == 1 and delimiter in names[0]:
            remedy = "save the table again with commas between columns"
            refuse(path, 1, f"columns are parted by {word}", remedy)
    missing = [name for name in required if name not in names]
    if missing:
        needed = f"the first line must name the columns {', '.join(required)}"
        refuse(path, 1, f"no column {', '.join(missing)}", needed)
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        refuse(path, 1, f"column {', '.join(doubled)} stands twice", "keep one of them")
    return names


def open_table(path: Path, required: Sequence[str]) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The column names, and the line number (of its last line) and cells of every row that is not blank.

    Raises GazetteerError for a table that cannot be read, and while iterating at a row that is no CSV row.
    """
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        first = next(reader, [])
    except csv.Error as error:
        _refuse_row(path, reader.line_num, error)
    header = read_header(path, first, required)
    return header, _cells(path, reader, len(header))


def _cells(path: Path, reader: _Reader, width: int) -> Iterator[tuple[int, list[str]]]:
    try:
        for cells in reader:
            if len(cells) == width:
                yield reader.line_num, cells
            elif any(cells):
                message = f"{len(cells)} cells where the header names {width} columns"
                refuse(path, reader.line_num, message, 'put a cell that holds a comma in "quotes"')
    except csv.Error as error:
        _refuse_row(path, reader.line_num, error)


def _refuse_row(path: Path, line: int, error: csv.Error) -> NoReturn:
    refuse(path, line, f"not a CSV row ({error})", "look for a missing or stray quotation mark")


def rows(path: Path, required: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and non-empty trimmed cells by column name of every row that is not blank.

    Raises GazetteerError at the first row that is no row of this table.
    """
    header, lines = open_table(path, required)
    for line, cells in lines:
        row = {name: cell for name, text in zip(header, cells, strict=True) if (cell := text.strip())}
        if row:
            yield line, row


def convert(path: Path, line: int, row: dict[str, str], kind: type[R], required: Sequence[str]) -> R:
    """One row as a record; columns that the record does not know are left out.

    Raises GazetteerError for an empty required cell, a formula, and a value outside its column's range.
    """
    for column in required:
        if column not in row:
            refuse(path, line, f"{column} is empty", f"write the {column}, or delete the row")
    for column, cell in row.items():
        if cell[0] in _STARTS and FORMULA.match(cell):
            refuse(path, line, f"{column} holds a formula: {cell[:40]}", "write the text itself")
        if len(cell) > LONGEST_CELL:
            remedy = "look for a missing or stray quotation mark"
            refuse(path, line, f"{column} holds {len(cell)} characters: {cell[:40]!r}…", remedy)
    try:
        return msgspec.convert(row, kind, strict=False)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at ")
        column = where.strip("`$.")
        value = row.get(column, "")
        refuse(path, line, f"{column} is {value[:60]!r}: {message}", "see the columns in gazetteer/README.md")
