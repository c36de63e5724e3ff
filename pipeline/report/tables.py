"""The tables of a run as the report needs them: new names by group, and what to review."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pipeline.gazetteer import GazetteerError
from pipeline.records import OUTPUT_LANGUAGES, Problem
from pipeline.reduction import sheet
from pipeline.report.subjects import NewGroup
from pipeline.writing.result import NamePart

NEW_ENTITIES = ("id", "group", "type", "label")
REVIEW = ("form", "lang", "type", "why", "mentions", "context", "ids")


class ReviewRow(NamedTuple):
    """A row of `review.csv`: a name that somebody should decide about."""

    form: str
    lang: str
    type: str
    why: str
    mentions: int
    documents: int
    before: str
    name: str
    after: str
    candidates: tuple[str, ...]
    ids: tuple[str, ...]
    decision: str


def read_groups(path: Path, problems: list[Problem]) -> list[NewGroup]:
    """The new names of `new-entities.csv`, a group each; a table that cannot be read is a problem."""
    rows: dict[str, list[dict[str, str]]] = {}
    for row in _rows(path, NEW_ENTITIES, problems):
        rows.setdefault(row["group"] or row["id"], []).append(row)
    return [_group(key, members) for key, members in rows.items()]


def _group(key: str, rows: list[dict[str, str]]) -> NewGroup:
    first = next((row for row in rows if row["id"] == key), rows[0])
    made = dict(_split_once(part) for part in _parts(first.get("by_rule", "")))
    names = {
        lang: NamePart(form=form, source=made.get(lang, "document"))
        for lang in OUTPUT_LANGUAGES
        if (form := first.get(lang, ""))
    }
    return NewGroup(key, first["label"], tuple(row["id"] for row in rows), names)


def read_review(path: Path, problems: list[Problem]) -> list[ReviewRow]:
    """The rows of `review.csv`, those that are decided last; a table that cannot be read is a problem."""
    rows = [_review(row) for row in _rows(path, REVIEW, problems)]
    return sorted(rows, key=lambda row: bool(row.decision))


def _review(row: dict[str, str]) -> ReviewRow:
    before, _, rest = row["context"].partition("**")
    name, _, after = rest.partition("**")
    return ReviewRow(
        form=row["form"],
        lang=row["lang"],
        type=row["type"],
        why=row["why"],
        mentions=_count(row["mentions"]),
        documents=_count(row.get("documents", "")),
        before=before,
        name=name,
        after=after,
        candidates=tuple(_parts(row.get("candidates", ""))),
        ids=tuple(_parts(row["ids"])),
        decision=row.get("decision", ""),
    )


def _rows(path: Path, required: tuple[str, ...], problems: list[Problem]) -> Iterable[dict[str, str]]:
    try:
        return [row for _, row in sheet.read(path, required)]
    except GazetteerError as error:
        problems.append(error.problem)
        return []


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split(" | ") if part]


def _split_once(part: str) -> tuple[str, str]:
    lang, _, source = part.partition(" ")
    return lang, source


def _count(cell: str) -> int:
    return int(cell) if cell.isdecimal() else 0
