"""The folder of the report: every result read once, its pages written, then the pages that tell of all of them.

The pages are made beside their place and moved there when the last is written: a reader sees the old report or the
new one, never half of one.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from pipeline.pages import LANGUAGES
from pipeline.records import Problem, Record
from pipeline.report.writer import Writer

MARK = ".nazvy-report"
"""A file that tells a folder of ours from any other."""


class ReportError(Exception):
    """There is no report to be made; the message is one line."""


class Report(Record, frozen=True, kw_only=True):
    """The page to open, the number of documents in the report, and what could not be read."""

    page: Path
    documents: int
    problems: tuple[Problem, ...] = ()


def write_report(folder: Path, language: str = LANGUAGES[0]) -> Report:
    """Write the pages of the results in `folder` into its folder `report`.

    `language` (en, be, uk, ru) is what the pages speak until their reader chooses another one. The same results give
    the same bytes. Raises ReportError where there are no results or `report` holds something else, and OSError.
    """
    paths = sorted((folder / "documents").glob("*.json"))
    if not paths:
        raise ReportError(f"{folder}: no results (documents/*.json); give the folder that nazvy run wrote")
    place = folder / "report"
    if place.is_symlink() or (place.exists() and not (place / MARK).is_file()):
        raise ReportError(f"{place}: not a report of nazvy; move it away")
    with tempfile.TemporaryDirectory(prefix=".report-", dir=folder) as beside:
        made = Path(beside) / "report"
        writer = Writer(folder, made, language)
        if not writer.write(paths):
            raise ReportError(f"{writer.problems[-1].line()}; none of the {len(paths)} files is a result")
        (made / MARK).touch()
        _put(made, place, Path(beside) / "old")
    return Report(page=place / "index.html", documents=len(writer.lines), problems=tuple(writer.problems))


def _put(made: Path, place: Path, old: Path) -> None:
    """Move the finished folder to its place, and what stood there away; that comes back where the move fails."""
    if place.exists():
        place.rename(old)
    try:
        made.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise
