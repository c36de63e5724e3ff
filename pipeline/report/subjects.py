"""What the names of all documents stand for: every entity, new name and open question, with each place it was met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple
from urllib.parse import quote

import msgspec

from pipeline.records import EntityType, language_order
from pipeline.reduction.gathering import UNSURE_BELOW
from pipeline.report.marking import Excerpt, excerpt
from pipeline.writing import file_name
from pipeline.writing.result import CandidatePart, DocumentResult, EntityPart, MentionPart, NamePart

State = Literal["known", "new", "open"]


class Place(NamedTuple):
    """Where a name was met: number and page of the document, and the sentence around it."""

    document: int
    href: str
    lang: str
    excerpt: Excerpt


class Subject(msgspec.Struct):
    """What names stand for. `state`: the gazetteer holds it, it is new, or nobody could say which entity it is.

    `href` is the address of its page from the top of the report, made from the key.
    """

    key: str
    state: State
    type: EntityType
    label: str
    href: str = ""
    ids: tuple[str, ...] = ()
    names: dict[str, NamePart] = msgspec.field(default_factory=dict)
    romanisations: dict[str, str] = msgspec.field(default_factory=dict)
    spellings: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    decisions: Counter[str] = msgspec.field(default_factory=Counter)
    candidates: dict[str, CandidatePart] = msgspec.field(default_factory=dict)
    documents: dict[int, int] = msgspec.field(default_factory=dict)
    places: list[Place] = msgspec.field(default_factory=list)

    @property
    def mentions(self) -> int:
        """How often it was met."""
        return len(self.places)

    @property
    def forms(self) -> dict[str, str]:
        """Its name by language."""
        return {lang: name.form for lang, name in self.names.items()}

    @property
    def met_as(self) -> list[tuple[str, str, int]]:
        """Spellings with their language and how often they were met, the most frequent first."""
        counted = sorted(self.spellings.items(), key=lambda item: (-item[1], item[0]))
        return [(form, lang, count) for (form, lang), count in counted]

    @property
    def closest(self) -> list[CandidatePart]:
        """What an undecided name may stand for, best first."""
        return sorted(self.candidates.values(), key=lambda found: (-found.score, found.entity))

    def __post_init__(self) -> None:
        self.href = self.href or f"names/{quote(file_name(self.key))}.html"

    def met(self, mention: MentionPart, sentence: str, document: int, href: str) -> None:
        """One more mention."""
        self.spellings[mention.text, mention.lang] += 1
        self.documents[document] = self.documents.get(document, 0) + 1
        self.places.append(Place(document, href, mention.lang, excerpt(sentence, mention.start, mention.end)))
        if mention.link:
            self.decisions[mention.link.by] += 1
            if self.state == "open":
                for candidate in mention.link.candidates:
                    self._propose(candidate)

    def _propose(self, candidate: CandidatePart) -> None:
        known = self.candidates.get(candidate.entity)
        if known is None or known.score < candidate.score:
            self.candidates[candidate.entity] = candidate


class NewGroup(NamedTuple):
    """Spellings of one new name, of `new-entities.csv`: its ids, the forms by language and where they are from."""

    id: str
    label: str
    ids: tuple[str, ...]
    names: dict[str, NamePart]


class Subjects:
    """All subjects of a report; `groups` tells which new names are spellings of one, `addressed` where a subject has
    its page, if not in the report.
    """

    def __init__(
        self, groups: Iterable[NewGroup] = (), addressed: Callable[[State, str, str], str] | None = None
    ) -> None:
        self._addressed = addressed or (lambda state, key, label: "")
        self._groups: Mapping[str, NewGroup] = {each: group for group in groups for each in group.ids}
        self._by_key: dict[str, Subject] = {}
        self._doubts: dict[tuple[str, str, str], Subject] = {}

    def all(self) -> list[Subject]:
        """Every subject, most mentioned first, then by label and key."""
        return sorted(self._by_key.values(), key=lambda each: (-each.mentions, each.label, each.key))

    def of_entity(self, key: str) -> Subject | None:
        """The subject of an entity's id or of the id of a new name, if a document names it."""
        group = self._groups.get(key)
        return self._by_key.get(group.id if group else key)

    def of_doubt(self, form: str, lang: str, kind: str) -> Subject | None:
        """The subject of a name that was tied to nothing, or not surely, by nominative, language and type."""
        return self._doubts.get((form, lang, kind))

    def of_document(self, result: DocumentResult) -> dict[str, Subject]:
        """The subject of each mention of a document."""
        entities = {entity.id: entity for entity in result.entities}
        return {mention.id: self._of_mention(mention, entities) for mention in result.mentions}

    def _of_mention(self, mention: MentionPart, entities: Mapping[str, EntityPart]) -> Subject:
        link = mention.link
        if link is None or link.entity is None:
            subject = self._open(mention)
        else:
            subject = self._entity(link.entity, entities.get(link.entity), mention)
        if link is None or link.entity is None or link.score < UNSURE_BELOW:
            self._doubts.setdefault((mention.lemma, mention.lang, mention.type), subject)
        return subject

    def _open(self, mention: MentionPart) -> Subject:
        key = "\0".join(("", mention.lang, mention.type, mention.lemma))
        if key not in self._by_key:
            self._by_key[key] = Subject(
                key, "open", mention.type, mention.lemma, self._addressed("open", key, mention.lemma)
            )
        return self._by_key[key]

    def _entity(self, id: str, entity: EntityPart | None, mention: MentionPart) -> Subject:
        group = self._groups.get(id)
        key = group.id if group else id
        subject = self._by_key.get(key)
        if subject is None:
            subject = self._by_key[key] = self._first(key, group, entity, mention)
        if entity is not None:
            for lang, name in entity.names.items():
                subject.names.setdefault(lang, name)
            for code, form in entity.romanisations.items():
                subject.romanisations.setdefault(code, form)
        return subject

    def _first(self, key: str, group: NewGroup | None, entity: EntityPart | None, mention: MentionPart) -> Subject:
        new = group is not None or (entity is not None and entity.new)
        label = (group.label if group else "") or (entity.label if entity else "") or mention.lemma
        state: State = "new" if new else "known"
        return Subject(
            key,
            state,
            entity.type if entity else mention.type,
            label,
            self._addressed(state, key, label),
            ids=group.ids if group else (key,),
            names=in_order(group.names) if group else {},
        )


def in_order(names: Mapping[str, NamePart]) -> dict[str, NamePart]:
    """Names by language, the languages of the output first."""
    return {lang: names[lang] for lang in sorted(names, key=language_order)}
