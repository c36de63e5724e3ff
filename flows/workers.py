"""Worker processes that load engines and gazetteer once, and are replaced where one of them dies."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from flows.inputs import Input
from flows.manifest import Entry
from flows.work import ShardReport, do_shard, start
from pipeline.processes import look_seldom
from pipeline.records import Problem
from pipeline.settings import Settings


class Workers:
    """Some processes for one run; `shard` may be called from several threads at once."""

    def __init__(self, settings: Settings, out: str, processes: int) -> None:
        self._start = (settings, out)
        self.processes = processes
        self._lock = threading.Lock()
        self._alone = threading.Lock()
        self._pool = self._new_pool(processes)

    def warm_up(self) -> None:
        """Let the processes start and load what they need, without waiting for them."""
        for _ in range(self.processes):
            self._pool.submit(do_shard, ())

    def shard(self, files: Sequence[Input]) -> ShardReport:
        """Do a shard. Where a process dies over it, each file is tried again in a process of its own."""
        pool = self._pool
        try:
            return pool.submit(do_shard, tuple(files)).result()
        except BrokenProcessPool:
            self._replace(pool)
            return self._one_by_one(files)

    def close(self) -> None:
        """End the processes; shards not begun are dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new_pool(self, processes: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=self._start)

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                self._pool = self._new_pool(self.processes)

    def _one_by_one(self, files: Sequence[Input]) -> ShardReport:
        """A death breaks the shards of all processes: only a file alone in its process can be to blame."""
        entries: list[Entry] = []
        with self._alone:
            for file in files:
                with self._new_pool(1) as pool:
                    try:
                        entries += pool.submit(do_shard, (file,)).result().entries
                    except BrokenProcessPool:
                        entries.append(given_up(file))
        return ShardReport(entries=tuple(entries))


def _begin(settings: Settings, out: str) -> None:
    """What a process of ours does first, unlike one of a cluster."""
    look_seldom()
    start(settings, out)
    atexit.register(_leave)


def _leave() -> None:
    """End at once: to let go of all that is known of words, one by one, takes seconds, and the program waits."""
    os._exit(0)


def given_up(file: Input) -> Entry:
    """What is to be known of a file over which processes die."""
    problem = Problem(
        source=file.shown,
        message="not done: the process that worked on it was ended from outside, twice",
        remedy="if memory ran out, try with --processes 1",
    )
    return Entry(id=file.id, address=file.shown, content="", failures=(problem,), attempts=1)
