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
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.records import Problem, Record
from pipeline.translation.engines.base import EngineResult, Origin, Pair
from pipeline.translation.engines.clauses import cut
from pipeline.translation.engines.hiding import Hidden, hide, parts, reveal
from pipeline.translation.engines.stream import Stream

TABLE = Path(__file__).with_name("apertium.toml")
DATA_FOLDER = Path("/usr/share/apertium")

_BATCH = 256
_LONGEST = 4000  # characters of a piece: far over any sentence, far under what the programs can hold
_NUMBER = re.compile(r"\[=(\d+)=\]")
_WORD = re.compile(r"([*@#]?)([^\W\d_](?:[\w'’ʼ\u0301-]*\w)?)")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_MARKS = re.compile(r"[*@#]")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’ʼ](?=[^\W\d_])")


class Mode(Record, frozen=True):
    """One direction: its languages, its Debian package and the programs with their arguments."""

    pair: Pair
    package: str
    install: str
    commands: tuple[tuple[str, ...], ...]
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
        commands=tuple(
            (program, "-z", *(argument.format(**places) for argument in arguments))
            for program, *arguments in row["stages"]
        ),
        before=before,
        after=after,
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
        self._streams: dict[Pair, Stream] = {}
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
        for stream in self._streams.values():
            stream.close()
        self._streams.clear()

    def translate(self, sentences: Sequence[str], pair: Pair) -> list[EngineResult]:
        """One result for each sentence. Unknown words stay as they are and are counted."""
        mode = self._modes[pair]
        with self._lock:
            return [
                result
                for start in range(0, len(sentences), _BATCH)
                for result in self._batch(sentences[start : start + _BATCH], mode)
            ]

    def _batch(self, sentences: Sequence[str], mode: Mode) -> list[EngineResult]:
        pieces = [cut(sentence, lambda piece: len(piece) <= _LONGEST) for sentence in sentences]
        hidden = [hide(piece) for several in pieces for piece in several]
        raw = self._raw([mode.prepare(each.text) for each in hidden], mode)
        finished = iter([self._finish(source, answer, mode) for source, answer in zip(hidden, raw, strict=True)])
        return [_join([next(finished) for _ in several]) for several in pieces]

    def _finish(self, source: Hidden, answer: EngineResult, mode: Mode) -> EngineResult:
        if answer.text is None:
            return answer
        unknown = _unknown_share(answer.text)
        text = reveal(mode.finish(answer.text, source.text), source.pieces)
        if text is None:
            return self._around(source, mode)
        return EngineResult(text=text, unknown_words=unknown)

    def _around(self, source: Hidden, mode: Mode) -> EngineResult:
        """The text between the untouchable pieces translated bit by bit, where the whole lost one of them."""
        cuts = parts(source)
        answers = self._raw([mode.prepare(text) for text in cuts[::2]], mode)
        failed = next((answer for answer in answers if answer.text is None), None)
        if failed is not None:
            return failed
        texts = [answer.text or "" for answer in answers]
        cuts[::2] = [mode.finish(text, source.text) for text in texts]
        return EngineResult(text=reveal("".join(cuts), source.pieces), unknown_words=_unknown_share(" ".join(texts)))

    def _raw(self, texts: Sequence[str], mode: Mode) -> list[EngineResult]:
        """The programs' answers, marks of unknown words in them; texts without letters as they are."""
        results: list[EngineResult | None] = [
            None if _CYRILLIC.search(text) else EngineResult(text=text) for text in texts
        ]
        waiting = [index for index, result in enumerate(results) if result is None]
        retried: int | None = None
        while waiting:
            answers, failure = self._ask([texts[index] for index in waiting], mode)
            for index, answer in zip(waiting, answers, strict=False):
                results[index] = _answer(texts[index], answer, mode)
            waiting = waiting[len(answers) :]
            if failure and waiting:
                if answers or retried != waiting[0]:
                    retried = waiting[0]  # once more, alone in front, before it is given up
                    continue
                results[waiting.pop(0)] = EngineResult(text=None, problem=f"{_label(mode)}: {failure}")
        return [result for result in results if result is not None]

    def _ask(self, texts: Sequence[str], mode: Mode) -> tuple[list[str], str | None]:
        """As many answers as came through in order, and why no more came."""
        questions = [f"{text}[={number}=]".encode() for number, text in enumerate(texts)]
        try:
            stream = self._stream(mode)
        except OSError as error:
            return [], f"cannot be started: {error}"
        got = stream.ask(questions, self._patience)
        answers: list[str] = []
        for number, raw in enumerate(got.answers):
            text = raw.decode(errors="replace")
            if [found.group(1) for found in _NUMBER.finditer(text)] != [str(number)]:
                failure = got.failure or stream.why_ended("the answer was lost")
                stream.close()
                return answers, failure
            answers.append(_NUMBER.sub("", text))
        return answers, got.failure

    def _stream(self, mode: Mode) -> Stream:
        stream = self._streams.get(mode.pair)
        if stream is None or stream.closed or stream.owner != os.getpid():
            stream = self._streams[mode.pair] = Stream(mode.commands)
        return stream


def _label(mode: Mode) -> str:
    return f"apertium:{mode.pair[0]}-{mode.pair[1]}"


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
