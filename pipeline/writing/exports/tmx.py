"""Parallel sentences as a translation memory: TMX 1.4b (LISA OSCAR, 2005), all languages of a sentence in one unit.

A variant is the text with its names put right. What the document itself wrote stands beside it as a property
`x-nazvy-original` where it differs, or as a variant of its own where its language is none of the four (be-tarask,
be-Latn). A sentence in one language only is no unit.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from pipeline.files import written_whole
from pipeline.writing.exports.base import Parallel, Results, for_xml, one_line, parallels

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write(results: Results, folder: Path) -> list[Path]:
    """`parallel.tmx`. Raises OSError."""
    path = folder / "parallel.tmx"
    header = {
        "creationtool": "nazvy",
        "creationtoolversion": version("nazvy"),
        "segtype": "sentence",
        "o-tmf": "nazvy-document/1",
        "adminlang": "en",
        "srclang": "*all*",
        "datatype": "plaintext",
    }
    with written_whole(path) as file, etree.xmlfile(file, encoding="utf-8") as out:
        out.write_declaration(doctype='<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
        with out.element("tmx", version="1.4"):
            out.write("\n", etree.Element("header", header), "\n")
            with out.element("body"):
                out.write("\n")
                for name, result in results.named():
                    for parallel in parallels(result):
                        _write_unit(out, parallel, name, result.document.id)
    return [path]


def _write_unit(out: Any, parallel: Parallel, name: str, document: str) -> None:
    segment, texts = parallel.segment, parallel.texts()
    if len(texts) < 2:
        return
    unit = etree.Element("tu", tuid=f"{name}.{segment.id}", srclang=segment.lang)
    _property(unit, "document", document)
    for lang, text in texts.items():
        variant = etree.SubElement(unit, "tuv", {_LANG: lang})
        if lang == segment.lang and text != segment.text:
            _property(variant, "original", segment.text)
        etree.SubElement(variant, "seg").text = for_xml(one_line(text))
    out.write(unit, "\n")


def _property(parent: Any, name: str, value: str) -> None:
    etree.SubElement(parent, "prop", type=f"x-nazvy-{name}").text = for_xml(one_line(value))
