"""The gazetteer as a table: filters, pages, and the rows that they leave as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from pipeline.gazetteer import Entity
from pipeline.records import OUTPUT_LANGUAGES
from pipeline.reduction import sheet
from pipeline.report.paging import Pager
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.limits import REFUSALS
from pipeline.serving.looking_up import Type, type_of
from pipeline.serving.reconciling import LONGEST_QUERY
from pipeline.serving.site import page

ROWS = 50
"""Entities on one page."""
LARGEST_PAGE = 1_000_000
COLUMNS = (
    "id", "type", "label", *OUTPUT_LANGUAGES, "country", "part_of", "born", "died", "description", "latitude",
    "longitude", "population", "wikidata", "geonames",
)  # fmt: skip
_OWN = tuple(column for column in COLUMNS if column not in OUTPUT_LANGUAGES)

Part = Annotated[str, Query(max_length=LONGEST_QUERY, description="Part of any form of the name.")]
Country = Annotated[str, Query(max_length=40, description="ISO 3166-1 code of two letters.")]
Number = Annotated[int, Query(alias="page", ge=1, le=LARGEST_PAGE, description=f"Which page of {ROWS} rows.")]


class QueryPager(NamedTuple):
    """Page `number` of `pages`, each at the same address with another `page` in its query."""

    query: str
    number: int
    pages: int

    def at(self, number: int) -> str:
        """The address of a page, from the top."""
        return f"table?{self.query}&page={number}" if self.query else f"table?page={number}"

    @property
    def near(self) -> list[int]:
        """The numbers worth a link; 0 stands for a gap."""
        return Pager("", self.number, self.pages).near


def table_routes(catalogue: Catalogue) -> APIRouter:
    """The page `/table`, and `/table.csv` with the same filters."""
    router = APIRouter(tags=["Pages"], responses=REFUSALS)

    @router.get("/table", summary="The gazetteer as a table", response_class=HTMLResponse)
    def table(
        request: Request, q: Part = "", type: Type = "", country: Country = "", number: Number = 1
    ) -> HTMLResponse:
        found = catalogue.filtered(q, type_of(type), country)
        pages = max(1, -(-len(found) // ROWS))
        number = min(number, pages)
        filters = {name: value for name, value in (("q", q), ("type", type), ("country", country)) if value}
        query = urlencode(filters, errors="replace")
        return page(
            request,
            "table.html",
            asked=q,
            type=type_of(type) or "",
            country=country,
            countries=catalogue.countries,
            count=len(found),
            rows=[
                _shown(catalogue.gazetteer.entity(each), catalogue)
                for each in found[(number - 1) * ROWS : number * ROWS]
            ],
            pager=QueryPager(query, number, pages),
            query=query,
        )

    @router.get("/table.csv", summary="The rows that the filters leave, as CSV", response_class=Response)
    def download(q: Part = "", type: Type = "", country: Country = "") -> Response:
        rows = _rows(catalogue.filtered(q, type_of(type), country), catalogue)
        headers = {"Content-Disposition": 'attachment; filename="gazetteer.csv"'}
        return Response(sheet.write(COLUMNS, rows, bom=True), media_type="text/csv", headers=headers)

    return router


def _shown(entity: Entity, catalogue: Catalogue) -> dict[str, Any]:
    forms = {lang: catalogue.form(entity, lang) for lang in OUTPUT_LANGUAGES}
    return {"entity": entity, "forms": list((forms | {"en": forms["en"] or entity.label}).items())}


def _rows(ids: Sequence[str], catalogue: Catalogue) -> Iterator[dict[str, object]]:
    for entity_id in ids:
        entity = catalogue.gazetteer.entity(entity_id)
        own = {column: "" if (value := getattr(entity, column)) is None else value for column in _OWN}
        yield own | {lang: catalogue.form(entity, lang) for lang in OUTPUT_LANGUAGES}
