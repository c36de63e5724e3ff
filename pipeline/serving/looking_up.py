"""The search box: which entity a name stands for, how that was decided and what came close."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from pipeline.reconciliation import Reconciler
from pipeline.reconciliation.explaining import explain
from pipeline.records import EntityType
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.entities import about
from pipeline.serving.limits import REFUSALS
from pipeline.serving.properties import TYPES
from pipeline.serving.reconciling import LONGEST_QUERY
from pipeline.serving.site import page

CLOSE = 8
"""Candidates that the page names."""

Name = Annotated[str, Query(max_length=LONGEST_QUERY, description="A name in any language, script or case.")]
Type = Annotated[str, Query(max_length=40, description="person, place or organisation; anything else means all.")]


def look_up_routes(reconciler: Reconciler, catalogue: Catalogue) -> APIRouter:
    """The page `/`, and its answer alone at `/answer` for the script that asks as one types."""
    router = APIRouter(tags=["Pages"], responses=REFUSALS, default_response_class=HTMLResponse)

    @router.get("/", summary="Look a name up")
    def look_up(request: Request, q: Name = "", type: Type = "") -> HTMLResponse:
        return page(request, "look_up.html", **answer(q, type))

    @router.get("/answer", summary="What the page about a name says, without the page around it")
    def answer_alone(request: Request, q: Name = "", type: Type = "") -> HTMLResponse:
        return page(request, "parts/answer.html", **answer(q, type))

    def answer(name: str, kind: str) -> dict[str, Any]:
        asked = type_of(kind)
        if not name.strip():
            return {"asked": "", "type": asked or "", "story": None}
        story = explain(name, reconciler, asked)
        found = catalogue.entity(story.match.entity) if story.match else None
        close = [one for one in story.candidates if not story.match or one.entity != story.match.entity]
        return {
            "asked": name,
            "type": asked or "",
            "story": story,
            "close": close[:CLOSE],
            **(about(found, catalogue) if found else {"entity": None}),
        }

    return router


def type_of(kind: str) -> EntityType | None:
    """A type by its name; None for any other word."""
    return next((known for known in TYPES if known == kind), None)
