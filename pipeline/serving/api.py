"""The Reconciliation Service API 0.2 (W3C Entity Reconciliation Community Group, specs 0.2) over HTTP."""

from __future__ import annotations

from importlib.metadata import version
from itertools import islice
from typing import Annotated, Any

import msgspec
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, Response

from pipeline.gazetteer import Entity
from pipeline.reconciliation import Reconciler
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.limits import REFUSALS, refuse
from pipeline.serving.properties import TYPES, Property, Value
from pipeline.serving.reconciling import LONGEST_QUERY, BadQueryError, Ranker, answer_batch, read_batch

API_VERSION = "0.2"
MOST_SUGGESTED = 20
MOST_EXTENDED = 1000
PREVIEW_WIDTH, PREVIEW_HEIGHT = 420, 260

Prefix = Annotated[str, Query(max_length=LONGEST_QUERY, description="What has been typed so far.")]
Cursor = Annotated[int, Query(ge=0, le=100_000, description="How many suggestions to pass over.")]


class Extension(msgspec.Struct, frozen=True):
    """A data extension query: which properties of which entities."""

    class Wanted(msgspec.Struct, frozen=True):
        """One property by its id."""

        id: str

    ids: list[str]
    properties: list[Wanted]


def routes(reconciler: Reconciler, catalogue: Catalogue) -> APIRouter:
    """The protocol's paths, answered from one gazetteer."""
    router = APIRouter(tags=["Reconciliation Service API 0.2"], responses=REFUSALS)
    _add_reconciling(router, reconciler, catalogue)
    _add_suggesting(router, catalogue)
    return router


def _add_reconciling(router: APIRouter, reconciler: Reconciler, catalogue: Catalogue) -> None:
    ranker = Ranker(reconciler)
    turns = CapacityLimiter(2)  # more threads than cores would only take the time from one another

    async def answer(request: Request, queries: str | None, extend: str | None) -> Response:
        try:
            if queries is not None:
                batch = read_batch(queries)
                return JSONResponse(await to_thread.run_sync(answer_batch, batch, ranker, catalogue, limiter=turns))
            if extend is not None:
                return JSONResponse(
                    await to_thread.run_sync(extended, read_extension(extend), catalogue, limiter=turns)
                )
        except BadQueryError as error:
            return refuse(400, str(error))
        return JSONResponse(manifest(str(request.base_url).rstrip("/")))

    @router.get("/reconcile", summary="The manifest; or the answers to a batch of queries")
    async def get_reconcile(request: Request, queries: str | None = None, extend: str | None = None) -> Response:
        return await answer(request, queries, extend)

    @router.post("/reconcile", summary="The answers to a batch of queries, or the values of properties")
    async def post_reconcile(
        request: Request,
        queries: Annotated[str | None, Form()] = None,
        extend: Annotated[str | None, Form()] = None,
    ) -> Response:
        return await answer(request, queries, extend)


def _add_suggesting(router: APIRouter, catalogue: Catalogue) -> None:
    @router.get("/suggest/entity", summary="Entities whose names begin so")
    def suggest_entity(prefix: Prefix, cursor: Cursor = 0) -> dict[str, Any]:
        found = islice(catalogue.completing(prefix), cursor, cursor + MOST_SUGGESTED)
        return {"result": [suggestion(entity, catalogue) for entity in found]}

    @router.get("/suggest/type", summary="Types whose names begin so")
    def suggest_type(prefix: Prefix, cursor: Cursor = 0) -> dict[str, Any]:
        rows = [{"id": id_, "name": name} for id_, name in TYPES.items()]
        return {"result": _beginning(rows, prefix)[cursor:]}

    @router.get("/suggest/property", summary="Properties whose names begin so")
    def suggest_property(prefix: Prefix, cursor: Cursor = 0) -> dict[str, Any]:
        rows = [_described(each) for each in catalogue.properties.values()]
        return {"result": _beginning(rows, prefix)[cursor : cursor + MOST_SUGGESTED]}

    @router.get("/properties", summary="Properties that entities of a type have")
    def propose_properties(type: str = "", limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> dict[str, Any]:
        rows = [_described(each) for each in catalogue.properties.values()][:limit]
        return {"properties": rows, "type": type, "limit": limit}


def manifest(base: str) -> dict[str, Any]:
    """What the service can do, with addresses that begin with `base`."""
    suggest = {
        kind: {"service_url": base, "service_path": f"/suggest/{kind}"} for kind in ("entity", "property", "type")
    }
    return {
        "versions": [API_VERSION],
        "name": "Nazvy: names in Belarusian, Ukrainian, Russian and English",
        "identifierSpace": f"{base}/entity/",
        "schemaSpace": f"{base}/property/",
        "serviceVersion": version("nazvy"),
        "documentation": f"{base}/docs",
        "defaultTypes": [{"id": id_, "name": name} for id_, name in TYPES.items()],
        "view": {"url": f"{base}/entity/{{{{id}}}}"},
        "preview": {
            "url": f"{base}/preview?id={{{{id}}}}",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/properties"},
            "property_settings": [],
        },
    }


def read_extension(text: str) -> Extension:
    """A data extension query. Raises BadQueryError."""
    try:
        asked = msgspec.json.decode(text.encode(), type=Extension)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise BadQueryError(f"extend: {error}") from error
    if len(asked.ids) * max(len(asked.properties), 1) > MOST_EXTENDED:
        raise BadQueryError(f"extend: more than {MOST_EXTENDED} values in one query; ask in parts")
    return asked


def extended(asked: Extension, catalogue: Catalogue) -> dict[str, Any]:
    """The values of the properties asked for; none for unknown entities and properties."""
    ids = [wanted.id for wanted in asked.properties]
    known = catalogue.properties
    meta = [{"id": id_, "name": known[id_].name if id_ in known else id_} for id_ in ids]
    rows = {}
    for entity_id in asked.ids:
        entity = catalogue.entity(entity_id)
        rows[entity_id] = {id_: [_cell(v) for v in catalogue.values(entity, id_)] if entity else [] for id_ in ids}
    return {"meta": meta, "rows": rows}


def suggestion(entity: Entity, catalogue: Catalogue) -> dict[str, Any]:
    """An entity as the suggest protocol names it."""
    return {
        "id": entity.id,
        "name": entity.label,
        "description": catalogue.description(entity),
        "notable": [{"id": entity.type, "name": TYPES[entity.type]}],
    }


def _described(known: Property) -> dict[str, str]:
    return {"id": known.id, "name": known.name}


def _beginning(rows: list[dict[str, str]], prefix: str) -> list[dict[str, str]]:
    start = prefix.strip().casefold()
    return [row for row in rows if row["name"].casefold().startswith(start) or row["id"].casefold().startswith(start)]


def _cell(value: Value) -> dict[str, Value]:
    if isinstance(value, int):
        return {"int": value}
    return {"float": value} if isinstance(value, float) else {"str": value}
