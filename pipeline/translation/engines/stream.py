"""Programs joined by pipes that answer each NUL-ended question with one NUL-ended answer.

Starting Apertium's ten programs takes a quarter of a second, so one line of them serves a whole process.
cg-proc writes a sentence in some twenty pieces; programs that the kernel schedules as batches are not woken for each of
them. lttoolbox allocates and frees thousands of small blocks a sentence, which glibc keeps if it is allowed to. Both
together save a tenth of the processor time.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import tempfile
import time
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

_CHUNK = 1 << 16
_TAKEN = 1 << 13
_SOON, _LONGER = 0.3, 10.0
_TUNABLES = "glibc.malloc.tcache_count=1000"


class StreamError(Exception):
    """Why no more answers come, in one line."""


class Stream:
    """One running line of programs. After a failure it is closed and must be replaced."""

    def __init__(self, commands: Sequence[Sequence[str]]) -> None:
        """Start the programs. Raises OSError if one of them cannot be started."""
        self.owner = os.getpid()
        self.closed = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        self._names = [command[0] for command in commands]
        self._programs: list[subprocess.Popen[bytes]] = []
        environment = _environment()
        try:
            for command in commands:
                self._programs.append(self._start(command, environment))
        except OSError:
            _end(self._programs, self._errors)
            raise
        first, last = self._programs[0].stdin, self._programs[-1].stdout
        if first is None or last is None:  # pragma: no cover - Popen was asked for both
            raise OSError("no pipes")
        self._to, self._from = first, last
        os.set_blocking(first.fileno(), False)
        os.set_blocking(last.fileno(), False)
        self._close = weakref.finalize(self, _end, self._programs, self._errors)

    def _start(self, command: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        before = self._programs[-1].stdout if self._programs else subprocess.PIPE
        program = subprocess.Popen(  # noqa: S603 - programs and arguments come from our own table
            list(command), stdin=before, stdout=subprocess.PIPE, stderr=self._errors, env=environment
        )
        if self._programs and self._programs[-1].stdout is not None:
            self._programs[-1].stdout.close()
        if hasattr(os, "SCHED_BATCH"):
            with suppress(OSError):  # it is as right without, and slower; a program that has ended is noticed later
                os.sched_setscheduler(program.pid, os.SCHED_BATCH, os.sched_param(0))
        return program

    def ask(self, questions: Iterable[bytes], patience: float) -> Iterator[bytes]:
        """The answers to the questions (each without NUL), in order, while the programs work on later ones.

        Questions are taken as the programs can hold them. `patience` is how many seconds may pass without any
        answer before the programs count as hanging. Raises StreamError where no more answers come, and one that the
        questions raise once those before it are answered. What is not read to its end ends the programs.
        """
        coming, waiting, rest = _Questions(questions), memoryview(b""), b""
        asked = answered = 0
        more, last = True, time.monotonic()
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self._from, selectors.EVENT_READ)
                selector.register(self._to, selectors.EVENT_WRITE)
                while more or answered < asked:
                    if more and not waiting:
                        taken = coming.some()
                        asked, waiting, last = asked + len(taken), memoryview(b"".join(taken)), time.monotonic()
                        if not taken:
                            more = False
                            selector.unregister(self._to)
                            continue
                    ready = _ready(selector, last, patience)
                    if self._to in ready:
                        waiting = self._write(waiting)
                    if self._from in ready:
                        *complete, rest = (rest + self._read()).split(b"\0")
                        for answer in complete:
                            answered += 1
                            yield answer
                        last = time.monotonic()
            if rest or answered > asked:
                raise StreamError(self.why_ended("more answers than questions"))
            if coming.failure:
                raise coming.failure
        finally:
            if more or rest or answered != asked:
                self.close()

    def _read(self) -> bytes:
        data = os.read(self._from.fileno(), _CHUNK)
        if not data:
            raise StreamError(self.why_ended("the programs ended early"))
        return data

    def _write(self, data: memoryview) -> memoryview:
        try:
            return data[os.write(self._to.fileno(), data[:_CHUNK]) :]
        except BlockingIOError:
            return data
        except BrokenPipeError:
            return data[len(data) :]  # the reading side will tell that the programs ended

    def why_ended(self, otherwise: str) -> str:
        """Which program ended badly and what it said last; 0.3 seconds are enough for it to be noticed.

        A program that wrote to nobody any more died of another one, for which we wait longer.
        """
        begin = time.monotonic()
        while True:
            ended = [program for program in self._programs if program.poll()]
            culprits = [program for program in ended if program.returncode != -signal.SIGPIPE]
            all_ended = all(program.poll() is not None for program in self._programs)
            if culprits or all_ended or time.monotonic() > begin + (_LONGER if ended else _SOON):
                told = next(iter(culprits or ended), None)
                return otherwise if told is None else self._obituary(told)
            time.sleep(0.01)

    def _obituary(self, program: subprocess.Popen[bytes]) -> str:
        status = program.returncode
        what = f"signal {-status}" if status < 0 else f"exit status {status}"
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip().splitlines()
        name = self._names[self._programs.index(program)]
        return f"{name} ended with {what}" + (f" ({said[-1]})" if said else "")

    def close(self) -> None:
        """End the programs."""
        self.closed = True
        self._close()


def _ready(selector: selectors.BaseSelector, last: float, patience: float) -> set[object]:
    """The pipes that can be used now. Raises StreamError where none can for `patience` seconds after `last`."""
    ready: set[object] = {key.fileobj for key, _ in selector.select(max(0.0, last + patience - time.monotonic()))}
    if not ready and time.monotonic() - last >= patience:
        raise StreamError(f"no answer for {patience:g} seconds")
    return ready


class _Questions:
    """Questions that are taken as they are needed, and what kept further ones from coming."""

    def __init__(self, questions: Iterable[bytes]) -> None:
        self._coming = iter(questions)
        self.failure: StreamError | None = None

    def some(self) -> list[bytes]:
        """The next ones, NUL-ended: few, so that the programs begin with them before others are made ready."""
        taken: list[bytes] = []
        size = 0
        try:
            while size < _TAKEN:
                taken.append(next(self._coming) + b"\0")
                size += len(taken[-1])
        except StopIteration:
            pass
        except StreamError as failure:
            self.failure = failure
        return taken


def _environment() -> dict[str, str]:
    """The caller's, with a UTF-8 locale (lttoolbox reads letters by it) and room for freed blocks."""
    tunables = ":".join(filter(None, (_TUNABLES, os.environ.get("GLIBC_TUNABLES"))))
    return {**os.environ, "LC_ALL": "C.UTF-8", "GLIBC_TUNABLES": tunables}


def _end(programs: Sequence[subprocess.Popen[bytes]], errors: object) -> None:
    for program in programs:
        for pipe in (program.stdin, program.stdout):
            if pipe is not None:
                pipe.close()
    for program in programs:
        if program.poll() is None:
            program.kill()
        program.wait()
    errors.close()  # type: ignore[attr-defined]
