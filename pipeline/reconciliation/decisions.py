"""What people decided in review, as the units and the linker obey it.

`same` ties a form to an entity, `never` keeps them apart (or, with no entity, the form from all), `merged-into` makes
the id in the form column mean the entity. A decision holds for its form (letter case and look-alike letters aside),
its language in any of that language's spellings, and its type; of a name whose language or type is not known, every
decision on its form.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec.structs import replace

from pipeline.gazetteer import Decision, Gazetteer, fold
from pipeline.gazetteer.asking import Question, note
from pipeline.reconciliation.query import Query
from pipeline.records import Candidate, primary_language
from pipeline.transliteration import convert_spelling

_folded = lru_cache(1024)(fold)  # every unit's answer to a name asks for it

FORM, MERGED = "decision", "merged"

DECIDED = "decided"
"""The name of the unit that finds what people decided."""


class Decisions:
    """The decisions of one gazetteer, filed by form."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._filed: dict[str, list[Decision]] = defaultdict(list)
        self._merged: dict[str, str] = {}
        for decision in gazetteer.decisions:
            if decision.decision == "merged-into":
                if decision.entity is not None:
                    self._merged[decision.form] = decision.entity
            else:
                for form in _forms(decision):
                    self._filed[fold(form)].append(decision)

    def survivor(self, entity_id: str) -> str:
        """The entity that an id means now: of a merged entity, or of a new name that was taken in, the survivor."""
        note(MERGED, entity_id)
        met = {entity_id}
        while (into := self._merged.get(entity_id)) is not None and into not in met:
            note(MERGED, into)
            met.add(into)
            entity_id = into
        return entity_id

    def same(self, query: Query) -> list[str]:
        """The entities that a name was tied to, each once; as a rule none or one."""
        return list(dict.fromkeys(found for found in self._decided(query, "same") if self._gazetteer.find(found)))

    def never(self, query: Query) -> frozenset[str]:
        """The entities that a name was said not to mean."""
        return frozenset(self._decided(query, "never"))

    def nameless(self, query: Query) -> bool:
        """Did a person say that this is no name of anything?"""
        return _is_nameless(self._concerning(query))

    def obeyed(self, query: Query, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Candidates without those that a name may never mean; of merged entities, the survivor stands for all."""
        concerning = self._concerning(query)
        if _is_nameless(concerning):
            return []
        barred = frozenset(self._meant(concerning, "never"))
        kept: dict[str, Candidate] = {}
        for candidate in candidates:
            meant = self._surviving(candidate)
            if meant.entity not in barred and (meant.entity not in kept or kept[meant.entity].score < meant.score):
                kept[meant.entity] = meant
        return list(kept.values())

    def _surviving(self, candidate: Candidate) -> Candidate:
        meant = self.survivor(candidate.entity)
        survivor = self._gazetteer.find(meant) if meant != candidate.entity else None
        if survivor is None:
            return candidate
        return replace(candidate, entity=survivor.id, label=survivor.label)

    def _decided(self, query: Query, kind: str) -> Iterator[str]:
        return self._meant(self._concerning(query), kind)

    def _meant(self, decisions: Iterable[Decision], kind: str) -> Iterator[str]:
        for decision in decisions:
            if decision.decision == kind and decision.entity is not None:
                yield self.survivor(decision.entity)

    def _concerning(self, query: Query) -> Sequence[Decision]:
        key = _folded(query.lemma or query.form)
        note(FORM, key)
        found = self._filed.get(key)
        return [decision for decision in found if _concerns(decision, query)] if found else ()


def _is_nameless(decisions: Iterable[Decision]) -> bool:
    found = [(decision.decision, decision.entity) for decision in decisions]
    return ("never", None) in found and not any(kind == "same" for kind, _ in found)


def _forms(decision: Decision) -> tuple[str, ...]:
    """The form, and of Łacinka the same in the letters in which it is asked for."""
    if decision.lang == "be-Latn":
        return decision.form, convert_spelling(decision.form, "be-Latn", "be")
    return (decision.form,)


def _concerns(decision: Decision, query: Query) -> bool:
    lang = query.lang is None or primary_language(query.lang) == primary_language(decision.lang)
    return lang and query.type in (None, decision.type)


def decision_questions(decision: Decision) -> Iterator[Question]:
    """The questions that a decision answers."""
    if decision.decision == "merged-into":
        yield MERGED, decision.form
    else:
        for form in _forms(decision):
            yield FORM, fold(form)


class DecidedForm:
    """A person has said in review which entity the name means."""

    name = DECIDED
    last_resort = False
    example = ("Бацька Лукашэнка", "Aliaksandr Lukashenka")

    def __init__(self, gazetteer: Gazetteer, decisions: Decisions) -> None:
        self._gazetteer = gazetteer
        self._decisions = decisions

    def candidates(self, query: Query) -> list[Candidate]:
        entities = map(self._gazetteer.entity, self._decisions.same(query))
        return [Candidate(entity=found.id, label=found.label, score=1.0, by=self.name) for found in entities]
