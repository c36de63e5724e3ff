"""Common nouns that head the names of organisations and places (nouns.csv)."""

from __future__ import annotations

from functools import cache

import msgspec

from pipeline.records import Gender, Number
from pipeline.tables import read_csv


@cache
def head_nouns(lang: str) -> dict[str, tuple[Gender | None, Number]]:
    """Common nouns that head the names of organisations and places, with gender and number (nouns.csv)."""
    return {
        lemma: msgspec.convert((row["gender"] or None, row["number"]), tuple[Gender | None, Number])
        for row in read_csv(__package__, "nouns.csv")
        if row["lang"] == lang
        for lemma in row["lemmas"].split()
    }
