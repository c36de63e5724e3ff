"""What stands in one list is of one kind: names between commas tell each other what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.languages import nominative_name
from pipeline.records import primary_language
from pipeline.spotting.evidence import words
from pipeline.spotting.known import Match
from pipeline.spotting.tagger import Span
from pipeline.spotting.tokens import covered
from pipeline.spotting.unknown import Surroundings, adjective_like, between_names, is_form_of

LEAST, SHORTEST = 4, 3
LEAST_SHARE = 0.5
NOTHING, PERSON, PLACE = "", "person", "place"
COLON = ":"
LOOKED_BACK = 6


class _Item(NamedTuple):
    """What stands between two commas: a span, a known name or a capitalised word of no kind as yet."""

    first: int
    last: int
    kind: str
    known: bool


def agree_in_lists(around: Surroundings, spans: Sequence[Span], matches: Iterable[Match]) -> list[Span]:
    """The spans with those that a list tells: of four items and more, at least half of which are places, all are
    places, and so they are after a preposition that all of them may stand in the locative after, the first being one;
    what stands after a word for relatives and a colon are persons.

    What the gazetteer holds keeps its kind in a list of places.
    """
    items = sorted([*_spans(spans, matches), *_untold(around, spans, matches)])
    found = list(spans)
    for row in _lists(around, items):
        kind = _kind(around, row)
        for item in row:
            if kind == NOTHING or item.kind == kind or (item.known and kind == PLACE):
                continue
            old = [span for span in found if span.first < item.last and item.first < span.last]
            found = [span for span in found if span not in old]
            found.append(Span(item.first, item.last, kind))
    return sorted(found)


def _kind(around: Surroundings, row: Sequence[_Item]) -> str:
    """What a list tells that all its items are."""
    if len(row) > 1 and _are_kin(around, row[0].first):
        return PERSON
    if len(row) > 1 and row[0].kind == PLACE and all(_is_located(around, row[0].first, item) for item in row):
        return PLACE
    counts = Counter(item.kind for item in row)
    return PLACE if len(row) >= LEAST and counts[PLACE] >= LEAST_SHARE * len(row) else NOTHING


def _are_kin(around: Surroundings, first: int) -> bool:
    """Does a colon stand before a list, and a word for relatives before that (дочкі Атланта: Мая, Электра)?"""
    tokens, lang = around.tokens, primary_language(around.lang)
    if first == 0 or tokens[first - 1].text != COLON:
        return False
    return any(is_form_of(token.fold, lang, "kin") for token in tokens[max(0, first - LOOKED_BACK) : first])


def _is_located(around: Surroundings, first: int, item: _Item) -> bool:
    """May an item be in the locative, after the preposition that a list follows (в Марселе и Лионе)?"""
    lang = primary_language(around.lang)
    if around.fold_before(first) not in words("locative_prepositions", lang):
        return False
    form = " ".join(token.text for token in around.tokens[item.first : item.last])
    return any(one.case == "Loc" for one in nominative_name(form, lang, type="place"))


def _spans(spans: Iterable[Span], matches: Iterable[Match]) -> Iterator[_Item]:
    free = set[int]()
    for span in spans:
        free.update(range(span.first, span.last))
        yield _Item(span.first, span.last, span.label, False)
    for match in matches:
        if free.isdisjoint(range(match.first, match.last)):
            yield _Item(match.first, match.last, match.names[0].type, True)


def _untold(around: Surroundings, spans: Iterable[Span], matches: Iterable[Match]) -> Iterator[_Item]:
    taken = covered(spans) | covered(matches)
    lang = primary_language(around.lang)
    for at in around.capitals:
        token = around.tokens[at]
        opens = token.first and around.tokens[at - 1].text != COLON
        name_like = token.word and not opens and not token.upper and len(token.text) >= SHORTEST
        if at not in taken and name_like and not adjective_like(token, lang):
            yield _Item(at, at + 1, NOTHING, False)


def _lists(around: Surroundings, items: Sequence[_Item]) -> Iterator[list[_Item]]:
    between = between_names(primary_language(around.lang))
    row: list[_Item] = []
    for item in items:
        if row and not (row[-1].last + 1 == item.first and around.tokens[row[-1].last].fold in between):
            yield row
            row = []
        row.append(item)
    if row:
        yield row
