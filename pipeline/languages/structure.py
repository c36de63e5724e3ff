"""The parts of a name of several words: which decline, which stay as they are (names.toml, nouns.csv)."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from pipeline.languages.paradigms import Kind
from pipeline.languages.tables import HERE, read_csv, read_toml
from pipeline.records import Gender, Number

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
    for order in msgspec.convert(read_toml("names.toml")["orders"], list[Order]):
        found[len(order.parts)] = (*found.get(len(order.parts), ()), order)
    return found


@cache
def name_words(lang: str) -> NameWords:
    return msgspec.convert(read_toml("names.toml")["words"][lang], NameWords)


@cache
def head_nouns(lang: str) -> dict[str, tuple[Gender | None, Number]]:
    """Common nouns that head the names of organisations and places, with gender and number (nouns.csv)."""
    return {
        lemma: msgspec.convert((row["gender"] or None, row["number"]), tuple[Gender | None, Number])
        for row in read_csv(HERE / "nouns.csv")
        if row["lang"] == lang
        for lemma in row["lemmas"].split()
    }


def pieces_of(name: str, lang: str) -> list[Piece]:
    """A name cut into words and what stands between them.

    Quoted names, initials, Latin words, particles (`фон`, `ван`) and what follows words like `імя` do not decline.
    """
    words = name_words(lang)
    frozen, freezing = words.frozen.split(), words.freeze_after.split()
    found: list[Piece] = []
    stopped = False
    for match in _PIECE.finditer(name):
        text, word = match.group(), match.lastgroup == "word"
        stopped = stopped or (bool(found) and text.lower() in freezing)
        cyrillic = "\u0400" <= text[:1] <= "\u052f"
        declines = word and cyrillic and not stopped and text not in frozen
        found.append(Piece(text, word, declines))
    return found
