"""Queries of the reconciliation protocol (0.2) answered from the gazetteer; of the network it knows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from pipeline.gazetteer import Entity
from pipeline.reconciliation import Query, Reconciler
from pipeline.reconciliation.deciding import LEAD, SURE
from pipeline.records import Candidate, EntityType
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.properties import EVIDENCE, TYPES, Value
from pipeline.transliteration import repair

MOST_CANDIDATES = 50
USUAL_CANDIDATES = 5
LONGEST_QUERY = 500
UNLIKELY = 0.3
"""What is left of the score of a candidate that contradicts a property of the query."""


class Reference(msgspec.Struct, frozen=True):
    """A value that is itself an entity."""

    id: str
    name: str = ""


class Given(msgspec.Struct, frozen=True):
    """A property that the entity asked for is said to have."""

    pid: str
    v: str | int | float | bool | Reference | list[str | int | float | bool | Reference]


class Asked(msgspec.Struct, frozen=True):
    """One query of a batch."""

    query: str = ""
    type: str | list[str] | None = None
    limit: float | None = None
    properties: list[Given] = []
    type_strict: Literal["any", "should", "all"] | None = None

    @property
    def types(self) -> tuple[EntityType, ...]:
        """The types asked for that there are; all of them where none is asked for."""
        asked = [self.type] if isinstance(self.type, str) else self.type or []
        return tuple(kind for kind in TYPES if kind in asked or not asked)


class BadQueryError(Exception):
    """A batch that cannot be read; the message says why."""


_query = msgspec.json.Decoder(Asked)
_queries = msgspec.json.Decoder(list[Asked])


def check(key: str, query: bytes) -> None:
    """Raises BadQueryError for a query (JSON) that cannot be answered; `key` is what its batch calls it."""
    try:
        asked = _query.decode(query)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadQueryError(f"queries: {key!r}: {error}") from error
    if not asked.query and not asked.properties:
        raise BadQueryError(f"queries: {key!r} has neither a query nor properties")
    if len(asked.query) > LONGEST_QUERY:
        raise BadQueryError(f"queries: {key!r} is longer than {LONGEST_QUERY} characters")


def answer_queries(queries: bytes, reconciler: Reconciler, catalogue: Catalogue) -> bytes:
    """The answers to a JSON list of queries that `check` has let through, as another.

    Each is candidates, best first, `match` true for at most one: that which is safe to join.
    """
    return msgspec.json.encode(
        [{"result": _answer(asked, reconciler, catalogue)} for asked in _queries.decode(queries)]
    )


def _answer(asked: Asked, reconciler: Reconciler, catalogue: Catalogue) -> list[dict[str, Any]]:
    limit = int(min(max(asked.limit or USUAL_CANDIDATES, 1), MOST_CANDIDATES))
    evidence = [given for given in asked.properties if given.pid in EVIDENCE]
    name = repair(asked.query.strip())
    if not name or not asked.types:
        return []
    candidates: list[Candidate] = []
    joined: set[str] = set()
    for kind in asked.types if asked.type else (None,):
        ranking = reconciler.rank(Query(form=name, type=kind))
        candidates += ranking.candidates
        joined |= {ranking.match.entity} if ranking.match else set()
    weighed = _weighed(candidates, evidence, catalogue)
    match = _match(weighed, joined)
    return [_candidate(one, catalogue, match=one.candidate.entity == match) for one in weighed[:limit]]


class _Weighed(NamedTuple):
    """A candidate with its score after the evidence; `confirmed`: something of it speaks for the entity."""

    score: float
    candidate: Candidate
    confirmed: bool


def _weighed(candidates: Iterable[Candidate], evidence: Sequence[Given], catalogue: Catalogue) -> list[_Weighed]:
    """Candidates after the evidence, best first, each entity once."""
    best: dict[str, _Weighed] = {}
    for one in candidates:
        entity = catalogue.entity(one.entity)
        said = {_agrees(entity, given, catalogue) for given in evidence} if entity else set()
        score = one.score * UNLIKELY if False in said else one.score
        if one.entity not in best or best[one.entity].score < score:
            best[one.entity] = _Weighed(score, one, said >= {True} and False not in said)
    return sorted(best.values(), key=lambda one: (-one.score, one.candidate.entity))


def _agrees(entity: Entity, given: Given, catalogue: Catalogue) -> bool | None:
    """Does an entity have the value given? None where either has none: that speaks neither for it nor against it."""
    known = {_comparable(value, given.pid) for value in catalogue.values(entity, given.pid)}
    asked = given.v if isinstance(given.v, list) else [given.v]
    wanted = {_comparable(value.id if isinstance(value, Reference) else value, given.pid) for value in asked}
    return bool(known & wanted) if known and wanted else None


def _comparable(value: Value, property_id: str) -> str:
    """A value as it is compared: dates by their year, since that is what tables of people hold."""
    text = str(value).strip().casefold()
    return text[:4] if property_id in ("born", "died") else text


def _match(weighed: Sequence[_Weighed], joined: set[str]) -> str | None:
    """The one candidate that may be joined: the reconciler's own, or the one that evidence confirms; none near it."""
    if not weighed or weighed[0].score < SURE:
        return None
    best, *rivals = weighed
    own = joined == {best.candidate.entity}
    ahead = all(rival.score <= best.score * LEAD for rival in rivals)
    return best.candidate.entity if own or (best.confirmed and ahead) else None


def _candidate(weighed: _Weighed, catalogue: Catalogue, *, match: bool) -> dict[str, Any]:
    one, entity = weighed.candidate, catalogue.entity(weighed.candidate.entity)
    return {
        "id": one.entity,
        "name": one.label,
        "description": catalogue.description(entity) if entity else "",
        "score": round(100 * weighed.score, 2),
        "match": match,
        "type": [{"id": entity.type, "name": TYPES[entity.type]}] if entity else [],
        "features": [{"id": f"by:{one.by}", "value": True}, {"id": "probability", "value": round(weighed.score, 4)}],
    }
