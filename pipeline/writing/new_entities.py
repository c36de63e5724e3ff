"""The table of new names: every name of a folder of results that the gazetteer does not hold, one row a name.

The table is made from all results in the folder, so that it is the same whatever the order or the batches
in which they came, and its ids stay what they are in the results.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import msgspec

from pipeline.records import OUTPUT_LANGUAGES, Problem
from pipeline.writing.files import write_bytes
from pipeline.writing.result import EntityPart

COLUMNS = ("id", "type", "label", *OUTPUT_LANGUAGES, "mentions", "documents", "spellings", "seen_in")
_SHOWN = 10  # documents named in a row; the count beside them is of all


class _Head(msgspec.Struct, frozen=True):
    id: str


class _Result(msgspec.Struct, frozen=True):
    """Of a result, what the table needs."""

    document: _Head
    entities: tuple[EntityPart, ...]


def write_new_entities(folder: Path) -> tuple[int, list[Problem]]:
    """Write `new-entities.csv` for the results in `folder`; give the number of rows and what was
    unreadable.

    Columns: the id, type and label; the form in each language; how often and in how many documents it is
    mentioned; its spellings, most frequent first, and the first documents by id. Rows with most mentions
    stand first. Raises OSError where the table cannot be written.
    """
    met: dict[str, list[tuple[str, EntityPart]]] = defaultdict(list)
    problems = []
    decoder = msgspec.json.Decoder(_Result)
    for path in sorted((folder / "documents").glob("*.json")):
        try:
            result = decoder.decode(path.read_bytes())
        except (OSError, msgspec.DecodeError) as error:
            problems.append(Problem(source=str(path), message=f"no result of nazvy: {error}", remedy="remove it"))
            continue
        for entity in result.entities:
            if entity.new:
                met[entity.id].append((result.document.id, entity))
    rows = sorted((_row(identifier, seen) for identifier, seen in met.items()), key=_order)
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_bytes(folder / "new-entities.csv", table.getvalue().encode())
    return len(rows), problems


def _row(identifier: str, seen: list[tuple[str, EntityPart]]) -> dict[str, str | int]:
    spellings: Counter[str] = Counter()
    for _, entity in seen:
        for spelling in entity.spellings:
            spellings[spelling.form] += spelling.count
    documents = sorted({document for document, _ in seen})
    names = {
        lang: _commonest(entity.names[lang].form for _, entity in seen if lang in entity.names)
        for lang in OUTPUT_LANGUAGES
    }
    return {
        "id": identifier,
        "type": seen[0][1].type,
        "label": _commonest(entity.label for _, entity in seen),
        **names,
        "mentions": spellings.total(),
        "documents": len(documents),
        "spellings": " | ".join(sorted(spellings, key=lambda form: (-spellings[form], form))),
        "seen_in": " | ".join(documents[:_SHOWN]),
    }


def _commonest(forms: Iterable[str]) -> str:
    counted = Counter(forms)
    return min(counted, key=lambda form: (-counted[form], form), default="")


def _order(row: dict[str, str | int]) -> tuple[int, str, str]:
    return -int(row["mentions"]), str(row["label"]), str(row["id"])
