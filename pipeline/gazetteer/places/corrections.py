"""Forms of the editors (corrections.csv): former names, and where GeoNames has none, several, or a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pipeline.gazetteer.places.forms import Form
from pipeline.tables import read_csv


def corrected(geonames: str, found: Iterable[Form]) -> list[Form]:
    """The forms of a place: a preferred form of the editors takes the place of all that was found in its language."""
    own = _corrections().get(geonames, [])
    langs = {form.lang for form in own if form.kind == "preferred"}
    return [*own, *(form for form in found if form.lang not in langs)]


def has_corrections(geonames: str) -> bool:
    """Whether the editors wrote forms of a place here."""
    return geonames in _corrections()


@cache
def _corrections() -> dict[str, list[Form]]:
    found: dict[str, list[Form]] = {}
    for row in read_csv(__package__, "corrections.csv"):
        geonames = row.pop("geonames")
        found.setdefault(geonames, []).append(Form(**row))
    return found
