"""Which cases a preposition asks for (prepositions.csv), and which stand in the place of a neighbouring language's
(preposition_swaps.csv).
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

import msgspec

from pipeline.languages.alphabets import base_language
from pipeline.records import Case, EntityType
from pipeline.tables import read_csv


@cache
def prepositions(lang: str) -> dict[str, tuple[tuple[Case, EntityType], ...]]:
    """The cases that each preposition of a language asks for, the commonest first; empty for English.

    Beside each case stands the type of names that it is commonest with, as in the row's example.
    """
    found: dict[str, list[tuple[Case, EntityType]]] = defaultdict(list)
    for row in read_csv(__package__, "prepositions.csv"):
        if row["lang"] == base_language(lang):
            for form in row["forms"].split():
                found[form].append(msgspec.convert((row["case"], row["type"]), tuple[Case, EntityType]))
    return {form: tuple(cases) for form, cases in found.items()}


@lru_cache(maxsize=8_192)
def cases_after(word: str, lang: str, type: EntityType | None = None) -> tuple[Case, ...]:
    """The cases that a name may stand in after a word: those of a preposition, nothing for another word.

    Those that go with names of the type come first: "с" asks for a person in the instrumental, for a place in
    the genitive.
    """
    cases = prepositions(lang).get(word.lower(), ())
    ranked = sorted(cases, key=lambda item: item[1] != type) if type else cases
    return tuple(dict.fromkeys(case for case, _ in ranked))


@lru_cache(maxsize=8_192)
def preposition_for(word: str, lang: str, cases: tuple[Case, ...] = ()) -> str:
    """What a language writes before a name for a preposition that is its neighbour's: be `к`, uk `к` and `о`.

    One that the language has too gives way `only` before a name that stands in one case where it comes from (`cases`):
    з is из or с in Russian, and с before an instrumental. Any other word comes back as it is; a capital stays one.

    >>> preposition_for("О", "uk")
    'Про'
    >>> preposition_for("из", "ru", ("Ins",)), preposition_for("из", "ru", ("Gen",)), preposition_for("из", "ru")
    ('с', 'из', 'из')
    """
    own, only = _swaps(base_language(lang)).get(word.lower(), (None, ""))
    if own is None or (only and cases != (only,)):
        return word
    return own.capitalize() if word[:1].isupper() else own


@cache
def _swaps(lang: str) -> dict[str, tuple[str, str]]:
    rows = (row for row in read_csv(__package__, "preposition_swaps.csv") if row["lang"] == lang)
    return {form: (row["write"], row["only"]) for row in rows for form in row["forms"].split()}
