"""Worker processes that load engines and gazetteer once, and are replaced where one of them dies."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING

from flows.work import ShardReport, do_shard, start
from pipeline.records import Problem
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.reading import Source


def processes_at_hand() -> int:
    """How many processes this one may run at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Some processes for one run; `shard` may be called from several threads at once."""

    def __init__(self, settings: Settings, out: Path, processes: int) -> None:
        self._start = (settings, out)
        self._processes = processes
        self._lock = threading.Lock()
        self._alone = threading.Lock()
        self._pool = self._new_pool(processes)

    def warm_up(self) -> None:
        """Let the processes start and load what they need, without waiting for them."""
        for _ in range(self._processes):
            self._pool.submit(do_shard, ())

    def shard(self, sources: Sequence[Source]) -> ShardReport:
        """Do a shard. Where a process dies over it, each file is tried again in a process of its own."""
        pool = self._pool
        try:
            return pool.submit(do_shard, tuple(sources)).result()
        except BrokenProcessPool:
            self._replace(pool)
            return self._one_by_one(sources)

    def close(self) -> None:
        """End the processes; shards not begun are dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new_pool(self, processes: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(processes, mp_context=context, initializer=start, initargs=self._start)

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                self._pool = self._new_pool(self._processes)

    def _one_by_one(self, sources: Sequence[Source]) -> ShardReport:
        """A death breaks the shards of all processes: only a file alone in its process can be to blame."""
        reports = []
        with self._alone:
            for source in sources:
                with self._new_pool(1) as pool:
                    try:
                        reports.append(pool.submit(do_shard, (source,)).result())
                    except BrokenProcessPool:
                        reports.append(ShardReport(problems=(_death(str(source.path)),)))
        return ShardReport(
            documents=tuple(document for report in reports for document in report.documents),
            problems=tuple(problem for report in reports for problem in report.problems),
        )


def _death(name: str) -> Problem:
    return Problem(
        source=name,
        message="not done: the process that worked on it was ended from outside, twice",
        remedy="if memory ran out, try with --processes 1",
    )
