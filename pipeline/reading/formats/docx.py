"""Word documents (DOCX, DOCM; ECMA-376, part 1), read from their XML: the text as a reader sees it.

Deleted and hidden text, comments, headers and footers are left out, footnotes stand behind the text. The title is the
paragraph that is styled so, else the property; the date is when the document was made. Macros, fields, links and
pictures are not looked at.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from pipeline.reading.formats.about import day, real_title
from pipeline.reading.formats.base import (
    LARGEST_CONTAINER,
    LARGEST_DOCUMENT,
    Format,
    Item,
    Raw,
    RefusedError,
    Warned,
    digest,
    too_large,
)

LARGEST_PART = 4 * LARGEST_DOCUMENT
"""Bytes of XML that are unpacked of one part of the file; the rest of a bomb stays packed."""

MOST_ELEMENTS = 2_000_000
"""Elements of one part; a book has a quarter of that."""

MOST_PARTS = 50_000
"""Files in the archive: each costs memory before any is read."""

_ZIP, _ENTRY = b"PK\x03\x04", b"PK\x01\x02"
_SUFFIXES = frozenset({".docx", ".docm", ".dotx"})
_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_OFFICE = "/officeDocument"
_UNSEEN = frozenset({"del", "moveFrom", "Fallback", "instrText", "pPrChange", "rPrChange", "comment"})
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off"})
_DAMAGED = "the Word document is damaged"


def recognises(raw: Raw) -> bool:
    """A ZIP archive that is named so, or whose table of contents or first entries name the parts of one."""
    if not raw.head.startswith(_ZIP):
        return False
    return raw.suffix in _SUFFIXES or b"word/document.xml" in raw.head


def extract(raw: Raw) -> Iterator[Item | Warned | RefusedError]:
    """The text of the document. Raises RefusedError (damaged, no Word document, too large), OSError."""
    from lxml import etree  # type: ignore[import-untyped]

    data = raw.content(LARGEST_CONTAINER)
    if data.count(_ENTRY) > MOST_PARTS:
        raise RefusedError(f"it is an archive of more than {MOST_PARTS} files", "save it again")
    try:
        with zipfile.ZipFile(raw.open()) as archive:
            main = _main_part(archive)
            styles = _title_styles(archive, _beside(main, "styles.xml"))
            body = _Paragraphs(styles)
            for part in (main, _beside(main, "footnotes.xml"), _beside(main, "endnotes.xml")):
                body.read(archive, part)
            title, date = _properties(archive)
    except RefusedError:
        raise
    except etree.XMLSyntaxError as error:
        raise RefusedError(f"{_DAMAGED}: {error.msg}", "save it again") from error
    except Exception as error:  # zipfile raises whatever the bytes lead it to: ten kinds and more
        raise RefusedError(f"{_DAMAGED}: {error}"[:200], "save it again") from error
    text = "\n\n".join(body.paragraphs)
    if len(text) > LARGEST_DOCUMENT:
        raise RefusedError(too_large(len(text)), "split it, or leave it out")
    yield Item(text=text, sha256=digest(data), title=body.title or real_title(title), date=day(date))


class _Bounded:
    """A part of an archive, of which no more is unpacked than may be."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._room = file, LARGEST_PART

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(min(size, 1 << 16) if size > 0 else 1 << 16)
        self._room -= len(data)
        if self._room < 0:
            limit = LARGEST_PART // 2**20
            raise RefusedError(f"it unpacks to more than the {limit} MiB that a document may have", "split it")
        return data


def _events(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, Any, str]]:
    """Start and end of the elements of a part, with their names without namespace; nothing if it is not there."""
    from lxml import etree

    if part not in archive.namelist():
        return
    elements = 0
    with archive.open(part) as file:
        for event, element in etree.iterparse(
            _Bounded(file),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        ):
            yield event, element, element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            elements += event == "start"
            if elements > MOST_ELEMENTS:
                raise RefusedError(f"it has more than {MOST_ELEMENTS} elements", "split it")
            if event == "end":
                element.clear(keep_tail=True)


