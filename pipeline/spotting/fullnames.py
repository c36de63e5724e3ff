"""Persons' full names that nothing else found whole: a given name, or a word of no dictionary, before a capitalised
word.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from pipeline.spotting.evidence import words
from pipeline.spotting.known import base
from pipeline.spotting.tagger import Span
from pipeline.spotting.tagger.dictionary import word_kinds
from pipeline.spotting.tokens import Token, adjacent
from pipeline.spotting.unknown import Surroundings, given_like

PERSONS = frozenset({"Name", "Surn", "Patr"})
SHORTEST = 3


def full_names(around: Surroundings, spans: Iterable[Span], known: Container[int]) -> Iterator[Span]:
    """Two capitalised words side by side of which the first is a given name and nothing else (Майк Пенс), both of them
    in none of the spans, nor `known`.
    """
    tokens, lang = around.tokens, base(around.lang)
    taken = {at for span in spans for at in range(span.first, span.last)}
    for at in around.capitals:
        if at + 1 >= len(tokens) or not all(_is_free(around, one, taken, known) for one in (at, at + 1)):
            continue
        if _is_given_alone(tokens[at], lang) and adjacent(around.text, tokens[at], tokens[at + 1]):
            yield Span(at, at + 2, "person")


def _is_free(around: Surroundings, at: int, taken: Container[int], known: Container[int]) -> bool:
    token = around.tokens[at]
    if at in taken or at in known or not token.word or not token.capital or token.script != "Cyrl":
        return False
    named = len(token.text) >= SHORTEST and not token.upper
    return named and token.fold not in words("function_words", base(around.lang))


def _is_given_alone(token: Token, lang: str) -> bool:
    kinds = word_kinds(token.fold, lang)
    return kinds <= PERSONS and given_like(token, lang)
