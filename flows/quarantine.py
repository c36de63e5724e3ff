"""The list of what could not be done: OUT/quarantine.csv, made anew by each run, gone where nothing failed."""

from __future__ import annotations

from collections.abc import Iterable

from flows.places import Place
from pipeline.records import Problem
from pipeline.reduction import sheet

NAME = "quarantine.csv"
COLUMNS = ("source", "place", "why", "remedy")


def write_quarantine(out: Place, failed: Iterable[Problem]) -> None:
    """Write each problem of an input. Raises OSError."""
    rows = sorted({(problem.source, problem.place, problem.message, problem.remedy) for problem in failed})
    if rows:
        out.write(NAME, sheet.write(COLUMNS, [dict(zip(COLUMNS, row, strict=True)) for row in rows]))
    else:
        out.remove(NAME)
