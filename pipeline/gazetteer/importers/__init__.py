"""Importers: other people's lists of names into the tables, a line at a time, as often as wanted."""

from __future__ import annotations

from pipeline.gazetteer.importers.facts import Filters
from pipeline.gazetteer.importers.formats import FORMATS
from pipeline.gazetteer.importers.running import ImportReport, import_files

__all__ = ["FORMATS", "Filters", "ImportReport", "import_files"]
