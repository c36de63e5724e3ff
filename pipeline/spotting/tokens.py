"""Words and signs of a segment with their places, in repaired spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import msgspec

from pipeline.languages import script_of, without_possessive
from pipeline.records import Script
from pipeline.transliteration import repair_with_offsets

_PIECE = re.compile(
    r"(\s*)("  # what parts a token from the one before it
    r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*(?:[-‐‑][^\W_]+(?:['’ʼ][^\W\d_]+)*)*"  # word, with apostrophes and hyphens
    r"|\d+(?:[.,:]\d+)*"
    r"|\S)"
)
_FOLDED = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’ʼ`´", "'"), **dict.fromkeys("‐‑–—", "-")})
_BEFORE_A_BEGINNING = frozenset(".!?…:")
_KEPT = 8_192


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word, number or sign. `start` and `end` cut the text as given; `text` is its repaired spelling.

    `first` is true where a capital letter says nothing: at the start of a sentence, a quotation or a list item. `word`
    is true for words, false for numbers and signs.
    """

    start: int
    end: int
    text: str
    fold: str
    capital: bool
    upper: bool
    first: bool
    script: Script | None
    word: bool


class _Form(NamedTuple):
    """What a token is wherever it stands: `inside` a sentence it goes on, `before` a beginning another may begin."""

    text: str
    size: int
    fold: str
    capital: bool
    upper: bool
    script: Script | None
    word: bool
    inside: bool
    before: bool


def fold_word(text: str) -> str:
    """The key by which words and signs are compared: no letter case, one kind of quotes, apostrophes and dashes."""
    return text.casefold().translate(_FOLDED)


@lru_cache(maxsize=_KEPT)
def _form(written: str) -> _Form:
    script = script_of(written)
    text = without_possessive(written) if script == "Latn" else written
    return _Form(
        text=text,
        size=len(text),
        fold=fold_word(text),
        capital=text[0].isupper(),
        upper=len(text) > 1 and text.isupper(),
        script=script,
        word=script is not None,
        inside=text[0].isalnum(),
        before=text in _BEFORE_A_BEGINNING,
    )


def tokenise(text: str) -> list[Token]:
    """The tokens of a segment in order. English possessive endings are left out of their words (Kyiv's)."""
    repaired = repair_with_offsets(text)
    offsets = repaired.offsets
    tokens: list[Token] = []
    beginning, end = True, 0
    for gap, written in _PIECE.findall(repaired.text):
        start = end + len(gap)
        end = start + len(written)
        text, size, fold, capital, upper, script, word, inside, before = _form(written)
        first = beginning and capital
        tokens.append(Token(offsets[start], offsets[start + size], text, fold, capital, upper, first, script, word))
        beginning = before or (beginning and not inside)
    return tokens


def capitals(tokens: Sequence[Token]) -> list[int]:
    """Which tokens begin with a capital letter."""
    return [at for at, token in enumerate(tokens) if token.capital]


class Stretch(Protocol):
    """Tokens `first` to `last` (exclusive): a span, a match, a guess."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


def covered(stretches: Iterable[Stretch]) -> set[int]:
    """The tokens that stand in any of the stretches."""
    return {at for one in stretches for at in range(one.first, one.last)}


def adjacent(text: str, left: Token, right: Token) -> bool:
    """Are two tokens parted by nothing but spaces, or one line break?"""
    gap = text[left.end : right.start]
    return gap == " " or gap == "" or (gap.isspace() and gap.count("\n") < 2)
