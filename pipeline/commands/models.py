"""`nazvy models`: the translation models on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.common import SettingsOption, say, say_problem, settings_from

if TYPE_CHECKING:
    from pipeline.translation.downloads import Progress
    from pipeline.translation.models import Package

_PATIENCE = 3.0  # seconds for the index to answer, where nobody named a package

app = typer.Typer(help="Translation models on this machine.", rich_markup_mode=None)


@app.command("list")
def list_models(settings_file: SettingsOption = None) -> int:
    """List what translates here, and over which route each pair of languages goes.

    A line a model: engine and pair, version, quality and seconds a sentence as the route planner takes them, size, and
    where it came from. Then a line a route; what has none says what would bring one.
    """
    from pipeline.records import OUTPUT_LANGUAGES
    from pipeline.translation import router_for

    router = router_for(settings_from(settings_file).translation)
    versions, origins = router.versions(), router.origins()
    for hop in router.hops():
        origin = origins[hop.label]
        worth = f"chrF {hop.chrf:g}, {hop.seconds:g} s"
        print(f"{hop.label}\t{versions[hop.label]}\t{worth}\t{origin.size / 1e6:.1f} MB\t{origin.source}")
    for source, target in permutations(OUTPUT_LANGUAGES, 2):
        route, problem = router.route(source, target), router.explain(source, target)
        told = " > ".join(step.label for step in route or ()) or f"none: {problem.remedy if problem else ''}"
        print(f"{source} to {target}\t{told}")
    return 0


@app.command()
def install(
    packages: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PAIR|FILE]…", help="en-ru, or FILE.argosmodel; the usual four if not given."),
    ] = None,
    settings_file: SettingsOption = None,
) -> int:
    """Install Argos packages, from their index or from files.

    Without arguments those of en-ru, ru-en, en-uk and uk-en that are not there yet, if the index answers
    within 3 seconds. $NAZVY_MODEL_INDEX names another index, else `models.index` of the settings.
    """
    from pipeline.translation.models import USUAL, index_address, index_answers, installed
    from pipeline.translation.models import install as fetch

    wanted = list(packages or ())
    index = index_address(settings_from(settings_file).index)
    if not packages:
        here = {"-".join(package.pair) for package in installed()}
        wanted = [pair for pair in USUAL if pair not in here]
        if wanted and not index_answers(_PATIENCE, index):
            say(
                f"English is not translated without the models {' '.join(wanted)}, and their index does not answer; "
                "all else works. With a network: nazvy models install"
            )
            return 1
    with _progress() as progress:
        done, problems = fetch(wanted, progress, index=index) if wanted else ([], [])
    for package in done:
        print(_line(package))
    for problem in problems:
        say_problem(problem)
    return int(bool(problems))


def _line(package: Package) -> str:
    return f"argos:{'-'.join(package.pair)}\t{package.version}\t{package.size / 1e6:.0f} MB\t{package.path}"


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar a package on standard error, for people only."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = {}

        def progress(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield progress
