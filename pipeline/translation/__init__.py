"""Segments -> translations: engines, the routes between them, and names put into the target's own form."""

from __future__ import annotations

from pipeline.translation.engines import installed_engines
from pipeline.translation.engines.base import Engine, EngineResult
from pipeline.translation.routes import Router
from pipeline.translation.stage import NamedDocument, Translated, Translator

__all__ = [
    "Engine",
    "EngineResult",
    "NamedDocument",
    "Router",
    "Translated",
    "Translator",
    "installed_engines",
]
