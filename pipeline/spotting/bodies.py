"""Names of bodies completed: an adjective with the body that it names, and the country that the body is of."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import lru_cache

from pipeline.records import primary_language
from pipeline.spotting.evidence import is_of_stumps, stumps, words
from pipeline.spotting.known import Match, lemmas
from pipeline.spotting.tagger import Span
from pipeline.spotting.tagger.dictionary import word_kinds
from pipeline.spotting.things import is_a_road_or_model
from pipeline.spotting.tokens import Token, covered, fold_word
from pipeline.spotting.unknown import Surroundings, adjective_like, is_acronym, is_form_of

ORGANISATION = "organisation"
KEPT = 16_384
SHORTEST, SHORTEST_STUMP = 3, 2
MOST_ADJECTIVES = 2


def named_body(around: Surroundings, span: Span, matches: Sequence[Match]) -> Span:
    """A span made the name of a body where it is the adjective of one (Консервативної партії), and with the country
    after it in the genitive (Верховный суд Пакистана), or with whom it is named after (Тэатр імя Янкі Купалы); else as
    it was.
    """
    last, lang = around.tokens[span.last - 1], primary_language(around.lang)
    if span.label == ORGANISATION and last.fold in words("named_after", lang):
        return _with_capitals_after(around, span)
    if span.label in ("person", "place") and span.last - span.first == 1 and _names_a_head(around, span.first):
        span = Span(span.first, _head_after(around, span.first) + 1, ORGANISATION)
    if span.label != ORGANISATION or not any(_is_a_head(around, at) for at in range(span.first, span.last)):
        return span
    country = next((match for match in matches if match.first == span.last), None)
    return span._replace(last=country.last) if country and _is_owner(country) else span


def _with_capitals_after(around: Surroundings, span: Span) -> Span:
    """A span with the capitalised words, and the full stops of initials, that follow it."""
    last = end = span.last
    while end < len(around.tokens) and (around.tokens[end].capital or around.tokens[end].text == "."):
        end += 1
        last = end if around.tokens[end - 1].capital else last
    return span._replace(last=last)


def bodies_of_countries(around: Surroundings, spans: Sequence[Span], matches: Sequence[Match]) -> Iterator[Span]:
    """Bodies that nothing else found: a capitalised adjective, a word for a body, a country (Вярхоўны суд Літвы); the
    two alone within a sentence (з Мічыганскага ўніверсітэта), at its beginning with an adjective that is said of bodies
    of a state (Канстытуцыйны суд).
    """
    taken = covered(spans)
    owners = {match.first: match.last for match in matches if _is_owner(match)}
    for at in around.capitals:
        if at in taken or not _names_a_head(around, at):
            continue
        token, end = around.tokens[at], _head_after(around, at) + 1
        if end in owners or not token.first or _of_a_state(around, at):
            yield Span(at, owners.get(end, end), ORGANISATION)


def shortened_bodies(around: Surroundings, taken: Container[int]) -> Iterator[Span]:
    """Acronyms and shortened names of bodies that nothing else found (ВЛКСМ, Нацбанк); of states they are places."""
    lang = primary_language(around.lang)
    for at in around.capitals:
        token = around.tokens[at]
        if at in taken or token.script != "Cyrl" or is_a_road_or_model(token):
            continue
        acronym = is_acronym(token, around) and len(token.text) >= SHORTEST and not _is_numbered(around, at)
        if acronym and token.fold in words("states", lang):
            yield Span(at, at + 1, "place")
        elif is_a_company(token, lang) or (acronym and not is_common_abbreviation(token.fold, lang)):
            yield Span(at, at + 1, ORGANISATION)


def is_a_company(token: Token, lang: str) -> bool:
    """Is a word a shortened name of a body or a company: one that every country has (Мінфін), one made of two or more
    stumps (Росстат, Укрпошта), or one with a capital within (АвтоВАЗ, ПриватБанк)?
    """
    if (token.upper or len(token.text) > SHORTEST) and is_form_of(token.fold, lang, "ministries"):
        return True
    return _has_a_capital_within(token, lang) or _may_be_of_stumps(token.fold, lang)


@lru_cache(KEPT)
def _may_be_of_stumps(fold: str, lang: str) -> bool:
    begins, _ = stumps(lang)
    if not fold.startswith(begins) or word_kinds(fold, lang) - {"Orgn", "Abbr"}:
        return False
    return any(is_of_stumps(one.lower(), lang) for one in (fold, *lemmas(fold, lang)))


def _has_a_capital_within(token: Token, lang: str) -> bool:
    """Does a word go on with a capital after what is no word by itself (not АсииБиби, for want of a space)?"""
    if token.script != "Cyrl":
        return False
    within = (at for at in range(SHORTEST_STUMP, len(token.text) - 1) if token.text[at].isupper())
    before = token.text[: next(within, 0)]
    if not (before.isalpha() and before[1:].islower()):
        return False
    return before.lower() in stumps(lang)[0] or not word_kinds(fold_word(before), lang)


def is_common_abbreviation(fold: str, lang: str) -> bool:
    """Is an abbreviation a common noun, in any case?"""
    return fold in words("abbreviations", lang) or bool(word_kinds(fold, lang) - {"Abbr", "Orgn", "Proper"})


def _is_numbered(around: Surroundings, at: int) -> bool:
    """Does a number follow a token (М-5, БДТ-2)?"""
    after = around.tokens[at + 1 : at + 3]
    if after and after[0].text == "-":
        after = after[1:]
    return bool(after) and after[0].text[0].isdigit()


def _is_owner(match: Match) -> bool:
    """May a match be a country or another place in the genitive, or one that does not bend (служба США)?"""
    name = match.names[0]
    return name.type == "place" and (name.indeclinable or any(case == "Gen" for case, _ in match.cases))


def _names_a_head(around: Surroundings, at: int) -> bool:
    """Does a capitalised adjective stand before a word for a body, right before it or with other adjectives between
    (Нацыянальны акадэмічны тэатр)?
    """
    tokens, lang = around.tokens, primary_language(around.lang)
    if not tokens[at].capital or not _head_after(around, at):
        return False
    return "ADJF" in word_kinds(tokens[at].fold, lang) or adjective_like(tokens[at], lang) or _of_a_state(around, at)


def _of_a_state(around: Surroundings, at: int) -> bool:
    return is_form_of(around.tokens[at].fold, primary_language(around.lang), "of_the_state")


def _head_after(around: Surroundings, at: int) -> int:
    """The word for a body in small letters that an adjective belongs to; 0 where there is none."""
    tokens, lang = around.tokens, primary_language(around.lang)
    for place in range(at + 1, min(at + 2 + MOST_ADJECTIVES, len(tokens))):
        if tokens[place].capital or not tokens[place].word:
            return 0
        if _is_a_head(around, place):
            return place
        if "ADJF" not in word_kinds(tokens[place].fold, lang) and not adjective_like(tokens[place], lang):
            return 0
    return 0


def _is_a_head(around: Surroundings, at: int) -> bool:
    fold, lang = around.tokens[at].fold, primary_language(around.lang)
    return is_form_of(fold, lang, "organisation_heads") or is_form_of(fold, lang, "ministries")
