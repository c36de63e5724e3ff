"""`nazvy transliterate`: lines into another script, one for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.common import RefusalError, answer_lines, text_of, write_line

if TYPE_CHECKING:
    from pipeline.transliteration import System


def transliterate(
    system: Annotated[
        str | None, typer.Option("--system", metavar="CODE", help="Romanisation system: identifier or alias.")
    ] = None,
    reverse: Annotated[bool, typer.Option("--reverse", help="From Latin letters back to Cyrillic.")] = False,
    every: Annotated[bool, typer.Option("--all", help="By every system of the text's language, as JSON.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the systems and end.")] = False,
) -> int:
    """Write lines in another script, one for one.

    `nazvy transliterate --list` names the systems: identifier, alias, language, status, authority.
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
    import msgspec

    from pipeline.transliteration import all_systems_for

    def answer(line: bytes) -> bytes:
        text = text_of(line)
        found = {romanised.system.code: romanised.text for romanised in all_systems_for(text)}
        return msgspec.json.encode({"text": text, "romanisations": found})

    def refuse(why: str) -> bytes:
        return msgspec.json.encode({"text": None, "romanisations": {}, "error": why})

    return answer_lines(answer, refuse)


def _list() -> int:
    from pipeline.transliteration import systems

    for system in systems():
        row = (system.code, system.alias, system.lang, system.status, system.authority)
        write_line("\t".join(row).encode())
    return 0
