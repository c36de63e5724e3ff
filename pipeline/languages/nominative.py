"""Whole names brought back to the nominative: the case, number and gender on which all their parts agree."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter

import msgspec

from pipeline.languages.alphabets import base_language, without_stress
from pipeline.languages.declension import DECLINING, analyse, decline
from pipeline.languages.names import declining_places
from pipeline.languages.nouns import head_nouns
from pipeline.languages.paradigms import ANIMATE, Kind
from pipeline.languages.ranking import log_of, ranking
from pipeline.languages.structure import Piece, long_order, orders, pieces_of
from pipeline.languages.words import Analysis
from pipeline.records import ENTITY_TYPES, Case, EntityType, Gender, Number

LIMIT = 24
CHOICES = 3
Agreement = tuple[Case | None, Number, Gender | None]
ByAgreement = dict[Agreement, list[Analysis]]
# The weight of a reading, which pieces decline (the first of them are read), how, in which case, and the type.
Candidate = tuple[float, list[int], list[Analysis], Agreement, EntityType]


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


@lru_cache(maxsize=8_192)
def nominative_name(
    form: str,
    lang: str,
    *,
    type: EntityType | None = None,
    gender: Gender | None = None,
    limit: int = LIMIT,
) -> tuple[NameReading, ...]:
    """The readings of a name in running text, best first; the form itself where no rule reads it.

    `type` limits the readings to persons, places or organisations, `gender` to persons of a gender; `limit` is the
    number of readings that are worth the time.
    """
    lang = base_language(lang)
    types: tuple[EntityType, ...] = (type,) if type else ENTITY_TYPES
    if lang not in DECLINING:
        return tuple(NameReading(form, form, None, "Sing", None, one, 0.0) for one in types)
    pieces = pieces_of(without_stress(form), lang)
    candidates = [
        candidate
        for one in types
        for candidate in (_person(pieces, lang, gender) if one == "person" else _phrase(pieces, lang, one))
    ]
    candidates.sort(key=itemgetter(0), reverse=True)
    found: dict[tuple[str, Agreement, EntityType], NameReading] = {}
    for candidate in candidates:
        reading = _reading(pieces, lang, candidate)
        found.setdefault((reading.nominative, candidate[3], reading.type), reading)
        if len(found) == limit:
            break
    whole = "".join(piece.text for piece in pieces)
    best = tuple(found.values())
    return best or tuple(NameReading(whole, whole, None, "Sing", gender, one, -99.0) for one in types)


def _person(pieces: Sequence[Piece], lang: str, gender: Gender | None) -> Iterable[Candidate]:
    places = [i for i, piece in enumerate(pieces) if piece.declines]
    readings = [_by_kind(pieces[i].text, lang) for i in places]
    for parts, weight in _orders(pieces, len(places)):
        choices = [found.get(part, {}) for found, part in zip(readings, parts, strict=True)]
        if not all(choices):
            continue
        of_order = math.log(weight)
        for agreement in _agreements(choices):
            if gender is not None and agreement[2] not in (gender, None):
                continue
            fitting = _fitting(choices, agreement)
            if not fitting:
                continue
            of_case = (len(choices) - 1) * _weight_of_case(agreement[0], "person")
            for chosen in _combinations(fitting):
                total = of_order + sum([_weight(reading, agreement) for reading in chosen]) - of_case
                yield total, places, chosen, agreement, "person"


def _orders(pieces: Sequence[Piece], size: int) -> list[tuple[tuple[Kind, ...], float]]:
    """The parts that the words may be; a single word beside initials is a surname."""
    if size == 1 and len(pieces) > 1:
        return [(("surname",), 1.0)]
    if size > 4:
        return [(long_order(size), 1.0)]
    return [(order.parts, order.weight) for order in orders().get(size, ())]


def _phrase(pieces: Sequence[Piece], lang: str, type_: EntityType) -> Iterable[Candidate]:
    places = declining_places(pieces, lang, type_)
    readings = [analyse(pieces[i].text, lang) for i in places]
    for head in range(len(places)):
        firsts = [_adjectives(found) for found in readings[:head]]
        if not all(firsts):
            break
        heads = _by_agreement(_heads(readings[head], lang, type_))
        if not heads:
            continue
        choices = [*map(_by_agreement, firsts), heads]
        for agreement in _agreements([heads]):
            for chosen in _combinations(_fitting(choices, agreement)):
                rest = len(places) - 1 - head
                total = _weight(chosen[-1], agreement) + _phrase_weight(chosen, rest, lang, type_)
                if head and type_ == "place":
                    total += log_of("agreeing_adjective")
                yield total, places, chosen, agreement, type_


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


@lru_cache(maxsize=1024)
def _by_kind(word: str, lang: str) -> Mapping[Kind, ByAgreement]:
    """The readings of a word as a part of a person's name, by kind."""
    found: dict[Kind, ByAgreement] = {}
    for one in analyse(word, lang):
        if one.kind in ANIMATE:
            found.setdefault(one.kind, {}).setdefault((one.case, one.number, one.gender), []).append(one)
    return found