def _main_part(archive: zipfile.ZipFile) -> str:
    """The part with the text, by the relationships of the package; raises RefusedError where that is none of Word."""
    for event, element, name in _events(archive, "_rels/.rels"):
        if event == "start" and name == "Relationship" and (element.get("Type") or "").endswith(_OFFICE):
            main = posixpath.normpath((element.get("Target") or "").lstrip("/"))
            if main.startswith("xl/"):
                raise RefusedError("it is a spreadsheet, not text", "save its sheet as CSV, and name the column")
            if main.startswith("word/"):
                return main
    raise RefusedError(f"{_DAMAGED}, or none", "save it as DOCX or text again")


def _beside(part: str, name: str) -> str:
    return posixpath.join(posixpath.dirname(part), name)


def _title_styles(archive: zipfile.ZipFile, part: str) -> set[str]:
    """The ids of the styles that are called Title, whatever language their ids are in."""
    found, style = set(), ""
    for event, element, name in _events(archive, part):
        if event == "start" and name == "style":
            style = _value(element, "styleId")
        elif event == "start" and name == "name" and _value(element, "val").lower() == "title":
            found.add(style)
    return found


def _value(element: Any, attribute: str) -> str:
    """An attribute in the namespace of Word."""
    return next((value for space in _WORD if (value := element.get(space + attribute)) is not None), "")


class _Paragraphs:
    """The paragraphs of one or more parts in order; those of a text box before the one that it hangs at."""

    def __init__(self, title_styles: set[str]) -> None:
        self.paragraphs: list[str] = []
        self.title: str | None = None
        self._title_styles = title_styles
        self._open: list[list[str]] = []  # one list for each paragraph around the place
        self._unseen = 0
        self._hidden = False
        self._titled = False

    def read(self, archive: zipfile.ZipFile, part: str) -> None:
        """Add the paragraphs of a part, if there is such a one."""
        separator = False
        for event, element, name in _events(archive, part):
            if name in _UNSEEN:
                self._unseen += 1 if event == "start" else -1
            elif name in ("footnote", "endnote"):
                separator = event == "start" and "eparator" in _value(element, "type")
            elif not self._unseen and not separator and element.tag.startswith(_WORD):
                if event == "start":
                    self._begin(element, name)
                else:
                    self._end(element, name)

    def _begin(self, element: Any, name: str) -> None:
        if name == "p":
            self._open.append([])
            self._titled = False
        elif name == "r":
            self._hidden = False
        elif name == "vanish" and _local(element, 2) == "r":
            self._hidden = _value(element, "val") not in _OFF
        elif name == "pStyle":
            self._titled = _value(element, "val") in self._title_styles

    def _end(self, element: Any, name: str) -> None:
        if name == "p":
            self._close()
        elif self._open and not self._hidden and _local(element, 1) == "r":
            if name == "t":
                self._open[-1].append(element.text or "")
            elif name in _BREAKS:
                self._open[-1].append(_BREAKS[name])

    def _close(self) -> None:
        text = "".join(self._open.pop()).strip()
        if text:
            self.paragraphs.append(text)
            if self._titled and self.title is None:
                self.title = " ".join(text.split())


def _local(element: Any, up: int) -> str:
    """The name of the element so many levels around (0: itself), without namespace; empty above the root."""
    for _ in range(up):
        element = element.getparent() if element is not None else None
    return element.tag.rpartition("}")[2] if element is not None else ""


def _properties(archive: zipfile.ZipFile) -> tuple[str | None, str | None]:
    """Title and date of creation, from the core properties (ECMA-376, part 2)."""
    found = {name: element.text for event, element, name in _events(archive, "docProps/core.xml") if event == "end"}
    return found.get("title"), found.get("created")


FORMAT = Format(name="DOCX", recognises=recognises, extract=extract)
