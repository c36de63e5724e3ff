"""CSV tables as rows by column name, a line at a time; a cell may hold line breaks, within reason."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from pipeline.gazetteer.importers.facts import Line, Refusal

_LONGEST_CELL = 100_000


class TableError(Exception):
    """A first line that names no columns that can be used; the message says which are needed."""


def header(line: str) -> list[str]:
    """The column names of a first line, in small letters; empty where it is no CSV line."""
    try:
        return [cell.strip().lower() for cell in next(csv.reader([line], strict=True), [])]
    except csv.Error:
        return []


def read(lines: Iterator[Line], needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str] | Refusal]]:
    """The non-empty cells of each row by column name, or why it is no row.

    Raises TableError where the first line does not name the needed columns.
    """
    csv.field_size_limit(_LONGEST_CELL)
    first = next(lines, None)
    columns = header(first.data.decode("utf-8", "replace") if first and first.data else "")
    missing = [name for name in needed if name not in columns]
    if missing:
        raise TableError(f"no column {', '.join(missing)} in the first line")
    for number, texts in _records(lines):
        yield number, _row(number, texts, columns)


def _records(lines: Iterator[Line]) -> Iterator[tuple[int, str | Refusal]]:
    """Lines joined where a quoted cell goes on in the next one."""
    begun, number = "", 0
    for line in lines:
        number = number if begun else line.number
        text = line.text()
        if isinstance(text, Refusal):
            yield line.number, text
            continue
        begun = f"{begun}\n{text}" if begun else text
        if begun.count('"') % 2 and len(begun) < _LONGEST_CELL:
            continue
        if begun.strip():
            yield number, begun
        begun = ""
    if begun:
        yield number, begun


def _row(number: int, text: str | Refusal, columns: Sequence[str]) -> dict[str, str] | Refusal:
    if isinstance(text, Refusal):
        return text
    try:
        cells = next(csv.reader(text.split("\n"), strict=True), [])
    except csv.Error as error:
        return Refusal(number, f"not a CSV row ({error})")
    if len(cells) != len(columns):
        return Refusal(number, f"{len(cells)} cells where the first line names {len(columns)} columns")
    return {name: cell.strip() for name, cell in zip(columns, cells, strict=True) if cell.strip()}
