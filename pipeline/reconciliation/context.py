"""What the rest of the document tells about a name that is only a part of one: a surname, a given name, initials.

Three units in order: kinship ("Tsikhanouskaya's husband, Siarhei"), surname, given name. Each answers only where one
person of the document, and no other, can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import msgspec

from pipeline.gazetteer import Gazetteer
from pipeline.matching.consonants import consonants, like_surname
from pipeline.matching.given import given_name_ids, given_names_of
from pipeline.matching.index import SoundIndex
from pipeline.matching.person import parse_person, person_likelihood, surname_of, surnames_related
from pipeline.reconciliation.units import genders_fit
from pipeline.records import Candidate, Document, Gender, Mention
from pipeline.tables import read_toml

SAME = 0.5
"""Least likelihood at which a part counts as a part of a full name."""
REACH = 60
"""A relative is named within so many characters after the person whose relative it is."""

_WORD = re.compile(r"\w+")


class Person(msgspec.Struct, frozen=True):
    """A person whom the document names in full: its entity, its full name, and where it is named."""

    entity: str
    label: str
    form: str
    gender: Gender | None


def is_part(form: str) -> bool:
    """Is a person's name only a part: one word, or initials and a word?"""
    return sum(word.role != "initial" for word in parse_person(form)) < 2


def is_given_name_alone(form: str) -> bool:
    """Is a name one word, and that a given name?"""
    words = parse_person(form)
    return len(words) == 1 and bool(words[0].given)


class People:
    """The persons whom a document names in full, each once."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_consonants: dict[int | None, dict[str, Person]] = {}
        self._by_given_name: dict[str, dict[str, Person]] = {}
        for person in people:
            for word in parse_person(person.form):
                self._by_consonants.setdefault(consonants(word.text), {})[person.entity] = person
                if word.role == "given":
                    for given in word.given:
                        self._by_given_name.setdefault(given, {})[person.entity] = person

    def by_surname(self, mention: Mention) -> Candidate | None:
        """The one person whose surname (and initials) these are."""
        fitting = [
            person
            for person in self._of_like_names(mention.lemma)
            if genders_fit(person.gender, mention.gender) and person_likelihood(mention.lemma, person.form) >= SAME
        ]
        return _only(fitting, "surname", 0.95)

    def by_given_name(self, mention: Mention) -> Candidate | None:
        """The one person who bears this given name."""
        fitting: dict[str, Person] = {}
        for given in given_name_ids(mention.lemma):
            fitting |= self._by_given_name.get(given, {})
        return _only(list(fitting.values()), "given-name", 0.85)

    def _of_like_names(self, part: str) -> Iterable[Person]:
        """Those of whose names a word may be the surname of a part of a name."""
        surname, found = surname_of(parse_person(part)), dict[str, Person]()
        if surname is not None:
            for own in like_surname(surname, self._by_consonants, SAME):
                found |= self._by_consonants[own]
        return found.values()


def _only(people: Sequence[Person], unit: str, score: float) -> Candidate | None:
    if len(people) != 1:
        return None
    return Candidate(entity=people[0].entity, label=people[0].label, score=score, by=unit)


@cache
def _kinship() -> dict[str, Gender]:
    raw = read_toml(__package__, "kinship.toml")
    genders: tuple[Gender, ...] = ("Masc", "Fem")
    return {word: gender for gender in genders for words in raw[gender].values() for word in words.split()}


class Relative(msgspec.Struct, frozen=True):
    """Whose relative a mention is said to be, and of which gender."""

    mention: Mention
    gender: Gender


def relatives_among(asked: Sequence[Mention], document: Document, mentions: Iterable[Mention]) -> dict[str, Relative]:
    """The persons named just before mentions whose relatives these are said to be, by the id of the mention."""
    persons: dict[str, list[Mention]] = {mention.segment: [] for mention in asked}
    for mention in mentions:
        if mention.type == "person" and mention.segment in persons:
            persons[mention.segment].append(mention)
    texts = {segment.id: segment.text for segment in document.segments if segment.id in persons}
    found = ((one.id, _relative_of(one, texts[one.segment], persons[one.segment])) for one in asked)
    return {mention: relative for mention, relative in found if relative}


def _relative_of(mention: Mention, text: str, persons: Sequence[Mention]) -> Relative | None:
    """The person just named whose relative a mention is said to be by a word of kinship between the two."""
    before = [other for other in persons if 0 <= mention.start - other.end <= REACH]
    if not before:
        return None
    nearest = max(before, key=lambda other: other.end)
    between = _WORD.findall(text[nearest.end : mention.start].lower())
    if not between:
        head = _WORD.findall(text[max(0, nearest.start - REACH) : nearest.start].lower())
        between = head[-1:]
    gender = next((_kinship()[word] for word in between if word in _kinship()), None)
    return Relative(nearest, gender) if gender else None


def by_kinship(mention: Mention, relative: Relative, gazetteer: Gazetteer) -> Candidate | None:
    """The one person of the gazetteer with this given name and the surname of the person whose relative it is."""
    asked = given_name_ids(mention.lemma)
    bearer = surname_of(parse_person(relative.mention.lemma))
    if bearer is None:
        return None
    found: dict[str, Candidate] = {}
    for name in SoundIndex(gazetteer).bearers(bearer.text):
        entity = gazetteer.entity(name.entity)
        if entity.gender != relative.gender or entity.id in found:
            continue
        words = parse_person(name.form)
        surname = surname_of(words)
        if surname and surnames_related(surname.heard, bearer.heard) and any(w.given & asked for w in words):
            found[entity.id] = Candidate(entity=entity.id, label=entity.label, score=0.8, by="kinship")
    return next(iter(found.values())) if len(found) == 1 else None


def gender_of_given(form: str) -> Gender | None:
    """The gender of a given name where all names that it may be agree on one."""
    genders = {name.gender for name in given_names_of(form)}
    return genders.pop() if len(genders) == 1 else None
