"""The service as one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.gazetteer import Gazetteer, GazetteerError
from pipeline.reconciliation import Reconciler
from pipeline.serving import api
from pipeline.serving.answers import Answers
from pipeline.serving.browsing import table_routes
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.crew import Alone, Answering, Crew
from pipeline.serving.entities import entity_routes
from pipeline.serving.guarding import ForbiddenError, Guard, token_routes
from pipeline.serving.limits import USUAL_RATE, Limits, refuse
from pipeline.serving.looking_up import look_up_routes
from pipeline.serving.manual import manual_routes
from pipeline.serving.nursery import Work, can_fork
from pipeline.serving.pasting import text_routes
from pipeline.serving.reconciling import answer_queries
from pipeline.serving.review_pages import review_routes, unreadable
from pipeline.serving.reviewing import Review
from pipeline.serving.site import static_routes

LOCAL = ("localhost", "127.0.0.1", "[::1]")
WARMING = b'[{"query": "Kastus Kalinouski"}, {"query": "Mensk"}]'


def create_app(
    gazetteer: Gazetteer,
    *,
    hosts: Sequence[str] = LOCAL,
    review: Path | None = None,
    token: str | None = None,
    rate: float = USUAL_RATE,
    processes: int = 1,
) -> FastAPI:
    """The service over one gazetteer.

    `hosts` are the names that a request may address it by (others: status 400), `review` is the table for review
    that people decide about, `token` what they have to know for it (None: nothing), `rate` how many requests a
    second one address may send. Batches are answered by so many processes beside this one, by a thread of it where
    that is 1 or the system cannot fork; with more it has to be called before this process has other threads.
    Raises GazetteerError for a table for review that cannot be read.
    """
    reconciler, catalogue, guard = Reconciler(gazetteer), Catalogue(gazetteer), Guard(token)
    reviewed = Review(review) if review is not None else None
    answering = _answering(partial(answer_queries, reconciler=reconciler, catalogue=catalogue), processes)
    app = FastAPI(
        title="Nazvy",
        version=version("nazvy"),
        summary="Names in Belarusian, Ukrainian, Russian and English, tied to the entities of a gazetteer.",
        docs_url=None,  # FastAPI's own pages fetch their scripts from another server
        redoc_url=None,
        lifespan=partial(_open, answering),
    )
    for router in (
        api.routes(Answers(answering), catalogue),
        look_up_routes(reconciler, catalogue),
        entity_routes(catalogue),
        table_routes(catalogue),
        text_routes(gazetteer),
        manual_routes(app),
        static_routes(),
        token_routes(guard),
    ):
        app.include_router(router)
    app.state.reviewing = reviewed is not None
    if reviewed is not None:
        app.include_router(review_routes(reviewed, catalogue, guard))
        for kind in (GazetteerError, OSError):
            app.exception_handler(kind)(unreadable)
    app.exception_handler(ForbiddenError)(_forbidden)
    app.add_middleware(OpenToOthers)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Limits, rate=rate)
    return app


def _answering(work: Work, processes: int) -> Answering:
    if processes == 1 or not can_fork():
        return Alone(work)
    work(WARMING)  # what it loads at its first question, the processes then share
    return Crew(work, processes)


@asynccontextmanager
async def _open(answering: Answering, _: FastAPI) -> AsyncIterator[None]:
    await answering.open()
    try:
        yield
    finally:
        await answering.close()


class OpenToOthers:
    """ASGI middleware: pages of other sites may read what the protocol gives (CORS), and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open = CORSMiddleware(app, allow_origins=["*"], allow_methods=["GET", "POST"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "")
        protocol = path in ("/reconcile", "/properties", "/preview") or path.startswith("/suggest/")
        await (self._open if protocol else self._app)(scope, receive, send)


def _forbidden(_: Request, error: Exception) -> Response:
    return refuse(403, str(error))
