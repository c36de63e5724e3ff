"""Paragraphs, headlines and list items: which line breaks are there for the page only, and which end
something.

A blank line ends a block. A single line break ends one before a list marker; in text whose lines are longer
than any page is wide (each line a paragraph); and where the next word would have fitted on the line with much
room to spare (a headline or caption above text that is wrapped). Else the line was wrapped and goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WIDEST = 120
"""Characters of the longest line of text that was wrapped by hand or by a mail program."""

_NARROWEST = 40
_ITEM = re.compile(r"\s*(?:[-*•‣▪◦·●■]\s+\S|(?:\d{1,3}|[^\W\d_])[.)]\s+\S)")
_DIALOGUE = re.compile(r"\s*[–—]\s+\S")
_GOES_ON = re.compile(r"[,;:(«„“–—-]\s*\Z")
_FIRST_WORD = re.compile(r"""\s*["'“„«(\[]*(\S+)""")


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the blocks of a text (code points), in order; between them lies white space only."""
    lines = list(_lines(text))
    width = max((end - start for start, end in lines if " " in text[start:end].strip()), default=0)
    begin: int | None = None
    for number, (start, end) in enumerate(lines):
        if not text[start:end].strip():
            if begin is not None:
                yield begin, lines[number - 1][1]
            begin = None
        elif begin is None:
            begin = start
        elif _breaks(text, lines[number - 1], (start, end), width):
            yield begin, lines[number - 1][1]
            begin = start
    if begin is not None:
        yield begin, lines[-1][1]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the lines, without their breaks (those of `str.splitlines`)."""
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, at + len(line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
        at += len(line)


def _breaks(text: str, before: tuple[int, int], after: tuple[int, int], width: int) -> bool:
    """Whether the break between two lines with text ends a block."""
    if _ITEM.match(text, after[0], after[1]):
        return True
    if _DIALOGUE.match(text, *after) and _DIALOGUE.match(text, *before):
        return True
    first = _FIRST_WORD.match(text, *after)
    if first is None or first[1][0].islower():
        return False
    if width > _WIDEST:
        return True
    if width < _NARROWEST or _GOES_ON.search(text, max(before[0], before[1] - 10), before[1]):
        return False
    return before[1] - before[0] + 1 + len(first[1]) < width / 2
