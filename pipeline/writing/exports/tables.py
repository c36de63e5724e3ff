"""Tables for analysis: every mention, and every entity over all documents; as CSV, and as Parquet with pyarrow.

Both have the same rows and columns. In the CSV what is not known is an empty cell, and texts are guarded against
being evaluated by a spreadsheet; in Parquet it is null, and texts are as they are.
"""

from __future__ import annotations

import csv
import importlib.util
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.files import written_whole
from pipeline.records import OUTPUT_LANGUAGES
from pipeline.writing.cells import guarded, harmless
from pipeline.writing.exports.base import MissingError, Results
from pipeline.writing.result import DocumentResult, EntityPart

Value = str | int | float | bool | None
Row = Mapping[str, Value]
Kind = Literal["string", "int64", "float64", "bool_"]

MENTIONS: dict[str, Kind] = {
    "document": "string",
    "source": "string",
    "url": "string",
    "title": "string",
    "date": "string",
    "segment": "string",
    "mention": "string",
    "start": "int64",
    "end": "int64",
    "text": "string",
    "type": "string",
    "lang": "string",
    "script": "string",
    "lemma": "string",
    "case": "string",
    "number": "string",
    "gender": "string",
    "entity": "string",
    "label": "string",
    "new": "bool_",
    "score": "float64",
    "by": "string",
    "sentence": "string",
}
"""Columns of the table of mentions and their types in Arrow; offsets are into `sentence`, in code points."""

ENTITIES: dict[str, Kind] = {
    "entity": "string",
    "type": "string",
    "label": "string",
    "new": "bool_",
    "mentions": "int64",
    "documents": "int64",
    **dict.fromkeys(OUTPUT_LANGUAGES, "string"),
    "spellings": "string",
    "first_date": "string",
    "last_date": "string",
}
"""Columns of the table of entities; `spellings` are all that were met, most frequent first, between ` | `."""

_BATCH = 20_000  # rows held for Parquet at once


def write_csv(results: Results, folder: Path) -> list[Path]:
    """`mentions.csv` and `entities.csv`, UTF-8. Raises OSError."""
    paths = [folder / "mentions.csv", folder / "entities.csv"]
    for path, columns, rows in zip(paths, (MENTIONS, ENTITIES), (_mentions(results), _entities(results)), strict=True):
        with written_whole(path) as file:
            text = io.TextIOWrapper(file, "utf-8", newline="")
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([_cell(row[column]) for column in columns] for row in rows)
            text.detach()
    return paths


def write_parquet(results: Results, folder: Path) -> list[Path]:
    """`mentions.parquet` and `entities.parquet`. Raises MissingError without pyarrow, and OSError."""
    require_pyarrow()
    paths = [folder / "mentions.parquet", folder / "entities.parquet"]
    for path, columns, rows in zip(paths, (MENTIONS, ENTITIES), (_mentions(results), _entities(results)), strict=True):
        _write_arrow(path, columns, rows)
    return paths


def require_pyarrow() -> None:
    """Raises MissingError where pyarrow is not installed."""
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingError("Parquet needs pyarrow, which is not installed: pip install 'nazvy[tables]'")


def _write_arrow(path: Path, columns: Mapping[str, Kind], rows: Iterable[Row]) -> None:
    import pyarrow  # type: ignore[import-untyped]
    from pyarrow import parquet

    schema = pyarrow.schema([(name, getattr(pyarrow, kind)()) for name, kind in columns.items()])
    rows = iter(rows)
    with written_whole(path) as file, parquet.ParquetWriter(file, schema) as writer:
        while batch := list(islice(rows, _BATCH)):
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))


def _cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return harmless(guarded(value))
    return str(value)


def _mentions(results: Iterable[DocumentResult]) -> Iterator[Row]:
    for result in results:
        head = result.document
        about = {"document": head.id, "source": head.source, "url": head.url, "title": head.title, "date": head.date}
        sentences = {segment.id: segment.text for segment in result.segments}
        entities = {entity.id: entity for entity in result.entities}
        for mention in result.mentions:
            link = mention.link
            entity = entities.get(link.entity) if link and link.entity else None
            yield {
                **about,
                **{name: getattr(mention, name) for name in MENTIONS if name in mention.__struct_fields__},
                "mention": mention.id,
                "entity": link.entity if link else None,
                "label": entity.label if entity else None,
                "new": entity.new if entity else None,
                "score": link.score if link else None,
                "by": link.by if link else None,
                "sentence": sentences.get(mention.segment),
            }


class _Entity(msgspec.Struct):
    """An entity as it was first met, and what all documents add up to."""

    first: EntityPart
    mentions: int = 0
    documents: int = 0
    spellings: Counter[str] = msgspec.field(default_factory=Counter)
    dates: list[str] = msgspec.field(default_factory=list)

    def row(self) -> Row:
        names = {lang: name.form for lang, name in self.first.names.items()}
        return {
            "entity": self.first.id,
            "type": self.first.type,
            "label": self.first.label,
            "new": self.first.new,
            "mentions": self.mentions,
            "documents": self.documents,
            **{lang: names.get(lang) for lang in OUTPUT_LANGUAGES},
            "spellings": " | ".join(sorted(self.spellings, key=lambda form: (-self.spellings[form], form))),
            "first_date": min(self.dates, default=None),
            "last_date": max(self.dates, default=None),
        }


def _entities(results: Iterable[DocumentResult]) -> Iterator[Row]:
    """The entities of all documents, the most mentioned first."""
    found: dict[str, _Entity] = {}
    for result in results:
        counts = Counter(mention.link.entity for mention in result.mentions if mention.link)
        for part in result.entities:
            entity = found.setdefault(part.id, _Entity(part))
            entity.mentions += counts[part.id]
            entity.documents += 1
            entity.spellings.update({spelling.form: spelling.count for spelling in part.spellings})
            if result.document.date:
                entity.dates = [min([result.document.date, *entity.dates]), max([result.document.date, *entity.dates])]
    for key in sorted(found, key=lambda key: (-found[key].mentions, key)):
        yield found[key].row()
