"""The gazetteer: tables of people, places and organisations and their names, in memory."""

from __future__ import annotations

from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.model import Decision, Entity, GazetteerError, Name
from pipeline.gazetteer.store import Gazetteer, builtin_folder, load

__all__ = ["Decision", "Entity", "Gazetteer", "GazetteerError", "Name", "builtin_folder", "fold", "load"]
