"""Apertium's language data of Debian through modes of our own (`apertium.toml`), without its crashing tagger.

The programs of a direction are started with the first sentence, stay open, and answer sentence by sentence:
each carries its number through them in a blank of its own, so that no answer can be taken for another's.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import threading
import tomllib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from pipeline.records import Problem, Record
from pipeline.translation.engines.base import EngineResult, Origin, Pair, label_of
from pipeline.translation.engines.clauses import cut
from pipeline.translation.engines.hiding import Hidden, hide, parts, reveal
from pipeline.translation.engines.line import Line, Stage
from pipeline.translation.engines.stream import StreamError

TABLE = Path(__file__).with_name("apertium.toml")
DATA_FOLDER = Path("/usr/share/apertium")

_LONGEST = 4000  # characters of a piece: far over any sentence, far under what the programs can hold
_NUMBER = re.compile(r"\[=(\d+)=\]")
_WORD = re.compile(r"([*@#]?)([^\W\d_](?:[\w'’ʼ\u0301-]*\w)?)")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_MARKS = re.compile(r"[*@#]")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’ʼ](?=[^\W\d_])")


class Mode(Record, frozen=True):
    """One direction: its languages, its Debian package and the stages of its programs."""

    pair: Pair
    package: str
    install: str
    stages: tuple[Stage, ...]
    before: tuple[tuple[str, str], ...] = ()
    after: tuple[tuple[str, str], ...] = ()

    def prepare(self, text: str) -> str:
        """The text after the rules of the table that come before the programs."""
        return _rewritten(text, self.before)

    def finish(self, answer: str, source: str) -> str:
        """The programs' answer without its marks, after the rules that come last, with the source's apostrophe."""
        text = _rewritten(_MARKS.sub("", answer), self.after)
        own = _APOSTROPHE.search(source)
        return text.replace("ʼ", own.group()) if own else text

    @property
    def commands(self) -> tuple[tuple[str, ...], ...]:
        """All programs with their arguments, in order."""
        return tuple(command for stage in self.stages for command in stage.commands)

    def absent(self) -> tuple[str, ...]:
        """The programs and files of this mode that are not on this machine."""
        programs = {command[0] for command in self.commands if shutil.which(command[0]) is None}
        files = {str(path) for path in self.files() if not path.is_file()}
        return (*sorted(programs), *sorted(files))

    def files(self) -> tuple[Path, ...]:
        """The files that its programs read."""
        return tuple(Path(part) for command in self.commands for part in command[1:] if "/" in part)


def read_modes(table: Path = TABLE, data_folder: Path = DATA_FOLDER) -> tuple[Mode, ...]:
    """The modes of the table for language data under `data_folder`."""
    content = tomllib.loads(table.read_text(encoding="utf-8"))
    packages: Mapping[str, Mapping[str, str]] = content["package"]
    before, after = _rules(content["before"]), _rules(content["after"])
    return tuple(
        _mode(row, packages[row["package"]], data_folder, before, (*after, *_rules(row.get("after", ()))))
        for row in content["mode"]
    )


def _rules(rows: Sequence[Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((row["pattern"], row["replacement"]) for row in rows)


def _rewritten(text: str, rules: Sequence[tuple[str, str]]) -> str:
    for pattern, replacement in rules:
        text = re.sub(pattern, replacement, text)
    return text


def _mode(
    row: Mapping[str, Any],
    package: Mapping[str, str],
    data_folder: Path,
    before: tuple[tuple[str, str], ...],
    after: tuple[tuple[str, str], ...],
) -> Mode:
    places = {"data": str(data_folder / package["folder"]), "mode": row["mode"], "own": str(TABLE.parent)}
    return Mode(
        pair=(row["from"], row["to"]),
        package=row["package"],
        install=package["install"],
        stages=tuple(_stages(row["stages"], places)),
        before=before,
        after=after,
    )


def _stages(rows: Sequence[Sequence[Any]], places: Mapping[str, str]) -> Iterator[Stage]:
    """The rows of the table: programs in inner brackets are a stage by unit, others in a row one stage."""
    for by_unit, together in groupby(rows, lambda row: not isinstance(row[0], str)):
        for programs in together if by_unit else (together,):
            yield Stage(
                commands=tuple(
                    (program, "-z", *(argument.format(**places) for argument in arguments))
                    for program, *arguments in programs
                ),
                by_unit=by_unit,
            )


@cache
def _fingerprint(mode: Mode) -> str:
    digest = hashlib.sha256(repr((mode.before, mode.after)).encode())
    for command in mode.commands:
        for part in command[1:]:
            digest.update(Path(part).read_bytes() if Path(part).is_file() else part.encode())
    return digest.hexdigest()[:16]


class ApertiumEngine:
    """Apertium for the directions whose programs and data are installed.

    `data_folder` is where the packages' folders lie (`$NAZVY_APERTIUM`, or Debian's place). `patience` is
    how many seconds a sentence may take. Safe to use from several threads and after a fork; pickles without
    its programs.
    """

    name = "apertium"

    def __init__(self, data_folder: Path | None = None, *, patience: float = 60.0) -> None:
        self._folder = data_folder or Path(os.environ.get("NAZVY_APERTIUM", DATA_FOLDER))
        self._patience = patience
        self._start()

    def _start(self) -> None:
        modes = {mode.pair: mode for mode in read_modes(data_folder=self._folder)}
        self._absent = {pair: mode.absent() for pair, mode in modes.items()}
        self._modes = {pair: mode for pair, mode in modes.items() if not self._absent[pair]}
        self._all_modes = modes
        self._lines: dict[Pair, Line] = {}
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {"_folder": self._folder, "_patience": self._patience}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._start()

    def pairs(self) -> tuple[Pair, ...]:
        """The directions whose programs and data are all there."""
        return tuple(self._modes)

    def versions(self) -> dict[Pair, str]:
        """For each pair a hash of its language data (the first 16 digits of a SHA-256)."""
        return {pair: _fingerprint(mode) for pair, mode in self._modes.items()}

    def origins(self) -> dict[Pair, Origin]:
        """For each pair its Debian package, and the bytes of the language data that it reads."""
        return {
            pair: Origin(source=f"Debian {mode.package}", size=sum(file.stat().st_size for file in mode.files()))
            for pair, mode in self._modes.items()
        }

    def missing(self) -> tuple[Problem, ...]:
        """What keeps the other directions from working, and the command that installs it."""
        return tuple(
            Problem(
                source=f"{self.name} {pair[0]} > {pair[1]}",
                message=f"not installed: {', '.join(absent[:3])}" + (" …" if len(absent) > 3 else ""),
                remedy=self._all_modes[pair].install,
            )
            for pair, absent in self._absent.items()
            if absent
        )

    def close(self) -> None:
        """End the programs that are open; the next sentence starts them again."""
        for line in self._lines.values():
            line.close()
        self._lines.clear()

    def translate(self, sentences: Sequence[str], pair: Pair) -> list[EngineResult]:
        """One result for each sentence. Unknown words stay as they are and are counted."""
        mode = self._modes[pair]
        with self._lock:
            pieces = [cut(sentence, lambda piece: len(piece) <= _LONGEST) for sentence in sentences]
            made = self._pieces((piece for several in pieces for piece in several), mode)
        finished = iter(made)
        return [_join([next(finished) for _ in several]) for several in pieces]

    def _pieces(self, pieces: Iterable[str], mode: Mode) -> list[EngineResult]:
        """One result for each piece; while the programs work, later ones are prepared and earlier ones finished."""
        asked: deque[Hidden] = deque()
        made: list[EngineResult] = []
        broken: list[tuple[int, Hidden]] = []

        def prepared() -> Iterator[str]:
            for piece in pieces:
                asked.append(hide(piece))
                yield mode.prepare(asked[-1].text)

        for answer in self._raw(prepared(), mode):
            source = asked.popleft()
            result = _finished(source, answer, mode)
            if result is None:
                broken.append((len(made), source))
            made.append(result or answer)
        for index, source in broken:
            made[index] = self._around(source, mode)
        return made

    def _around(self, source: Hidden, mode: Mode) -> EngineResult:
        """The text between the untouchable pieces translated bit by bit, where the whole lost one of them."""
        cuts = parts(source)
        answers = list(self._raw(map(mode.prepare, cuts[::2]), mode))
        failed = next((answer for answer in answers if answer.text is None), None)
        if failed is not None:
            return failed
        texts = [answer.text or "" for answer in answers]
        cuts[::2] = [mode.finish(text, source.text) for text in texts]
        return EngineResult(text=reveal("".join(cuts), source.pieces), unknown_words=_unknown_share(" ".join(texts)))

    def _raw(self, texts: Iterable[str], mode: Mode) -> Iterator[EngineResult]:
        """The programs' answers in order, marks of unknown words in them; texts without letters as they are.

        A text at which the programs end is asked once more, in front of all others, before it is given up.
        """
        left = _Texts(texts)
        answered, retried = False, False
        while True:
            try:
                for answer in self._ask(left.to_be_asked(), mode):
                    yield from left.without_letters()
                    yield _answer(left.pop(), answer, mode)
                    answered = True
                yield from left.without_letters()
                return
            except StreamError as failure:
                yield from left.without_letters()
                if not left:
                    return
                if retried and not answered:
                    left.pop()
                    yield EngineResult(text=None, problem=f"{_label(mode)}: {failure}")
                retried, answered = not retried or answered, False

    def _ask(self, texts: Iterable[str], mode: Mode) -> Iterator[str]:
        """The answers that come through, in order. Raises StreamError where no more come."""
        numbered = (f"{text}[={number}=]".encode() for number, text in enumerate(texts))
        try:
            line = self._line(mode)
        except OSError as error:
            raise StreamError(f"cannot be started: {error}") from error
        for number, raw in enumerate(line.ask(numbered, self._patience)):
            text = raw.decode(errors="replace")
            if [found.group(1) for found in _NUMBER.finditer(text)] != [str(number)]:
                failure = line.why_ended("the answer was lost")
                line.close()
                raise StreamError(failure)
            yield _NUMBER.sub("", text)

    def _line(self, mode: Mode) -> Line:
        line = self._lines.get(mode.pair)
        if line is None or line.closed or line.owner != os.getpid():
            line = self._lines[mode.pair] = Line(mode.stages)
        return line


class _Texts:
    """Texts that wait for their answers, in order; those without letters are their own answers."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._coming = iter(texts)
        self._waiting: deque[str] = deque()

    def __bool__(self) -> bool:
        """Is any left? One that comes is then waiting."""
        if not self._waiting:
            self._waiting.extend(islice(self._coming, 1))
        return bool(self._waiting)

    def to_be_asked(self) -> Iterator[str]:
        """Those that wait still, then those that come."""
        yield from filter(_CYRILLIC.search, tuple(self._waiting))
        for text in self._coming:
            self._waiting.append(text)
            if _CYRILLIC.search(text):
                yield text

    def without_letters(self) -> Iterator[EngineResult]:
        """Those in front that need no answer."""
        while self._waiting and not _CYRILLIC.search(self._waiting[0]):
            yield EngineResult(text=self.pop())

    def pop(self) -> str:
        """The one in front, which waits no more."""
        return self._waiting.popleft()


