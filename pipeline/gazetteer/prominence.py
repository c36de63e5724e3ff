"""Which places people mean by a bare name, and which only where the text says more."""

from __future__ import annotations

from pipeline.gazetteer.model import Entity
from pipeline.gazetteer.store import Gazetteer

SMALL = 100_000
"""A place of fewer people is seldom what its bare name means."""
NOTED_FEATURES = frozenset({"PPLC", "PCLI", "PCLD", "ADM1", "RGN", "CSTL", "LCTY"})
"""Countries, capitals, regions and landmarks (GeoNames feature codes): known whatever their population."""
BULK_SOURCES = ("geonames", "rule:")


def is_small_place(gazetteer: Gazetteer, entity: Entity) -> bool:
    """Is it a small settlement that stands in the tables only because GeoNames lists it?

    One whose name a person or a document gave is spoken of; one that only an import knows shares its name with
    words, surnames and larger places more often than not.
    """
    if entity.type != "place" or entity.geonames is None or entity.feature in NOTED_FEATURES:
        return False
    if (entity.population or 0) >= SMALL:
        return False
    return all(name.source.startswith(BULK_SOURCES) for name in gazetteer.names_of(entity.id))
