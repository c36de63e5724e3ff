"""The main job as a Prefect flow: documents in shards over workers, then one step over all results.

Prefect schedules and records the shards; on one machine the work itself is done by processes that know nothing of
Prefect, so that they start quickly and load engines and gazetteer only once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any, NamedTuple, cast

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner
from pydantic import Field

from flows.artifacts import Progress, show_results
from flows.history import hold
from flows.places import place
from flows.runners import Crew, Processes, Runner, WaitingThreads, cluster, cut
from flows.session import Session
from flows.summary import Summary, change_lines
from flows.workers import Workers
from pipeline.processes import processes_at_hand
from pipeline.reduction import Reduced
from pipeline.settings import Settings
from pipeline.settings_file import read_settings


class Surroundings(NamedTuple):
    """What a run at a terminal has ready for the flow: its session, workers that are warm, and somebody who watches."""

    session: Session
    workers: Workers | None
    progress: Callable[[int], None]


surroundings: ContextVar[Surroundings | None] = ContextVar("surroundings", default=None)


_threads = cast(TaskRunner[PrefectFuture[Any]], WaitingThreads())


@task(name="reduce", cache_policy=NO_CACHE, persist_result=False)
def reduce_results(session: Session) -> Reduced:
    """Write the tables that are made of all results in the folder: new names, and what to review."""
    return session.reduce()


@flow(name="normalise", flow_run_name="normalise into {out}", task_runner=_threads, persist_result=False)
def normalise(
    inputs: list[str],
    out: str,
    gazetteer: str | None = None,
    add_gazetteer: list[str] | None = None,
    settings: str | None = None,
    processes: Annotated[int, Field(ge=1)] | None = None,
    prune: bool = False,
    fields: list[str] | None = None,
    runner: Runner = "processes",
    address: str | None = None,
) -> Summary:
    """Normalise the documents of files and folders, or behind addresses, into the folder or address `out`.

    Only what is new or changed is done. `gazetteer` takes the place of the built-in tables, `add_gazetteer` are laid
    over them, both folders; `settings` is a file of choices (the user's own if None); `processes` is how many worker
    processes do the work (all cores if None); with `prune` the results of inputs that are gone are removed; `fields`
    are the columns of CSV tables and the fields of JSON items that hold the text; `runner` says who does the work, and
    `address` where the scheduler of a `dask` or `ray` cluster is (one of this machine is started if None). What failed
    is in the summary.
    """
    tables = Settings(
        gazetteer=Path(gazetteer) if gazetteer else None,
        add_gazetteer=tuple(Path(path) for path in add_gazetteer or ()),
        fields=tuple(fields or ()),
    )
    chosen = read_settings(Path(settings) if settings else None, tables)
    count = processes or processes_at_hand()
    with ExitStack() as stack:
        given = stack.enter_context(_surroundings(inputs, out, chosen, prune=prune))
        session = given.session
        if session.plan.todo:
            if runner == "processes":
                workers = given.workers or stack.enter_context(closing(Workers(chosen, out, count)))
                crew: Crew = Processes(workers)
            else:
                crew = stack.enter_context(cluster(runner, address, count, chosen, out))
            _do(session, crew, given.progress)
        summary = session.finish(None if session.is_settled else reduce_results(session))
    _tell(summary)
    show_results(session, summary)
    return summary


@contextmanager
def _surroundings(inputs: list[str], out: str, settings: Settings, *, prune: bool) -> Iterator[Surroundings]:
    """What is ready for the flow, or what it makes for itself where it runs by schedule.

    (The flow does not name the variable itself: it is sent to a cluster's workers with all that it names.)
    """
    given = surroundings.get()
    if given:
        yield given
        return
    with hold(place(out)):
        yield Surroundings(Session(inputs, out, settings, prune=prune), None, lambda done: None)


def _do(session: Session, crew: Crew, progress: Callable[[int], None]) -> None:
    """All that is to do, in shards, each noted when it is done."""
    noted, shown = False, Progress(len(session.plan.todo))
    for report, files in crew.do(cut(session.plan.todo, crew.workers)):
        session.take(report.entries)
        progress(files)
        shown(files)
        if not noted:  # now that the workers are busy
            session.remember_gazetteer()
            noted = True


def _tell(summary: Summary) -> None:
    """What a person who watches the run in Prefect has to know."""
    log = get_run_logger()
    for line in change_lines(summary):
        log.info(line)
    for problem in summary.problems:
        log.warning("failed: %s", problem.line())
