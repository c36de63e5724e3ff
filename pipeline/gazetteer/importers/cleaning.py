"""Names of other people's data as the gazetteer writes them, or why they are left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from pipeline.gazetteer.faults import Row, Tables, dates, foreign_letters, homoglyphs, spaces, wrong_script
from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.importers.facts import FoundName
from pipeline.gazetteer.model import Entity, GazetteerError, Name, NameKind
from pipeline.gazetteer.name_faults import misspelt
from pipeline.gazetteer.tables import FORMULA, REQUIRED, convert
from pipeline.languages import CYRILLIC, alphabets, script_of
from pipeline.records import EntityType
from pipeline.tables import read_toml
from pipeline.transliteration import repair

LANGUAGE_UNKNOWN = "language not told by letters"
_CHECKS = (wrong_script, foreign_letters, homoglyphs, spaces, dates, misspelt)
_NAMES, _ENTITIES = Path("names.csv"), Path("entities.csv")


class CleanName(NamedTuple):
    """A form that can stand in names.csv: its cells but for the entity, and its lookup key."""

    form: str
    lang: str
    kind: NameKind
    key: str
    since: str
    until: str
    promote: bool


class NameOut(NamedTuple):
    """A form that cannot: `refused` where the source is at fault, otherwise it is left out on purpose."""

    why: str
    refused: bool


@cache
def tags() -> Mapping[str, str]:
    """Tags of the gazetteer by the codes of the sources (tags.toml)."""
    table: dict[str, dict[str, str]] = read_toml(__package__, "tags.toml")
    return table["tags"]


def tag_of(code: str) -> str | None:
    """The tag for a source's language code; empty where letters have to tell, None for other languages."""
    return tags().get(code.lower().replace("_", "-"))


def clean_text(text: str) -> str:
    """Text for a label or a description: one line, in NFC, and nothing that a spreadsheet would run."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if not text.isprintable():
        text = "".join(char for char in text if char.isprintable())
    return text.lstrip("=+-@ ") if FORMULA.match(text) else text


def clean_name(found: FoundName) -> CleanName | NameOut:
    """A form as the gazetteer writes it, its language settled; or why it cannot stand there."""
    tag = tag_of(found.lang)
    if tag is None:
        return NameOut("another language", refused=False)
    form = _repaired(found.form)
    if not any(char.isalpha() for char in form):
        return NameOut("no letters", refused=False)
    kind = found.kind
    if tag == "" or _is_romanised(form, tag):
        tag, kind = _by_letters(form), "variant" if kind == "preferred" else kind
    if not tag:
        return NameOut(LANGUAGE_UNKNOWN, refused=False)
    cells = {"entity": "x:x", "form": form, "lang": tag, "kind": kind, "since": found.since, "until": found.until}
    why = _fault(_NAMES, {column: cell for column, cell in cells.items() if cell})
    if why:
        return NameOut(why, refused=True)
    return CleanName(form, tag, kind, fold(form), found.since, found.until, found.promote and tag != "und-Latn")


def _repaired(form: str) -> str:
    if not form.isascii():
        form = "".join(char for char in repair(form) if char.isprintable() or char.isspace())
    return " ".join(form.split())


def _is_romanised(form: str, tag: str) -> bool:
    """Latin letters under a language that is written in Cyrillic."""
    return tag in alphabets() and alphabets()[tag].script == "Cyrl" and script_of(form) == "Latn"


@lru_cache(maxsize=65536)
def _by_letters(form: str) -> str:
    """`und-Latn` for Latin letters; the one language whose alphabet has all the Cyrillic ones; else empty."""
    letters = {char for char in form.lower() if char.isalpha()}
    script = script_of(form)
    if script == "Latn" and all(unicodedata.name(char, "").startswith("LATIN") for char in letters):
        return "und-Latn"
    fitting = [lang for lang in CYRILLIC if letters <= set(alphabets()[lang].letters)]
    return fitting[0] if len(fitting) == 1 else ""


def _fault(path: Path, cells: dict[str, str]) -> str:
    """What the gazetteer's own checks say about a row; empty where they are silent."""
    try:
        convert(path, 1, cells, Name, REQUIRED[path.name])
    except GazetteerError as error:
        return error.problem.message
    tables = Tables({path.name: [Row(path, 1, cells)]})
    return next((problem.message for check in _CHECKS for problem in check(tables)), "")


def clean_cells(id_: str, type_: EntityType, cells: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The cells that can stand in entities.csv, and what is wrong with each of the others."""
    good = {column: text for column, cell in cells.items() if (text := clean_text(cell)[:1000])}
    faults = []
    row = {"id": id_, "type": type_, "label": good.get("label", "x")}
    if _entity_fault(row | good):
        for column in [*good]:
            if why := _entity_fault(row | {column: good[column]}):
                faults.append(why)
                del good[column]
    bounds = {column: text for column, text in good.items() if column in ("born", "died")}
    for problem in dates(Tables({"entities.csv": [Row(_ENTITIES, 1, bounds)]})):
        faults.append(problem.message)
        good.pop("born", None), good.pop("died", None)
    return good, faults


def _entity_fault(row: dict[str, str]) -> str:
    try:
        convert(_ENTITIES, 1, row, Entity, REQUIRED["entities.csv"])
    except GazetteerError as error:
        return error.problem.message
    return ""


def parts_as_short(names: Sequence[CleanName], type_: EntityType) -> list[CleanName]:
    """The names of a person, where one that is a part of another (a surname alone) is a short one."""
    if type_ != "person":
        return list(names)
    words = {(name.lang, word) for name in names if " " in name.key for word in name.key.split()}
    return [
        name._replace(kind="short", promote=False)
        if name.kind == "variant" and " " not in name.key and (name.lang, name.key) in words
        else name
        for name in names
    ]
