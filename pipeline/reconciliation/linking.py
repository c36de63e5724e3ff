"""Ties the mentions of one document to entities, by the name itself and then by what the document says around it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.gazetteer import Gazetteer
from pipeline.matching.alike import keys_of_words, likelihood_of
from pipeline.matching.person import parse_person
from pipeline.matching.sounds import sounds
from pipeline.reconciliation.context import (
    People,
    Person,
    Relative,
    by_kinship,
    gender_of_given,
    is_given_name_alone,
    is_part,
    relatives_among,
)
from pipeline.reconciliation.deciding import DOUBTFUL, SURE, Ranking, rank
from pipeline.reconciliation.decisions import DECIDED, Decisions
from pipeline.reconciliation.introductions import introduced
from pipeline.reconciliation.neighbours import by_neighbours
from pipeline.reconciliation.query import Query
from pipeline.reconciliation.units import genders_fit, units
from pipeline.records import Candidate, Document, EntityType, Gender, Link, Mention
from pipeline.transliteration import convert_spelling

MOST_CANDIDATES = 5
SAME_NEW_NAME = 0.7
"""Two new names of a document this likely to be one are one."""


class Reconciler:
    """Ties names to the entities of one gazetteer. Loaded once a process; it keeps no state between documents."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.decisions = Decisions(gazetteer)
        self.units = units(gazetteer, self.decisions)

    def rank(self, query: Query) -> Ranking:
        """Candidates for a name by itself, best first, and the one that may be joined."""
        return rank(query, self.units, self.decisions)

    def link(self, document: Document, mentions: Sequence[Mention]) -> tuple[Link, ...]:
        """One link a mention, in the order of the mentions.

        A mention is tied to a gazetteer entity; or, if no entity comes near, to a new one (`new:…`), the same
        for all its spellings in the document; or to nothing where joining would not be safe.
        """
        rankings = self._rankings(mentions)
        links: dict[str, Link] = {}
        for mention in mentions:
            if self.decisions.nameless(_query(mention)):
                links[mention.id] = Link(mention=mention.id, entity=None, score=0.0, by=DECIDED)
            elif not _needs_context(mention, rankings[mention.id]):
                links[mention.id] = _by_itself(mention, rankings[mention.id])
        news = _NewNames()
        for mention in mentions:
            if mention.id not in links and _is_new(mention, rankings[mention.id]):
                links[mention.id] = news.link(mention)
        links |= self._by_neighbours(mentions, rankings, links)
        people = self._people(mentions, links)
        parts = [mention for mention in mentions if mention.id not in links]
        given_alone = [mention for mention in parts if is_given_name_alone(mention.lemma)]
        relatives = relatives_among(given_alone, document, mentions)
        for mention in parts:
            relative = relatives.get(mention.id)
            links[mention.id] = self._in_context(mention, relative, rankings[mention.id], people, news)
        links |= self._by_acronym(document, mentions, links)
        return tuple(links[mention.id] for mention in mentions)

    def _rankings(self, mentions: Sequence[Mention]) -> dict[str, Ranking]:
        """The candidates of each mention's name by itself; mentions that ask the same share them."""
        ranked: dict[Query, Ranking] = {}
        found: dict[str, Ranking] = {}
        for mention in mentions:
            query = _query(mention)
            if query not in ranked:
                ranked[query] = self.rank(query)
            found[mention.id] = ranked[query]
        return found

    def _by_acronym(
        self, document: Document, mentions: Sequence[Mention], links: Mapping[str, Link]
    ) -> dict[str, Link]:
        """Organisations under an acronym that the document introduces, whatever it stands for elsewhere."""
        meant = introduced(document, mentions, links)
        found: dict[str, Link] = {}
        for mention in mentions:
            known = links[mention.id]
            if mention.type == "organisation" and mention.text in meant and known.by != DECIDED:
                one = self._obeyed(mention, meant[mention.text])
                found[mention.id] = _link(mention, one, known.candidates, one.by) if one else known
        return found

    def _by_neighbours(
        self, mentions: Sequence[Mention], rankings: Mapping[str, Ranking], links: Mapping[str, Link]
    ) -> dict[str, Link]:
        """Places of a name that several bear, by the places that the document surely names."""
        places = [mention for mention in mentions if mention.type == "place"]
        named = [link.entity for mention in places if (link := links.get(mention.id)) and link.entity]
        found: dict[str, Link] = {}
        for mention in places:
            ranked = rankings[mention.id].candidates
            if mention.id not in links:
                meant = self._obeyed(mention, by_neighbours(ranked, named, self.gazetteer))
                if meant:
                    found[mention.id] = _link(mention, meant, _others(ranked, meant), meant.by)
        return found

    def _people(self, mentions: Sequence[Mention], links: dict[str, Link]) -> People:
        """The persons whom the document names in full, each once."""
        people: dict[str, Person] = {}
        for mention in mentions:
            link = links.get(mention.id)
            if mention.type != "person" or link is None or link.entity is None or is_part(mention.lemma):
                continue
            entity = self.gazetteer.find(link.entity)
            gender = entity.gender if entity else mention.gender
            label = entity.label if entity else mention.lemma
            people.setdefault(link.entity, Person(link.entity, label, mention.lemma, gender))
        return People(people.values())

    def _in_context(
        self, mention: Mention, relative: Relative | None, ranking: Ranking, people: People, news: _NewNames
    ) -> Link:
        """A part of a name: by kinship, by the surname, by the given name, else by itself, else new or nothing."""
        others = ranking.candidates[:MOST_CANDIDATES]
        given_alone = is_given_name_alone(mention.lemma)
        if relative:
            found = self._obeyed(mention, by_kinship(mention, relative, self.gazetteer))
            return _link(mention, found, others, "kinship")
        found = people.by_surname(mention)
        if found is None and given_alone:
            found = people.by_given_name(mention)
        found = self._obeyed(mention, found)
        if found:
            return _link(mention, found, others, found.by)
        if ranking.match:
            return _by_itself(mention, ranking)
        if given_alone or any(candidate.score >= DOUBTFUL for candidate in ranking.candidates):
            return _link(mention, None, others, "unsure")
        return news.link(mention)

    def _obeyed(self, mention: Mention, found: Candidate | None) -> Candidate | None:
        """What the context found, unless a person decided otherwise."""
        return next(iter(self.decisions.obeyed(_query(mention), [found] if found else [])), None)


