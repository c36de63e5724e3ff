"""One document as pages: its sentences in rows, the languages side by side, and a card for every name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from pipeline.records import OUTPUT_LANGUAGES, primary_language
from pipeline.report.marking import LONGEST, Marked, Shown, Span, show
from pipeline.report.paging import Pager
from pipeline.report.subjects import Subject, Subjects
from pipeline.writing import DocumentResult, file_name
from pipeline.writing.result import (
    CandidatePart,
    DocumentHead,
    EntityPart,
    MentionPart,
    SegmentPart,
    TranslatedNamePart,
    TranslationPart,
    WarningPart,
)

ROWS = 120
"""Sentences of one page, at most."""
CHARACTERS = 30_000
"""Characters of the original on one page; a sentence that is longer has one for itself."""
HEADLINE = 120
"""Characters of a first sentence that is taken for the title where there is none."""
HUES = 8
LINES = 3


class Cell(NamedTuple):
    """A sentence in one language; `text` is None where it could not be translated.

    `written` is the sentence as the document has it, where putting its names right has changed it.
    """

    lang: str
    text: Shown | None
    written: Shown | None = None


class Row(NamedTuple):
    """A sentence, its number in the document, and its cells in the order of the columns."""

    number: int
    cells: tuple[Cell, ...]


class Decision(NamedTuple):
    """How mentions were decided: by which unit, how surely, and what came next."""

    by: str
    score: float
    candidates: tuple[CandidatePart, ...]


class Card(msgspec.Struct):
    """What is to be said of a name of this document; `number` is its place in the document."""

    number: int
    subject: Subject
    entity: EntityPart | None
    decisions: list[Decision] = msgspec.field(default_factory=list)

    @property
    def look(self) -> str:
        """Its colour, the underline that tells apart the names of one colour, its type and its state, as classes."""
        hue, line = (self.number - 1) % HUES, (self.number - 1) // HUES % LINES
        return f"h{hue} l{line} {self.subject.type} {self.subject.state}"


class Page(NamedTuple):
    """One page of a document: the rows, and the cards of the names in them."""

    pager: Pager
    rows: tuple[Row, ...]
    cards: tuple[Card, ...]


class DocumentPages(NamedTuple):
    """A document as it is shown. `columns` are its languages, the original's first; `empty` those without text.

    `pages` are made one after another, as a long document has very many.
    """

    head: DocumentHead
    title: str
    columns: tuple[str, ...]
    empty: tuple[str, ...]
    warnings: tuple[WarningPart, ...]
    sentences: int
    mentions: int
    unresolved: int
    href: str
    pages: Iterator[Page]


class DocumentLine(NamedTuple):
    """A document in a list; `unresolved` counts the names that the gazetteer does not hold or nobody could decide."""

    title: str
    href: str
    source: str
    lang: str
    date: str | None
    sentences: int
    mentions: int
    unresolved: int


def pages_of(result: DocumentResult, number: int, subjects: Subjects) -> DocumentPages:
    """Lay a document out; as its pages are made, the subjects of its mentions are told where they were met."""
    return _Layout(result, subjects).pages(number)


def line_of(shown: DocumentPages) -> DocumentLine:
    """A document for a list of documents."""
    return DocumentLine(
        title=shown.title,
        href=shown.href,
        source=shown.head.source,
        lang=shown.head.lang,
        date=shown.head.date,
        sentences=shown.sentences,
        mentions=shown.mentions,
        unresolved=shown.unresolved,
    )


class _Layout:
    """The parts of a result by the sentence or the mention that they belong to."""

    def __init__(self, result: DocumentResult, subjects: Subjects) -> None:
        self._result = result
        self._own = primary_language(result.document.lang)
        self._subjects = subjects.of_document(result)
        self._entities = {entity.id: entity for entity in result.entities}
        self._cards: dict[str, Card] = {}
        self._marks: dict[str, Marked] = {}
        self._mentions: dict[str, list[MentionPart]] = {}
        for mention in result.mentions:
            self._mentions.setdefault(mention.segment, []).append(mention)
            self._marks[mention.id] = self._mark(mention)
        self._translations: dict[str, dict[str, TranslationPart]] = {
            lang: {item.segment: item for item in items} for lang, items in result.translations.items()
        }

    def pages(self, number: int) -> DocumentPages:
        head = self._result.document
        columns, empty = self._columns()
        href = f"documents/{quote(file_name(head.id))}.html"
        return DocumentPages(
            head=head,
            title=_title(self._result),
            columns=columns,
            empty=empty,
            warnings=self._result.warnings,
            sentences=len(self._result.segments),
            mentions=len(self._result.mentions),
            unresolved=sum(subject.state != "known" for subject in self._subjects.values()),
            href=href,
            pages=self._pages(number, href, columns),
        )

    def _pages(self, number: int, href: str, columns: tuple[str, ...]) -> Iterator[Page]:
        parts = list(_cut(self._result.segments))
        for count, (start, segments) in enumerate(parts, 1):
            pager = Pager(href, count, len(parts))
            self._tell(number, pager.href, start, segments)
            rows = tuple(self._row(at, segment, columns) for at, segment in enumerate(segments, start))
            yield Page(pager, rows, self._cards_of(segments))

    def _columns(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The languages that hold text, the original's first, and those that hold none."""
        others = [lang for lang in OUTPUT_LANGUAGES if lang != self._own and lang in self._translations]
        others += sorted(self._translations.keys() - {self._own, *OUTPUT_LANGUAGES})
        held = {lang for lang in others if any(item.text is not None for item in self._translations[lang].values())}
        return (self._own, *(lang for lang in others if lang in held)), tuple(x for x in others if x not in held)

    def _mark(self, mention: MentionPart) -> Marked:
        subject = self._subjects[mention.id]
        card = self._cards.get(subject.key)
        if card is None:
            entity = self._entities.get(mention.link.entity) if mention.link and mention.link.entity else None
            card = self._cards[subject.key] = Card(len(self._cards) + 1, subject, entity)
        decision = None
        if mention.link:
            made = Decision(mention.link.by, mention.link.score, mention.link.candidates)
            if made not in card.decisions:
                card.decisions.append(made)
            decision = card.decisions.index(made)
        return Marked(card.number, subject.href, card.look, decision)

    def _row(self, number: int, segment: SegmentPart, columns: tuple[str, ...]) -> Row:
        return Row(number, tuple(self._cell(segment, lang) for lang in columns))

    def _cell(self, segment: SegmentPart, lang: str) -> Cell:
        translation = self._translations.get(lang, {}).get(segment.id)
        if lang != self._own:
            return Cell(lang, _translated(translation, lang, self._marks))
        spans = (
            Span(mention.start, mention.end, self._marks[mention.id]) for mention in self._mentions.get(segment.id, ())
        )
        written = show(segment.text, segment.lang, spans)
        if translation is None or translation.text is None or translation.text == segment.text:
            return Cell(lang, written)
        return Cell(lang, _translated(translation, lang, self._marks), written)

    def _tell(self, number: int, href: str, start: int, segments: Sequence[SegmentPart]) -> None:
        for at, segment in enumerate(segments, start):
            for mention in self._mentions.get(segment.id, ()):
                self._subjects[mention.id].met(mention, segment.text, number, f"{href}#s{at}")

    def _cards_of(self, segments: Sequence[SegmentPart]) -> tuple[Card, ...]:
        """The cards of a page, in the order of their numbers."""
        keys = {
            self._subjects[mention.id].key for segment in segments for mention in self._mentions.get(segment.id, ())
        }
        return tuple(sorted((self._cards[key] for key in keys), key=lambda card: card.number))


def _title(result: DocumentResult) -> str:
    """The title, or the first sentence where it is short enough for a headline, or the id."""
    first = result.segments[0].text if result.segments else ""
    return result.document.title or (first if 0 < len(first) <= HEADLINE else "") or result.document.id


def _translated(translation: TranslationPart | None, lang: str, marks: Mapping[str, Marked]) -> Shown | None:
    if translation is None or translation.text is None:
        return None
    return show(translation.text, lang, _spans(translation.names, marks))


def _spans(names: tuple[TranslatedNamePart, ...], marks: Mapping[str, Marked]) -> Iterator[Span]:
    for name in names:
        if name.mention in marks and name.start is not None and name.end is not None:
            yield Span(name.start, name.end, marks[name.mention]._replace(status=name.status))


def _cut(segments: Sequence[SegmentPart]) -> Iterator[tuple[int, Sequence[SegmentPart]]]:
    """The sentences of each page, with the number of its first; one page at least."""
    start = characters = 0
    for at, segment in enumerate(segments):
        size = min(len(segment.text), LONGEST)
        if at > start and (at - start == ROWS or characters + size > CHARACTERS):
            yield start + 1, segments[start:at]
            start, characters = at, 0
        characters += size
    yield start + 1, segments[start:]
