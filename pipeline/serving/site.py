"""The pages of the service: templates in each interface language, styles and scripts, and who may see a page framed."""

from __future__ import annotations

from functools import cache
from mimetypes import guess_type

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment

from pipeline.pages import LANGUAGES, LivingWords, environment, static_files, words_script
from pipeline.records import primary_language
from pipeline.serving.limits import refuse

PACKAGES = ("pipeline.report", "pipeline.serving")
"""The report's styles show a pasted text as they show a document."""


def language_of(request: Request) -> str:
    """The interface language that a reader asks for: by `ui` in the address, else by the browser's own order."""
    accepted = request.headers.get("accept-language", "").split(",")
    asked = [request.query_params.get("ui", ""), *(part.split(";")[0].strip() for part in accepted)]
    return next((tag for each in asked if (tag := primary_language(each).lower()) in LANGUAGES), LANGUAGES[0])


@cache
def templates(language: str) -> Environment:
    """The templates, saying the words of one language."""
    return environment(LivingWords(language), "pipeline.serving", "pipeline.report")


def page(request: Request, template: str, status: int = 200, **about: object) -> HTMLResponse:
    """A template filled in the reader's language; `path` is the address without its query."""
    path = request.url.path
    made = templates(language_of(request)).get_template(template)
    return HTMLResponse(made.render(top="/", path=path, reviewing=_reviewing(request), **about), status)


def _reviewing(request: Request) -> bool:
    return bool(getattr(request.app.state, "reviewing", False))


@cache
def _files() -> dict[str, bytes]:
    return {**dict(static_files(*PACKAGES)), "words.js": words_script().encode()}


def static_routes() -> APIRouter:
    """Styles and scripts, read once."""
    router = APIRouter(include_in_schema=False)

    @router.get("/static/{name}")
    def static(name: str) -> Response:
        data = _files().get(name)
        if data is None:
            return refuse(404, "no such file")
        kind = guess_type(name)[0] or "application/octet-stream"
        return Response(data, media_type=kind, headers={"Cache-Control": "max-age=600"})

    return router
