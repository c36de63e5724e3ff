"""Persons' full names that nothing else found whole: what stands before a surname and belongs to it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from pipeline.languages import cases_after, nominative_name
from pipeline.records import primary_language
from pipeline.spotting.evidence import particles, words
from pipeline.spotting.introducing import PERSONS
from pipeline.spotting.parting import is_initial
from pipeline.spotting.tagger import Span
from pipeline.spotting.tagger.dictionary import OF_THE_DICTIONARY, word_kinds
from pipeline.spotting.things import is_stranger
from pipeline.spotting.tokens import Token, adjacent, covered
from pipeline.spotting.unknown import Surroundings, adjective_like, given_like

SHORTEST, HYPHEN = 3, "-"
_NEVER = frozenset({"PREP", "CONJ", "NPRO", "VERB", "INFN", "Abbr"})


def full_names(around: Surroundings, spans: Iterable[Span], known: Container[int]) -> Iterator[Span]:
    """Two capitalised words side by side of which the first is a given name and nothing else (Майк Пенс), both of them
    in none of the spans, nor `known`.
    """
    tokens, lang = around.tokens, primary_language(around.lang)
    taken = covered(spans)
    for at in around.capitals:
        if at + 1 >= len(tokens) or not all(_is_free(around, one, taken, known) for one in (at, at + 1)):
            continue
        if _is_given_alone(tokens[at], lang) and adjacent(around.text, tokens[at], tokens[at + 1]):
            yield Span(at, at + 2, "person")


def initialled(around: Surroundings) -> Iterator[Span]:
    """Two initials or more with the surname that they stand before (М. Дз. Зялінскі), joined by hyphens or not (Ж.-К.
    Юнкер).
    """
    end = 0
    for at in around.capitals:
        if at < end:
            continue
        end, initials = at, 0
        while is_initial(around, end) and around.tokens[end].script == "Cyrl":
            end, initials = end + _step(around, end), initials + 1
        if initials > 1 and _is_after_initials(around, end):
            yield Span(at, end + 1, "person")


def _step(around: Surroundings, at: int) -> int:
    """How many tokens lie between an initial and what follows it: its full stop, and a hyphen."""
    hyphen = around.tokens[at + 2 : at + 3]
    return 3 if hyphen and hyphen[0].fold == HYPHEN and is_initial(around, at + 3) else 2


def _initial_before(around: Surroundings, at: int) -> int | None:
    """Where an initial right before a token begins, a hyphen between them or not; None where there is none."""
    begins = [at - back for back in (2, 3) if is_initial(around, at - back) and _step(around, at - back) == back]
    return begins[0] if begins else None


def _is_after_initials(around: Surroundings, at: int) -> bool:
    """May a token be the surname after initials?"""
    if at >= len(around.tokens) or not adjacent(around.text, around.tokens[at - 1], around.tokens[at]):
        return False
    token = around.tokens[at]
    named = token.capital and token.word and token.script == "Cyrl" and len(token.text) >= SHORTEST
    return named and not opens(token.fold, primary_language(around.lang))


def whole_name(around: Surroundings, span: Span, taken: Container[int]) -> Span:
    """A person's name with the words right before it that are part of it and of no other name: given names, particles
    (Ле Пен), short surnames that stand first (Си Цзиньпин), a word of no dictionary that a sentence begins with
    (Лионель Месси), initials; and with foreign names on both sides (Кейні Уэст).
    """
    tokens, first = around.tokens, span.first
    if span.label != "person":
        return span
    while first > 0 and first - 1 not in taken:
        before = tokens[first - 1]
        beside = before.capital and before.word and adjacent(around.text, before, tokens[first])
        if not beside or opens(before.fold, primary_language(around.lang)):
            break
        if not (_may_precede(around, first - 1) or _is_foreign_part(around, first - 1, first, span.last)):
            break
        first -= 1
    while (initial := _initial_before(around, first)) is not None and initial not in taken:
        first = initial
    return span._replace(first=first, last=_end_with_foreign_parts(around, first, span.last, taken))


def opens(word: str, lang: str) -> bool:
    """Is a word one of those that may open a sentence but never a name: a preposition, a conjunction, a pronoun?"""
    return word in words("function_words", lang) or bool(cases_after(word, lang))


def _may_precede(around: Surroundings, at: int) -> bool:
    """May a capitalised word be what a person's name begins with?"""
    token, lang = around.tokens[at], primary_language(around.lang)
    kinds = word_kinds(token.fold, lang)
    if given_like(token, lang) or kinds == {"Name"} or token.fold in particles():
        return True
    if token.script != "Cyrl" or token.upper or len(token.text) < 2:
        return False
    if len(token.text) < SHORTEST:
        return not token.first or kinds.isdisjoint(_NEVER)
    foreign = lang == OF_THE_DICTIONARY and token.first and not kinds and HYPHEN not in token.fold
    return foreign and not token.fold.endswith(tuple(words("agents", lang)))


def _end_with_foreign_parts(around: Surroundings, first: int, last: int, taken: Container[int]) -> int:
    tokens = around.tokens
    while last < len(tokens) and last not in taken and adjacent(around.text, tokens[last - 1], tokens[last]):
        if not _is_foreign_part(around, last, first, last):
            break
        last += 1
    return last


def _is_foreign_part(around: Surroundings, at: int, first: int, last: int) -> bool:
    """May a stranger to the Belarusian dictionary beside a person's name stand in one case with it?"""
    token, lang = around.tokens[at], primary_language(around.lang)
    if around.shouting or not is_stranger(token, lang) or adjective_like(token, lang):
        return False
    form = " ".join(token.text for token in around.tokens[min(at, first) : max(at + 1, last)])
    return any(reading.case for reading in nominative_name(form, lang, type="person"))


def _is_free(around: Surroundings, at: int, taken: Container[int], known: Container[int]) -> bool:
    token = around.tokens[at]
    if at in taken or at in known or not token.word or not token.capital or token.script != "Cyrl":
        return False
    named = len(token.text) >= SHORTEST and not token.upper
    return named and token.fold not in words("function_words", primary_language(around.lang))


def _is_given_alone(token: Token, lang: str) -> bool:
    kinds = word_kinds(token.fold, lang)
    return kinds <= PERSONS and given_like(token, lang)
