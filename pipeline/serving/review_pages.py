"""The pages of the review queue: a name at a time, decided by keys or buttons, each decision on the disk at once.

What was decided in this window is kept in its address (the trail), so that undo outlives both browser and server.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from pipeline.gazetteer import GazetteerError
from pipeline.reading.documents import clean
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.guarding import Guard, secret_of, with_secret
from pipeline.serving.limits import refuse
from pipeline.serving.reviewing import (
    UNKNOWN,
    UNLIKE,
    ConflictError,
    Item,
    NotWrittenError,
    RefusedError,
    Review,
    Verdict,
    next_of,
)
from pipeline.serving.site import page

LONGEST_NOTE = 500
LONGEST_TRAIL = 30
"""Decisions of one window that can be undone."""
_TOLD = re.compile(r" \((?P<label>.*)\) (?P<score>[\d.]+)$")
_STEP = re.compile(r"[0-9a-f]{16}\.[0-9a-f]{16}")

Key = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
Steps = Annotated[str, Query(max_length=2000)]


class Trail(tuple[tuple[str, str], ...]):
    """Decisions of one window, the latest last: key of the row and version that the decision gave it."""

    @classmethod
    def read(cls, text: str) -> Trail:
        """A trail as `str` wrote it; what is none is empty."""
        steps = [step for step in text.split(",") if _STEP.fullmatch(step)]
        return cls((step[:16], step[17:]) for step in steps[-LONGEST_TRAIL:])

    def __str__(self) -> str:
        return ",".join(f"{key}.{version}" for key, version in self)


class Queue:
    """Shows the rows of one table, and writes what is decided about them."""

    def __init__(self, review: Review, catalogue: Catalogue) -> None:
        self._review = review
        self._catalogue = catalogue

    def next(self, request: Request, after: str, trail: Trail) -> Response:
        """The next row that is undecided."""
        items = self._review.items()
        return self._shown(request, items, next_of(items, after), trail)

    def one(self, request: Request, key: str, trail: Trail) -> Response:
        """The row of that key, decided or not."""
        items = self._review.items()
        item = _of_key(items, key)
        if item is None:
            return page(request, "nothing.html", 404, wanted=key)
        return self._shown(request, items, item, trail)

    def merging(
        self,
        request: Request,
        key: str,
        trail: Trail,
        trouble: NotWrittenError | None = None,
        status: int = 200,
        named: str = "",
    ) -> Response:
        """What merging would do, to be confirmed: which of the row's candidates, or of others, go into which."""
        item = _of_key(self._review.items(), key)
        if item is None:
            return page(request, "nothing.html", 404, wanted=key)
        chosen = named.split()
        candidates = _candidates(item, self._catalogue)
        listed = {candidate["id"] for candidate in candidates}
        secret = secret_of(request)
        answer = page(
            request,
            "merge.html",
            status,
            item=item,
            candidates=candidates,
            stays=chosen[0] if chosen else next(iter(candidate["id"] for candidate in candidates), ""),
            goes=set(chosen[1:]) if chosen else {candidate["id"] for candidate in candidates[1:2]},
            other=" ".join(entity for entity in chosen if entity not in listed),
            trail=str(trail),
            trouble=trouble,
            secret=secret,
        )
        answer.headers["Cache-Control"] = "no-store"
        return with_secret(answer, secret)

    def decide(self, request: Request, key: str, version: str, decision: Verdict, trail: Trail) -> Response:
        """Write a decision and go on; or show the row as it is now, and why nothing was written."""
        try:
            if decision.word == "join" and decision.entity:
                self._check_known(decision.entity)
            elif decision.word == "merge":
                self._check_alike(decision.entity.split())
            item = self._review.decide(key, version, decision)
        except NotWrittenError as error:
            items = self._review.items()
            status = 409 if isinstance(error, ConflictError) else 422
            if status == 422 and decision.word == "merge":
                return self.merging(request, key, trail, error, status, decision.entity)
            return self._shown(request, items, _of_key(items, key) or next_of(items, key), trail, error, status)
        if decision.word:
            trail = Trail((*trail, (item.key, item.version))[-LONGEST_TRAIL:])
            return RedirectResponse(f"/review?{urlencode({'after': key, 'trail': str(trail)})}", 303)
        rest = Trail(step for step in trail if step[0] != key)
        return RedirectResponse(f"/review/{key}?{urlencode({'trail': str(rest)})}", 303)

    def _check_known(self, entity: str) -> None:
        """Raises RefusedError for an id that neither the gazetteer nor a row decided as new has."""
        made = {
            item.cells["entity"] or item.cells.get("new_id", "")
            for item in self._review.items()
            if item.cells["decision"].lower() == "new"
        }
        if self._catalogue.entity(entity) is None and entity not in made:
            raise RefusedError(UNKNOWN, id=entity[:60])

    def _check_alike(self, entities: Sequence[str]) -> None:
        """Raises RefusedError for ids that the gazetteer does not have, or that mean entities of different types."""
        found = {entity: self._catalogue.entity(entity) for entity in entities}
        unknown = next((entity for entity, known in found.items() if known is None), None)
        if unknown is not None:
            raise RefusedError(UNKNOWN, id=unknown[:60])
        if len({known.type for known in found.values() if known}) > 1:
            raise RefusedError(UNLIKE)

    def _shown(
        self,
        request: Request,
        items: Sequence[Item],
        item: Item | None,
        trail: Trail,
        trouble: NotWrittenError | None = None,
        status: int = 200,
    ) -> Response:
        secret = secret_of(request)
        answer = page(
            request,
            "review_item.html",
            status,
            item=item,
            context=_context(item) if item else None,
            candidates=_candidates(item, self._catalogue) if item else (),
            left=sum(one.undecided for one in items),
            count=len(items),
            last=_of_key(items, trail[-1][0]) if trail else None,
            last_version=trail[-1][1] if trail else "",
            trail=str(trail),
            trouble=trouble,
            secret=secret,
        )
        answer.headers["Cache-Control"] = "no-store"
        return with_secret(answer, secret)


