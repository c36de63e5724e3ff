"""The end of a run in one table: documents, names, translated segments, and what was missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import reduce
from typing import TYPE_CHECKING

import msgspec

from flows.manifest import DocumentReport, Entry
from flows.places import some_of
from pipeline.records import OUTPUT_LANGUAGES, Problem, Record, language_order
from pipeline.reduction import Reduced

if TYPE_CHECKING:
    from rich.table import Table


class LanguageRow(Record, frozen=True, kw_only=True):
    """The documents of one language in numbers; `translated` counts segments by language, `words` those of them that
    engines translated, `untranslated` how many of these words they left as they were, in hundredths.
    """

    documents: int = 0
    segments: int = 0
    mentions: int = 0
    linked: int = 0
    new: int = 0
    translated: dict[str, int] = msgspec.field(default_factory=dict)
    words: dict[str, int] = msgspec.field(default_factory=dict)
    untranslated: dict[str, int] = msgspec.field(default_factory=dict)


class Summary(Record, frozen=True, kw_only=True):
    """A run in numbers: by language of the documents, what was lacking (and in how many), what failed.

    `done` and `kept` count inputs; `gone` are those that earlier runs met and this one did not, whose results were
    removed if `pruned`.
    """

    languages: dict[str, LanguageRow]
    lacking: tuple[tuple[str, str, int], ...]
    problems: tuple[Problem, ...]
    new_names: int = 0
    to_review: int = 0
    done: int = 0
    kept: int = 0
    gone: tuple[str, ...] = ()
    pruned: bool = False


def summarise(entries: Iterable[Entry], problems: Iterable[Problem], reduced: Reduced) -> Summary:
    """Add entries up; the order in which they were done makes no difference."""
    rows: defaultdict[str, LanguageRow] = defaultdict(LanguageRow)
    lacking: Counter[tuple[str, str]] = Counter()
    failed = {*problems, *reduced.problems}
    for entry in entries:
        failed.update(entry.problems)
        for document in entry.documents:
            rows[document.lang] = _plus(rows[document.lang], _row(document))
            lacking.update(document.lacking)
    return Summary(
        languages={lang: rows[lang] for lang in sorted(rows, key=language_order)},
        lacking=tuple((message, remedy, lacking[message, remedy]) for message, remedy in sorted(lacking)),
        problems=tuple(sorted(failed, key=Problem.line)),
        new_names=reduced.new_names,
        to_review=reduced.to_review,
    )


def table(summary: Summary) -> Table:
    """The numbers as a table for the terminal."""
    from rich import box
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, show_footer=len(summary.languages) > 1, padding=(0, 1, 0, 0))
    rows = [(lang, *_cells(row)) for lang, row in summary.languages.items()]
    total = _cells(_sum(summary.languages.values()))
    heads = [
        "documents",
        "mentions",
        "linked",
        "new",
        "segments",
        *(f"in {lang}" for lang in OUTPUT_LANGUAGES),
    ]
    drawn.add_column("language", footer="all", no_wrap=True)
    for head, footer in zip(heads, total, strict=True):
        drawn.add_column(head, footer=footer, justify="right", no_wrap=True)
    for row in rows:
        drawn.add_row(*row)
    return drawn


def lacking_lines(summary: Summary) -> list[str]:
    """What was missing and how to get it, a line each."""
    return [
        f"{message} ({count} {'document' if count == 1 else 'documents'}): {remedy}"
        for message, remedy, count in summary.lacking
    ]


def untranslated_line(summary: Summary) -> str:
    """How many of the words stayed as they were, by language; empty where no engine translated anything."""
    total = _sum(summary.languages.values())
    shares = (f"{total.untranslated[lang] / words:.0f} % in {lang}" for lang, words in total.words.items() if words)
    told = ", ".join(shares)
    return f"Words that the engines left untranslated: {told}" if told else ""


def change_lines(summary: Summary) -> list[str]:
    """What was done and what stayed as it was, a line each; nothing where all was done."""
    lines = []
    if summary.kept:
        lines.append(f"Done: {summary.done} of {summary.done + summary.kept} inputs; the others stay as they were")
    if summary.gone:
        what = "their results were removed" if summary.pruned else "their results stay (--prune removes them)"
        lines.append(f"Gone: {some_of(summary.gone)}; {what}")
    return lines


def _row(document: DocumentReport) -> LanguageRow:
    """The row of one document."""
    return LanguageRow(
        documents=1,
        segments=document.segments,
        mentions=document.mentions,
        linked=document.linked,
        new=document.new,
        translated=document.translated,
        words=document.words,
        untranslated=document.untranslated,
    )


def _plus(one: LanguageRow, other: LanguageRow) -> LanguageRow:
    return LanguageRow(
        documents=one.documents + other.documents,
        segments=one.segments + other.segments,
        mentions=one.mentions + other.mentions,
        linked=one.linked + other.linked,
        new=one.new + other.new,
        translated=_added(one.translated, other.translated),
        words=_added(one.words, other.words),
        untranslated=_added(one.untranslated, other.untranslated),
    )


def _sum(rows: Iterable[LanguageRow]) -> LanguageRow:
    return reduce(_plus, rows, LanguageRow())


def _added(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    """Numbers by language added up, in the order of the languages."""
    return {lang: one.get(lang, 0) + other.get(lang, 0) for lang in sorted({*one, *other}, key=language_order)}


def _cells(row: LanguageRow) -> list[str]:
    numbers = [row.documents, row.mentions, row.linked, row.new, row.segments]
    return [f"{number:,}" for number in (*numbers, *(row.translated.get(lang, 0) for lang in OUTPUT_LANGUAGES))]
