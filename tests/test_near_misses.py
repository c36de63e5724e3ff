"""Pairs of names that must never be joined (near_misses.tsv): relatives, namesakes, one root, one sound."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.gazetteer import Entity, Gazetteer, Name
from pipeline.languages import script_of
from pipeline.reconciliation import Query, Reconciler
from pipeline.records import EntityType

with (Path(__file__).parent / "near_misses.tsv").open(encoding="utf-8", newline="") as table:
    PAIRS = list(csv.DictReader(table, delimiter="\t"))


def match(asked: str, known: str, kind: EntityType) -> str | None:
    """The label of what a gazetteer of one entity answers."""
    lang = "und-Latn" if script_of(known) == "Latn" else "ru"
    entity = Entity(id="test:known", type=kind, label=known)
    gazetteer = Gazetteer({entity.id: entity}, [Name(entity=entity.id, form=known, lang=lang)], [], "")
    found = Reconciler(gazetteer).rank(Query(form=asked, type=kind)).match
    return found.label if found else None


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['asked']} / {pair['known']}")
def test_near_misses_are_not_joined_either_way(pair: dict[str, str]) -> None:
    kind: EntityType = pair["type"]  # type: ignore[assignment]
    assert match(pair["asked"], pair["known"], kind) is None, pair["why"]
    assert match(pair["known"], pair["asked"], kind) is None, pair["why"]


def test_there_are_enough_of_them() -> None:
    assert len({(pair["asked"], pair["known"]) for pair in PAIRS}) >= 150
