"""Places that the words beside or within them tell: a kind of place, a street, a quarter of the compass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.languages import cases_after, nominative_name
from pipeline.records import primary_language
from pipeline.spotting.evidence import words
from pipeline.spotting.introducing import is_honoured
from pipeline.spotting.known import Match, lemmas
from pipeline.spotting.tagger import Span
from pipeline.spotting.tagger.dictionary import word_kinds
from pipeline.spotting.things import is_thing
from pipeline.spotting.tokens import Token, adjacent
from pipeline.spotting.unknown import Surroundings, adjective_like, given_like, is_acronym, is_form_of

LONGEST_PLACE, SHORTEST_KIND = 3, 3
HYPHEN = "-"
_EXPLAINING = frozenset({",", "(", HYPHEN})


def told_places(around: Surroundings, matches: Iterable[Match]) -> list[Span]:
    """All of them, in no order."""
    found = [*_named(around, matches), *_streets(around), *_quarters(around, matches)]
    return [*found, *_explained(around), *_native(around), *_landmarks(around)]


def _named(around: Surroundings, matches: Iterable[Match]) -> Iterator[Span]:
    """Capitalised words right after a word for a kind of place (у вёсцы Малыя Дзятлавічы), a person's name apart.

    Where the gazetteer knows a large place there, that is all of it (губернатор провинции Пенджаб Салман Тасир).
    """
    tokens, lang = around.tokens, primary_language(around.lang)
    known = {
        match.first: match.last for match in matches if match.names[0].type == "place" and not match.names[0].small
    }
    for begin in around.capitals:
        at = begin - 1
        if at > 0 and _stands_between(tokens[at - 1 : begin + 1], lang):
            at -= 1
        if at < 0 or _is_in_a_name(tokens[at]) or is_honoured(around, begin):
            continue
        if is_acronym(tokens[begin], around) or not is_form_of(tokens[at].fold, lang, "place_types"):
            continue
        end = begin
        while end < len(tokens) and tokens[end].capital and tokens[end].word and len(tokens[end].text) > 1:
            if end == known.get(begin) or (end > begin and _belongs_to_a_kind(around, end)):
                break
            end += 1
        if begin < end <= begin + LONGEST_PLACE and not given_like(tokens[begin], lang):
            yield Span(begin, end, "place")


def _is_in_a_name(token: Token) -> bool:
    """Has a word a capital that a sentence does not begin with, or is it an initial?"""
    return token.capital and (not token.first or len(token.text) < SHORTEST_KIND)


def _stands_between(tokens: Sequence[Token], lang: str) -> bool:
    """Does a full stop or a dash part a word for a kind of place from the name (г. Орша; рэкі — Проня і Бася)?"""
    before, sign, name = tokens
    return (sign.text == "." and len(before.text) == 1) or (sign.fold == HYPHEN and not is_thing(name.fold, lang))


def _native(around: Surroundings) -> Iterator[Span]:
    """What somebody is a native or an inhabitant of (ураджэнец Ганцавіч)."""
    tokens, lang = around.tokens, primary_language(around.lang)
    for at in around.capitals:
        told = at > 0 and tokens[at].word and is_form_of(tokens[at - 1].fold, lang, "natives")
        if told and not adjective_like(tokens[at], lang) and len(tokens[at].text) > 1 and _may_be_of(tokens[at], lang):
            yield Span(at, at + 1, "place")


def _may_be_of(token: Token, lang: str) -> bool:
    """May a word be a place in the genitive, or is it one that does not bend?"""
    readings = nominative_name(token.text, lang, type="place")
    return any(one.case == "Gen" for one in readings) or all(one.case is None for one in readings)


def _explained(around: Surroundings) -> Iterator[Span]:
    """A place that a text begins with and says what it is: Бася (прыток Проні); Бася, Баса — рака на ўсходзе; Леніна,
    Жыткавіцкі раён.
    """
    tokens, lang, end = around.tokens, primary_language(around.lang), 0
    if tokens and (tokens[0].fold in words("function_words", lang) or cases_after(tokens[0].fold, lang)):
        return
    while end < min(LONGEST_PLACE, len(tokens)) and tokens[end].capital and tokens[end].word:
        end += 1
    told = 0 < end < len(tokens) - 1 and tokens[end].fold in _EXPLAINING
    if told and _is_explained(around, end) and not given_like(tokens[0], lang):
        yield Span(0, end, "place")


def _is_explained(around: Surroundings, at: int) -> bool:
    """Does a sign, with a word for a kind of place after it, go on from a name; other names and brackets between?"""
    tokens = around.tokens
    if tokens[at].fold == "," and tokens[at + 1].capital:
        if _belongs_to_a_kind(around, at + 1):
            return True
        at += 2
    if at < len(tokens) and tokens[at].fold == "(":
        if _is_kind(around, at + 1):
            return True
        at = next((after + 1 for after in range(at, len(tokens)) if tokens[after].fold == ")"), at)
    return at < len(tokens) and tokens[at].fold == HYPHEN and _is_kind(around, at + 1)


def _is_kind(around: Surroundings, at: int) -> bool:
    """Does a word for a kind of place stand somewhere, adjectives before it or not?"""
    tokens, lang = around.tokens, primary_language(around.lang)
    while at + 1 < len(tokens) and not tokens[at].capital and "ADJF" in word_kinds(tokens[at].fold, lang):
        at += 1
    return at < len(tokens) and not tokens[at].capital and is_form_of(tokens[at].fold, lang, "place_types")


def _belongs_to_a_kind(around: Surroundings, at: int) -> bool:
    """Is a word the adjective of a word for a kind of place after it (вёскі Ілья Вілейскага раёна)?"""
    tokens, lang = around.tokens, primary_language(around.lang)
    if at + 1 >= len(tokens) or tokens[at + 1].capital:
        return False
    return adjective_like(tokens[at], lang) and is_form_of(tokens[at + 1].fold, lang, "place_types")


def _streets(around: Surroundings) -> Iterator[Span]:
    """Foreign names of streets and squares in one word (Даунинг-стрит, Трафальгар-сквер)."""
    wanted = words("street_endings", primary_language(around.lang))
    for at in around.capitals:
        _, hyphen, ending = around.tokens[at].fold.rpartition(HYPHEN)
        if hyphen and ending in wanted:
            yield Span(at, at + 1, "place")


def _landmarks(around: Surroundings) -> Iterator[Span]:
    """Streets, squares, parks and buildings that adjectives name (на Невском проспекте), within a sentence."""
    tokens, lang = around.tokens, primary_language(around.lang)
    for at in around.capitals:
        end = at
        while end - at < LONGEST_PLACE and end < len(tokens) and tokens[end].capital:
            end += 1
        if end == len(tokens) or tokens[at].first or not is_form_of(tokens[end].fold, lang, "landmarks"):
            continue
        if all(_may_name_what_follows(around, one) for one in range(at, end)):
            form = " ".join(token.text for token in tokens[at : end + 1])
            if nominative_name(form, lang, type="place")[0].lemma.rpartition(" ")[2].lower() in words(
                "landmarks", lang
            ):
                yield Span(at, end + 1, "place")


def _may_name_what_follows(around: Surroundings, at: int) -> bool:
    """May a word with a capital right before another word be an adjective?"""
    token = around.tokens[at]
    if token.script != "Cyrl" or token.upper or not adjacent(around.text, token, around.tokens[at + 1]):
        return False
    readings = lemmas(token.text, primary_language(around.lang)).values()
    return any(one.kind == "adjective" for found in readings for one in found)


def _quarters(around: Surroundings, matches: Iterable[Match]) -> Iterator[Span]:
    """Known places with a capitalised quarter of the compass before them (Западная Украина)."""
    lang = primary_language(around.lang)
    for match in matches:
        at = match.first - 1
        if at < 0 or match.names[0].type != "place" or not around.tokens[at].capital:
            continue
        beside = adjacent(around.text, around.tokens[at], around.tokens[match.first])
        if beside and is_form_of(around.tokens[at].fold, lang, "quarters"):
            yield Span(at, match.last, "place")
