"""`nazvy run`: the main job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from pipeline.commands.common import (
    AddGazetteerOption,
    GazetteerOption,
    RefusalError,
    SettingsOption,
    settings,
    settings_from,
)
from pipeline.commands.export import ExportOption, TablesOption, formats_of, write_exports
from pipeline.commands.report import report_of_run

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT…", help="Files and folders.", show_default=False)]
OutOption = Annotated[str, typer.Option("--out", metavar="DIR", help="Folder for the results.")]
ProcessesOption = Annotated[
    int | None,
    typer.Option("--processes", min=1, metavar="N", help="Worker processes (a core each if not given)."),
]
PruneOption = Annotated[bool, typer.Option("--prune", help="Remove the results of inputs that are gone.")]
ReportOption = Annotated[
    bool, typer.Option("--report/--no-report", help="Write the pages for people, or leave them out.")
]
FieldOption = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="NAME",
        help="Column of CSV, or field of JSON (a.b: inside another), with the text; may be given again.",
    ),
]
RunnerOption = Annotated[
    Literal["processes", "dask", "ray"], typer.Option("--runner", help="Who does the work; see --address.")
]
AddressOption = Annotated[
    str | None,
    typer.Option("--address", metavar="URL", help="The scheduler of the cluster; one of this machine if not given."),
]
LogLevelOption = Annotated[
    Literal["debug", "info", "warning", "error"] | None,
    typer.Option("--log-level", help="What to log on standard error; warning if not given."),
]
LogFormatOption = Annotated[
    Literal["text", "json"] | None, typer.Option("--log-format", help="Logs for people, or as JSON lines.")
]


def run(
    inputs: Inputs,
    out: OutOption,
    gazetteer: GazetteerOption = None,
    add_gazetteer: AddGazetteerOption = None,
    settings_file: SettingsOption = None,
    processes: ProcessesOption = None,
    prune: PruneOption = False,
    field: FieldOption = None,
    runner: RunnerOption = "processes",
    address: AddressOption = None,
    log_level: LogLevelOption = None,
    log_format: LogFormatOption = None,
    export: ExportOption = None,
    tables: TablesOption = False,
    report: ReportOption = True,
) -> int:
    """Normalise and translate files and folders.

    Writes DIR/documents/NAME.json, DIR/texts/{be,uk,ru,en}/NAME.txt, DIR/new-entities.csv, DIR/review.csv and the
    pages of DIR/report, with --export and --tables also DIR/export/…, and prints a table. What an earlier run did there
    is not done again, unless the document, the program, its models or a name that bears on it changed. Runs as a
    Prefect flow, on a temporary server unless $PREFECT_API_URL names one.
    """
    from flows.logs import choose
    from flows.running import CannotStartError, Wanted
    from flows.running import run as start
    from pipeline.gazetteer import GazetteerError

    formats = formats_of(export, tables)
    choose(log_level, log_format)
    wanted = Wanted(processes, prune, runner, address)
    chosen = settings_from(settings_file, settings(gazetteer, add_gazetteer, field))
    try:
        status = start(inputs, out, chosen, wanted)
    except CannotStartError as error:
        raise RefusalError(str(error)) from error
    except GazetteerError as error:
        raise RefusalError(error.problem.line()) from error
    if formats:
        status = max(status, _export(out, formats))
    return max(status, report_of_run(out)) if report else status


def _export(out: str, formats: Sequence[str]) -> int:
    from flows.exporting import results_at_hand

    try:
        with results_at_hand(out) as folder:
            paths, status = write_exports(folder, formats)
            names = [path.relative_to(folder).as_posix() for path in paths]
    except OSError as error:
        raise RefusalError(f"{out}: the exports cannot be written there ({error})") from error
    for name in names:
        print(f"Exported: {out.rstrip('/')}/{name}")
    return status
