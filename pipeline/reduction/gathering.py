"""All results of a folder, read once: what of them the tables over many documents are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from pipeline.matching.person import parse_person
from pipeline.records import EntityType, Gender, Problem
from pipeline.writing.result import EntityPart, LinkPart, MentionPart, SegmentPart, decode_as

UNSURE_BELOW = 0.8
"""Links with a score under this are put before a person."""
AROUND = 1_000
"""Characters of a sentence shown on each side of a name; programs that read CSV refuse cells that are too long."""
NEW = "new"

Form = tuple[str, str]
"""A name in the nominative and its language."""


class _Head(msgspec.Struct, frozen=True):
    id: str


class _Result(msgspec.Struct, frozen=True):
    """Of a result, what the tables need."""

    document: _Head
    segments: tuple[SegmentPart, ...]
    mentions: tuple[MentionPart, ...]
    entities: tuple[EntityPart, ...]


class Seen(msgspec.Struct):
    """How often a name was met, in which documents, and the first sentence (by document) with the name marked."""

    mentions: int = 0
    documents: set[str] = msgspec.field(default_factory=set)
    context: str = ""

    def add(self, document: str, mention: MentionPart, sentence: str) -> None:
        """One more mention; documents come in the order of their files."""
        self.mentions += 1
        self.documents.add(document)
        self.context = self.context or marked(sentence, mention.start, mention.end)


class NewName(msgspec.Struct):
    """One id that the gazetteer does not hold: its names as documents wrote them (nominatives, by language)."""

    id: str
    type: EntityType
    seen: Seen = msgspec.field(default_factory=Seen)
    labels: Counter[str] = msgspec.field(default_factory=Counter)
    forms: Counter[Form] = msgspec.field(default_factory=Counter)
    spellings: Counter[str] = msgspec.field(default_factory=Counter)
    genders: set[Gender] = msgspec.field(default_factory=set)


class Doubt(msgspec.Struct):
    """A name that was tied to nothing, or not surely: its candidates with label and best score."""

    form: str
    lang: str
    type: EntityType
    seen: Seen = msgspec.field(default_factory=Seen)
    candidates: dict[str, tuple[str, float]] = msgspec.field(default_factory=dict)

    def add(self, entity: str, label: str, score: float) -> None:
        """A candidate of one more mention."""
        if entity not in self.candidates or self.candidates[entity][1] < score:
            self.candidates[entity] = (label, score)


class Gathered(msgspec.Struct):
    """New names by id, doubts by form, language and type, and the results that could not be read."""

    news: dict[str, NewName] = msgspec.field(default_factory=dict)
    doubts: dict[tuple[str, str, str], Doubt] = msgspec.field(default_factory=dict)
    problems: list[Problem] = msgspec.field(default_factory=list)


def gather(folder: Path) -> Gathered:
    """Read the results below `folder`; one that is none is a problem and takes no other with it."""
    gathered = Gathered()
    for path in sorted((folder / "documents").glob("*.json")):
        try:
            result = decode_as(_Result, path.read_bytes())
        except (OSError, msgspec.DecodeError) as error:
            told = f"no result of nazvy: {error}"
            gathered.problems.append(Problem(source=str(path), message=told, remedy="remove it"))
            continue
        _add(result, gathered)
    return gathered


def _add(result: _Result, gathered: Gathered) -> None:
    entities = {entity.id: entity for entity in result.entities}
    for entity in result.entities:
        if entity.new:
            new = gathered.news.setdefault(entity.id, NewName(entity.id, entity.type))
            new.labels[entity.label] += 1
            for spelling in entity.spellings:
                new.spellings[spelling.form] += spelling.count
    sentences = {segment.id: segment.text for segment in result.segments}
    for mention in result.mentions:
        link = mention.link
        if link is None:
            continue
        sentence = sentences.get(mention.segment, mention.text)
        if link.entity in gathered.news and entities[link.entity].new:
            _add_new(gathered.news[link.entity], result.document.id, mention, sentence)
        elif _doubtful(link):
            _add_doubt(gathered, result.document.id, mention, sentence, entities)


def _doubtful(link: LinkPart) -> bool:
    if link.entity is None:
        return bool(link.candidates)
    return link.score < UNSURE_BELOW


def _add_new(new: NewName, document: str, mention: MentionPart, sentence: str) -> None:
    new.seen.add(document, mention, sentence)
    new.forms[mention.lemma, mention.lang] += 1
    if mention.gender:
        new.genders.add(mention.gender)


def _add_doubt(
    gathered: Gathered, document: str, mention: MentionPart, sentence: str, entities: dict[str, EntityPart]
) -> None:
    key = (mention.lemma, mention.lang, mention.type)
    doubt = gathered.doubts.setdefault(key, Doubt(*key))
    doubt.seen.add(document, mention, sentence)
    link = mention.link
    if link is None:
        return
    if link.entity is not None and link.entity in entities:
        doubt.add(link.entity, entities[link.entity].label, link.score)
    for candidate in link.candidates:
        doubt.add(candidate.entity, candidate.label, candidate.score)


def marked(sentence: str, start: int, end: int) -> str:
    """A sentence on one line with the name between asterisks; of a very long one what is around the name."""
    before = sentence[max(0, start - AROUND) : start]
    after = sentence[end : end + AROUND]
    cut = "…" if start > AROUND else "", "…" if len(sentence) - end > AROUND else ""
    return " ".join(f"{cut[0]}{before}**{sentence[start:end]}**{after}{cut[1]}".split())


def words(form: str, kind: EntityType) -> int:
    """How much of a name a form has: of a person the words that are no initials."""
    if kind != "person":
        return len(form.split())
    return sum(word.role != "initial" for word in parse_person(form))


def whole_forms(new: NewName) -> Counter[Form]:
    """The forms of a new name without the parts of it (a surname alone) that only their document explains."""
    full = min(2, max((words(form, new.type) for form, _ in new.forms), default=0))
    if new.type != "person":
        return new.forms
    return Counter({key: count for key, count in new.forms.items() if words(key[0], new.type) >= full})


def commonest(counted: Counter[str]) -> str:
    """The most frequent, of equally frequent ones the first by character code; empty where there is none."""
    return min(counted, key=lambda form: (-counted[form], form), default="")


def by_frequency(counted: Counter[Form]) -> list[Form]:
    """The most frequent first, then by character code."""
    return sorted(counted, key=lambda form: (-counted[form], form))


def total(counters: Iterable[Counter[Form]]) -> Counter[Form]:
    """Counts added up."""
    added: Counter[Form] = Counter()
    for counter in counters:
        added.update(counter)
    return added