def _label(mode: Mode) -> str:
    return label_of(ApertiumEngine.name, mode.pair)


def _finished(source: Hidden, answer: EngineResult, mode: Mode) -> EngineResult | None:
    """An answer without marks and with what was hidden; None if the programs lost some of it."""
    if answer.text is None:
        return answer
    text = reveal(mode.finish(answer.text, source.text), source.pieces)
    return None if text is None else EngineResult(text=text, unknown_words=_unknown_share(answer.text))


def _answer(source: str, answer: str, mode: Mode) -> EngineResult:
    if not _CYRILLIC.search(answer):
        return EngineResult(text=None, problem=f"{_label(mode)}: an empty answer")
    return EngineResult(text=_capital_like(source, answer))


def _capital_like(source: str, answer: str) -> str:
    """The answer with a capital first letter if the source has one."""
    first, own = _WORD.search(source), _WORD.search(answer)
    if first and own and first.group(2)[0].isupper():
        start = own.start(2)
        return answer[:start] + answer[start].upper() + answer[start + 1 :]
    return answer


def _unknown_share(marked: str) -> float:
    """The share of Cyrillic words that carry a mark; words in Latin letters are not counted."""
    words = [mark for mark, word in _WORD.findall(marked) if _CYRILLIC.search(word)]
    return sum(1 for mark in words if mark) / len(words) if words else 0.0


def _join(results: Sequence[EngineResult]) -> EngineResult:
    if len(results) == 1:
        return results[0]
    failed = next((result for result in results if result.text is None), None)
    if failed is not None:
        return failed
    lengths = [len(result.text or "") for result in results]
    share = sum(r.unknown_words * n for r, n in zip(results, lengths, strict=True)) / max(1, sum(lengths))
    return EngineResult(text="".join(result.text or "" for result in results), unknown_words=share)
