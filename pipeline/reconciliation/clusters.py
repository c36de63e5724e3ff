"""Brings names together that are spellings of one, without a document around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from pipeline.languages import nominative_name, script_of
from pipeline.matching.person import parse_person, person_likelihood
from pipeline.matching.phrase import phrase_key_words, phrase_likelihood
from pipeline.matching.sounds import sound_keys
from pipeline.reconciliation.context import is_part
from pipeline.reconciliation.linking import Reconciler
from pipeline.reconciliation.query import Query
from pipeline.records import EntityType

TOGETHER = 0.6
"""Least likelihood at which two full names are brought together."""


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
    groups = _Groups(len(items))
    lemmas = [_nominatives(item) for item in items]
    entities: dict[str, int] = {}
    for index, item in enumerate(items):
        match = reconciler.rank(Query(form=item.form, lang=item.lang, type=item.type)).match
        if match:
            groups.join(index, entities.setdefault(match.entity, index))
    for kind in ("person", "place", "organisation"):
        chosen = [index for index, item in enumerate(items) if item.type == kind]
        whole = [index for index in chosen if kind != "person" or not is_part(lemmas[index][0])]
        parts = sorted(set(chosen) - set(whole))
        _join_alike(whole, lemmas, kind, groups)
        _join_alike(parts, lemmas, kind, groups)
        _join_parts(parts, whole, lemmas, groups)
    return groups.numbers()


def _nominatives(item: NamedItem) -> tuple[str, ...]:
    """What the name may be in the nominative, likeliest first; the name itself where nothing is known."""
    if script_of(item.form) != "Cyrl":
        return (item.form,)
    readings = nominative_name(item.form, item.lang.partition("-")[0], type=item.type)
    return tuple(dict.fromkeys(reading.lemma for reading in readings))[:3] or (item.form,)


def _join_alike(chosen: Sequence[int], lemmas: Sequence[tuple[str, ...]], kind: EntityType, groups: _Groups) -> None:
    likelihood = person_likelihood if kind == "person" else phrase_likelihood
    filed: dict[str, list[int]] = defaultdict(list)
    for index in chosen:
        near = {other for key in _keys(lemmas[index], kind) for other in filed[key]}
        for other in sorted(near):
            if groups.find(index) == groups.find(other):
                continue
            if max(likelihood(a, b) for a in lemmas[index] for b in lemmas[other]) >= TOGETHER:
                groups.join(index, other)
        for key in _keys(lemmas[index], kind):
            filed[key].append(index)


def _join_parts(parts: Sequence[int], whole: Sequence[int], lemmas: Sequence[tuple[str, ...]], groups: _Groups) -> None:
    """Surnames alone join the only full name that bears them."""
    filed: dict[str, list[int]] = defaultdict(list)
    for index in whole:
        for key in _keys(lemmas[index], "person"):
            filed[key].append(index)
    for index in parts:
        near = {other for key in _keys(lemmas[index], "person") for other in filed[key]}
        bearers = {
            groups.find(other)
            for other in near
            if max(person_likelihood(a, b) for a in lemmas[index] for b in lemmas[other]) >= 0.5
        }
        if len(bearers) == 1:
            groups.join(index, bearers.pop())


def _keys(lemmas: Sequence[str], kind: EntityType) -> set[str]:
    words: set[str] = set()
    for lemma in lemmas:
        words.update(word.text for word in parse_person(lemma)) if kind == "person" else words.update(
            phrase_key_words(lemma)
        )
    return {key for word in words for key in sound_keys(word) if key}


class _Groups:
    """Disjoint sets (Tarjan 1975)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, a: int, b: int) -> None:
        first, second = sorted((self.find(a), self.find(b)))
        self._parent[second] = first

    def numbers(self) -> list[int]:
        seen: dict[int, int] = {}
        return [seen.setdefault(self.find(index), len(seen)) for index in range(len(self._parent))]
