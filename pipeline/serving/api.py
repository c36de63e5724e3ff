"""The Reconciliation Service API 0.2 (W3C Entity Reconciliation Community Group, specs 0.2) over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from itertools import islice
from typing import Annotated, Any
from urllib.parse import parse_qsl

import msgspec
from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from pipeline.gazetteer import Entity
from pipeline.serving.answers import Answers, read_batch
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.crew import LostError
from pipeline.serving.limits import REFUSALS, refuse
from pipeline.serving.properties import TYPES, Property, Value
from pipeline.serving.reconciling import LONGEST_QUERY, BadQueryError

API_VERSION = "0.2"
MOST_SUGGESTED = 20
MOST_EXTENDED = 1000
PREVIEW_WIDTH, PREVIEW_HEIGHT = 420, 260
JSON, FORM_TYPE = "application/json", "application/x-www-form-urlencoded"
MOST_FIELDS = 20

Prefix = Annotated[str, Query(max_length=LONGEST_QUERY, description="What has been typed so far.")]
Cursor = Annotated[int, Query(ge=0, le=100_000, description="How many suggestions to pass over.")]


class Extension(msgspec.Struct, frozen=True):
    """A data extension query: which properties of which entities."""

    class Wanted(msgspec.Struct, frozen=True):
        """One property by its id."""

        id: str

    ids: list[str]
    properties: list[Wanted]


class BatchForm(BaseModel):
    """What is posted to `/reconcile`: for its description alone."""

    queries: str | None = Field(None, description="A batch of queries, as JSON.")
    extend: str | None = Field(None, description="A data extension query, as JSON.")


FORM = {"content": {FORM_TYPE: {"schema": BatchForm.model_json_schema()}}}


def routes(answers: Answers, catalogue: Catalogue) -> APIRouter:
    """The protocol's paths; `answers` answers batches."""
    router = APIRouter(tags=["Reconciliation Service API 0.2"], responses=REFUSALS)
    _add_reconciling(router, answers, catalogue)
    _add_suggesting(router, catalogue)
    return router


def _add_reconciling(router: APIRouter, answers: Answers, catalogue: Catalogue) -> None:
    async def answer(request: Request, queries: str | None, extend: str | None) -> Response:
        try:
            if queries is not None:
                return Response(await answers.batch(read_batch(queries)), media_type=JSON)
            if extend is not None:
                values = await to_thread.run_sync(extended, read_extension(extend), catalogue)
                return Response(msgspec.json.encode(values), media_type=JSON)
        except BadQueryError as error:
            return refuse(400, str(error))
        except LostError as error:
            return refuse(503, str(error))
        return JSONResponse(manifest(str(request.base_url).rstrip("/")))

    @router.get("/reconcile", summary="The manifest; or the answers to a batch of queries")
    async def get_reconcile(request: Request, queries: str | None = None, extend: str | None = None) -> Response:
        return await answer(request, queries, extend)

    @router.post(
        "/reconcile",
        summary="The answers to a batch of queries, or the values of properties",
        openapi_extra={"requestBody": FORM},
    )
    async def post_reconcile(request: Request) -> Response:
        fields = await _fields(request)
        return await answer(request, fields.get("queries"), fields.get("extend"))


async def _fields(request: Request) -> Mapping[str, str]:
    """The fields of a form. One in an address's own encoding, as clients send it, is read here, which is quicker."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM_TYPE:
        try:
            return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
        except ValueError:
            return {}
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


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
