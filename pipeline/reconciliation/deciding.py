"""From candidates to a decision: asked in order, the best taken only where joining is safe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from pipeline.reconciliation.decisions import Decisions
from pipeline.reconciliation.query import Query
from pipeline.reconciliation.typed import TYPED
from pipeline.reconciliation.units import Unit
from pipeline.records import Candidate

SETTLED = 0.9
"""A candidate this sure ends the asking: later units only guess what is known."""
DOUBTFUL = 0.25
"""A name with a candidate this likely is not taken for a new one: a person has to decide."""
SURE = 0.6
"""The least score at which a name is joined without a person's word."""
LEAD = 0.6
"""The runner-up may have at most this share of the best score."""
EXACT_LEAD = 0.97
"""The same where both stand in the gazetteer as written: a preferred form wins over a short one."""
SHARED_LEAD = 0.2
"""The same where both only sound like the name: their scores are shares of one probability."""
KNOWN_LEAD = 0.65
"""The same where the best stands there as written or in another case, and the runner-up only sounds like the name."""


class Ranking(msgspec.Struct, frozen=True):
    """Candidates, best first, and the one that may be joined (None where joining is not safe)."""

    candidates: tuple[Candidate, ...]
    match: Candidate | None


def rank(query: Query, units: Sequence[Unit], decisions: Decisions) -> Ranking:
    """Ask the units in order until one is sure, and decide; what people decided holds for every unit's answer."""
    best: dict[str, Candidate] = {}
    for _, found in answers(query, units, decisions):
        for candidate in found or ():
            known = best.get(candidate.entity)
            if known is None or known.score < candidate.score:
                best[candidate.entity] = candidate
    ranked = tuple(sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.entity)))
    return Ranking(ranked, _match(ranked))


def answers(
    query: Query, units: Sequence[Unit], decisions: Decisions
) -> Iterator[tuple[Unit, Sequence[Candidate] | None]]:
    """Each unit with what it answers; None where it is not asked, because those before it were sure (or near)."""
    most = 0.0
    for unit in units:
        if most >= (DOUBTFUL if unit.last_resort else SETTLED):
            yield unit, None
            continue
        found = decisions.obeyed(query, unit.candidates(query))
        most = max(most, *(candidate.score for candidate in found), 0.0)
        yield unit, found


def _match(ranked: Sequence[Candidate]) -> Candidate | None:
    if not ranked or ranked[0].score < SURE:
        return None
    if len(ranked) == 1:
        return ranked[0]
    return ranked[0] if ranked[1].score <= ranked[0].score * lead(ranked[0].by, ranked[1].by) else None


def lead(best: str, second: str) -> float:
    """The share of the best score that the runner-up may have, by the units that found the two."""
    if best == second and best in ("exact", TYPED):
        return EXACT_LEAD
    if best == second:
        return SHARED_LEAD
    return KNOWN_LEAD if best in ("exact", "inflected") and second == "sound" else LEAD
