"""PDF with text, read by PDFium in a process of its own (`pdf_child`); title and date from its properties.

Words divided at the end of a line are joined, running heads and page numbers are left out. Pages that are pictures hold
no text; a file of nothing else is refused.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.reading.formats.about import day, real_title
from pipeline.reading.formats.base import LARGEST_CONTAINER, Format, Item, Raw, RefusedError, Warned, digest

_CHILD = Path(__file__).with_name("pdf_child.py")
_SIGNATURE = b"%PDF-"
_PATIENCE = 900  # seconds by the clock, for a process that has 60 of its own
_REASONS = {
    "password": ("the PDF is locked with a password", "save it without one"),
    "damaged": ("the PDF is damaged", "save it again"),
}
# PDFium puts U+FFFE or U+0002 for a hyphen with the line break behind it.
_DIVIDED = re.compile("(?<=[^\\W\\d_])[\ufffe\x02](?=([^\\W\\d_])?)")
_NUMBER = re.compile(r"\d+")


def recognises(raw: Raw) -> bool:
    """The signature at the beginning; or within the first kilobyte, as readers allow, if the ending says so too."""
    return raw.head.lstrip().startswith(_SIGNATURE) or (raw.suffix == ".pdf" and _SIGNATURE in raw.head[:1024])


def extract(raw: Raw) -> Iterator[Item | Warned | RefusedError]:
    """The text of all pages. Raises RefusedError (locked, damaged, without text, beyond all limits), OSError."""
    data = raw.content(LARGEST_CONTAINER)
    found = _read(data)
    if "error" in found:
        raise RefusedError(*_REASONS[found["error"]])
    pages: list[str | None] = found["pages"]
    if not any(page and page.strip() for page in pages):
        raise RefusedError("no text in this PDF (scanned?)", "make it searchable with OCR first")
    for number, page in enumerate(pages, 1):
        if page is None:
            yield Warned(message="the page cannot be read", remedy="save the PDF again", place=f"page {number}")
    empty = [number for number, page in enumerate(pages, 1) if page is not None and not page.strip()]
    if empty:
        yield Warned(
            message=f"no text on {len(empty)} of {len(pages)} pages (scanned?), the first of them {empty[0]}",
            remedy="make it searchable with OCR first, if there is any",
            place=f"page {empty[0]}",
        )
    yield Item(
        text=_joined([page for page in pages if page]),
        sha256=digest(data),
        title=real_title(found["title"]),
        date=day(found["date"]),
    )


def _read(data: bytes) -> dict[str, Any]:
    # -P: the modules beside the program are no modules of Python's
    command = [sys.executable, "-P", str(_CHILD)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
        found: dict[str, Any] = msgspec.json.decode(done.stdout)
    except (subprocess.TimeoutExpired, msgspec.DecodeError):
        raise RefusedError("the PDF takes more time or memory than any document should", "save it again") from None
    return found


def _joined(pages: Sequence[str]) -> str:
    """The pages as one text, lines as they were broken; a page that ends inside a paragraph goes on with the next."""
    lines = [[_whole(line) for line in page.splitlines() if line.strip()] for page in pages]
    running = _running(lines)
    return "\n".join(line for page in lines for line in _without(page, running))


def _whole(line: str) -> str:
    """A line with its divided words joined; before a capital letter the hyphen was the word's own."""
    return _DIVIDED.sub(lambda match: "-" if match[1] and match[1].isupper() else "", line)


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """Heads and feet of the pages: first and last lines that stand, but for numbers, on more than half of them."""
    edges = Counter(_shape(line) for page in pages if page for line in {page[0], page[-1]})
    return {shape for shape, count in edges.items() if count >= 3 and count > len(pages) / 2}


def _without(page: Sequence[str], running: set[str]) -> Sequence[str]:
    start = 1 if page and _shape(page[0]) in running else 0
    end = len(page) - (1 if len(page) > start and _shape(page[-1]) in running else 0)
    return page[start:end]


def _shape(line: str) -> str:
    return _NUMBER.sub("0", " ".join(line.split()))


FORMAT = Format(name="PDF", recognises=recognises, extract=extract)
