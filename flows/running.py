"""`nazvy run`: what is around the flow: refusing early, Prefect's server, progress, the table in the end."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.settings import Settings

if TYPE_CHECKING:
    from flows.summary import Summary


class CannotStartError(Exception):
    """The run cannot start; the message is one line for the person who wanted it."""


def run(inputs: Sequence[Path], out: Path, settings: Settings, processes: int | None) -> int:
    """Normalise files and folders into `out`; give the exit status 0, or 1 if some inputs failed.

    Raises CannotStartError where there is nothing to read or nowhere to write, and
    pipeline.gazetteer.GazetteerError.
    """
    from flows.workers import processes_at_hand

    files = _count(inputs, out)
    _check_writable(out)
    settings.load_gazetteer()
    summary = _flow(inputs, out, settings, min(processes or processes_at_hand(), files), files)
    _show(summary, out)
    return int(bool(summary.problems))


def _count(inputs: Sequence[Path], out: Path) -> int:
    """How many files there are to read, at least one."""
    from flows.inputs import find_inputs

    sources, problems = find_inputs(inputs, out)
    if not sources:
        for problem in problems:
            print(problem.line(), file=sys.stderr)
        raise CannotStartError("nothing to read: give files, or folders that hold some")
    return len(sources)


def _check_writable(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise CannotStartError(f"{out}: cannot be written to ({error.strerror}); choose another --out") from error


def _flow(inputs: Sequence[Path], out: Path, settings: Settings, processes: int, files: int) -> Summary:
    """Server and workers start side by side, while Prefect is imported here."""
    from flows.server import QUIET, ServerError, TemporaryServer
    from flows.workers import Workers

    with ExitStack() as stack:
        server = None
        if "PREFECT_API_URL" not in os.environ:
            server = TemporaryServer()
            stack.callback(server.stop)
        workers = Workers(settings, out, processes)
        stack.callback(workers.close)
        workers.warm_up()
        variables = server.environment if server else QUIET
        stack.enter_context(_environment({**variables, "PREFECT_LOGGING_LEVEL": "CRITICAL"}))
        progress = stack.enter_context(_progress_bar(files))
        from flows.normalise import Surroundings, normalise, surroundings

        try:
            if server:
                server.wait()
        except ServerError as error:
            raise CannotStartError(f"Prefect's temporary server did not start: {error}") from error
        surroundings.set(Surroundings(workers, progress))
        return normalise(
            inputs=[str(path) for path in inputs],
            out=str(out),
            gazetteer=str(settings.gazetteer) if settings.gazetteer else None,
            add_gazetteer=[str(path) for path in settings.add_gazetteer],
            processes=processes,
        )


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _progress_bar(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, for people only; gone when it is full."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Documents", total=total)
        yield lambda done: bar.advance(task, done)


def _show(summary: Summary, out: Path) -> None:
    """The table is the result and goes to standard output; failures go to standard error."""
    from rich.console import Console

    from flows.summary import lacking_lines, table

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=100)
    console.print(table(summary))
    print(f"Results: {out / 'documents'} and {out / 'texts'}")
    print(f"New names: {summary.new_names} in {out / 'new-entities.csv'}")
    print(f"To review: {summary.to_review} in {out / 'review.csv'}")
    for line in lacking_lines(summary):
        print(f"Missing: {line}")
    sys.stdout.flush()
    for problem in summary.problems:
        print(problem.line(), file=sys.stderr)
