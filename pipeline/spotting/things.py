"""Capitalised words that name neither a person nor a place nor a body: events, decorations, addresses."""

from __future__ import annotations

import re

from pipeline.records import primary_language
from pipeline.spotting.evidence import words
from pipeline.spotting.known import lemmas
from pipeline.spotting.tagger import Span
from pipeline.spotting.tagger.belarusian import LANG as BELARUSIAN
from pipeline.spotting.tagger.belarusian import PROPER, SURNAME, belarusian_kinds
from pipeline.spotting.tagger.dictionary import word_kinds
from pipeline.spotting.tokens import Token
from pipeline.spotting.unknown import Surroundings, adjective_like, between_names, given_like, is_form_of

THINGS = frozenset({"NOUN", "VERB", "INFN", "ADVB", "other"})
NAMES = frozenset({"Name", "Surn", "Patr"})

LOOKED_BACK = 12
LONG_NUMBER = 8
_OF_A_YEAR = re.compile(r".+-(?:19|20)\d\d")
_ADDRESS = re.compile(r"https?://|www\.|\w\.\w{2,6}/")
_ROAD_OR_MODEL = re.compile(r"[^\W\d_]{1,2}-\d{1,3}")
_EDGES = re.compile(r"[\s<>\"'()«»“”]")


def is_no_name(around: Surroundings, span: Span) -> bool:
    """Is a span an event or service of one word, the name of a decoration, an adjective of a district, ordinary words,
    or part of an address on the network?
    """
    return any(tells(around, span) for tells in _TELLING)


def names_an_event(around: Surroundings, span: Span) -> bool:
    """Is a name the single word of an event, a disease, a service (Brexit), an event of one year (ЧМ-2018), or a
    holiday (Дзень Волі)?
    """
    fold, lang = around.tokens[span.first].fold, primary_language(around.lang)
    alone = span.last - span.first == 1
    if not alone and fold in words("holidays", lang):
        return True
    return alone and (is_form_of(fold, lang, "events") or _OF_A_YEAR.fullmatch(fold) is not None)


def is_awarded(around: Surroundings, span: Span) -> bool:
    """Does a span that is no person stand in a list of decorations (ордэны «Знак Пашаны», Працоўнага Сцяга)?"""
    tokens, lang = around.tokens, primary_language(around.lang)
    if span.label == "person":
        return False
    for at in range(span.first - 1, max(-1, span.first - LOOKED_BACK), -1):
        token = tokens[at]
        if token.word and not token.capital:
            return is_form_of(token.fold, lang, "awards")
        if token.fold in (".", "!", "?"):
            return False
    return False


def is_of_a_district(around: Surroundings, span: Span) -> bool:
    """Does an adjective alone go on to a word for a kind of place, in a list of such or not, or end such a list (Мінскі
    і Пінскі раёны)?
    """
    tokens, lang = around.tokens, primary_language(around.lang)
    if span.label == "organisation" or span.last - span.first > 2 or not adjective_like(tokens[span.first], lang):
        return False
    between = between_names(lang)
    at = span.first + 1
    if span.last > at:
        listed = at > 2 and tokens[at - 2].fold in between and tokens[at - 3].capital
        return listed and adjective_like(tokens[at - 3], lang) and is_form_of(tokens[at].fold, lang, "place_types")
    while at < len(tokens) and (
        tokens[at].fold in between or (tokens[at].capital and adjective_like(tokens[at], lang))
    ):
        at += 1
    return at < len(tokens) and not tokens[at].capital and is_form_of(tokens[at].fold, lang, "place_types")


def is_ordinary(around: Surroundings, span: Span) -> bool:
    """Is a person's name of several words without any that may be part of one, but with a word for a thing?"""
    tokens, lang = around.tokens[span.first : span.last], primary_language(around.lang)
    if span.label != "person" or len(tokens) == 1 or not any(is_thing(token.fold, lang) for token in tokens):
        return False
    return not any(_may_be_a_person(token, lang) for token in tokens if token.word)


def _may_be_a_person(token: Token, lang: str) -> bool:
    if len(token.text) == 1 or given_like(token, lang) or not NAMES.isdisjoint(word_kinds(token.fold, lang)):
        return True
    return surname_ending(token, lang)


def is_thing(fold: str, lang: str) -> bool:
    """Does the language's own dictionary hold a word only as one for a thing, a quality or a deed?"""
    return lang == BELARUSIAN and bool(belarusian_kinds(fold)) and word_kinds(fold, lang) <= THINGS


def is_held_as_ordinary(token: Token, lang: str) -> bool:
    """Does the Belarusian dictionary hold a word as anything but a name, and is it no given name?"""
    if lang != BELARUSIAN or given_like(token, lang):
        return False
    kinds = belarusian_kinds(token.fold)
    return bool(kinds) and kinds.isdisjoint((PROPER, SURNAME))


def is_stranger(token: Token, lang: str) -> bool:
    """Does the Belarusian dictionary hold a word with a capital within a sentence as a name too or not at all?"""
    if lang != BELARUSIAN or token.first or not token.capital or token.upper or token.script != "Cyrl":
        return False
    kinds = belarusian_kinds(token.fold)
    return len(token.text) > 2 and "-" not in token.fold and (PROPER in kinds or kinds <= {SURNAME})


def is_of_inhabitants(token: Token, lang: str) -> bool:
    """May a word that begins a sentence be one for the people of a place (Росіяни, Кияни), which has no capital?"""
    return token.first and token.fold.endswith(tuple(words("inhabitants", lang)))


def surname_ending(token: Token, lang: str) -> bool:
    """May a word be a form of a surname with a native ending?"""
    endings = tuple(words("surname_endings", lang))
    return any(lemma.endswith(endings) for lemma in lemmas(token.text, lang))


def is_in_an_address(around: Surroundings, span: Span) -> bool:
    """Is a word in Latin letters part of an address (t.me/Names) or of a name on the network (@Names)?"""
    token = around.tokens[span.first]
    if token.script != "Latn":
        return False
    before = _EDGES.split(around.text[: token.start])[-1]
    return before.endswith("@") or _ADDRESS.search(before) is not None


def is_a_hashtag(around: Surroundings, span: Span) -> bool:
    """Is a word of no dictionary what follows the sign of a hashtag (#Лётаем)?"""
    before, token = around.tokens[span.first - 1], around.tokens[span.first]
    alone = span.first > 0 and span.last - span.first == 1 and before.text == "#" and before.end == token.start
    return alone and not word_kinds(token.fold, primary_language(around.lang))


def is_group_of_people(around: Surroundings, span: Span) -> bool:
    """Does a sentence begin with a word for people that no dictionary holds (Забастоўцы)?"""
    token, lang = around.tokens[span.first], primary_language(around.lang)
    if span.last - span.first > 1 or not token.first:
        return False
    return token.fold.endswith(tuple(words("groups_of_people", lang))) and not word_kinds(token.fold, lang)


def is_a_road_or_model(token: Token) -> bool:
    """Is a token one or two letters and a number, as roads, tanks and aeroplanes are called (М-5, Т-34)?"""
    return token.capital and _ROAD_OR_MODEL.fullmatch(token.fold) is not None


def is_an_account(around: Surroundings, span: Span) -> bool:
    """Does a span end in a long number (BY24 ALFA 30142984390010270000)?"""
    number = around.tokens[span.last - 1].text
    return len(number) >= LONG_NUMBER and number.isdigit()


_TELLING = (
    names_an_event,
    is_awarded,
    is_of_a_district,
    is_ordinary,
    is_in_an_address,
    is_a_hashtag,
    is_group_of_people,
)
