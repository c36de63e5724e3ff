"""`nazvy translate`: lines into other languages, their names put right."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.commands.common import (
    AddGazetteerOption,
    GazetteerOption,
    RefusalError,
    SettingsOption,
    answer_lines,
    load_gazetteer,
    say,
    settings,
    settings_from,
    text_of,
)
from pipeline.records import OUTPUT_LANGUAGES, primary_language

if TYPE_CHECKING:
    from pipeline.writing import DocumentResult
    from pipeline.writing.result import TranslationPart, WarningPart

FromOption = Annotated[str, typer.Option("--from", metavar="L", help="Language of the lines.", show_default=False)]
ToOption = Annotated[str, typer.Option("--to", metavar="L[,L…]", help="Languages to translate into.")]


def translate(
    source: FromOption,
    to: ToOption,
    gazetteer: GazetteerOption = None,
    add_gazetteer: AddGazetteerOption = None,
    settings_file: SettingsOption = None,
) -> int:
    """Translate lines with their names put right.

    Lines in, JSON lines {"text","from","translations":{"be":{"text","route","names"},…}} out. A text is null
    where no route exists. Standard error says once what is missing, and of which lines a name was not found
    again, or more words than the settings allow stayed untranslated.
    """
    import msgspec

    from pipeline.reading import read_text
    from pipeline.road import Road

    targets = _targets(to)
    if primary_language(source) not in OUTPUT_LANGUAGES:
        raise RefusalError(f"--from {source}: choose among {', '.join(OUTPUT_LANGUAGES)}")
    chosen = settings_from(settings_file, settings(gazetteer, add_gazetteer))
    road = Road(
        load_gazetteer(chosen.gazetteer, chosen.add_gazetteer),
        targets,
        chosen.recorded(),
        style=chosen.style,
        choices=chosen.translation,
    )

    told: set[str] = set()
    numbers = count(1)

    def answer(line: bytes) -> bytes:
        number = next(numbers)
        text = text_of(line).removesuffix("\r")
        result = road.travel(read_text(text, id="line", lang=source))
        _tell(result.warnings, number, told)
        translations = {target: _joined(result, text, target) for target in targets}
        return msgspec.json.encode({"text": text, "from": source, "translations": translations})

    def refuse(why: str) -> bytes:
        nothing: dict[str, Any] = {target: {"text": None, "route": [], "names": []} for target in targets}
        return msgspec.json.encode({"text": None, "from": source, "translations": nothing, "error": why})

    return answer_lines(answer, refuse)


def _tell(warnings: Iterable[WarningPart], number: int, told: set[str]) -> None:
    """What holds for every line once, and what holds for this one with its number."""
    for warning in warnings:
        where = f"line {number}: " if warning.place else ""
        line = f"{where}{warning.message}" + (f"; {warning.remedy}" if warning.remedy else "")
        if where or line not in told:
            say(line)
        if not where:
            told.add(line)


def _targets(to: str) -> tuple[str, ...]:
    targets = tuple(dict.fromkeys(part.strip() for part in to.split(",") if part.strip()))
    unknown = [target for target in targets if target not in OUTPUT_LANGUAGES]
    if unknown or not targets:
        raise RefusalError(f"--to {to}: choose among {', '.join(OUTPUT_LANGUAGES)}")
    return targets


def _joined(result: DocumentResult, text: str, target: str) -> dict[str, Any]:
    """The sentences of a line put together again; the offsets of names are then into the whole."""
    if not result.segments:
        return {"text": text, "route": [], "names": []}
    parts: dict[str, TranslationPart] = {part.segment: part for part in result.translations.get(target, ())}
    pieces: list[str] = []
    names: list[dict[str, Any]] = []
    route: dict[str, None] = {}
    length = at = 0
    for segment in result.segments:
        part = parts.get(segment.id)
        if part is None or part.text is None:
            return {"text": None, "route": [], "names": []}
        gap = text[at : segment.start]
        names += [_name(name, length + len(gap)) for name in part.names]
        pieces += (gap, part.text)
        length += len(gap) + len(part.text)
        at = segment.end
        route.update(dict.fromkeys(part.route))
    return {"text": "".join(pieces) + text[at:], "route": list(route), "names": names}


def _name(name: Any, shift: int) -> dict[str, Any]:
    import msgspec

    shown: dict[str, Any] = msgspec.structs.asdict(name)
    del shown["mention"]
    for end in ("start", "end"):
        if shown[end] is not None:
            shown[end] += shift
    return shown
