"""Names that the tagger made one, parted: two that stand side by side are told by the gazetteer and by their cases."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from pipeline.languages import nominative_name
from pipeline.records import primary_language
from pipeline.spotting.evidence import words
from pipeline.spotting.introducing import holds_an_office
from pipeline.spotting.known import Match
from pipeline.spotting.tagger import Span
from pipeline.spotting.tagger.dictionary import ANIMATE, word_kinds
from pipeline.spotting.tagger.letters import stem_of
from pipeline.spotting.tokens import Token, adjacent
from pipeline.spotting.unknown import Surroundings, between_names, given_like, is_form_of

LONGEST_INITIAL, SHORTEST_OPENING = 2, 3
QUOTE, HYPHEN = '"', "-"


def parted(around: Surroundings, span: Span, matches: Sequence[Match], surnames: Container[str]) -> Iterator[Span]:
    """What is left of a span beside the gazetteer's names within it.

    Two known places side by side are two places (уступка Лондона Брюсселю), as far as no name holds both. A place or an
    organisation right before a person is no part of the person's name (главы Еврокомиссии Жан-Клода Юнкера), unless it
    may be a given name, or stands in the same case (Азия Биби); after a title it is what the office is of (мэр Казани
    Метшин). Whom a title is of (`surnames`: stems that the document tells) is another person than who bears it
    (адвокат Трампа Руди Джулиани). An initial and a surname that end a name of another kind are a person. Two
    organisations were made one where a quotation begins after a comma or a conjunction (Сбербанка и «Яндекса»), or an
    ordinary word follows one in Latin letters (UOKiK оштрафовал Газпром). The end of a known place or body is not the
    beginning of a name (Північної Ірландії Шейлеш Вара).
    """
    span = span._replace(first=next((one.last for one in matches if _ends_in(one, span)), span.first))
    inner = [match for match in matches if span.first <= match.first and match.last <= span.last]
    cut = _cut(around, span, inner, surnames)
    if cut:
        yield from cut
        return
    if span.label not in ("person", "place") or not inner or _covers(inner[0], span):
        yield span
    elif span.label == "place" and _is_places_only(inner, span):
        return
    elif _stands_before_a_person(around, inner[0], span):
        yield Span(inner[0].last, span.last, "person")
    elif span.label == "person" and inner[-1].last == span.last and _heads_it(around, inner[-1], span):
        yield span._replace(label="organisation")
    else:
        yield span


def _ends_in(match: Match, span: Span) -> bool:
    """Does a known place or body begin before a span and end within it?"""
    return match.first < span.first < match.last < span.last and all(name.type != "person" for name in match.names)


def _cut(around: Surroundings, span: Span, inner: Sequence[Match], surnames: Container[str]) -> list[Span]:
    """The spans that one is made of, by its words and those before it; none where it is one."""
    first, last, initial = span.first, span.last, span.last - 3
    if span.label == "other" and first <= initial and is_initial(around, initial):
        return [*([Span(first, initial, "other")] if first < initial else ()), Span(initial, last, "person")]
    if span.label in ("person", "place") and _is_an_office(around, span, inner):
        return [Span(first, first + 1, "place"), Span(first + 1, last, "person")]
    if span.label == "person" and _is_of_somebody(around, span, surnames):
        return [Span(first, first + 1, "person"), Span(first + 1, last, "person")]
    if span.label == "organisation" and (gap := _gap(around, span)):
        return [Span(first, gap.start, "organisation"), Span(gap.stop, last, "organisation")]
    return []


def _is_an_office(around: Surroundings, span: Span, inner: Sequence[Match]) -> bool:
    """Are two words after a title a place that the dictionary or the gazetteer knows and who holds an office there?"""
    if span.last - span.first != 2 or not holds_an_office(around, span.last - 1):
        return False
    token, lang = around.tokens[span.first], primary_language(around.lang)
    known = any(match.first == span.first and _is_of(match, "place") for match in inner)
    return (known or "Geox" in word_kinds(token.fold, lang)) and not given_like(token, lang)


def _is_of_somebody(around: Surroundings, span: Span, surnames: Container[str]) -> bool:
    """Do words after one for a person begin with a surname that the document tells, and go on with a full name?"""
    tokens, lang = around.tokens, primary_language(around.lang)
    if span.last - span.first != 3 or stem_of(tokens[span.first].fold) not in surnames or not span.first:
        return False
    before, last = tokens[span.first - 1], tokens[span.last - 1]
    written = before.word and (before.first or not before.capital)
    titled = written and ANIMATE in word_kinds(before.fold, lang)
    return titled and not given_like(tokens[span.first], lang) and "Patr" not in word_kinds(last.fold, lang)


def _gap(around: Surroundings, span: Span) -> range | None:
    """The words within an organisation's name that part two: of the name before them and that after them each holds a
    capital.
    """
    tokens, lang = around.tokens, primary_language(around.lang)
    for at in range(span.first + 1, span.last - 1):
        if tokens[at].fold in between_names(lang) and tokens[at + 1].fold == QUOTE:
            after = at + 2
        elif tokens[at - 1].script == "Latn" and _is_small(tokens[at]):
            after = next((one for one in range(at, span.last) if tokens[one].capital), span.last)
        else:
            continue
        if after < span.last and tokens[after].capital:
            return range(at, after)
    return None


def _is_small(token: Token) -> bool:
    return token.word and token.script == "Cyrl" and not token.capital


def _covers(match: Match, span: Span) -> bool:
    return (match.first, match.last) == (span.first, span.last)


def _is_places_only(inner: Sequence[Match], span: Span) -> bool:
    covered = sum(match.last - match.first for match in inner)
    return len(inner) > 1 and covered == span.last - span.first and all(_is_of(match, "place") for match in inner)


def _is_of(match: Match, kind: str) -> bool:
    return all(name.type == kind for name in match.names)


def _stands_before_a_person(around: Surroundings, match: Match, span: Span) -> bool:
    lang, rest = primary_language(around.lang), around.tokens[match.last : span.last]
    person = any(name.type == "person" for name in match.names)
    if match.first != span.first or person or not rest or not all(token.capital for token in rest if token.word):
        return False
    if given_like(around.tokens[match.first], lang):
        return False
    if span.label == "place":
        return len(rest) > 1 and given_like(rest[0], lang)
    if _is_of(match, "organisation"):
        return True
    readings = nominative_name(" ".join(token.text for token in rest), lang, type="person")
    cases = {case for case, _ in match.cases}
    return bool(cases) and cases.isdisjoint(told := {reading.case for reading in readings}) and None not in told


def _heads_it(around: Surroundings, match: Match, span: Span) -> bool:
    """Is the first word of a span the head of a body, and a known name what it is the body of (Радай Еўрасаюза)?"""
    return match.first > span.first and is_form_of(
        around.tokens[span.first].fold, primary_language(around.lang), "organisation_heads"
    )


def joined(around: Surroundings, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans, given names and patronymics made one with the surname that goes on from them in the same case (Іван
    Дамінікавіч Луцэвіч).
    """
    before: Span | None = None
    for span in spans:
        if before and _goes_on(around, before, span):
            span = before._replace(last=span.last)
        elif before:
            yield before
        before = span
    if before:
        yield before


