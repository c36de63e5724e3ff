"""What the commands share: refusing to start, lines in and out, the options of the gazetteer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, TypeVar

import typer

from pipeline.records import Problem

if TYPE_CHECKING:
    import msgspec

    from pipeline.gazetteer import Gazetteer
    from pipeline.settings import Settings

GazetteerOption = Annotated[
    Path | None, typer.Option("--gazetteer", metavar="DIR", help="Tables in place of the built-in ones.")
]
AddGazetteerOption = Annotated[
    list[Path] | None,
    typer.Option("--add-gazetteer", metavar="DIR", help="Tables laid over the others; may be given again."),
]
SettingsOption = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE", help="Choices of style, models and limits (TOML).", show_default=False),
]


Read = TypeVar("Read")


class RefusalError(Exception):
    """The command cannot start; the message is one line for the person who gave it."""


class LineError(Exception):
    """A line of the input that cannot be answered; the message says why."""


def settings(
    gazetteer: Path | None, add_gazetteer: Sequence[Path] | None, fields: Sequence[str] | None = None
) -> Settings:
    """The settings that the options ask for."""
    from pipeline.settings import Settings

    return Settings(gazetteer=gazetteer, add_gazetteer=tuple(add_gazetteer or ()), fields=tuple(fields or ()))


def settings_from(file: Path | None, base: Settings | None = None) -> Settings:
    """The settings of a file, or of the user's own if none is named, laid over others; raises RefusalError."""
    from pipeline.settings_file import SettingsError, read_settings

    try:
        return read_settings(file, base)
    except SettingsError as error:
        raise RefusalError(error.problem.line()) from error


def load_gazetteer(gazetteer: Path | None, add_gazetteer: Sequence[Path] | None) -> Gazetteer:
    """The gazetteer that the options ask for; raises RefusalError with file, line and remedy."""
    from pipeline.gazetteer import GazetteerError, load

    try:
        return load(gazetteer, add_gazetteer or ())
    except GazetteerError as error:
        raise RefusalError(error.problem.line()) from error


def own_tables() -> Path:
    """The tables of a checkout; raises RefusalError where nazvy is installed: its tables would be lost with its next
    version.
    """
    from pipeline.gazetteer import builtin_folder

    folder = builtin_folder()
    if folder.name == "tables":
        raise RefusalError(
            "the tables of an installed nazvy stay as they are: give a folder of your own with --into DIR, and lay it "
            "over them with --add-gazetteer DIR"
        )
    return folder


def say(message: str) -> None:
    """One line for a person, on standard error."""
    print(f"nazvy: {message}", file=sys.stderr)


def say_problem(problem: Problem) -> None:
    """A problem as one line on standard error."""
    print(problem.line(), file=sys.stderr)


def read_lines(stream: BinaryIO | None = None) -> Iterator[tuple[int, bytes]]:
    """The lines of standard input with their numbers, without line feeds and a byte order mark."""
    for number, line in enumerate(stream or sys.stdin.buffer, 1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        yield number, line.removesuffix(b"\n")


def text_of(line: bytes) -> str:
    """A line as text; raises LineError for anything but UTF-8."""
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise LineError(f"not UTF-8 (byte {line[error.start]:#04x} at {error.start + 1})") from error


def read_json(line: bytes, decoder: msgspec.json.Decoder[Read]) -> Read:
    """A line as what the decoder reads; raises LineError for anything else."""
    import msgspec

    text = text_of(line)
    if not text.strip():
        raise LineError("empty, where a JSON object is expected")
    try:
        return decoder.decode(text)
    except msgspec.DecodeError as error:
        raise LineError(str(error)) from error
    except RecursionError as error:
        raise LineError("JSON is nested too deeply") from error


def write_line(answer: bytes) -> None:
    """One line of the result; flushed, so that a program at the other end of a pipe can go on."""
    sys.stdout.buffer.write(answer + b"\n")
    sys.stdout.buffer.flush()


def answer_lines(answer: Callable[[bytes], bytes], refuse: Callable[[str], bytes]) -> int:
    """Answer every line of standard input with one line on standard output; give the exit status.

    Where `answer` raises LineError, the line is named on standard error, `refuse(why)` stands in its place,
    and the status is 1. An error of the program itself on one line is told the same way.
    """
    status = 0
    for number, line in read_lines():
        try:
            reply = answer(line)
        except LineError as error:
            status, reply = 1, _refused(number, str(error), refuse)
        except Exception as error:  # one line must not take the others with it
            why = f"error in nazvy: {type(error).__name__}: {error}"
            status, reply = 1, _refused(number, why, refuse)
        write_line(reply)
    return status


def _refused(number: int, why: str, refuse: Callable[[str], bytes]) -> bytes:
    say(f"line {number}: {why}")
    return refuse(why)
