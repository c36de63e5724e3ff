"""`nazvy transliterate`: lines into another script, one for one."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.common import LineError, RefusalError, answer_lines, read_lines, say, text_of, write_line

if TYPE_CHECKING:
    from pipeline.transliteration import System

WIDE = 120
"""Columns of a terminal on which all that is known of a system stands beside its identifier."""


def transliterate(
    system: Annotated[
        str | None, typer.Option("--system", metavar="CODE", help="Romanisation system: identifier or alias.")
    ] = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="From Latin letters back to Cyrillic.")] = False,
    every: Annotated[bool, typer.Option("--all", help="By every system of the text's language, as a table.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the systems and end.")] = False,
) -> int:
    """Write lines in another script, one for one.

    Tables (--list, --all) are aligned on a terminal and have tabs between the columns elsewhere.
    """
    if listed:
        return _list()
    if every == (system is not None) or (every and reverse):
        raise RefusalError("give either --system CODE (see --list), or --all")
    return _by_every_system() if every else _by_one(_system(system or ""), reverse)


def _system(name: str) -> System:
    from pipeline.transliteration import UnknownSystem, get_system

    try:
        return get_system(name)
    except UnknownSystem as error:
        raise RefusalError(f"{error} (all: nazvy transliterate --list)") from error


def _by_one(system: System, reverse: bool) -> int:
    turn = system.reverse if reverse else system.romanise
    return answer_lines(lambda line: turn(text_of(line)).encode(), lambda why: b"")


def _by_every_system() -> int:
    from pipeline.transliteration import all_systems_for

    aligned = sys.stdout.isatty()
    head = ("line", "text", "code", "alias", "language", "romanisation")
    if not aligned:
        write_line(_tabbed(head))
    status = 0
    for number, line in read_lines():
        try:
            text = text_of(line).removesuffix("\r")
        except LineError as error:
            say(f"line {number}: {error}")
            status = 1
            continue
        rows = [
            (str(number), text, each.system.code, each.system.alias, each.system.language_name(), each.text)
            for each in (all_systems_for(text) if text.strip() else ())
        ]
        if aligned and rows:
            _align(head[2:], [row[2:] for row in rows], text)
        elif rows:
            write_line(b"\n".join(map(_tabbed, rows)))
    return status


def _list() -> int:
    from pipeline.transliteration import systems

    head = ("code", "alias", "language", "authority", "year", "status")
    rows = [
        (each.code, each.alias, each.language_name(), each.authority, str(each.year or ""), each.status)
        for each in systems()
    ]
    if not sys.stdout.isatty():
        write_line(b"\n".join(map(_tabbed, [head, *rows])))
        return 0
    for language in dict.fromkeys(row[2] for row in rows):
        _align_systems([row for row in rows if row[2] == language], language)
    return 0


def _align_systems(rows: Sequence[tuple[str, str, str, str, str, str]], language: str) -> None:
    """The systems of a language for a person; on a narrow terminal the authority stands beneath the identifier."""
    if shutil.get_terminal_size().columns >= WIDE:
        _align(
            ("code", "alias", "year", "status", "authority"), [(*row[:2], *row[4:], row[3]) for row in rows], language
        )
        return
    width = max(len(row[0]) for row in rows)
    beneath = [textwrap.fill(row[3], width, initial_indent="  ", subsequent_indent="  ") for row in rows]
    cells = [(f"{row[0]}\n{authority}", row[1], *row[4:]) for row, authority in zip(rows, beneath, strict=True)]
    _align(("code", "alias", "year", "status"), cells, language)


_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\r": r"\r"})


def _tabbed(row: Sequence[str]) -> bytes:
    """A row with tabs between its columns; backslashes, tabs and carriage returns of a text with a backslash."""
    return "\t".join(cell.translate(_ESCAPES) for cell in row).encode()


def _align(head: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> None:
    """A table for a person; identifiers stay whole, so that they can be copied, and long cells are folded."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, title=Text(title, "bold"), title_justify="left")
    for name in head:
        table.add_column(name, no_wrap=name in ("code", "alias", "year"), overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(file=sys.stdout).print(table, "")
