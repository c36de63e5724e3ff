"""Brings names together that are spellings of one, without a document around them."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property

import msgspec

from pipeline.languages import nominative_name, script_of
from pipeline.matching.alike import keys_of_words, likelihood_of
from pipeline.matching.person import NameWord, parse_person, person_likelihood, word_likelihood
from pipeline.matching.slips import slip_likelihood
from pipeline.reconciliation.context import is_part
from pipeline.reconciliation.derived import join_derived
from pipeline.reconciliation.groups import Groups
from pipeline.reconciliation.linking import Reconciler
from pipeline.reconciliation.query import Query
from pipeline.records import EntityType, primary_language
from pipeline.transliteration import repair

_HYPHENATED = re.compile(r"\w+(?:-\w+)+")

TOGETHER = 0.6
"""Least likelihood at which two full names are brought together."""
SURE_SLIP = 0.7
BEARS = 0.25
"""Least likelihood of a full name that bears a surname, however many given names are wanting."""
ALIKE = math.log(0.85)
"""Least likelihood (its logarithm) at which a part of a name is a word of a full one."""
MOST_NOMINATIVES = 3
MOSTLY = 0.8
"""A part of a name joins the one person whom so many of the full names that bear it name."""


class NamedItem(msgspec.Struct, frozen=True):
    """A name to be grouped: as written, its language (BCP 47) and type."""

    form: str
    lang: str
    type: EntityType


def cluster(items: Sequence[NamedItem], reconciler: Reconciler) -> list[int]:
    """The number of each item's group, from 0 in the order of first appearance.

    Items of one gazetteer entity are one group; the others come together by their sound and build. A surname
    alone joins the one person who bears it, if there is only one.
    """
    groups = Groups(len(items))
    lemmas = [_nominatives(item) for item in items]
    entities: dict[str, int] = {}
    for index, item in enumerate(items):
        match = reconciler.rank(Query(form=repair(item.form), lang=item.lang, type=item.type)).match
        if match:
            groups.join(index, entities.setdefault(match.entity, index))
    people = _Names([index for index, item in enumerate(items) if item.type == "person"], lemmas, "person")
    whole = people.only(lambda lemma: not is_part(lemma))
    parts = people.only(is_part)
    for names in (whole, parts):
        _join_alike(names, groups)
    _join_parts(parts, whole, groups)
    for kind in ("place", "organisation"):
        names = _Names([index for index, item in enumerate(items) if item.type == kind], lemmas, kind)
        _join_alike(names, groups)
        join_derived(names.chosen, lemmas, groups)
    return groups.numbers()


def _nominatives(item: NamedItem) -> tuple[str, ...]:
    """What the name may be in the nominative, likeliest first; the name itself where nothing is known.

    A person's name of one hyphenated word (Азия-Биби) may be a given name and a surname.
    """
    form = repair(item.form)
    forms = [form, form.replace("-", " ")] if item.type == "person" and _HYPHENATED.fullmatch(form) else [form]
    if script_of(form) != "Cyrl":
        return tuple(forms)
    found: dict[str, None] = {}
    for each in forms:
        readings = nominative_name(each, primary_language(item.lang), type=item.type)
        likely = list(dict.fromkeys(reading.lemma for reading in readings))[:MOST_NOMINATIVES]
        found.update(dict.fromkeys(likely or (each,)))
    return tuple(found)


class _Names:
    """Names of one type: what each may be in the nominative, and which are filed under a key."""

    def __init__(self, chosen: Sequence[int], lemmas: Sequence[tuple[str, ...]], kind: EntityType) -> None:
        self.chosen, self.lemmas, self.kind = chosen, lemmas, kind
        self._likelihood = likelihood_of(kind)

    def only(self, fits: Callable[[str], bool]) -> _Names:
        """Those whose likeliest nominative fits."""
        return _Names([index for index in self.chosen if fits(self.lemmas[index][0])], self.lemmas, self.kind)

    @cached_property
    def filed(self) -> dict[str, list[int]]:
        filed: dict[str, list[int]] = defaultdict(list)
        for index in self.chosen:
            for key in self.keys(index):
                filed[key].append(index)
        return filed

    def keys(self, index: int) -> set[str]:
        """The keys of a name: of every word of a person's."""
        return {key for lemma in self.lemmas[index] for key in keys_of_words(lemma, self.kind)}

    def near(self, index: int) -> list[int]:
        """The names that share a key with a name (of these or of others)."""
        return sorted({other for key in self.keys(index) for other in self.filed.get(key, ())} - {index})

    def likelihood(self, index: int, other: int) -> float:
        """How likely two names are one, by the nominatives that fit best."""
        return max(self._likelihood(a, b) for a in self.lemmas[index] for b in self.lemmas[other])

    def alike(self, index: int, other: int) -> bool:
        """Are two names one, be it but for a slip of the hand in a whole name of a person?"""
        if self.likelihood(index, other) >= TOGETHER:
            return True
        return self.kind == "person" and slip_likelihood(self.lemmas[index][0], self.lemmas[other][0]) >= SURE_SLIP


def _join_alike(names: _Names, groups: Groups) -> None:
    for index in names.chosen:
        for other in names.near(index):
            if other > index or groups.find(index) == groups.find(other):
                continue
            if names.alike(index, other):
                groups.join(index, other)


def _join_parts(parts: _Names, whole: _Names, groups: Groups) -> None:
    """A surname alone joins the one person whose full name bears it, and so does a given name alone."""
    for bears in (_shares_surname, _shares_given_name):
        settled = {groups.find(other) for other in whole.chosen}
        for index in parts.chosen:
            if groups.find(index) in settled:
                continue
            bearers = Counter(
                groups.find(other) for other in whole.near(index) if bears(whole.lemmas[index], whole.lemmas[other])
            )
            found, times = max(bearers.items(), key=lambda item: item[1], default=(index, 0))
            if times >= MOSTLY * bearers.total() > 0:
                groups.join(index, found)
                settled.add(groups.find(index))


def _shares_surname(part: Sequence[str], whole: Sequence[str]) -> bool:
    """May a surname (with initials or without) be that of a full name, whatever else the latter has?"""
    return any(
        person_likelihood(a, b) >= BEARS
        and any(word_likelihood(x, y, "surname") >= ALIKE for x in _surnames(a) for y in _surnames(b))
        for a in part
        for b in whole
    )


def _surnames(form: str) -> list[NameWord]:
    return [word for word in parse_person(form) if word.role == "surname"]


def _shares_given_name(part: Sequence[str], whole: Sequence[str]) -> bool:
    """May a name of one word be the given name of a full one?"""
    alone = [words[0] for words in map(parse_person, part) if len(words) == 1]
    given = [word for form in whole for word in parse_person(form) if word.role == "given"]
    return any(word_likelihood(x, y, "given") >= ALIKE for x in alone for y in given)
