"""Tables as they are, row by row (the gazetteer's own reader takes a table whole), and written again at once."""

from __future__ import annotations

import csv
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.gazetteer.tables import LONGEST_CELL, read_header, refuse


def table_rows(path: Path, required: Sequence[str]) -> tuple[list[str], Iterator[dict[str, str]]]:
    """The column names, and the non-empty trimmed cells of each row by column name.

    Raises GazetteerError for a table that cannot be read, also while iterating.
    """
    rows = _lines(path)
    header = read_header(path, next(rows, (1, []))[1], required)
    return header, _rows(path, rows, header)


def _rows(path: Path, rows: Iterator[tuple[int, list[str]]], header: Sequence[str]) -> Iterator[dict[str, str]]:
    for line, cells in rows:
        if len(cells) != len(header):
            if any(cells):
                message = f"{len(cells)} cells where the header names {len(header)} columns"
                refuse(path, line, message, 'put a cell that holds a comma in "quotes"')
            continue
        row = {name: text for name, cell in zip(header, cells, strict=True) if (text := _text(cell))}
        if row:
            yield row


def _text(cell: str) -> str:
    return (cell if cell.isascii() else unicodedata.normalize("NFC", cell)).strip()


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(10 * LONGEST_CELL)
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                line = reader.line_num
                yield line, cells
    except UnicodeDecodeError:
        refuse(path, line + 1, "not UTF-8", 'save the table again as "CSV UTF-8"')
    except csv.Error as error:
        refuse(path, line + 1, f"not a CSV row ({error})", "look for a missing or stray quotation mark")
    except OSError as error:
        refuse(path, None, f"cannot be read ({error.strerror})", "check the path and its permissions")


def written_beside(path: Path, header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Path:
    """Write a table to a new file beside its place, on the disk for certain; the path of that file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([row.get(column, "") for column in header] for row in rows)
        file.flush()
        os.fsync(file.fileno())
    return beside
