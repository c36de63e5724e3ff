"""One entity as a page of its own, and as the small page that OpenRefine shows beside a cell."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from pipeline.gazetteer import Entity
from pipeline.reconciliation import describe_known
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.limits import REFUSALS
from pipeline.serving.properties import COLUMNS
from pipeline.serving.site import page
from pipeline.transliteration import systems

LONGEST_ID = 300
NOT_SHOWN = frozenset({"description", "part_of"})
"""Columns that stand elsewhere on the page."""


def entity_routes(catalogue: Catalogue) -> APIRouter:
    """The pages `/entity/ID` and `/preview?id=ID`."""
    absent: dict[int | str, dict[str, Any]] = {404: {"description": "The gazetteer holds no such entity."}}
    router = APIRouter(tags=["Pages"], responses=REFUSALS | absent, default_response_class=HTMLResponse)

    @router.get("/entity/{id:path}", summary="The page of an entity")
    def entity_page(request: Request, id: Annotated[str, Path(max_length=LONGEST_ID)]) -> HTMLResponse:
        return _shown(request, "entity.html", id)

    @router.get("/preview", summary="A small page about an entity, to be shown within another")
    def preview(request: Request, id: Annotated[str, Query(max_length=LONGEST_ID)]) -> HTMLResponse:
        return _shown(request, "preview.html", id)

    def _shown(request: Request, template: str, id: str) -> HTMLResponse:
        entity = catalogue.entity(id)
        if entity is None:
            return page(request, "nothing.html", 404, wanted=id)
        return page(request, template, **about(entity, catalogue))

    return router


def about(entity: Entity, catalogue: Catalogue) -> dict[str, Any]:
    """What the templates say of an entity."""
    described = describe_known(entity.id, catalogue.gazetteer)
    return {
        "entity": entity,
        "described": described,
        "forms": {lang: name.form for lang, name in described.names.items()},
        "description": catalogue.description(entity),
        "romanised": _romanised(entity, catalogue),
        "all_names": catalogue.gazetteer.names_of(entity.id),
        "whole": catalogue.entity(entity.part_of) if entity.part_of else None,
        "facts": [
            (title, value)
            for name, title in COLUMNS.items()
            if name not in NOT_SHOWN and (value := getattr(entity, name)) is not None
        ],
    }


def _romanised(entity: Entity, catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """By language the preferred name in every system for it, by the system's code."""
    found: dict[str, dict[str, str]] = {}
    for system in systems():
        name = catalogue.gazetteer.preferred(entity.id, system.lang)
        if name is not None:
            found.setdefault(system.lang, {})[system.code] = system.romanise(name.form)
    return found
