"""Forms of small places that texts nearly always mean otherwise: a far better known place, or a given name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.places.corrections import has_corrections
from pipeline.gazetteer.places.forms import OBLIQUE, Form
from pipeline.gazetteer.places.rows import Entry
from pipeline.gazetteer.places.source import COUNTRY_IDS
from pipeline.gazetteer.prominence import BULK_SOURCES
from pipeline.languages import CYRILLIC, decline_name, given_name

SMALL = 100_000
"""A place with fewer inhabitants gives way to a place that stood in the tables before, and to given names."""
SHORTEST = 3
"""Letters that a Cyrillic form has at least (Я and Об are towns)."""


def reserved(entities: Mapping[str, Mapping[str, str]], names: Iterable[Mapping[str, str]]) -> dict[str, set[str]]:
    """The folded forms, in every case, of the better known places that stand in the tables, and their ids."""
    found: dict[str, set[str]] = {}
    known = _better_known(entities, rows := list(names))
    for row in rows:
        if row["entity"] in known:
            for form in {row["form"]} | _cases(row["form"], row["lang"]):
                found.setdefault(fold(form), set()).add(row["entity"])
    return found


def _better_known(entities: Mapping[str, Mapping[str, str]], names: Iterable[Mapping[str, str]]) -> set[str]:
    """Places but for the small ones of which the tables say only what this package has brought."""
    edited = {
        row["entity"]
        for row in names
        if not row["source"].startswith(BULK_SOURCES) and not has_corrections(row["entity"].removeprefix("geonames:"))
    }
    return {
        key
        for key, row in entities.items()
        if row["type"] == "place"
        and (key in edited or not _small(row["country"], row["feature"], int(row["population"] or 0)))
    }


def _cases(form: str, lang: str) -> set[str]:
    if lang not in CYRILLIC:
        return set()
    return {bent for case in OBLIQUE if (bent := decline_name(form, lang, case, type="place"))}


def is_small(entry: Entry) -> bool:
    """Whether a place of the three countries is no city: its forms may give way."""
    return _small(entry.country, entry.feature, entry.population or 0)


def _small(country: str, feature: str, population: int) -> bool:
    return country in COUNTRY_IDS and feature.startswith("PPL") and feature != "PPLC" and population < SMALL


def gives_way(entity: str, form: Form, taken: Mapping[str, set[str]]) -> bool:
    """Whether a form of a small place is left out: too short, a given name, or a better known place's in some case."""
    too_short = form.lang in CYRILLIC and len(form.form) < SHORTEST
    others = taken.get(fold(form.form), set()) - {entity}
    return too_short or bool(others) or bool(given_name(form.form))
