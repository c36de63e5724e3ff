"""Hyphens that join several places, not parts of one name: the ends of a road, a flight, a match (Менск-Горадня)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from pipeline.languages import script_of
from pipeline.records import primary_language
from pipeline.spotting.known import KnownNames
from pipeline.spotting.tokens import Token, fold_word

_PART = re.compile(r"[^-‐‑]+|[-‐‑]")
SHORTEST = 3


def part_places(tokens: list[Token], lang: str, known: KnownNames) -> list[Token]:
    """The tokens, with those cut at their hyphens that are no name in one and a place's name in each part.

    One part at least is a place that is known widely. Nothing else is cut: Івана-Франкоўск, Кузнецова-Смирнова.
    """
    if not any(token.capital and "-" in token.fold for token in tokens):
        return tokens
    return [part for token in tokens for part in _parted(token, lang, known)]


def _parted(token: Token, lang: str, known: KnownNames) -> Iterable[Token]:
    if not (token.capital and "-" in token.fold and token.end - token.start == len(token.text)):
        return (token,)
    parts = list(_cut(token))
    words = [part for part in parts if part.word]
    language = primary_language(lang)
    if not all(part.capital and len(part.text) >= SHORTEST for part in words) or known.alone(token, language):
        return (token,)
    places = [[name for name in known.alone(part, language) if name.type == "place"] for part in words]
    widely = any(not name.small for names in places for name in names)
    return parts if widely and all(places) else (token,)


def _cut(token: Token) -> Iterator[Token]:
    """The parts of a token, hyphens among them. A possessive ending stays with the last (Kyiv-Lviv's)."""
    for found in _PART.finditer(token.text):
        text, script = found[0], script_of(found[0])
        yield msgspec.structs.replace(
            token,
            start=token.start + found.start(),
            end=token.start + found.end(),
            text=text,
            fold=fold_word(text),
            capital=text[0].isupper(),
            upper=len(text) > 1 and text.isupper(),
            first=token.first and not found.start(),
            script=script,
            word=script is not None,
        )
