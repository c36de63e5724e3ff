"""Which cases a preposition asks for (prepositions.csv)."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import msgspec

from pipeline.languages.alphabets import base_language
from pipeline.languages.tables import HERE, read_csv
from pipeline.records import Case, EntityType


@cache
def prepositions(lang: str) -> dict[str, tuple[tuple[Case, EntityType], ...]]:
    """The cases that each preposition of a language asks for, the commonest first; empty for English.

    Beside each case stands the type of names that it is commonest with, as in the row's example.
    """
    found: dict[str, list[tuple[Case, EntityType]]] = defaultdict(list)
    for row in read_csv(HERE / "prepositions.csv"):
        if row["lang"] == base_language(lang):
            for form in row["forms"].split():
                found[form].append(msgspec.convert((row["case"], row["type"]), tuple[Case, EntityType]))
    return {form: tuple(cases) for form, cases in found.items()}


@cache
def cases_after(word: str, lang: str, type: EntityType | None = None) -> tuple[Case, ...]:
    """The cases that a name may stand in after a word: those of a preposition, nothing for another word.

    Those that go with names of the type come first: "с" asks for a person in the instrumental, for a place in
    the genitive.
    """
    cases = prepositions(lang).get(word.lower(), ())
    ranked = sorted(cases, key=lambda item: item[1] != type) if type else cases
    return tuple(dict.fromkeys(case for case, _ in ranked))
