"""A text with its names: cut into pieces, none of them lost, whatever offsets a result claims."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

LONGEST = 20_000
"""Characters of one sentence that a page shows."""
AROUND = 160
"""Characters of context on each side of a name."""


class Marked(NamedTuple):
    """What a name on a page says of itself: the number of its card there, the address of its own page, its look.

    `look` is its colour and underline, the same in every language, its type and what is known of it, as classes of
    the style sheet; `decision` is the place of its decision on the card; `status` what became of it in a translation.
    """

    card: int
    href: str
    look: str
    decision: int | None = None
    status: str | None = None


class Span(NamedTuple):
    """Where a name stands in its text."""

    start: int
    end: int
    name: Marked


class Piece(NamedTuple):
    """A run of text that is a name, or has none."""

    text: str
    name: Marked | None = None


class Shown(NamedTuple):
    """A text as it is shown, in its language; `left_out` counts the characters that are too many for a page."""

    lang: str
    pieces: tuple[Piece, ...]
    left_out: int = 0


class Excerpt(NamedTuple):
    """A name with some of the text around it."""

    before: str
    name: str
    after: str


def show(text: str, lang: str, spans: Iterable[Span]) -> Shown:
    """Cut a text into pieces; spans that lie outside it or over one another are passed over."""
    pieces: list[Piece] = []
    at = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not at <= span.start < span.end <= min(len(text), LONGEST):
            continue
        if at < span.start:
            pieces.append(Piece(text[at : span.start]))
        pieces.append(Piece(text[span.start : span.end], span.name))
        at = span.end
    if rest := text[at:LONGEST]:
        pieces.append(Piece(rest))
    return Shown(lang, tuple(pieces), max(0, len(text) - LONGEST))


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """The name at these offsets with the words around it, an ellipsis where something was left out."""
    before, name, after = text[:start], text[start:end], text[end:]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:]
    if len(name) > AROUND:
        name = name[:AROUND] + "…"
    if len(after) > AROUND:
        after = after[:AROUND] + "…"
    return Excerpt(before, name, after)
