"""Forms of small places that texts nearly always mean otherwise: a far better known place, or a given name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.places.forms import OBLIQUE, Form
from pipeline.gazetteer.places.regions import COUNTRY_IDS
from pipeline.gazetteer.places.rows import Entry
from pipeline.gazetteer.places.telling import LANGUAGES
from pipeline.languages import decline_name, given_name

SMALL = 100_000
"""A place with fewer inhabitants gives way to a place that stood in the tables before, and to given names."""
SHORTEST = 3
"""Letters that a Cyrillic form has at least (Я and Об are towns)."""


def reserved(entities: Mapping[str, Mapping[str, str]], names: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """The folded forms, in every case, of the places that stand in the tables."""
    found: set[str] = set()
    for row in names:
        if entities[row["entity"]]["type"] == "place":
            found.add(fold(row["form"]))
            found.update(fold(form) for form in _cases(row["form"], row["lang"]))
    return frozenset(found)


def _cases(form: str, lang: str) -> set[str]:
    if lang not in LANGUAGES:
        return set()
    return {bent for case in OBLIQUE if (bent := decline_name(form, lang, case, type="place"))}


def is_small(entry: Entry) -> bool:
    """Whether a place of the three countries is no city: its forms may give way."""
    return entry.country in COUNTRY_IDS and entry.feature.startswith("PPL") and (entry.population or 0) < SMALL


def gives_way(form: Form, taken: frozenset[str]) -> bool:
    """Whether a form of a small place is left out."""
    too_short = form.lang in LANGUAGES and len(form.form) < SHORTEST
    return too_short or fold(form.form) in taken or bool(given_name(form.form))
