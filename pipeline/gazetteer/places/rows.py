"""What the builder makes for one place: the row of entities.csv and the rows of names.csv."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.gazetteer.places.forms import Form


class Entry(NamedTuple):
    """A place with all that is known of it; `part_of` is the id of its region or country."""

    id: str
    country: str
    feature: str
    part_of: str | None
    latitude: float | None
    longitude: float | None
    population: int | None
    forms: tuple[Form, ...]
