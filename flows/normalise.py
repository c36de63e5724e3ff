"""The main job as a Prefect flow: documents in shards over worker processes, then one step over all results.

Prefect schedules and records the shards; on one machine the work itself is done by processes that know nothing of
Prefect, so that they start quickly and load engines and gazetteer only once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, NamedTuple

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from flows.history import hold
from flows.inputs import Input
from flows.places import place
from flows.session import Session
from flows.summary import Summary
from flows.work import ShardReport
from flows.workers import Workers, processes_at_hand
from pipeline.reduction import Reduced
from pipeline.settings import Settings

LARGEST_SHARD = 32  # files


class Surroundings(NamedTuple):
    """What a run at a terminal has ready for the flow: its session, workers that are warm, and somebody who watches."""

    session: Session
    workers: Workers
    progress: Callable[[int], None]


surroundings: ContextVar[Surroundings | None] = ContextVar("surroundings", default=None)


@task(name="shard", task_run_name="shard-{number}", cache_policy=NO_CACHE, persist_result=False)
def normalise_shard(number: int, files: Sequence[Input], workers: Workers) -> ShardReport:
    """Do one shard in the worker processes."""
    return workers.shard(files)


@task(name="reduce", cache_policy=NO_CACHE, persist_result=False)
def reduce_results(session: Session) -> Reduced:
    """Write the tables that are made of all results in the folder: new names, and what to review."""
    return session.reduce()


@flow(name="normalise", persist_result=False)
def normalise(
    inputs: list[str],
    out: str,
    gazetteer: str | None = None,
    add_gazetteer: list[str] | None = None,
    processes: Annotated[int, Field(ge=1)] | None = None,
    prune: bool = False,
    fields: list[str] | None = None,
) -> Summary:
    """Normalise the documents of files and folders into the folder `out`.

    Only what is new or changed is done. `gazetteer` takes the place of the built-in tables, `add_gazetteer` are laid
    over them, both folders; `processes` is how many worker processes do the work (all cores if None); with `prune` the
    results of inputs that are gone are removed; `fields` are the columns of CSV tables and the fields of JSON items
    that hold the text. What failed is in the summary.
    """
    settings = Settings(
        gazetteer=Path(gazetteer) if gazetteer else None,
        add_gazetteer=tuple(Path(path) for path in add_gazetteer or ()),
        fields=tuple(fields or ()),
    )
    with _ready(inputs, out, settings, processes, prune=prune) as (session, workers, progress):
        _do(session, workers, processes or processes_at_hand(), progress)
        return session.finish(None if session.is_settled else reduce_results(session))


@contextmanager
def _ready(
    inputs: list[str], out: str, settings: Settings, processes: int | None, *, prune: bool
) -> Iterator[Surroundings]:
    """What the flow was given, or its own where it runs by schedule."""
    given = surroundings.get()
    if given:
        yield given
        return
    with hold(place(out)):
        session = Session(inputs, out, settings, prune=prune)
        with closing(Workers(settings, out, processes or processes_at_hand())) as workers:
            yield Surroundings(session, workers, lambda done: None)


def _do(session: Session, workers: Workers, processes: int, progress: Callable[[int], None]) -> None:
    """All that is to do, in shards."""
    shards = cut(session.plan.todo, processes)
    threads: ThreadPoolTaskRunner[ShardReport] = ThreadPoolTaskRunner(max_workers=16)
    with threads as runner:  # its threads only wait for the processes
        sizes: dict[PrefectFuture[ShardReport], int] = {
            runner.submit(normalise_shard, {"number": number, "files": shard, "workers": workers}): len(shard)
            for number, shard in enumerate(shards, 1)
        }
        if shards:
            session.remember_gazetteer()
        for done in as_completed(list(sizes)):
            session.take(done.result().entries)
            progress(sizes[done])


def cut(files: Sequence[Input], processes: int) -> list[tuple[Input, ...]]:
    """Shards large enough that scheduling costs little, so many that no process waits long for another."""
    size = max(1, min(LARGEST_SHARD, len(files) // (processes * 8)))
    return [tuple(files[start : start + size]) for start in range(0, len(files), size)]
