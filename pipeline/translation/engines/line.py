"""A line of programs, some of which are asked only once about each word.

Of Apertium's programs some need the sentence, others look at one lexical unit at a time: `^word<tags>$`, or a chunk of
words `^name<tags>{^word<tags>$ ^word<tags>$}$` (https://wiki.apertium.org/wiki/Apertium_stream_format). Words come
again and again, so what these say of a unit is kept, which saves a quarter to a third of all processor time.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.records import Record
from pipeline.translation.engines.stream import Stream, StreamError

_UNIT = re.compile(rb"((?<!\\)\^[^\\${]*+(?:(?:\\.|\{(?:[^\\}]|\\.)*+\})[^\\${]*+)*+\$)", re.DOTALL)
_TOGETHER = 32  # texts whose new units are asked about at once
_KEPT = 8_192  # units whose answers are kept, some 2 MB


class Stage(Record, frozen=True):
    """Programs with their arguments, joined by pipes; `by_unit` where they look at each lexical unit by itself."""

    commands: tuple[tuple[str, ...], ...]
    by_unit: bool = False


class Line:
    """Stages that run side by side. After a failure it is closed and must be replaced."""

    def __init__(self, stages: Iterable[Stage]) -> None:
        """Start the programs. Raises OSError if one of them cannot be started."""
        self.owner = os.getpid()
        self.closed = False
        self._parts: list[Stream | _Remembering] = []
        try:
            for stage in stages:
                self._parts.append(_Remembering(stage.commands) if stage.by_unit else Stream(stage.commands))
        except OSError:
            self.close()
            raise

    def ask(self, questions: Iterable[bytes], patience: float) -> Iterator[bytes]:
        """As `Stream.ask`: one answer for each question, in order. What is not read to its end closes the line."""
        answers = iter(questions)
        for part in self._parts:
            answers = part.ask(answers, patience)
        whole = False
        try:
            yield from answers
            whole = True
        finally:
            if not whole:
                self.close()

    def why_ended(self, otherwise: str) -> str:
        """Which program ended badly, as `Stream.why_ended` says it."""
        said = (part.why_ended(otherwise) for part in self._parts)
        return next((one for one in said if one != otherwise), otherwise)

    def close(self) -> None:
        """End the programs."""
        self.closed = True
        for part in self._parts:
            part.close()


class _Remembering:
    """Programs that are asked once about each lexical unit; what stands between units stays as it is."""

    def __init__(self, commands: Sequence[Sequence[str]]) -> None:
        self._commands = commands
        self._stream = Stream(commands)
        self._known: dict[bytes, bytes] = {}

    def ask(self, questions: Iterable[bytes], patience: float) -> Iterator[bytes]:
        for texts in _handfuls(questions):
            yield from self._answers([_UNIT.split(text) for text in texts], patience)

    def _answers(self, texts: list[list[bytes]], patience: float) -> Iterator[bytes]:
        """The answers to texts split at their units; to those before it if one of them breaks the programs."""
        try:
            self._learn(dict.fromkeys(unit for parts in texts for unit in parts[1::2]), patience)
        except StreamError:
            if len(texts) == 1:
                raise
            for parts in texts:
                yield from self._answers([parts], patience)
            return
        for parts in texts:
            parts[1::2] = map(self._known.__getitem__, parts[1::2])
            yield b"".join(parts)

    def _learn(self, units: Iterable[bytes], patience: float) -> None:
        """Ask about the units that are not known, a line each (without its end lt-proc would wait for more)."""
        new = [unit for unit in units if unit not in self._known]
        if not new:
            return
        if len(self._known) + len(new) > _KEPT:
            self._known.clear()
            new = list(units)
        if self._stream.closed:
            self._start_again()
        (answer,) = self._stream.ask([b"\n".join((*new, b""))], patience)
        *answers, _ = answer.split(b"\n")
        if len(answers) != len(new):
            failure = self._stream.why_ended("the answer was lost")
            self._stream.close()
            raise StreamError(failure)
        self._known.update(zip(new, answers, strict=True))

    def _start_again(self) -> None:
        try:
            self._stream = Stream(self._commands)
        except OSError as error:
            raise StreamError(f"cannot be started: {error}") from error

    def why_ended(self, otherwise: str) -> str:
        return self._stream.why_ended(otherwise)

    def close(self) -> None:
        self._stream.close()


def _handfuls(texts: Iterator[bytes] | Iterable[bytes]) -> Iterator[list[bytes]]:
    """The texts some at a time. Those before a failure come before it is raised."""
    taken: list[bytes] = []
    failure = None
    try:
        for text in texts:
            taken.append(text)
            if len(taken) == _TOGETHER:
                yield taken
                taken = []
    except StreamError as error:
        failure = error
    if taken:
        yield taken
    if failure is not None:
        raise failure
