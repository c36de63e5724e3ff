"""Documents for translators' tools: XLIFF 2.1 (OASIS Standard, 13 February 2018), a file a document and language.

The source is what the document wrote. Names are marked in it and in the translation, as annotations of the types
`nazvy:person`, `nazvy:place` and `nazvy:organisation` with the entity's id as value; a mention has the same id on both
sides. A name that was lost in translation is told in a note. A sentence without translation has no target.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from pipeline.files import written_whole
from pipeline.records import Record, primary_language
from pipeline.writing.exports.base import Parallel, Results, for_xml, parallels
from pipeline.writing.result import DocumentResult

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class _Name(Record, frozen=True):
    """A name to be marked in a text."""

    start: int
    end: int
    mention: str
    type: str
    entity: str | None


def write(results: Results, folder: Path) -> list[Path]:
    """`xliff/LANG/NAME.xlf`; files of earlier exports that are not made again are removed. Raises OSError."""
    root = folder / "xliff"
    written = set()
    for name, result in results.named():
        own = primary_language(result.document.lang)
        for lang in result.translations:
            if lang != own:
                path = root / lang / f"{name}.xlf"
                with written_whole(path) as file:
                    file.write(_encode(result, lang))
                written.add(path)
    for stale in set(root.glob("*/*.xlf")) - written:
        stale.unlink()
    return [root]


def _encode(result: DocumentResult, lang: str) -> bytes:
    head = result.document
    attributes = {"version": "2.1", "srcLang": head.lang, "trgLang": lang, _SPACE: "preserve"}
    root = etree.Element("xliff", attributes, nsmap={None: NAMESPACE})
    file = _child(root, "file", id="document", original=for_xml(head.id))
    mentions: dict[str, list[_Name]] = {}
    for mention in result.mentions:
        entity = mention.link.entity if mention.link else None
        name = _Name(mention.start, mention.end, mention.id, mention.type, entity)
        mentions.setdefault(mention.segment, []).append(name)
    for parallel in parallels(result):
        _add_unit(file, parallel, mentions.get(parallel.segment.id, []), lang)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add_unit(file: Any, parallel: Parallel, mentions: list[_Name], lang: str) -> None:
    segment = parallel.segment
    translation = parallel.translations.get(lang)
    text = translation.text if translation else None
    unit = _child(file, "unit", id=segment.id)
    found, lost = [], []
    types = {name.mention: name.type for name in mentions}
    for name in translation.names if translation else ():
        if name.mention in types and name.start is not None and name.end is not None:
            found.append(_Name(name.start, name.end, name.mention, types[name.mention], name.entity))
        else:
            lost.append(name.form)
    if lost:
        notes = _child(unit, "notes")
        for form in lost:
            _child(notes, "note", category="missing-name").text = for_xml(form)
    pair = _child(unit, "segment", id="s", state="translated" if text is not None else "initial")
    _mark(_child(pair, "source"), segment.text, mentions)
    if text is not None:
        _mark(_child(pair, "target"), text, found)


def _mark(parent: Any, text: str, names: Iterable[_Name]) -> None:
    """Put a text into an element, its names in `mrk` elements; one that overlaps an earlier one stays unmarked."""
    at, last = 0, None
    marked: set[str] = set()
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        if not at <= name.start < name.end <= len(text) or name.mention in marked:
            continue
        _append(parent, last, text[at : name.start])
        last = _child(parent, "mrk", id=name.mention, type=f"nazvy:{name.type}")
        if name.entity is not None:
            last.set("value", for_xml(name.entity))
        last.text = for_xml(text[name.start : name.end])
        marked.add(name.mention)
        at = name.end
    _append(parent, last, text[at:])


def _append(parent: Any, last: Any, text: str) -> None:
    if last is None:
        parent.text = for_xml(text)
    else:
        last.tail = for_xml(text)


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
