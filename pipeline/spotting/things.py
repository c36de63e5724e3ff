"""Capitalised words that name neither a person nor a place nor a body: events, decorations, addresses."""

from __future__ import annotations

import re

from pipeline.spotting.known import base
from pipeline.spotting.tagger import Span
from pipeline.spotting.unknown import Surroundings, is_form_of

LOOKED_BACK = 12
_OF_A_YEAR = re.compile(r".+-(?:19|20)\d\d")
_ADDRESS = re.compile(r"https?://|www\.|\w\.\w{2,6}/")
_EDGES = re.compile(r"[\s<>\"'()«»“”]")


def is_no_name(around: Surroundings, span: Span) -> bool:
    """Is a span an event or service of one word, the name of a decoration, or part of an address on the network?"""
    return names_an_event(around, span) or is_awarded(around, span) or is_in_an_address(around, span)


def names_an_event(around: Surroundings, span: Span) -> bool:
    """Is a name the single word of an event, a disease, a service (Brexit), or an event of one year (ЧМ-2018)?"""
    fold = around.tokens[span.first].fold
    alone = span.last - span.first == 1
    return alone and (is_form_of(fold, base(around.lang), "events") or _OF_A_YEAR.fullmatch(fold) is not None)


def is_awarded(around: Surroundings, span: Span) -> bool:
    """Does a span that is no person stand in a list of decorations (ордэны «Знак Пашаны», Працоўнага Сцяга)?"""
    tokens, lang = around.tokens, base(around.lang)
    if span.label == "person":
        return False
    for at in range(span.first - 1, max(-1, span.first - LOOKED_BACK), -1):
        token = tokens[at]
        if token.word and not token.capital:
            return is_form_of(token.fold, lang, "awards")
        if token.fold in (".", "!", "?"):
            return False
    return False


def is_in_an_address(around: Surroundings, span: Span) -> bool:
    """Is a word in Latin letters part of an address (t.me/Names) or of a name on the network (@Names)?"""
    token = around.tokens[span.first]
    if token.script != "Latn":
        return False
    before = _EDGES.split(around.text[: token.start])[-1]
    return before.endswith("@") or _ADDRESS.search(before) is not None
