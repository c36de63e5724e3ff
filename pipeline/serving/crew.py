"""Who answers batches of queries: worker processes on all cores, or a thread where there is only one core to use."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

from pipeline.serving.nursery import LENGTH, Nursery, Work

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds that workers have to finish what they are at when the service ends."""

Queries = Sequence[bytes]

_answers = msgspec.json.Decoder(list[msgspec.Raw])


class LostError(Exception):
    """The process that worked on some queries died, and so did the next one."""


class Answering(Protocol):
    """Gives to each query (JSON) its answer (JSON)."""

    async def open(self) -> None:
        """Get ready; to be awaited before the first question."""

    async def ask(self, queries: Queries) -> list[bytes]:
        """The answers to some queries, in their order. Raises LostError."""

    async def close(self) -> None:
        """End what was opened."""


class Alone:
    """Answers in a thread of this process, one batch at a time."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._turn = asyncio.Semaphore(1)

    async def open(self) -> None:
        """Nothing has to be got ready."""

    async def ask(self, queries: Queries) -> list[bytes]:
        """The answers to some queries, in their order."""
        async with self._turn:
            return _parts(await asyncio.to_thread(self._work, _whole(queries)))

    async def close(self) -> None:
        """Nothing has to be ended."""


class _Job(NamedTuple):
    """A question that waits for a worker, and the answer that somebody waits for."""

    question: bytes
    answer: asyncio.Future[bytes]


class Crew:
    """Answers by some worker processes, each of which does one thing at a time; a worker that dies is replaced."""

    def __init__(self, work: Work, processes: int) -> None:
        """To be made while this process has one thread only (`Nursery`)."""
        self._nursery = Nursery(work)
        self._processes = processes
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue()
        self._idle = 0
        self._workers: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Make the workers."""
        self._workers = [asyncio.create_task(self._worker()) for _ in range(self._processes)]

    async def ask(self, queries: Queries) -> list[bytes]:
        """The answers to some queries, in their order; those workers that have nothing to do share them."""
        free = self._idle - self._jobs.qsize()
        size = -(-len(queries) // max(1, free))
        shares = [queries[at : at + size] for at in range(0, len(queries), size)]
        found = await asyncio.gather(*map(self._ask, shares))
        return [answer for share in found for answer in _parts(share)]

    async def close(self) -> None:
        """Let the workers end."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        await asyncio.to_thread(self._nursery.close, PATIENCE)

    async def _ask(self, share: Queries) -> bytes:
        job = _Job(_whole(share), asyncio.get_running_loop().create_future())
        self._jobs.put_nowait(job)
        return await job.answer

    async def _worker(self) -> None:
        link = _Link(self._nursery)
        try:
            while True:
                self._idle += 1
                try:
                    job = await self._jobs.get()
                finally:
                    self._idle -= 1
                if not job.answer.done():  # else nobody waits for it any more
                    await _answer(job, link)
        finally:
            link.close()


class _Link:
    """The connection to one worker, made when it is needed."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def exchange(self, question: bytes) -> bytes:
        """What the worker answers. Raises OSError and EOFError where it is gone; the next question has a new one."""
        try:
            if self._streams is None:
                self._streams = await asyncio.open_unix_connection(sock=self._nursery.worker())
            reader, writer = self._streams
            writer.write(LENGTH.pack(len(question)) + question)
            await writer.drain()
            return await reader.readexactly(LENGTH.unpack(await reader.readexactly(LENGTH.size))[0])
        except (OSError, EOFError):
            self.close()
            raise

    def close(self) -> None:
        """Let the worker go."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _answer(job: _Job, link: _Link) -> None:
    for attempt in (1, 2):
        try:
            answer = await link.exchange(job.question)
        except (OSError, EOFError):
            log.warning("a worker process was lost (attempt %d at its question)", attempt)
        else:
            if not job.answer.done():
                job.answer.set_result(answer)
            return
    if not job.answer.done():
        job.answer.set_exception(LostError("the process that worked on this was lost"))


def _whole(queries: Queries) -> bytes:
    return b"[" + b",".join(queries) + b"]"


def _parts(answers: bytes) -> list[bytes]:
    return [bytes(answer) for answer in _answers.decode(answers)]
