"""Segments -> translations: engines, the routes between them, and names put into the target's own form."""

from __future__ import annotations

from pipeline.translation.choices import Choices
from pipeline.translation.engines import installed_engines
from pipeline.translation.engines.base import Engine, EngineResult
from pipeline.translation.named import NamedDocument
from pipeline.translation.routes import Router, router_for
from pipeline.translation.stage import Translated, Translator

__all__ = [
    "Choices",
    "Engine",
    "EngineResult",
    "NamedDocument",
    "Router",
    "Translated",
    "Translator",
    "installed_engines",
    "router_for",
]
