"""Which of several places of one name a document means: the one that lies where the document's other places lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.gazetteer import Gazetteer
from pipeline.reconciliation.deciding import SURE
from pipeline.records import Candidate

RIVALS = 0.7
"""Candidates with at least this share of the best score may be meant."""
NEIGHBOUR = "neighbours"
"""The name of the unit."""
SCORE = 0.85


def by_neighbours(candidates: Sequence[Candidate], places: Iterable[str], gazetteer: Gazetteer) -> Candidate | None:
    """The one candidate in a region (or, if no region tells, in a country) that the document names or names places of.

    `places` are the entities that the document surely names. None where two candidates lie there, or none does.
    """
    if not candidates or candidates[0].score < SURE:
        return None
    rivals = [found for found in candidates if found.score >= RIVALS * candidates[0].score]
    named = dict.fromkeys(place for place in places if place in gazetteer.entities)
    regions = {around for place in named for around in (place, *surroundings(place, gazetteer))}
    countries = {gazetteer.entity(place).country for place in named} - {None}
    inside = [found for found in rivals if not regions.isdisjoint(surroundings(found.entity, gazetteer))]
    if not inside:
        inside = [found for found in rivals if gazetteer.entity(found.entity).country in countries]
    if len(inside) != 1:
        return None
    return Candidate(entity=inside[0].entity, label=inside[0].label, score=SCORE, by=NEIGHBOUR)


def surroundings(place: str, gazetteer: Gazetteer) -> Iterator[str]:
    """The regions of which a place is part, the smallest first; countries are not among them."""
    met = {place}
    entity = gazetteer.entities.get(place)
    while entity is not None and entity.part_of is not None and entity.part_of not in met:
        met.add(entity.part_of)
        around = gazetteer.entities.get(entity.part_of)
        if around is not None and not (around.feature or "").startswith("PCL"):
            yield entity.part_of
        entity = around
