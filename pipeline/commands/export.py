"""`nazvy export`: the results of a run in other formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.common import RefusalError, say, say_problem

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that nazvy run has written.", show_default=False)]
ToOption = Annotated[
    list[str], typer.Option("--to", metavar="FORMAT[,FORMAT…]", help="json, jsonl, csv, parquet, tmx, tsv, xliff.")
]
ExportOption = Annotated[
    list[str] | None,
    typer.Option(
        "--export",
        metavar="FORMAT[,FORMAT…]",
        help="The results in other formats too: json, jsonl, csv, parquet, tmx, tsv, xliff.",
    ),
]
TablesOption = Annotated[
    bool,
    typer.Option("--tables", help="Tables of mentions and entities: CSV, and Parquet where pyarrow is installed."),
]


def export(folder: Folder, to: ToOption) -> int:
    """Write the results in DIR in other formats, into DIR/export.

    Prints the path of each file (of xliff: the folder) that was written.
    """
    if not (folder / "documents").is_dir():
        raise RefusalError(f"{folder}: no results of nazvy run here (no folder documents); give the --out of a run")
    paths, status = write_exports(folder, formats_of(to))
    for path in paths:
        print(path)
    return status


def formats_of(given: Sequence[str] | None, tables: bool = False) -> tuple[str, ...]:
    """The formats that the options ask for, each once; raises RefusalError for one that is none, or cannot be
    written here.
    """
    from pipeline.writing.exports import FORMATS, MissingError, require, tables_at_hand

    asked = [name.strip().lower() for names in given or () for name in names.split(",")]
    unknown = [name for name in asked if name not in FORMATS]
    if unknown:
        raise RefusalError(f"{unknown[0]!r} is no format to export to; there are {', '.join(FORMATS)}")
    try:
        require(asked)
    except MissingError as error:
        raise RefusalError(str(error)) from error
    at_hand = tables_at_hand()
    if tables and "parquet" not in at_hand:
        say("the tables are written as CSV alone; for Parquet: pip install 'nazvy[tables]'")
    return tuple(dict.fromkeys([*asked, *(at_hand if tables else ())]))


def write_exports(folder: Path, formats: Sequence[str]) -> tuple[Sequence[Path], int]:
    """Export, and name on standard error what could not be read; the paths written and the exit status."""
    from pipeline.writing.exports import export

    try:
        exported = export(folder, formats)
    except OSError as error:
        raise RefusalError(f"{error.filename or folder}: cannot be written ({error.strerror})") from error
    for problem in exported.problems:
        say_problem(problem)
    return exported.paths, int(bool(exported.problems))
