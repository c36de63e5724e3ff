"""What words before a quotation or a run of capitals tell: that it is the name of a body, or the title of a work."""

from __future__ import annotations

from collections.abc import Container, Iterator

from pipeline.records import primary_language
from pipeline.spotting.doubts import COMMON
from pipeline.spotting.evidence import words
from pipeline.spotting.tagger import Span
from pipeline.spotting.tagger.dictionary import word_kinds
from pipeline.spotting.things import is_thing
from pipeline.spotting.unknown import Surroundings, given_like, is_acronym, is_form_of

QUOTE = '"'
LATIN = "Latn"
LONGEST = 5


def called_bodies(around: Surroundings, found: Container[int], known: Container[int]) -> Iterator[Span]:
    """Bodies told by a word for one before a name in quotation marks, whatever that was taken for (група КДБ «Альфа»,
    клуб «Нёман»), or by one for its people before a name that is not `known` (трэнер «Дынама»), or by what it does; or
    by a word for one before a word for a thing with a capital (на пляцоўцы Талака) or words in Latin letters (газета Le
    Figaro), neither `found` nor `known`.
    """
    tokens, lang = around.tokens, primary_language(around.lang)
    end = 0
    for at in around.capitals:
        if at < end or not tokens[at].word:
            continue
        end = _end_of_quotation(around, at)
        member = at not in known and follows_word(around, at - 1, "members")
        if end and (member or follows_word(around, at - 1, "called") or _plays_a_part(around, at, end)):
            yield Span(at, end, "organisation")
        free = not end and at not in found and at not in known
        if free and tokens[at].script == LATIN and _is_called(around, at):
            end = _end_of_latin(around, at)
            yield Span(at, end, "organisation")
            continue
        told = free and _is_called(around, at)
        if told and not tokens[at].upper and is_thing(tokens[at].fold, lang):
            yield Span(at, at + 1, "organisation")


def _plays_a_part(around: Surroundings, first: int, end: int) -> bool:
    """Does what a quotation holds do what only bodies do, with no noun before it whose name it is («Нёман» перамог;
    not вядучы праграмы «Ранак» абвясціў), or is it beaten (абыгралі «Нёман»)?
    """
    tokens, lang = around.tokens, primary_language(around.lang)
    after = tokens[end + 1].fold if end + 1 < len(tokens) else ""
    before = tokens[first - 2].fold if first > 1 else ""
    if before in words("beating", lang):
        return True
    return after in words("deeds", lang) and COMMON.isdisjoint(word_kinds(before, lang))


def _end_of_latin(around: Surroundings, first: int) -> int:
    """Where a run of words in Latin letters ends, small ones between capitals among them (Corriere della Sera)."""
    tokens, end = around.tokens, first
    for at in range(first, len(tokens)):
        if tokens[at].script != LATIN:
            break
        if tokens[at].capital:
            end = at + 1
    return end


def quoted_whole(around: Surroundings, span: Span) -> Span:
    """A body's name that ends a quotation with the capitalised words of the quotation before it («Пегас Туристик»)."""
    tokens, first = around.tokens, span.first
    while first > 1 and tokens[first - 1].word and tokens[first - 1].capital:
        first -= 1
    whole = span.label == "organisation" and _end_of_quotation(around, first) == span.last
    return span._replace(first=first) if whole else span


def is_titled(around: Surroundings, span: Span) -> bool:
    """Is a span all that a quotation holds, and the quotation a title: after a word for a work (фільм «Дэбют»), or of
    one word before its author («Агмень» Юрыя)?
    """
    tokens, lang = around.tokens, primary_language(around.lang)
    if _end_of_quotation(around, span.first) != span.last or given_like(tokens[span.first], lang):
        return False
    if follows_word(around, span.first - 1, "works"):
        return True
    after = tokens[span.last + 1] if span.last + 1 < len(tokens) else None
    single = span.label == "person" and span.last - span.first == 1
    return single and after is not None and after.capital and given_like(after, lang)


def names_a_body(around: Surroundings, span: Span) -> bool:
    """Do several words begin with a word for a body (Радыё Рацыя), or were they taken for a person after one, with a
    word for a thing among them (канал Арт Сядзібы)?
    """
    tokens, lang = around.tokens[span.first : span.last], primary_language(around.lang)
    if span.label not in ("person", "place") or len(tokens) == 1:
        return False
    if is_form_of(tokens[0].fold, lang, "called"):
        return True
    if span.label == "place" or not _is_called(around, span.first):
        return False
    return any(is_thing(token.fold, lang) for token in tokens) and not any(given_like(token, lang) for token in tokens)


def _is_called(around: Surroundings, at: int) -> bool:
    return at > 0 and is_form_of(around.tokens[at - 1].fold, primary_language(around.lang), "called")


def _end_of_quotation(around: Surroundings, first: int) -> int:
    """Where a short quotation ends that begins right before a token, without a space; 0 where there is none."""
    tokens = around.tokens
    if first == 0 or tokens[first - 1].fold != QUOTE or tokens[first - 1].end < tokens[first].start:
        return 0
    return next((at for at in range(first + 1, min(first + LONGEST, len(tokens))) if tokens[at].fold == QUOTE), 0)


def follows_word(around: Surroundings, quote: int, group: str) -> bool:
    """Does a word of a group stand before a quotation mark, right before it or with an acronym between?"""
    at = quote - 1
    if at > 0 and is_acronym(around.tokens[at], around):
        at -= 1
    return at >= 0 and is_form_of(around.tokens[at].fold, primary_language(around.lang), group)
