"""The gazetteer: tables of people, places and organisations and their names, in memory."""

from __future__ import annotations

from pipeline.gazetteer.check import check, is_warning
from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.loading import load
from pipeline.gazetteer.model import Decision, Entity, GazetteerError, Name
from pipeline.gazetteer.order import write_back
from pipeline.gazetteer.store import Gazetteer
from pipeline.languages import builtin_folder

__all__ = [
    "Decision",
    "Entity",
    "Gazetteer",
    "GazetteerError",
    "Name",
    "builtin_folder",
    "check",
    "fold",
    "is_warning",
    "load",
    "write_back",
]
