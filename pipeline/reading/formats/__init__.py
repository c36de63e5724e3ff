"""Formats: one module each, asked in order whether a file is theirs. A new format is a module and a line
here.
"""

from __future__ import annotations

from pipeline.reading.formats import csv_table, docx, feed, html, json_items, json_lines, mail, pdf, plain
from pipeline.reading.formats.base import LARGEST_DOCUMENT, LARGEST_FILE, Format, Item, Raw, RefusedError

FORMATS: tuple[Format, ...] = (
    pdf.FORMAT,
    docx.FORMAT,
    mail.FORMAT,
    csv_table.FORMAT,
    json_lines.FORMAT,
    json_items.FORMAT,
    feed.FORMAT,
    html.FORMAT,
    plain.FORMAT,
)
"""In the order they are asked; `plain` takes what no other wants."""

__all__ = [
    "FORMATS",
    "LARGEST_DOCUMENT",
    "LARGEST_FILE",
    "Format",
    "Item",
    "Raw",
    "RefusedError",
    "format_of",
]


def format_of(raw: Raw) -> Format:
    """The first format that knows the file by its beginning (or, where that says nothing, by its ending)."""
    return next(form for form in FORMATS if form.recognises(raw))
