"""Places of the world that news speak of, beside countries and capitals: parts of the world, seas, rivers, states of
the past, large cities (noted.csv).

Names are the editors' general knowledge, the preferred one of a cell first, the others after `|`. Identifiers,
coordinates and populations of cities were read in GeoNames; what was not read there has an id of our own.
"""

from __future__ import annotations

from pipeline.gazetteer.places.forms import Form
from pipeline.gazetteer.places.rows import Entry
from pipeline.tables import read_csv

COLUMNS = ("be", "be-tarask", "uk", "ru", "en")


def noted_places() -> list[Entry]:
    """noted.csv."""
    return [
        Entry(
            id=row["id"],
            country=row["country"],
            feature=row["feature"],
            part_of=None,
            latitude=float(row["latitude"]) if row["latitude"] else None,
            longitude=float(row["longitude"]) if row["longitude"] else None,
            population=int(row["population"]) if row["population"] else None,
            forms=tuple(form for lang in COLUMNS for form in _forms(row[lang], lang)),
        )
        for row in read_csv(__package__, "noted.csv")
    ]


def _forms(cell: str, lang: str) -> list[Form]:
    names = cell.split("|") if cell else []
    kinds = ("preferred", *("variant" for _ in names[1:]))
    return [Form(name, lang, kind, "editor") for name, kind in zip(names, kinds, strict=False)]
