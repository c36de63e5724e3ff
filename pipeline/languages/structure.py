"""The parts of a name of several words: which decline, which stay as they are (names.toml, nouns.csv)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import msgspec

from pipeline.languages.paradigms import Kind
from pipeline.tables import read_toml

_PIECE = re.compile(
    r"(?P<quoted>«[^»]*»|“[^”]*”|„[^“”]*[“”]|\"[^\"]*\")"
    r"|(?P<initial>(?:[A-ZА-ЯЁІЇЄҐЎ][а-яёіїєґў]?\.\s*-?)+(?=[\s A-ZА-ЯЁІЇЄҐЎ]|$))"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ\u0301-]+[^\W\d_]+)*\u0301?)"
    r"|(?P<other>[\W\d_]+?(?=[^\W\d_«“„\"]|[«“„\"]|$))"
)


class Piece(msgspec.Struct, frozen=True):
    """A piece of a name; pieces joined give the name again. Only what `declines` may change."""

    text: str
    word: bool
    declines: bool


class NameWords(msgspec.Struct, frozen=True):
    """Words with a part of their own inside names of one language."""

    frozen: str
    freeze_after: str
    and_: str = msgspec.field(name="and")


class Order(msgspec.Struct, frozen=True):
    """Parts of a person's name in an order in which they stand, and how common it is."""

    parts: tuple[Kind, ...]
    weight: float


@cache
def orders() -> dict[int, tuple[Order, ...]]:
    """The orders of parts of a person's name, by their number."""
    found: dict[int, tuple[Order, ...]] = {}
    for order in msgspec.convert(read_toml(__package__, "names.toml")["orders"], list[Order]):
        found[len(order.parts)] = (*found.get(len(order.parts), ()), order)
    return found


def long_order(size: int) -> tuple[Kind, ...]:
    """The parts of a name of more words than any listed order has: given names and a surname."""
    given: tuple[Kind, ...] = ("given",)
    return (*(given * (size - 1)), "surname")


@cache
def name_words(lang: str) -> NameWords:
    return msgspec.convert(read_toml(__package__, "names.toml")["words"][lang], NameWords)


def joined_by_and(between: str, lang: str) -> bool:
    """Does what stands between two names join them: a comma, `and` or both?"""
    words = between.lower().replace(",", " ").split()
    return bool(between.strip()) and (not words or words[0] in name_words(lang).and_.split()) and len(words) < 2


@cache
def _unchanging(lang: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that stay as they are, and those after which all others do."""
    words = name_words(lang)
    return frozenset(words.frozen.split()), frozenset(words.freeze_after.split())


@lru_cache(maxsize=4096)
def pieces_of(name: str, lang: str) -> tuple[Piece, ...]:
    """A name cut into words and what stands between them.

    Quoted names, initials, Latin words, particles (`фон`, `ван`) and what follows words like `імя` do not
    decline.
    """
    frozen, freezing = _unchanging(lang)
    found: list[Piece] = []
    stopped = False
    for text, word in _cut(name):
        stopped = stopped or (bool(found) and text.lower() in freezing)
        cyrillic = "\u0400" <= text[:1] <= "\u052f"
        found.append(Piece(text, word, word and cyrillic and not stopped and text not in frozen))
    return tuple(found)


@lru_cache(maxsize=4096)
def _cut(name: str) -> tuple[tuple[str, bool], ...]:
    """The pieces of a name, and of each whether it is a word: in whatever language."""
    return tuple((match.group(), match.lastgroup == "word") for match in _PIECE.finditer(name))
