"""Settlements asked for with a word that says what they are: г. Минск, City of Kyiv (`place_words.toml`)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from msgspec.structs import replace

from pipeline.gazetteer import Entity, Gazetteer
from pipeline.gazetteer.prominence import SMALL
from pipeline.languages import LANGUAGES
from pipeline.reconciliation.query import Query
from pipeline.records import Candidate
from pipeline.tables import read_toml

TYPED = "type-word"
"""The name of the unit."""
VILLAGE = "village"
_SETTLEMENT, _CAPITAL = "PPL", "PPLC"


@cache
def table() -> list[dict[str, Any]]:
    """The kinds of `place_words.toml`."""
    kinds: list[dict[str, Any]] = read_toml(__package__, "place_words.toml")["kind"]
    return kinds


@cache
def _words() -> re.Pattern[str]:
    """The words before a name, a group for each kind, and what follows."""
    groups = []
    for kind in table():
        words = {word for lang in LANGUAGES for word in kind[lang].split()}
        before = [re.escape(word) + (r"\s*" if word.endswith(".") else r"\s+") for word in sorted(words)]
        before += [re.escape(word) + r"\s+of\s+" for word in kind["en_of"].split()]
        groups.append(f"(?P<{kind['name']}>{'|'.join(sorted(before, key=len, reverse=True))})")
    return re.compile(rf"(?:{'|'.join(groups)})(?P<name>\S.*)", re.IGNORECASE)


def without_type_word(query: Query) -> tuple[str, Query] | None:
    """The kind of settlement that a name says it is, and the name without the word; None where it says nothing."""
    if query.type not in (None, "place"):
        return None
    found = _words().fullmatch((query.lemma or query.form).strip())
    if found is None:
        return None
    kind = next(each["name"] for each in table() if found.group(each["name"]))
    return kind, Query(form=found.group("name"), lang=query.lang, type="place")


def fits(kind: str, entity: Entity) -> bool:
    """Can a place be a settlement of that kind, as far as the tables tell?"""
    if entity.feature is not None and not entity.feature.startswith(_SETTLEMENT):
        return False
    return kind != VILLAGE or (entity.feature != _CAPITAL and (entity.population or 0) < SMALL)


def of_kind(kind: str, found: list[Candidate], gazetteer: Gazetteer, weight: float) -> list[Candidate]:
    """Those of the candidates that are settlements of that kind."""
    return [
        replace(each, score=round(each.score * weight, 4), by=TYPED)
        for each in found
        if fits(kind, gazetteer.entity(each.entity))
    ]
