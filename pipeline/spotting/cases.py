"""The nominative of a name and the case it stands in: what its words may be, decided by what stands before it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from pipeline.languages import cases_after, nominative_name
from pipeline.records import Case, EntityType, Gender, Number
from pipeline.spotting.evidence import words

SHORTEST_VERB = 3
UNASKED = 10


class Nominative(NamedTuple):
    """A name's nominative, with the case, number and gender in which it stands (None where nothing tells)."""

    lemma: str
    case: Case | None
    number: Number | None
    gender: Gender | None


def choose_case(
    cases: Sequence[tuple[Case, Number]], before: str, lang: str, kind: EntityType
) -> tuple[Case, Number] | tuple[None, None]:
    """Of the cases a name may be in, likeliest first, the one that the word before it asks for.

    A preposition asks for its cases, a verb for the accusative; without a preposition there is no locative.
    """
    ranked = sorted(cases, key=lambda item: _unfit(item[0], before, lang, kind))
    return ranked[0] if ranked else (None, None)


def _unfit(case: Case | None, before: str, lang: str, kind: EntityType) -> int:
    """How badly a case goes with the word before the name: 0 is best, `UNASKED` not at all."""
    governed = cases_after(before, lang, kind)
    if governed:
        return governed.index(case) if case in governed else UNASKED
    if case == "Loc":
        return UNASKED
    after_verb = len(before) > SHORTEST_VERB and before.endswith(tuple(words("verb_endings", lang)))
    return int(case == "Gen") if after_verb else int(case == "Acc" and bool(before))


def read_nominative(form: str, lang: str, kind: EntityType, before: str, wanted: Container[str]) -> Nominative:
    """The nominative of a name that no gazetteer holds; the name itself in a language without cases.

    `wanted` are folded names that the document or the gazetteer knows: a reading among them comes first, then
    one in a case that `before`, the word before the name, asks for.
    """
    readings = nominative_name(form, lang, type=kind)
    if not readings:
        return Nominative(form, None, None, None)
    best = min(
        enumerate(readings),
        key=lambda item: (
            not any(word in wanted for word in item[1].lemma.casefold().split()),
            _unfit(item[1].case, before, lang, kind) == UNASKED,
            item[0],
        ),
    )[1]
    genders = {reading.gender for reading in readings if reading.lemma == best.lemma}
    return Nominative(best.lemma, best.case, best.number, best.gender if len(genders) == 1 else None)
