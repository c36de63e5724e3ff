"""Words and signs of a segment with their places, in repaired spelling."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.languages import script_of, without_possessive
from pipeline.records import Script
from pipeline.transliteration import repair_with_offsets

_TOKEN = re.compile(
    r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*(?:[-‐‑][^\W_]+(?:['’ʼ][^\W\d_]+)*)*"  # word, with apostrophes and hyphens
    r"|\d+(?:[.,:]\d+)*"
    r"|\S"
)
_FOLDED = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’ʼ`´", "'"), **dict.fromkeys("‐‑–—", "-")})
_SENTENCE_END = frozenset(".!?…")
_OPENING = frozenset("\"'“”„«»‘’(—–-*•·")


class Token(NamedTuple):
    """A word, number or sign. `start` and `end` cut the text as given; `text` is its repaired spelling.

    `first` is true where a capital letter says nothing: at the start of a sentence, a quotation or a list item.
    """

    start: int
    end: int
    text: str
    fold: str
    capital: bool
    upper: bool
    first: bool
    script: Script | None

    @property
    def word(self) -> bool:
        """True for words, false for numbers and signs."""
        return self.script is not None


def fold_word(text: str) -> str:
    """The key by which words and signs are compared: no letter case, one kind of quotes, apostrophes and dashes."""
    return text.casefold().translate(_FOLDED)


def tokenise(text: str) -> list[Token]:
    """The tokens of a segment in order. English possessive endings are left out of their words (Kyiv's)."""
    repaired = repair_with_offsets(text)
    tokens: list[Token] = []
    first = True
    for found in _TOKEN.finditer(repaired.text):
        word = found.group()
        script = script_of(word)
        if script == "Latn":
            word = without_possessive(word)
        start, end = repaired.span(found.start(), found.start() + len(word))
        capital = word[0].isupper()
        upper = len(word) > 1 and word.isupper()
        tokens.append(Token(start, end, word, fold_word(word), capital, upper, first and capital, script))
        if word[0].isalnum():
            first = False
        elif word in _SENTENCE_END or word == ":" or (first and word in _OPENING):
            first = True
    return tokens


def adjacent(text: str, left: Token, right: Token) -> bool:
    """Are two tokens parted by nothing but spaces, or one line break?"""
    gap = text[left.end : right.start]
    return gap == " " or gap == "" or (gap.isspace() and gap.count("\n") < 2)
