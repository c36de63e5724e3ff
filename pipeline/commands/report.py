"""`nazvy report`: the results of a run as pages for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit
from urllib.request import url2pathname

import typer

from pipeline.commands.common import RefusalError, say, say_problem

if TYPE_CHECKING:
    from pipeline.report import Report

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The folder that `nazvy run` wrote.")]
LanguageOption = Annotated[
    Literal["en", "be", "uk", "ru"],
    typer.Option("--language", help="What the pages speak until their reader chooses another language."),
]


def report(folder: FolderArgument, language: LanguageOption = "en") -> int:
    """Write the results of a run as pages that open without a network.

    Writes DIR/report anew and prints the page to open. Exit status 1 where some results could not be read.
    """
    from pipeline.report import ReportError, write_report

    try:
        return told(write_report(folder, language))
    except ReportError as error:
        raise RefusalError(str(error)) from error
    except OSError as error:
        raise RefusalError(f"{error.filename}: {error.strerror}") from error


def told(written: Report) -> int:
    """Name the page and what could not be read; give the exit status."""
    print(f"Report: {written.page}")
    for problem in written.problems:
        say_problem(problem)
    return int(bool(written.problems))


def report_of_run(out: str) -> int:
    """The report at the end of a run, whose results are worth having without it; give the exit status."""
    from pipeline.report import ReportError, write_report

    if out.startswith("file://"):
        out = url2pathname(urlsplit(out).path)
    if "://" in out:
        say(f"no report is written to {out}; copy the results into a folder and give that to nazvy report")
        return 0
    try:
        return told(write_report(Path(out)))
    except (ReportError, OSError) as error:
        say(f"no report was written: {error}")
        return 1
