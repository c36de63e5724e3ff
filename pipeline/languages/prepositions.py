"""Which cases a preposition asks for (prepositions.csv)."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import cast

from pipeline.languages.alphabets import base_language
from pipeline.languages.tables import HERE, read_csv
from pipeline.records import Case


@cache
def prepositions(lang: str) -> dict[str, tuple[Case, ...]]:
    """The cases that each preposition of a language asks for, the commonest first; empty for English."""
    found: dict[str, list[Case]] = defaultdict(list)
    for row in read_csv(HERE / "prepositions.csv"):
        if row["lang"] == base_language(lang):
            for form in row["forms"].split():
                found[form].append(cast(Case, row["case"]))
    return {form: tuple(dict.fromkeys(cases)) for form, cases in found.items()}


def cases_after(word: str, lang: str) -> tuple[Case, ...]:
    """The cases that a name may stand in after a word: those of a preposition, nothing for another word."""
    return prepositions(lang).get(word.lower(), ())