def _query(mention: Mention) -> Query:
    """A mention as a question; Łacinka is asked for in the Cyrillic letters of the tables."""
    lemma, lang = mention.lemma, mention.lang
    if lang == "be-Latn":
        lemma, lang = convert_spelling(lemma, lang, "be"), "be"
    return Query(form=mention.text, lemma=lemma, lang=lang, type=mention.type, gender=mention.gender)


def _needs_context(mention: Mention, ranking: Ranking) -> bool:
    """Parts of persons' names are decided by the document; every other clear match stands by itself.

    What a person decided in review needs no context.
    """
    if ranking.match and ranking.match.by == DECIDED:
        return False
    if mention.type == "person" and is_part(mention.lemma):
        return True
    return ranking.match is None


def _is_new(mention: Mention, ranking: Ranking) -> bool:
    near = any(candidate.score >= DOUBTFUL for candidate in ranking.candidates)
    return not near and not (mention.type == "person" and is_part(mention.lemma))


def _by_itself(mention: Mention, ranking: Ranking) -> Link:
    match = ranking.match
    return _link(mention, match, _others(ranking.candidates, match), match.by if match else "unsure")


def _others(candidates: Sequence[Candidate], match: Candidate | None) -> Sequence[Candidate]:
    return tuple(c for c in candidates[:MOST_CANDIDATES] if match is None or c.entity != match.entity)


def _link(mention: Mention, found: Candidate | None, others: Sequence[Candidate], by: str) -> Link:
    if found is None or found.score < SURE:
        return Link(mention=mention.id, entity=None, score=0.0, by=by, candidates=tuple(others))
    rest = tuple(candidate for candidate in others if candidate.entity != found.entity)
    return Link(mention=mention.id, entity=found.entity, score=found.score, by=found.by, candidates=rest)


class _NewName(NamedTuple):
    """A new name as it was first met."""

    number: int
    lemma: str
    gender: Gender | None
    entity: str


class _NewNames:
    """The new names of one document, each under its first spelling, filed by the keys of its sounds."""

    def __init__(self) -> None:
        self._filed: dict[tuple[EntityType, str], list[_NewName]] = {}
        self._count = 0

    def link(self, mention: Mention) -> Link:
        """Tie a mention to the new name that it is a spelling of, or to another new one."""
        likelihood = likelihood_of(mention.type)
        gender = mention.gender or (gender_of_given(mention.lemma) if mention.type == "person" else None)
        keys = [(mention.type, key) for key in (*keys_of_words(mention.lemma, mention.type), f"={mention.lemma}")]
        for known in sorted({one for key in keys for one in self._filed.get(key, ())}):
            if genders_fit(known.gender, gender):
                score = likelihood(mention.lemma, known.lemma)
                if score >= SAME_NEW_NAME:
                    return Link(mention=mention.id, entity=known.entity, score=round(score, 4), by="new")
        made = _NewName(self._count, mention.lemma, gender, new_entity_id(mention.lemma, mention.type, mention.lang))
        self._count += 1
        for key in keys:
            self._filed.setdefault(key, []).append(made)
        return Link(mention=mention.id, entity=made.entity, score=1.0, by="new")


def new_entity_id(lemma: str, kind: EntityType, lang: str) -> str:
    """The id of a name that no gazetteer holds: `new:` and a hash of its sounds, type and language family.

    It depends on the name alone, so that it is the same in every document and every run.
    """
    words = (
        [word.heard for word in parse_person(lemma)] if kind == "person" else [sounds(word) for word in lemma.split()]
    )
    family = "en" if lang == "en" else "east-slavic"
    spelled = "\x1f".join([kind, family, *words])
    return "new:" + hashlib.sha256(spelled.encode()).hexdigest()[:16]