def _by_agreement(readings: Iterable[Analysis]) -> ByAgreement:
    """Readings by case, number and gender, best first."""
    found: ByAgreement = {}
    for one in readings:
        found.setdefault((one.case, one.number, one.gender), []).append(one)
    return found


def _agreements(choices: Sequence[ByAgreement]) -> list[Agreement]:
    """Every case, number and gender of any part; those of the parts that do not decline come last."""
    found = list(dict.fromkeys(chain.from_iterable(choices)))
    still = [agreement for agreement in found if agreement[0] is None]
    return [agreement for agreement in found if agreement[0] is not None] + still if still else found


def _fitting(choices: Iterable[ByAgreement], agreement: Agreement) -> list[Sequence[Analysis]]:
    """The readings of every part in a case, number and gender, those that do not decline too, best first; none of any
    part where one has none.
    """
    case, number, gender = agreement
    found: list[Sequence[Analysis]] = []
    for part in choices:
        declined = part.get(agreement, ())
        still = part.get((None, number, gender), ()) if case is not None else ()
        if declined and still:
            found.append(sorted((*declined, *still), key=lambda one: -_weight(one, agreement)))
        elif declined or still:
            found.append(declined or still)
        else:
            return []
    return found


def _combinations(fitting: Sequence[Sequence[Analysis]]) -> list[list[Analysis]]:
    """The best reading of every part; then others of one part among the best of the rest (Бикові is the locative of
    Биков and of Бик).
    """
    if not fitting:
        return []
    best = [readings[0] for readings in fitting]
    others = [(i, other) for i, readings in enumerate(fitting) for other in readings[1:CHOICES]]
    return [best, *([*best[:i], other, *best[i + 1 :]] for i, other in others)]


def _weight(reading: Analysis, agreement: Agreement) -> float:
    """A reading's weight; one that stands for any case shares the commonness of the case that the others
    have.
    """
    if reading.case is not None or agreement[0] is None:
        return reading.weight
    return reading.weight + _weight_of_case(agreement[0], "person" if reading.kind in ANIMATE else "place")


@cache
def _weight_of_case(case: Case | None, group: str) -> float:
    return math.log(ranking().cases[group][case]) if case else 0.0


def _reading(pieces: Sequence[Piece], lang: str, candidate: Candidate) -> NameReading:
    weight, places, chosen, agreement, type_ = candidate
    case, number, gender = agreement
    words = [piece.text for piece in pieces]
    for place, reading in zip(places, chosen, strict=False):
        words[place] = reading.lemma
    nominative = lemma = "".join(words)
    if number == "Plur" and gender is not None:
        for place, reading in zip(places, chosen, strict=False):
            words[place] = _plural(reading, lang)
        nominative = "".join(words)
    return NameReading(lemma, nominative, case, number, gender, type_, weight)


@lru_cache(maxsize=1024)
def _plural(reading: Analysis, lang: str) -> str:
    form = decline(reading.lemma, lang, "Nom", kind=reading.kind, gender=reading.gender, number="Plur")
    return form or reading.lemma
