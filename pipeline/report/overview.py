"""What is told of all documents together: counts, languages, the names most met, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.records import language_order
from pipeline.report.documents import DocumentLine
from pipeline.report.subjects import Subject, Subjects
from pipeline.report.tables import ReviewRow

BARS = 15


class LanguageLine(NamedTuple):
    """The documents of one language."""

    lang: str
    documents: int
    sentences: int
    mentions: int
    unresolved: int


class Bar(NamedTuple):
    """A bar of the chart; `share` (0 to 100) is its length."""

    subject: Subject
    share: float


class Question(NamedTuple):
    """Something to decide, and the page of the name that it is about (None where no document has it)."""

    row: ReviewRow
    subject: Subject | None


class Overview(NamedTuple):
    """All documents in numbers; `known`, `new` and `open` count names by what is known of them."""

    documents: Sequence[DocumentLine]
    languages: tuple[LanguageLine, ...]
    bars: tuple[Bar, ...]
    questions: tuple[Question, ...]
    mentions: int
    known: int
    new: int
    open: int


def overview(
    documents: Sequence[DocumentLine], subjects: Sequence[Subject], review: Sequence[ReviewRow], found: Subjects
) -> Overview:
    """Add up documents and subjects, both in the order in which they are to be shown."""
    states = [subject.state for subject in subjects]
    return Overview(
        documents=documents,
        languages=_languages(documents),
        bars=_bars(subjects),
        questions=tuple(Question(row, _subject(row, found)) for row in review),
        mentions=sum(line.mentions for line in documents),
        known=states.count("known"),
        new=states.count("new"),
        open=states.count("open"),
    )


def _languages(documents: Sequence[DocumentLine]) -> tuple[LanguageLine, ...]:
    by_language: dict[str, list[DocumentLine]] = {}
    for line in documents:
        by_language.setdefault(line.lang, []).append(line)
    return tuple(
        LanguageLine(
            lang,
            len(lines),
            sum(line.sentences for line in lines),
            sum(line.mentions for line in lines),
            sum(line.unresolved for line in lines),
        )
        for lang, lines in sorted(by_language.items(), key=lambda item: language_order(item[0]))
    )


def _bars(subjects: Sequence[Subject]) -> tuple[Bar, ...]:
    longest = max((subject.mentions for subject in subjects), default=1)
    return tuple(Bar(subject, round(100 * subject.mentions / longest, 1)) for subject in subjects[:BARS])


def _subject(row: ReviewRow, found: Subjects) -> Subject | None:
    new = (found.of_entity(key) for key in row.ids)
    return next((subject for subject in new if subject), None) or found.of_doubt(row.form, row.lang, row.type)