def review_routes(review: Review, catalogue: Catalogue, guard: Guard) -> APIRouter:
    """The pages below `/review`."""
    router = APIRouter(include_in_schema=False)
    queue = Queue(review, catalogue)

    @router.get("/review")
    def next_one(request: Request, after: Steps = "", trail: Steps = "") -> Response:
        if not guard.knows_token(request):
            return RedirectResponse("/token", 303)
        return queue.next(request, after, Trail.read(trail))

    @router.get("/review/{key}")
    def one(request: Request, key: Key, trail: Steps = "") -> Response:
        if not guard.knows_token(request):
            return RedirectResponse("/token", 303)
        return queue.one(request, key, Trail.read(trail))

    @router.get("/review/{key}/merge")
    def merging(request: Request, key: Key, trail: Steps = "") -> Response:
        if not guard.knows_token(request):
            return RedirectResponse("/token", 303)
        return queue.merging(request, key, Trail.read(trail))

    @router.post("/review/{key}")
    def decide(
        request: Request,
        key: Key,
        secret: Annotated[str, Form(max_length=200)] = "",
        version: Annotated[str, Form(max_length=16)] = "",
        decision: Annotated[str, Form(max_length=20)] = "",
        entity: Annotated[str, Form(max_length=300)] = "",
        note: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
        trail: Annotated[str, Form(max_length=2000)] = "",
        stays: Annotated[str, Form(max_length=300)] = "",
        goes: Annotated[tuple[str, ...], Form(max_length=50)] = (),
    ) -> Response:
        guard.check_writing(request, secret)
        named = entity.strip() if decision in ("join", "new", "never") else ""
        if decision == "merge":
            named = " ".join(dict.fromkeys(part for each in (stays, *goes, entity) for part in each.split()))
        made = Verdict(decision, named, " ".join(clean(note).split()))
        return queue.decide(request, key, version, made, Trail.read(trail))

    return router


def unreadable(request: Request, error: Exception) -> Response:
    """The answer where the table for review has become unreadable; an error of any other page is raised again."""
    if not request.url.path.startswith("/review"):
        raise error
    told = error.problem.message if isinstance(error, GazetteerError) else "cannot be written"
    return refuse(500, f"the table for review: {told}")


def _of_key(items: Sequence[Item], key: str) -> Item | None:
    return next((item for item in items if item.key == key), None)


def _context(item: Item) -> tuple[str, str, str]:
    before, _, rest = item.cells.get("context", "").partition("**")
    name, _, after = rest.partition("**")
    return before, name, after


def _candidates(item: Item, catalogue: Catalogue) -> list[dict[str, str]]:
    found = []
    for entity_id, told in item.candidates:
        entity = catalogue.entity(entity_id)
        shown = _TOLD.search(told)
        found.append(
            {
                "id": entity_id,
                "label": shown["label"] if shown else entity.label if entity else entity_id,
                "score": shown["score"] if shown else "",
                "description": catalogue.description(entity) if entity else "",
            }
        )
    return found
