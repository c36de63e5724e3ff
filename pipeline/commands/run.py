"""`nazvy run`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.common import AddGazetteerOption, GazetteerOption, RefusalError, settings

Inputs = Annotated[list[Path], typer.Argument(metavar="INPUT…", help="Files and folders.", show_default=False)]
OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.")]
ProcessesOption = Annotated[
    int | None,
    typer.Option("--processes", min=1, metavar="N", help="Worker processes (a core each if not given)."),
]


def run(
    inputs: Inputs,
    out: OutOption,
    gazetteer: GazetteerOption = None,
    add_gazetteer: AddGazetteerOption = None,
    processes: ProcessesOption = None,
) -> int:
    """Normalise and translate files and folders.

    Writes DIR/documents/NAME.json, DIR/texts/{be,uk,ru,en}/NAME.txt, DIR/new-entities.csv and DIR/review.csv, and
    prints a table. Runs as a Prefect flow, on a temporary server unless $PREFECT_API_URL names one.
    """
    from flows.running import CannotStartError
    from flows.running import run as start
    from pipeline.gazetteer import GazetteerError

    try:
        return start(inputs, out, settings(gazetteer, add_gazetteer), processes)
    except CannotStartError as error:
        raise RefusalError(str(error)) from error
    except GazetteerError as error:
        raise RefusalError(error.problem.line()) from error
