"""Who does the shards: processes of this machine, or the workers of a Dask or Ray cluster."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Literal, Protocol

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.environment import environment
from flows.inputs import Input
from flows.knocking import knock
from flows.logs import as_json, chosen_level
from flows.work import ShardReport, do_shard_anywhere
from flows.workers import Workers, given_up
from pipeline.settings import Settings

Runner = Literal["processes", "dask", "ray"]
LARGEST_SHARD = 32  # files
_EACH = 1024  # bytes that a file weighs beside its own
_WAITING = 16  # threads that only wait for processes

_Shards = Iterator[tuple[ShardReport, int]]


class RunnerError(Exception):
    """The workers that were asked for cannot be had; the message is one line."""


class WaitingThreads(ThreadPoolTaskRunner[Any]):
    """Threads that only wait for processes. It can be sent to other machines with the flow that it belongs to."""

    def __init__(self) -> None:
        super().__init__(max_workers=_WAITING)

    def __reduce__(self) -> tuple[type[WaitingThreads], tuple[()]]:
        return WaitingThreads, ()

    def duplicate(self) -> WaitingThreads:
        """Another of the same."""
        return WaitingThreads()


class Crew(Protocol):
    """Some workers, wherever they are."""

    workers: int
    """How many of them work at the same time."""

    def do(self, shards: Sequence[Sequence[Input]]) -> _Shards:
        """What came of each shard, as it is done, and how many files it had."""


class Handed:
    """Shards for threads of this process, and what came of them until it is taken: Prefect keeps the results of its
    tasks to the end of the flow, and what those results hold.
    """

    def __init__(self, shards: Sequence[Sequence[Input]], workers: Workers) -> None:
        self._shards = shards
        self._workers = workers
        self._reports: dict[int, ShardReport] = {}

    def do(self, number: int) -> None:
        """Do a shard in the worker processes."""
        self._reports[number] = self._workers.shard(self._shards[number - 1])

    def take(self, number: int) -> tuple[ShardReport, int]:
        """What came of a shard that is done, and how many files it had; once."""
        return self._reports.pop(number), len(self._shards[number - 1])


@task(name="shard", task_run_name="shard-{number}", cache_policy=NO_CACHE, persist_result=False)
def shard_by_processes(number: int, handed: Handed) -> int:
    """Do one shard in the worker processes; its number."""
    handed.do(number)
    return number


@task(name="shard", task_run_name="shard-{number}", cache_policy=NO_CACHE, persist_result=False)
def shard_elsewhere(number: int, files: Sequence[Input], settings: Settings, out: str) -> ShardReport:
    """Do one shard in the process of a cluster's worker."""
    return do_shard_anywhere(files, settings, out)


class Processes:
    """Processes of this machine."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self.workers = workers.processes

    def do(self, shards: Sequence[Sequence[Input]]) -> _Shards:
        """What came of each shard, as it is done, and how many files it had."""
        handed = Handed(shards, self._workers)
        with WaitingThreads() as runner:
            waiting: list[PrefectFuture[int]] = [
                runner.submit(shard_by_processes, {"number": number, "handed": handed})
                for number in range(1, len(shards) + 1)
            ]
            yield from (handed.take(done.result()) for done in as_completed(waiting))


class Cluster:
    """The workers of a cluster: each loads what it needs once, and one that dies is another's turn."""

    def __init__(self, runner: TaskRunner[PrefectFuture[Any]], workers: int, settings: Settings, out: str) -> None:
        self.workers = workers
        self._runner = runner
        self._chosen = {"settings": settings, "out": out}

    def do(self, shards: Sequence[Sequence[Input]]) -> _Shards:
        """What came of each shard; one over which workers die is done file by file, to find the one to blame."""
        lost: list[Input] = []
        for report, files in self._submit(shards):
            if report is None:
                lost += files
            else:
                yield report, len(files)
        for report, files in self._submit([[file] for file in lost]):
            yield report or ShardReport(entries=tuple(map(given_up, files))), len(files)

    def _submit(self, shards: Sequence[Sequence[Input]]) -> Iterator[tuple[ShardReport | None, Sequence[Input]]]:
        waiting: dict[PrefectFuture[ShardReport], Sequence[Input]] = {
            self._runner.submit(shard_elsewhere, {"number": number, "files": files, **self._chosen}): files
            for number, files in enumerate(shards, 1)
        }
        for done in as_completed(list(waiting)):
            try:
                report = done.result()
            except Exception as error:
                if not _is_death(error):
                    raise
                report = None
            yield report, waiting[done]


def _is_death(error: Exception) -> bool:
    """Was it the worker that died, and not the work that failed?"""
    return type(error).__name__ in ("KilledWorker", "WorkerCrashedError", "OutOfMemoryError", "NodeDiedError")


@contextmanager
def cluster(kind: Runner, address: str | None, processes: int, settings: Settings, out: str) -> Iterator[Cluster]:
    """The cluster at an address, or one of this machine for the time of the run. Raises RunnerError."""
    with ExitStack() as stack:
        try:
            runner, workers = stack.enter_context((_dask if kind == "dask" else _ray)(address, processes))
        except ImportError as error:
            raise RunnerError(f"--runner {kind} needs more: pip install 'nazvy[{kind}]' ({error})") from error
        except OSError as error:
            raise RunnerError(f"{address}: no {kind} cluster answers there ({error})") from error
        yield Cluster(runner, workers, settings, out)


_Made = Iterator[tuple[TaskRunner[PrefectFuture[Any]], int]]


@contextmanager
def _dask(address: str | None, processes: int) -> _Made:
    from prefect_dask.task_runners import DaskTaskRunner

    if address:
        knock(address)
    local = {"n_workers": processes, "threads_per_worker": 1, "dashboard_address": None}
    made = DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=local)
    client: Any = made.client  # connect now, while a refusal can still be told in one line
    with made as runner:
        yield runner, (sum(client.nthreads().values()) if address else 0) or processes


@contextmanager
def _ray(address: str | None, processes: int) -> _Made:
    """A Ray of this machine gets a token of its own, which keeps other users out and is left nowhere."""
    talks = chosen_level() in ("debug", "info") and not as_json()
    options: dict[str, Any] = {"logging_level": logging.INFO if talks else logging.ERROR}
    own: dict[str, str] = {}
    if address:
        knock(address)
    else:
        options |= {"num_cpus": processes, "include_dashboard": False, "log_to_driver": talks}
        own = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    with environment(own):
        import ray
        from prefect_ray import RayTaskRunner

        with RayTaskRunner(address=address, init_kwargs=options) as runner:
            resources: dict[str, float] = ray.cluster_resources()
            workers = int(resources.get("CPU", 0)) if address else processes
            yield runner, workers or processes


def cut(files: Sequence[Input], workers: int) -> list[tuple[Input, ...]]:
    """Shards that keep all workers busy to the end: the largest files first, and ever less in a shard.

    The first are large enough that scheduling costs little, the last hold a file, so that no worker waits long for
    another.
    """
    waiting = sorted(files, key=_weight, reverse=True)
    left = sum(map(_weight, waiting))
    shards, start = [], 0
    while start < len(waiting):
        share, weight, end = left / (2 * workers), 0, start
        while end < len(waiting) and end - start < LARGEST_SHARD and (end == start or weight < share):
            weight += _weight(waiting[end])
            end += 1
        shards.append(tuple(waiting[start:end]))
        left, start = left - weight, end
    return shards


def _weight(file: Input) -> int:
    return file.size + _EACH
