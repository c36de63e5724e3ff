"""Whole names brought back to the nominative: the case, number and gender on which all their parts agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import msgspec

from pipeline.languages.alphabets import base_language, without_stress
from pipeline.languages.declension import DECLINING, analyse, decline
from pipeline.languages.names import declining_places
from pipeline.languages.nouns import head_nouns
from pipeline.languages.paradigms import ANIMATE, Kind
from pipeline.languages.ranking import ranking
from pipeline.languages.structure import Piece, long_order, orders, pieces_of
from pipeline.languages.words import Analysis
from pipeline.records import Case, EntityType, Gender, Number

LIMIT = 24
Agreement = tuple[Case | None, Number, Gender | None]


class NameReading(msgspec.Struct, frozen=True):
    """A reading of a whole name. `nominative` has the number of the form, `lemma` is singular where there is
    one.

    `case` is None where nothing in the name declines. `weight` (natural logarithm) orders the readings.
    """

    lemma: str
    nominative: str
    case: Case | None
    number: Number
    gender: Gender | None
    type: EntityType
    weight: float


@lru_cache(maxsize=131072)
def nominative_name(
    form: str,
    lang: str,
    *,
    type: EntityType | None = None,
    gender: Gender | None = None,
) -> tuple[NameReading, ...]:
    """The readings of a name in running text, best first; the form itself where no rule reads it.

    `type` limits the readings to persons, places or organisations, `gender` to persons of a gender.
    """
    lang = base_language(lang)
    types: tuple[EntityType, ...] = (type,) if type else ("person", "place", "organisation")
    if lang not in DECLINING:
        return tuple(NameReading(form, form, None, "Sing", None, one, 0.0) for one in types)
    pieces = pieces_of(without_stress(form), lang)
    found: dict[tuple[str, Agreement, EntityType], NameReading] = {}
    for one in types:
        for reading in _person(pieces, lang, gender) if one == "person" else _phrase(pieces, lang, one):
            key = (reading.nominative, (reading.case, reading.number, reading.gender), one)
            if key not in found or found[key].weight < reading.weight:
                found[key] = reading
    best = sorted(found.values(), key=lambda reading: -reading.weight)[:LIMIT]
    whole = "".join(piece.text for piece in pieces)
    return tuple(best) or tuple(NameReading(whole, whole, None, "Sing", gender, one, -99.0) for one in types)


def _person(pieces: list[Piece], lang: str, gender: Gender | None) -> Iterable[NameReading]:
    places = [i for i, piece in enumerate(pieces) if piece.declines]
    readings = [analyse(pieces[i].text, lang) for i in places]
    for parts, weight in _orders(pieces, len(places)):
        choices = [_of_kinds(found, (part,)) for found, part in zip(readings, parts, strict=True)]
        for agreement in _agreements(choices):
            if gender is not None and agreement[2] not in (gender, None):
                continue
            chosen = _chosen(choices, agreement, _same_gender)
            if chosen:
                total = math.log(weight) + sum(_weight(reading, agreement) for reading in chosen)
                total -= (len(chosen) - 1) * _weight_of_case(agreement[0], "person")
                yield _reading(pieces, dict(zip(places, chosen, strict=True)), lang, agreement, "person", total)


def _orders(pieces: list[Piece], size: int) -> list[tuple[tuple[Kind, ...], float]]:
    """The parts that the words may be; a single word beside initials is a surname."""
    if size == 1 and len(pieces) > 1:
        return [(("surname",), 1.0)]
    if size > 4:
        return [(long_order(size), 1.0)]
    return [(order.parts, order.weight) for order in orders().get(size, ())]


def _phrase(pieces: list[Piece], lang: str, type_: EntityType) -> Iterable[NameReading]:
    places = declining_places(pieces, lang, type_)
    readings = [analyse(pieces[i].text, lang) for i in places]
    for head in range(len(places)):
        firsts = [_adjectives(found) for found in readings[:head]]
        if not all(firsts):
            break
        heads = _heads(readings[head], lang, type_)
        choices = [*firsts, heads]
        for agreement in _agreements([heads]):
            chosen = _chosen(choices, agreement, _same_gender)
            if chosen:
                rest = len(places) - 1 - head
                total = _weight(chosen[-1], agreement) + _phrase_weight(chosen, rest, lang, type_)
                done = dict(zip(places, chosen, strict=False))
                yield _reading(pieces, done, lang, agreement, type_, total)


def _phrase_weight(chosen: Sequence[Analysis], rest: int, lang: str, type_: EntityType) -> float:
    """What the shape of a phrase adds: a listed head, and the words after the head that stay as they are."""
    factors = ranking().factors
    listed = chosen[-1].lemma.lower() in head_nouns(lang)
    tail = factors["tail_of_listed_head"] if listed else factors[f"tail_of_{type_}"]
    return (math.log(factors["listed_head"]) if listed else 0.0) + rest * math.log(tail)


def _adjectives(readings: Iterable[Analysis]) -> list[Analysis]:
    return [one for one in readings if one.kind == "adjective" and (one.number == "Sing" or one.gender is None)]


def _heads(readings: Iterable[Analysis], lang: str, type_: EntityType) -> list[Analysis]:
    """Readings as the head of a place or an organisation: common nouns of the list, else names."""
    found: list[Analysis] = []
    for one in readings:
        if one.number == "Plur" and one.gender is not None:
            continue
        listed = head_nouns(lang).get(one.lemma.lower()) if one.kind == "noun" else None
        if (
            listed == (one.gender, one.number)
            or one.kind == "place"
            or (type_ == "organisation" and one.kind == "noun" and listed is None)
        ):
            found.append(one)
    return found


def _of_kinds(readings: Iterable[Analysis], kinds: Sequence[Kind]) -> list[Analysis]:
    return [reading for reading in readings if reading.kind in kinds]


def _agreements(choices: Sequence[Sequence[Analysis]]) -> set[Agreement]:
    """Every case, number and gender of any part; of the parts that do not decline where no part does."""
    found: set[Agreement] = {
        (one.case, one.number, one.gender) for readings in choices for one in readings if one.case is not None
    }
    still = {(one.case, one.number, one.gender) for readings in choices for one in readings if one.case is None}
    return found | still


def _same_gender(reading: Analysis, agreement: Agreement) -> bool:
    return reading.gender == agreement[2]


def _chosen(
    choices: Sequence[Sequence[Analysis]], agreement: Agreement, fits: Callable[[Analysis, Agreement], bool]
) -> list[Analysis] | None:
    """The best reading of every part in one case, number and gender, or None."""
    chosen: list[Analysis] = []
    case, number, _ = agreement
    for readings in choices:
        fitting = [
            one for one in readings if one.case in (case, None) and one.number == number and fits(one, agreement)
        ]
        if not fitting:
            return None
        chosen.append(max(fitting, key=lambda one: _weight(one, agreement)))
    return chosen


def _weight(reading: Analysis, agreement: Agreement) -> float:
    """A reading's weight; one that stands for any case shares the commonness of the case that the others
    have.
    """
    if reading.case is not None or agreement[0] is None:
        return reading.weight
    return reading.weight + _weight_of_case(agreement[0], "person" if reading.kind in ANIMATE else "place")


def _weight_of_case(case: Case | None, group: str) -> float:
    return math.log(ranking().cases[group][case]) if case else 0.0


def _reading(
    pieces: list[Piece],
    chosen: dict[int, Analysis],
    lang: str,
    agreement: Agreement,
    type_: EntityType,
    weight: float,
) -> NameReading:
    case, number, gender = agreement
    lemma = "".join(chosen[i].lemma if i in chosen else piece.text for i, piece in enumerate(pieces))
    nominative = lemma
    if number == "Plur" and gender is not None:
        nominative = "".join(_plural(chosen[i], lang) if i in chosen else piece.text for i, piece in enumerate(pieces))
    return NameReading(lemma, nominative, case, number, gender, type_, weight)


def _plural(reading: Analysis, lang: str) -> str:
    form = decline(reading.lemma, lang, "Nom", kind=reading.kind, gender=reading.gender, number="Plur")
    return form or reading.lemma
