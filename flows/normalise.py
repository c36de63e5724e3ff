"""The main job as a Prefect flow: documents in shards over worker processes, then one step over all results.

Prefect schedules and records the shards; the work itself is done by processes that know nothing of Prefect,
so that they start quickly and load engines and gazetteer only once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.inputs import find_inputs
from flows.summary import Summary, summarise
from flows.work import ShardReport
from flows.workers import Workers, processes_at_hand
from pipeline.reading import Source
from pipeline.reduction import Reduced, reduce
from pipeline.settings import Settings

LARGEST_SHARD = 32  # files


class Surroundings(NamedTuple):
    """What a run at a terminal has ready for the flow: workers that are warm, and somebody who watches."""

    workers: Workers
    progress: Callable[[int], None]


surroundings: ContextVar[Surroundings | None] = ContextVar("surroundings", default=None)


@task(name="shard", task_run_name="shard-{number}", cache_policy=NO_CACHE, persist_result=False)
def normalise_shard(number: int, sources: Sequence[Source], workers: Workers) -> ShardReport:
    """Do one shard in the worker processes."""
    return workers.shard(sources)


@task(name="reduce", cache_policy=NO_CACHE, persist_result=False)
def reduce_results(out: Path) -> Reduced:
    """Write the tables that are made of all results in the folder: new names, and what to review."""
    return reduce(out)


# Its threads only wait for the processes.
_threads = cast(TaskRunner[PrefectFuture[Any]], ThreadPoolTaskRunner(max_workers=16))


@flow(name="normalise", task_runner=_threads, persist_result=False)
def normalise(
    inputs: list[str],
    out: str,
    gazetteer: str | None = None,
    add_gazetteer: list[str] | None = None,
    processes: int | None = None,
) -> Summary:
    """Normalise the documents of files and folders into the folder `out`.

    `gazetteer` takes the place of the built-in tables, `add_gazetteer` are laid over them, both folders;
    `processes` is how many worker processes do the work (all cores if None). What failed is in the summary.
    """
    sources, problems = find_inputs([Path(path) for path in inputs], Path(out))
    settings = Settings(
        gazetteer=Path(gazetteer) if gazetteer else None,
        add_gazetteer=tuple(Path(path) for path in add_gazetteer or ()),
    )
    count = processes or processes_at_hand()
    ready = surroundings.get()
    workers = ready.workers if ready else Workers(settings, Path(out), count)
    reports = []
    with nullcontext() if ready else closing(workers):
        shards = cut(sources, count)
        sizes = {normalise_shard.submit(number, shard, workers): len(shard) for number, shard in enumerate(shards, 1)}
        for done in as_completed(list(sizes)):
            reports.append(done.result())
            if ready:
                ready.progress(sizes[done])
    return summarise(reports, problems, reduce_results(Path(out)))


def cut(sources: Sequence[Source], processes: int) -> list[tuple[Source, ...]]:
    """Shards large enough that scheduling costs little, so many that no process waits long for another."""
    size = max(1, min(LARGEST_SHARD, len(sources) // (processes * 8)))
    return [tuple(sources[start : start + size]) for start in range(0, len(sources), size)]
