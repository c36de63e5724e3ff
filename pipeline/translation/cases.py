"""Which case a name stands in: the cases that its source may be in, and the one that a translated sentence asks for."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.languages import base_language, cases_after, joined_by_and, script_of
from pipeline.matching.phrase import phrase_likelihood
from pipeline.matching.translated import WORD
from pipeline.records import Case, DocumentEntity, Mention
from pipeline.translation.forms import forms_by_case

_REACH = 40  # characters before a name in which the word before it is looked for


def word_before(text: str, at: int) -> str:
    """The word before a place in a text, in lower case; empty where there is none."""
    words = WORD.findall(text[max(0, at - _REACH) : at])
    return words[-1].lower() if words else ""


def source_cases(mention: Mention, entity: DocumentEntity, before: str, governed: Sequence[Case]) -> tuple[Case, ...]:
    """The cases that a mention may be in where it stands, likeliest first; none where its language does not tell.

    They are those whose form of the name is what stands there. `before` is the word before it, `governed` are the
    cases that are asked of it. A form that may be genitive or accusative is taken for the accusative where nothing
    stands before it: what the verb asks for is put first, what a noun asks for is not. Of an indeclinable name only the
    preposition tells, and so the case that it asks for most.
    """
    forms = forms_by_case(mention.lemma, base_language(mention.lang), entity.type, entity.gender or mention.gender)
    fitting = [case for case, form in forms if form.casefold() == mention.text.casefold()] if len(forms) > 1 else []
    likely = "Acc" if not before and mention.case == "Gen" and "Acc" in fitting else mention.case
    if not fitting:
        return (mention.case,) if mention.case else ()
    indeclinable = len({form for _, form in forms}) == 1

    def rank(case: Case) -> tuple[bool, int]:
        known = governed.index(case) if indeclinable and case in governed else int(case != likely)
        return not _allowed(case, governed), known

    return tuple(sorted(fitting, key=rank))


def is_indeclinable(mention: Mention, entity: DocumentEntity, governed: Sequence[Case]) -> bool:
    """Does a new name stand in the nominative after a word that asks for another case (з Брижит Макрон)?"""
    if not entity.new or not governed or "Nom" in governed or mention.script != "Cyrl":
        return False
    forms = forms_by_case(mention.lemma, base_language(mention.lang), entity.type, entity.gender or mention.gender)
    fitting = {case for case, form in forms if form.casefold() == mention.text.casefold()}
    return fitting == {"Nom"}


def _allowed(case: Case, governed: Sequence[Case]) -> bool:
    """May a case stand after a word that governs these cases? Without a preposition there is no locative."""
    return case in governed if governed else case != "Loc"


def asked_case(
    rendering: str,
    governed: Sequence[Case],
    forms: Sequence[tuple[Case, str]],
    source: Sequence[Case],
    *,
    fluent: bool,
) -> Case:
    """The case that a name takes in a translated sentence.

    `governed` are the cases that the word before asks for, `source` those of the original. An engine that writes
    whole sentences (`fluent`) knows best in which case it put a name; one that goes word by word only guesses where
    a form is ambiguous, and the original is trusted before it.
    """
    proper = [case for case, form in forms if form == rendering]
    for case in (*proper, *source) if fluent else (*source, *proper):
        if _allowed(case, governed):
            return case
    if governed and not source and script_of(rendering) == "Latn":
        return governed[0]
    heard = sorted(forms, key=lambda item: -phrase_likelihood(rendering, item[1]))
    return next((case for case, _ in heard if case in governed), source[0] if source else heard[0][0])


class Government:
    """The cases that words ask for along one sentence: names joined by `and` or a comma share a preposition."""

    def __init__(self, text: str, lang: str) -> None:
        self._text, self._lang = text, base_language(lang)
        self._end = 0
        self._cases: tuple[Case, ...] = ()

    def at(self, start: int, end: int, word: str, mention: Mention) -> tuple[Case, ...]:
        """The cases asked of a name from `start` to `end` after a word; to be asked in the order of the text."""
        cases = cases_after(word, self._lang, mention.type)
        if not cases and self._cases and joined_by_and(self._text[self._end : start], self._lang):
            cases = self._cases
        self._end, self._cases = end, cases
        return cases
