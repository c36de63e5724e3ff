"""Common nouns that head the names of organisations and places (nouns.csv)."""

from __future__ import annotations

from functools import cache

import msgspec

from pipeline.languages.tables import HERE, read_csv
from pipeline.records import Gender, Number


@cache
def head_nouns(lang: str) -> dict[str, tuple[Gender | None, Number]]:
    """Common nouns that head the names of organisations and places, with gender and number (nouns.csv)."""
    return {
        lemma: msgspec.convert((row["gender"] or None, row["number"]), tuple[Gender | None, Number])
        for row in read_csv(HERE / "nouns.csv")
        if row["lang"] == lang
        for lemma in row["lemmas"].split()
    }
