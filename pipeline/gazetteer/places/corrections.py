"""Forms of the editors (corrections.csv): former names, and where GeoNames has none, several, or a wrong one."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from pipeline.gazetteer.places.forms import Form


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
    text = (files(__package__) / "corrections.csv").read_text("utf-8")
    found: dict[str, list[Form]] = {}
    for row in csv.DictReader(text.splitlines()):
        geonames = row.pop("geonames")
        found.setdefault(geonames, []).append(Form(**row))
    return found
