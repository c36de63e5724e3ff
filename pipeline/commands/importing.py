"""`nazvy gazetteer import`: other people's lists of names into the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.commands.common import RefusalError, own_tables, say_problem
from pipeline.records import EntityType, Problem

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from pipeline.gazetteer.importers import Filters, ImportReport

_LISTED = 1000
"""The most refused rows that `--json` repeats; standard error has them all."""


def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Dumps and lists, plain or packed (.gz, .bz2, .zip).")
    ],
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="F",
            help="geonames, geonames-names, wikidata, wikidata-csv, ftm or list; told by the content if not given.",
        ),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="DIR", help="The tables to add to; those of the checkout if not given."),
    ] = None,
    country: Annotated[
        list[str] | None, typer.Option("--country", metavar="CC", help="Only this country (ISO 3166-1, such as UA).")
    ] = None,
    feature_class: Annotated[
        list[str] | None,
        typer.Option(
            "--feature-class", metavar="C", help="Only this class of GeoNames features; A and P if not given."
        ),
    ] = None,
    min_population: Annotated[
        int, typer.Option("--min-population", min=0, metavar="N", help="Only places with so many inhabitants.")
    ] = 0,
    kind: Annotated[
        EntityType | None, typer.Option("--type", help="Only this type; for a plain list, what its names are.")
    ] = None,
    class_: Annotated[
        list[str] | None,
        typer.Option("--class", metavar="Q…=TYPE", help="What items of a further class of Wikidata are."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> int:
    """Add names from GeoNames, Wikidata, FollowTheMoney or a plain list.

    What the tables say stands: empty cells are filled and rows added, nothing is changed or deleted, and an import
    can be repeated. Rows that are refused are named on standard error, with why; exit status 1 if there are any.
    """
    from pipeline.gazetteer import GazetteerError
    from pipeline.gazetteer.importers import FORMATS, import_files

    if format_ is not None and format_ not in FORMATS:
        raise RefusalError(f"no format {format_!r}: there are {', '.join(FORMATS)}")
    target = into or own_tables()
    filters = _filters(country, feature_class, min_population, kind, class_)
    refused: list[Problem] = []
    with _progress() as bars:

        def tell(problem: Problem) -> None:
            if len(refused) < _LISTED:
                refused.append(problem)
            say_problem(problem)

        try:
            report = import_files(
                files,
                target,
                format_name=format_,
                filters=filters,
                dry_run=dry_run,
                tell=tell,
                progress=_Bars(bars).show,
            )
        except GazetteerError as error:
            raise RefusalError(error.problem.line()) from error
    _print(report, refused, dry_run=dry_run, as_json=as_json)
    return int(report.refused > 0)


def _filters(
    country: list[str] | None,
    feature_class: list[str] | None,
    min_population: int,
    kind: EntityType | None,
    classes: list[str] | None,
) -> Filters:
    from pipeline.gazetteer.importers import Filters

    countries = frozenset(code.upper() for code in country or ())
    for code in countries:
        if len(code) != 2 or not code.isalpha():
            raise RefusalError(f"--country {code}: a country is two letters, such as BY")
    return Filters(
        countries=countries,
        feature_classes=frozenset(one.upper() for one in feature_class or ("A", "P")),
        min_population=min_population,
        types=frozenset({kind} if kind else ()),
        classes=dict(_class(text) for text in classes or ()),
        type=kind,
    )


def _class(text: str) -> tuple[str, EntityType]:
    from pipeline.gazetteer.importers.facts import TYPES

    item, _, type_ = text.partition("=")
    if not item.startswith("Q") or not item[1:].isdecimal() or type_ not in TYPES:
        raise RefusalError(f"--class {text}: write an item of Wikidata and a type, such as Q515=place")
    return item, TYPES[type_]


@contextmanager
def _progress() -> Iterator[Progress]:
    """Bars on standard error while it is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, redirect_stdout=False) as bars:
        yield bars


class _Bars:
    """One bar for each input."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def show(self, label: str, done: int, size: int) -> None:
        if label not in self._tasks:
            self._tasks[label] = self._bars.add_task(Path(label).name, total=size)
        self._bars.update(self._tasks[label], completed=done)


def _print(report: ImportReport, refused: list[Problem], *, dry_run: bool, as_json: bool) -> None:
    import msgspec

    if as_json:
        answer: dict[str, Any] = msgspec.to_builtins(report)
        rows = [{"source": one.source, "line": int(one.place or 0) or None, "why": one.message} for one in refused]
        print(msgspec.json.encode(answer | {"refused_rows": rows}).decode())
        return
    for label, format_ in report.formats.items():
        print(f"{label}\t{format_}")
    print(f"{'':<12}{'entities':>10}{'names':>10}")
    print(f"{'added':<12}{report.entities_added:>10}{report.names_added:>10}")
    print(f"{'filled in':<12}{report.entities_changed:>10}{report.names_changed:>10}")
    print(f"rows with nothing new\t{report.unchanged}")
    print(f"refused\t{report.refused}")
    for why, count in report.left_out.items():
        print(f"left out\t{count}\t{why}")
    print(f"{report.into}: " + ("written" if report.written else "nothing written" if dry_run else "nothing new"))
