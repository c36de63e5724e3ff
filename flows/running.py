"""`nazvy run`: what is around the flow: refusing early, Prefect's server, progress, the table in the end."""

from __future__ import annotations

import errno
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Literal, NamedTuple

from flows.environment import TAG, environment
from flows.logs import as_json, for_prefect
from flows.places import LocalPlace, Place, place
from pipeline.processes import processes_at_hand
from pipeline.records import Problem
from pipeline.settings import Settings

if TYPE_CHECKING:
    from flows.session import Session
    from flows.summary import Summary

log = logging.getLogger(__name__)


class CannotStartError(Exception):
    """The run cannot start; the message is one line for the person who wanted it."""


class Wanted(NamedTuple):
    """What a person asks of a run, beside inputs, folder and settings."""

    processes: int | None = None
    prune: bool = False
    runner: Literal["processes", "dask", "ray"] = "processes"
    address: str | None = None


def run(inputs: Sequence[str], out: str, settings: Settings, wanted: Wanted) -> int:
    """Normalise files and folders into `out`; give the exit status 0, or 1 if some inputs failed or it had to stop.

    Raises CannotStartError where there is nothing to read, nowhere to write, no cluster to do it, or another run that
    writes there, and pipeline.gazetteer.GazetteerError.
    """
    from flows.history import BusyError, hold

    _check_readable(inputs, out)
    _check_cluster(wanted)
    where = _writable(out)
    settings.load_gazetteer()
    try:
        with hold(where):
            summary = _run(inputs, out, settings, wanted)
    except BusyError as error:
        raise CannotStartError(str(error)) from error
    except OSError as error:
        tell(_stopped(out, error))
        return 1
    _show(summary, out)
    return int(bool(summary.problems))


def _check_readable(inputs: Sequence[str], out: str) -> None:
    """Is there at least one file to read?"""
    from flows.inputs import find_inputs

    files, problems = find_inputs(inputs, out)
    if not files:
        for problem in problems:
            tell(problem)
        raise CannotStartError("nothing to read: give files, or folders that hold some")


def _check_cluster(wanted: Wanted) -> None:
    """Is there one at the address, if one was given?"""
    from flows.knocking import knock

    if wanted.address and wanted.runner == "processes":
        raise CannotStartError("--address is that of a cluster: say --runner dask or --runner ray with it")
    try:
        if wanted.address:
            knock(wanted.address)
    except (OSError, OverflowError) as error:
        raise CannotStartError(f"{wanted.address}: no {wanted.runner} cluster answers there ({error})") from error


def _stopped(out: str, error: OSError) -> Problem:
    where = f" ({error.filename})" if error.filename else ""
    message = f"the run stopped before its end: {error.strerror or error}{where}"
    first = "make room there, and " if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
    return Problem(source=out, message=message, remedy=f"{first}run it again: what was done stays")


def _writable(out: str) -> Place:
    where = place(out)
    if not isinstance(where, LocalPlace):
        return where
    try:
        where.path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=where.path):
            pass
    except OSError as error:
        raise _unwritable(out, error) from error
    return where


def _unwritable(out: str, error: OSError) -> CannotStartError:
    return CannotStartError(f"{out}: cannot be written to ({error.strerror or error}); choose another --out")


def _run(inputs: Sequence[str], out: str, settings: Settings, wanted: Wanted) -> Summary:
    from flows.session import Session

    try:
        session = Session(inputs, out, settings, prune=wanted.prune)
    except OSError as error:
        raise _unwritable(out, error) from error
    if session.is_settled and "PREFECT_API_URL" not in os.environ:
        return session.finish()
    processes = min(wanted.processes or processes_at_hand(), max(1, len(session.plan.todo)))
    return _flow(session, inputs, out, wanted._replace(processes=processes))


def _flow(session: Session, inputs: Sequence[str], out: str, wanted: Wanted) -> Summary:
    """Server and workers start side by side, while Prefect is imported here."""
    from flows.server import QUIET, ServerError, TemporaryServer
    from flows.workers import Workers

    settings = session.settings
    with ExitStack() as stack:
        server = None
        if "PREFECT_API_URL" not in os.environ:
            server = TemporaryServer()
            stack.callback(server.stop)
        workers = None
        if wanted.runner == "processes":
            workers = Workers(settings, out, wanted.processes or 1)
            stack.callback(workers.close)
            workers.warm_up()
        variables = server.environment if server else QUIET
        stack.enter_context(environment({**variables, **for_prefect()}))
        progress = stack.enter_context(_progress_bar(len(session.plan.todo)))
        from prefect import tags

        from flows.normalise import Surroundings, normalise, surroundings
        from flows.runners import RunnerError

        stack.enter_context(tags(TAG))

        try:
            if server:
                server.wait()
        except ServerError as error:
            raise CannotStartError(f"Prefect's temporary server did not start: {error}") from error
        surroundings.set(Surroundings(session, workers, progress))
        try:
            done: Summary = normalise(  # type: ignore[assignment]  # it gives a State only where it is asked for one
                inputs=list(inputs),
                out=out,
                gazetteer=str(settings.gazetteer) if settings.gazetteer else None,
                add_gazetteer=[str(path) for path in settings.add_gazetteer],
                settings=str(settings.file) if settings.file else None,
                fields=list(settings.fields),
                **wanted._asdict(),
            )
        except RunnerError as error:
            raise CannotStartError(str(error)) from error
        return done


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


def _show(summary: Summary, out: str) -> None:
    """The table is the result and goes to standard output; failures go to standard error."""
    from rich.console import Console

    from flows.summary import change_lines, lacking_lines, table, untranslated_line

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=100)
    console.print(table(summary))
    for line in change_lines(summary):
        print(line)
    if line := untranslated_line(summary):
        print(line)
    print(f"Results: {out}/documents and {out}/texts")
    print(f"New names: {summary.new_names} in {out}/new-entities.csv")
    print(f"To review: {summary.to_review} in {out}/review.csv")
    for line in lacking_lines(summary):
        print(f"Missing: {line}")
    sys.stdout.flush()
    for problem in summary.problems:
        tell(problem)


def tell(problem: Problem) -> None:
    """A problem as one line on standard error, or as a record where those were asked for."""
    if as_json():
        log.error(problem.message, extra={"source": problem.source, "place": problem.place, "remedy": problem.remedy})
    else:
        print(problem.line(), file=sys.stderr)
