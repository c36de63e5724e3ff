"""A pasted text: its names highlighted and joined, and its translations, shown as the report shows a document."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from pipeline.gazetteer import Gazetteer
from pipeline.reading import read_text
from pipeline.reading.documents import clean
from pipeline.report.documents import Card, DocumentPages, Page, pages_of
from pipeline.report.subjects import State, Subjects
from pipeline.serving.guarding import check_same_site
from pipeline.serving.limits import REFUSALS
from pipeline.serving.site import page

if TYPE_CHECKING:
    from pipeline.road import Road

LONGEST_TEXT = 10_000
"""Characters of a text that is pasted."""
LONGEST_WORK = 110.0
"""Seconds that a text may take, with its waiting: less than any answer may, so that the page can say so."""
MOST_WAITING = 8
"""Texts that may wait; who comes then is asked to come again."""

Pasted = Annotated[str, Form(max_length=4 * LONGEST_TEXT, description="The text, in any of the four languages.")]


class BusyError(Exception):
    """Too many texts are waiting for the one road."""


class Found(NamedTuple):
    """A text as it is shown: what is known of it, its sentences in parts, and the card of each name once."""

    about: DocumentPages
    parts: tuple[Page, ...]
    cards: tuple[Card, ...]


class Desk:
    """Works at one text at a time; the road is loaded with the first one."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="road")
        self._waiting = 0

    @cached_property
    def _road(self) -> Road:
        from pipeline.road import Road

        return Road(self._gazetteer)

    async def work(self, text: str) -> Found:
        """The text as pages; raises TimeoutError where it takes too long, BusyError where too many are waiting."""
        if self._waiting >= MOST_WAITING:
            raise BusyError
        self._waiting += 1
        work = asyncio.get_running_loop().run_in_executor(self._worker, self._laid_out, text)
        work.add_done_callback(self._done)
        return await asyncio.wait_for(asyncio.shield(work), LONGEST_WORK)

    def _done(self, work: asyncio.Future[Found]) -> None:
        self._waiting -= 1
        if not work.cancelled():
            work.exception()  # who asked may be gone; asyncio would complain that nobody looked

    def _laid_out(self, text: str) -> Found:
        result = self._road.travel(read_text(text, id="text"))
        shown = pages_of(result, 0, Subjects(addressed=_address))
        parts = tuple(shown.pages)
        cards = {card.number: card for part in parts for card in part.cards}
        return Found(shown, parts, tuple(cards.values()))


def _address(state: State, key: str, label: str) -> str:
    """A known entity has a page here; what the gazetteer does not hold can be looked up."""
    return f"entity/{quote(key, safe='')}" if state == "known" else f"?q={quote(label, errors='replace')}"


def text_routes(gazetteer: Gazetteer) -> APIRouter:
    """The page `/text`."""
    router = APIRouter(tags=["Pages"], responses=REFUSALS, default_response_class=HTMLResponse)
    desk = Desk(gazetteer)

    @router.get("/text", summary="A box to paste a text into")
    def ask(request: Request) -> HTMLResponse:
        return page(request, "text.html", text="", shown=None, parts=(), cards=(), trouble=None, longest=LONGEST_TEXT)

    @router.post("/text", summary="A text with its names highlighted, and its translations")
    async def answer(request: Request, text: Pasted = "") -> HTMLResponse:
        check_same_site(request)
        plain = clean(text)
        found, trouble, status = None, None, 200
        if len(plain) > LONGEST_TEXT:
            trouble, status = "long", 413
        elif plain:
            try:
                found = await desk.work(plain)
            except (TimeoutError, BusyError) as error:
                trouble, status = ("busy" if isinstance(error, BusyError) else "slow"), 503
        return page(
            request,
            "text.html",
            status,
            text=plain,
            shown=found.about if found else None,
            parts=found.parts if found else (),
            cards=found.cards if found else (),
            trouble=trouble,
            longest=LONGEST_TEXT,
        )

    return router
