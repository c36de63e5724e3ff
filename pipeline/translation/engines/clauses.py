"""Sentences too long for an engine, cut where a reader would pause."""

from __future__ import annotations

import re
from collections.abc import Callable

# From the best place to cut to the worst: ends of sentences, clauses, phrases, words.
_PLACES = tuple(re.compile(place) for place in (r"[.!?…]+[»”\")]*\s+", r"[;:]\s+|\s[—–-]\s+", r",\s+", r"\s+"))


def cut(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Pieces that fit, and that give the text again when joined.

    Cuts near the middle, at the strongest pause there is; a word that alone does not fit is cut in two.
    """
    pieces: list[str] = []
    waiting = [text]
    while waiting:
        piece = waiting.pop()
        if len(piece) < 2 or fits(piece):
            pieces.append(piece)
        else:
            place = _place(piece)
            waiting += [piece[place:], piece[:place]]
    return pieces


def _place(text: str) -> int:
    middle = len(text) / 2
    for pattern in _PLACES:
        ends = [found.end() for found in pattern.finditer(text) if 0 < found.end() < len(text)]
        near = [end for end in ends if 0.2 < end / len(text) < 0.8]
        if near:
            return min(near, key=lambda end: (abs(end - middle), end))
    return len(text) // 2
