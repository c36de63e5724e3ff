"""Matches of the gazetteer that are words of the language after all."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.languages import CYRILLIC
from pipeline.records import primary_language
from pipeline.spotting.known import Match
from pipeline.spotting.tagger.dictionary import word_kinds
from pipeline.spotting.tokens import Token
from pipeline.spotting.unknown import adjective_like

COMMON = frozenset({"anim", "NOUN"})


def is_doubtful(tokens: Sequence[Token], match: Match, lang: str) -> bool:
    """Is a single word that may be a form of a place's name more likely an ordinary word?

    At the beginning of a sentence a capital says nothing: Королева заявила is no Королёв, if the dictionary has the
    word. Towns have no plural: Мінскі, Пінскі раёны are adjectives. A small place is written in the letters of the
    text: з Marks and Spencer is no town of Marks.
    """
    foreign = tokens[match.first].script == "Latn" and primary_language(lang) in CYRILLIC
    if foreign and all(name.small for name in match.names):
        return True
    if match.last - match.first > 1 or not match.inflected or any(name.type != "place" for name in match.names):
        return False
    token, spoken = tokens[match.first], primary_language(lang)
    if token.first and not COMMON.isdisjoint(word_kinds(token.fold, spoken)):
        return True
    plural = bool(match.cases) and all(number == "Plur" for _, number in match.cases)
    return plural and adjective_like(token, spoken)