def _goes_on(around: Surroundings, before: Span, span: Span) -> bool:
    tokens, lang = around.tokens, primary_language(around.lang)
    if not (before.label == span.label == "person" and before.last == span.first):
        return False
    given, surname = tokens[before.last - 1], tokens[span.first]
    if not adjacent(around.text, given, surname) or given_like(surname, lang):
        return False
    if not given_like(given, lang) and "Patr" not in word_kinds(given.fold, lang):
        return False
    form = " ".join(token.text for token in tokens[before.first : span.last])
    return any(reading.case for reading in nominative_name(form, lang, type="person"))


def is_only_initials(around: Surroundings, span: Span) -> bool:
    """Is a span no more than initials before a name (Дж. Хант, Ж.-К. Юнкер), or letters not all of which are (И.о)?"""
    tokens = around.tokens
    letters = [at for at in range(span.first, span.last) if tokens[at].word]
    if not all(is_initial(around, at) for at in letters):
        return len(letters) > 1 and all(len(tokens[at].text) == 1 for at in letters)
    after = next((token for token in tokens[span.last : span.last + 3] if token.fold not in (".", HYPHEN)), None)
    return after is not None and after.capital


def is_initial(around: Surroundings, at: int) -> bool:
    """Does an initial with its full stop begin at a token: one letter, or two that stand for one sound (Дз., Дж.)?"""
    if not 0 <= at < len(around.tokens) - 1 or around.tokens[at + 1].text != ".":
        return False
    token = around.tokens[at]
    return token.capital and token.word and len(token.text) <= LONGEST_INITIAL and not token.upper


def _is_a_verb(token: Token, lang: str) -> bool:
    """Is a word in small letters a past tense or an infinitive, by the dictionary, or by its ending where no dictionary
    holds it?
    """
    kinds = word_kinds(token.fold, lang)
    ending = token.word and not token.capital and token.fold.endswith(tuple(words("verb_endings", lang)))
    return ending and (not kinds or ("VERB" in kinds and "NOUN" not in kinds))


def without_trailing(around: Surroundings, span: Span) -> Span:
    """A person without a word at the end that begins a new remark (миссис Мэй Почему); a body without a verb; a name
    without the closing mark of the quotation that it stands in.
    """
    last, tokens = span.last, around.tokens
    quotes = [token.fold for token in tokens[span.first : last]].count(QUOTE)
    if quotes % 2 and last - 1 > span.first and tokens[last - 1].fold == QUOTE:
        last -= 1
    if (
        span.label == "organisation"
        and last - 1 > span.first
        and _is_a_verb(tokens[last - 1], primary_language(around.lang))
    ):
        last -= 1
    opening = words("function_words", primary_language(around.lang))
    while last - 1 > span.first and span.label == "person":
        if len(tokens[last - 1].text) < SHORTEST_OPENING or tokens[last - 1].fold not in opening:
            break
        last -= 1
    return span._replace(last=last)
