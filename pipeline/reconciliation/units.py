"""The ways of deciding, cheapest first: each finds entities that a name may stand for, with how sure it is.

A unit is asked only when those before it found nothing that settles the matter, and every candidate says which
unit found it. A unit has one example, which the tests run.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Protocol

from pipeline.gazetteer import Entity, Gazetteer, Name
from pipeline.gazetteer.prominence import is_small_place
from pipeline.languages import NameReading, nominative_name, script_of
from pipeline.languages.alphabets import CYRILLIC, alphabets
from pipeline.languages.territories import territory_of
from pipeline.matching.index import Found, SoundIndex
from pipeline.reconciliation.decisions import DecidedForm, Decisions
from pipeline.reconciliation.query import Query
from pipeline.reconciliation.typed import TYPED, of_kind, without_type_word
from pipeline.records import ENTITY_TYPES, Candidate, EntityType, Gender, primary_language

KIND_WEIGHT = {
    "preferred": 1.0,
    "variant": 0.98,
    "former": 0.97,
    "misspelling": 0.95,
    "short": 0.85,
    "nickname": 0.8,
}
"""How surely a form of each kind means its entity when it stands alone."""

INFLECTED_WEIGHT = 0.97
TYPED_WEIGHT = 0.97
SOUND_WEIGHT = 0.95
RENAMED_WEIGHT = 0.2
SMALL_PLACE_WEIGHT = 0.75
SURNAME_TOLD = 0.4
"""A person at least this likely by one word bears it as surname."""
MOST_RENAMED = 3
"""Given name and patronymic that more people than this share tell nothing."""
LEAST_DOUBT = 1e-4
"""No spelling is surer than this to be one of a name."""
MOST_READINGS = 4
"""Nominatives tried for a form in each language."""
REMEMBERED = 256
"""Forms whose readings are kept: every unit asks for those of the one name."""
AS_LIKELY = 3.0
"""A reading at most this much (natural logarithm) less likely than the best one has to be reckoned with."""


class Unit(Protocol):
    """One way of finding candidates for a name."""

    @property
    def name(self) -> str:
        """What the unit is called in results."""
        ...

    @property
    def last_resort(self) -> bool:
        """Is it asked only where no unit before it has found anything near?"""
        ...

    @property
    def example(self) -> tuple[str, str]:
        """A query, and the label of the entity of the built-in gazetteer that the unit finds for it."""
        ...

    def candidates(self, query: Query) -> list[Candidate]:
        """Candidates in no order, each entity once."""
        ...


class ExactForm:
    """The name stands in the gazetteer just so, letter case, apostrophes and look-alike letters aside."""

    name = "exact"
    last_resort = False
    example = ("Kiev", "Kyiv")

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def candidates(self, query: Query) -> list[Candidate]:
        forms = dict.fromkeys(form for form in (query.lemma, query.form) if form)
        return _weighed(
            self._gazetteer,
            (name for form in forms for name in self._gazetteer.exact(form)),
            query,
            self.name,
            1.0,
        )


class InflectedForm:
    """The name stands there in the nominative, and was asked for in another case."""

    name = "inflected"
    last_resort = False
    example = ("Светланой Тихановской", "Sviatlana Tsikhanouskaya")

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def candidates(self, query: Query) -> list[Candidate]:
        return _weighed(self._gazetteer, self._names(query), query, self.name, INFLECTED_WEIGHT)

    def _names(self, query: Query) -> Iterator[Name]:
        if query.lemma is not None:
            return
        for kind in [query.type] if query.type else ENTITY_TYPES:
            likely = _nominatives(query, kind)
            for lemma in dict.fromkeys((*likely, *_all_nominatives(query, kind))):
                for name in self._gazetteer.exact(lemma):
                    fits = self._gazetteer.entity(name.entity).type == kind and not name.indeclinable
                    if fits and (lemma in likely or name.kind == "short"):
                        yield name


class TypedPlace:
    """A settlement that stands there just so or in another case, asked for with a word for what it is."""

    name = TYPED
    last_resort = False
    example = ("г. Минск", "Minsk")

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._plain = (ExactForm(gazetteer), InflectedForm(gazetteer))

    def candidates(self, query: Query) -> list[Candidate]:
        told = without_type_word(query)
        if told is None:
            return []
        kind, plain = told
        answers = (of_kind(kind, unit.candidates(plain), self._gazetteer, TYPED_WEIGHT) for unit in self._plain)
        return next((found for found in answers if found), [])


class SoundAlike:
    """The name is spelled otherwise than any form of the gazetteer, but sounds like one: other script or system."""

    name = "sound"
    last_resort = False
    example = ("Sergej Tichanowskij", "Siarhei Tsikhanouski")

    def __init__(self, gazetteer: Gazetteer, index: SoundIndex) -> None:
        self._gazetteer = gazetteer
        self._index = index

    def candidates(self, query: Query) -> list[Candidate]:
        best: dict[str, Found] = {}
        for kind in [query.type] if query.type else ENTITY_TYPES:
            for form in _spellings(query, kind):
                for found in self._index.find(form, kind):
                    known = best.get(found.name.entity)
                    if known is None or known.likelihood < found.likelihood:
                        best[found.name.entity] = found
        found_alike = self._levelled(best.values()) if " " not in query.form.strip() else best.values()
        return shared(self._gazetteer, found_alike, query.gender, self.name, SOUND_WEIGHT)

    def _levelled(self, found: Iterable[Found]) -> list[Found]:
        """A word that is somebody's surname is no likelier to be a place of another spelling: Калиновский by itself is
        not the district of Калинівський.
        """
        kinds = [(self._gazetteer.entity(each.name.entity).type, each) for each in found]
        bearer = max((each.likelihood for kind, each in kinds if kind == "person"), default=0.0)
        most = bearer if bearer >= SURNAME_TOLD else 1.0
        return [
            each if kind == "person" else each._replace(likelihood=min(each.likelihood, most)) for kind, each in kinds
        ]


class _ByPerson(ABC):
    """Asked where nothing before came near: persons of the gazetteer by their whole names, each found in its way."""

    last_resort = True
    name: str
    weight: float

    def __init__(self, gazetteer: Gazetteer, index: SoundIndex) -> None:
        self._gazetteer = gazetteer
        self._index = index

    def candidates(self, query: Query) -> list[Candidate]:
        found = self.find(query.lemma or query.form) if query.type in (None, "person") else []
        return shared(self._gazetteer, found, query.gender, self.name, self.weight)

    @abstractmethod
    def find(self, form: str) -> list[Found]:
        """The names of persons that a form may be meant for."""


class SlipOfTheHand(_ByPerson):
    """The whole name of a person sounds like one of the gazetteer but for one slip of a letter."""

    name = "slip"
    weight = SOUND_WEIGHT
    example = ("Viktro Lukashenko", "Viktar Lukashenka")

    def find(self, form: str) -> list[Found]:
        return self._index.find_slipped(form)


class ChangedSurname(_ByPerson):
    """A person of the same given name and patronymic under another surname, taken at marriage or otherwise.

    Never joined by that alone: it is for people to know and decide.
    """

    name = "renamed"
    weight = RENAMED_WEIGHT
    example = ("Аляксандр Рыгоравіч Лукавец", "Aliaksandr Lukashenka")

    def find(self, form: str) -> list[Found]:
        found = self._index.find_renamed(form)
        return found if len(found) <= MOST_RENAMED else []


def shared(
    gazetteer: Gazetteer, found: Iterable[Found], gender: Gender | None, unit: str, weight: float
) -> list[Candidate]:
    """Candidates of which one at most is meant: each name's likelihood is shared with its rivals by their odds.

    Two namesakes who both fit have half each; one who fits to the letter leaves little to one who might.
    """
    fitting = [
        (each, entity) for each in found if genders_fit((entity := gazetteer.entity(each.name.entity)).gender, gender)
    ]
    odds = [_odds(each.likelihood) for each, _ in fitting]
    total = sum(odds)
    return [
        Candidate(
            entity=entity.id,
            label=entity.label,
            score=round(its / (1 + total) * weight * KIND_WEIGHT[each.name.kind] * prominence(gazetteer, entity), 4),
            by=unit,
        )
        for (each, entity), its in zip(fitting, odds, strict=True)
    ]


def _odds(probability: float) -> float:
    return probability / max(1 - probability, LEAST_DOUBT)


def _spellings(query: Query, kind: EntityType) -> list[str]:
    """What to look for by sound: the nominative if it is known or the form may be one, else what it may be a case of.

    Зелёное is no case of Зелёная, though by their sounds alone the nominatives that some table makes of it may be near.
    """
    if query.lemma is not None:
        return [query.lemma]
    if _is_nominative(query.form, _readings(query, kind)):
        return [query.form]
    return list(dict.fromkeys((query.form, *_nominatives(query, kind))))


def _nominatives(query: Query, kind: EntityType) -> list[str]:
    """What a form may be a case of, in any language that it may be in; nothing else where it is a nominative itself.

    "Валерия Ковалёва" may be a woman, or a man in the genitive: without a text around it she must not be joined to
    him. Нигерия is a country, and no case of Нигер.
    """
    if kind == "place" and territory_of(query.form):
        return [query.form]
    if kind == "person" and _is_nominative(query.form, _readings(query, kind)):
        return [query.form]
    return _all_nominatives(query, kind)


def _all_nominatives(query: Query, kind: EntityType) -> list[str]:
    """What a form may be a case of, be it a nominative itself or not: for names listed by themselves."""
    return list(dict.fromkeys(reading.lemma for reading in _readings(query, kind)))


def _readings(query: Query, kind: EntityType) -> tuple[NameReading, ...]:
    return _read(query.form, query.lang, kind)


@lru_cache(maxsize=REMEMBERED)
def _read(form: str, lang: str | None, kind: EntityType) -> tuple[NameReading, ...]:
    return tuple(
        reading
        for each in _languages(form, lang)
        for reading in nominative_name(form, each, type=kind, limit=MOST_READINGS)
    )


def _is_nominative(form: str, readings: Sequence[NameReading]) -> bool:
    """Is the name as it stands among the likely readings?"""
    best = max((reading.weight for reading in readings), default=0.0)
    return any(
        reading.case == "Nom" and reading.lemma == form and reading.weight >= best - AS_LIKELY for reading in readings
    )


def _languages(form: str, lang: str | None) -> Sequence[str]:
    """The languages with cases that a form may be in: of those that have all its letters, if any has."""
    if script_of(form) != "Cyrl":
        return ()
    if lang:
        return (primary_language(lang),)
    letters = {char for char in form.lower() if char.isalpha()}
    return [lang for lang in CYRILLIC if letters <= _letters(lang)] or CYRILLIC


@cache
def _letters(lang: str) -> frozenset[str]:
    return frozenset(alphabets()[lang].letters)


def prominence(gazetteer: Gazetteer, entity: Entity) -> float:
    """What the score of a small place is lowered by: of two places of one name the larger is meant."""
    return SMALL_PLACE_WEIGHT if is_small_place(gazetteer, entity) else 1.0


def genders_fit(known: Gender | None, asked: Gender | None) -> bool:
    """False only where both are known and differ."""
    return known is None or asked is None or known == asked


def _weighed(gazetteer: Gazetteer, names: Iterable[Name], query: Query, unit: str, weight: float) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for name in names:
        entity = gazetteer.entity(name.entity)
        if query.type not in (None, entity.type) or not genders_fit(entity.gender, query.gender):
            continue
        score = round(weight * KIND_WEIGHT[name.kind] * prominence(gazetteer, entity), 4)
        if entity.id not in best or best[entity.id].score < score:
            best[entity.id] = Candidate(entity=entity.id, label=entity.label, score=score, by=unit)
    return list(best.values())


def units(gazetteer: Gazetteer, decisions: Decisions | None = None) -> tuple[Unit, ...]:
    """The units in the order in which they are asked: what people decided before anything that is worked out."""
    decided = DecidedForm(gazetteer, decisions or Decisions(gazetteer))
    index = SoundIndex(gazetteer)
    return (
        decided,
        ExactForm(gazetteer),
        InflectedForm(gazetteer),
        TypedPlace(gazetteer),
        SoundAlike(gazetteer, index),
        SlipOfTheHand(gazetteer, index),
        ChangedSurname(gazetteer, index),
    )
