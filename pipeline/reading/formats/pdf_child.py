"""A program of its own: a PDF file on standard input, its text as JSON on standard output.

PDF is a format to which no reader is safe: small files can ask for gigabytes or for hours. So each is read in a process
that may take so much of both and no more. It imports nothing of nazvy, so that it starts quickly.

Out: {"pages": [text, …], "title", "date"} or {"error": "password" | "damaged"}. With nothing on standard output, the
process was ended by a limit.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress

MOST_SECONDS = 60
MOST_MEMORY = 2 * 1024**3
MOST_CHARACTERS = 16 * 1024**2


def main() -> None:
    """Read standard input, write standard output."""
    _limit()
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        about = document.get_metadata_dict()
        answer = {"pages": _pages(document), "title": about.get("Title"), "date": about.get("CreationDate")}
    except pypdfium2.PdfiumError as error:
        answer = {"error": "password" if "password" in str(error).lower() else "damaged"}
    sys.stdout.write(json.dumps(answer))


def _limit() -> None:
    """Set the limits, where the operating system has such."""
    try:
        import resource
    except ImportError:
        return
    for limit, most in (("RLIMIT_CPU", MOST_SECONDS), ("RLIMIT_AS", MOST_MEMORY), ("RLIMIT_CORE", 0)):
        with suppress(AttributeError, ValueError, OSError):  # macOS knows no limit of memory
            resource.setrlimit(getattr(resource, limit), (most, most))


def _pages(document: object) -> list[str | None]:
    """The text of each page, None for one that cannot be read."""
    import pypdfium2

    pages: list[str | None] = []
    room = MOST_CHARACTERS
    for number in range(len(document)):  # type: ignore[arg-type]
        try:
            page = document[number]  # type: ignore[index]
            text = page.get_textpage()
            pages.append(text.get_text_range())
            text.close()
            page.close()
        except pypdfium2.PdfiumError:
            pages.append(None)
        room -= len(pages[-1] or "")
        if room < 0:
            break
    return pages


if __name__ == "__main__":
    main()
