"""The service as one ASGI application."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from pipeline.gazetteer import Gazetteer
from pipeline.reconciliation import Reconciler
from pipeline.serving import api
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.limits import Limits

LOCAL = ("localhost", "127.0.0.1", "[::1]")


def create_app(gazetteer: Gazetteer, *, hosts: Sequence[str] = LOCAL) -> FastAPI:
    """The service over one gazetteer. `hosts` are the names that a request may address it by (others: status 400)."""
    app = FastAPI(
        title="Nazvy",
        version=version("nazvy"),
        summary="Names in Belarusian, Ukrainian, Russian and English, tied to the entities of a gazetteer.",
    )
    app.include_router(api.routes(Reconciler(gazetteer), Catalogue(gazetteer)))
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"])
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Limits)
    return app
