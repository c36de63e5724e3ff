"""Texts -> Documents: cleaned, in NFC, cut into segments, each with its language."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipeline.reading.encodings import NotTextError
from pipeline.reading.formats import LARGEST_FILE, Item, Raw, RefusedError, format_of
from pipeline.reading.formats.base import Warned
from pipeline.reading.language import detect, segment_language
from pipeline.reading.sentences import spans
from pipeline.reading.source import Source, escape, printable
from pipeline.records import Document, Problem, Segments

SPOKEN = ("be", "be-tarask", "be-Latn", "uk", "ru", "en")
"""Languages that a document can declare."""

_FIRST_PAGE = 2000  # characters
_OLD_TAGS = {"be-x-old": "be-tarask", "be-latn": "be-Latn", "be-latin": "be-Latn"}
_BREAK = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028]")
# Control characters, soft hyphens, zero-width spaces, byte order marks inside and marks of writing direction:
# nobody sees them, XML forbids many, and inside a name they hide it.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(source: Source, fields: Sequence[str] = ()) -> tuple[list[Document], list[Problem]]:
    """The documents of one file in order, and what was wrong with it; never raises for what is in the file.

    A document is made of whatever can be read: one with damaged characters comes with a problem that says so.
    `fields` are the columns of a CSV table, or the fields of a JSON item, that hold its text (`a.b` inside another).
    Limits are `LARGEST_DOCUMENT` and `LARGEST_FILE` bytes.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    doubt: Warned | RefusedError | None
    name = printable(str(source.path))
    for part in _parts(source, fields):
        if isinstance(part, Item):
            document, doubt = _document(source, part)
            if document is not None:
                documents.append(document)
        else:
            doubt = part
        if doubt is not None:
            message, place = " ".join(doubt.message.split()), " ".join(doubt.place.split())
            problems.append(Problem(source=name, message=message, remedy=doubt.remedy, place=place))
    if not documents and not problems:
        problems.append(Problem(source=name, message="the file holds no items", remedy="leave it out"))
    return documents, problems


def read_text(text: str, *, id: str, lang: str | None = None, source: str = "-") -> Document:
    """A document of `text` as it stands: offsets are into it, nothing is normalised.

    `lang` (a BCP 47 tag) is taken as it is where we know it, else the language is told from the text.
    """
    known = declared_language(lang) or detect(text)
    return Document(
        id=id,
        source=source,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        lang=known,
        text=text,
        segments=segments(text, known),
    )


def segments(text: str, lang: str) -> Segments:
    """The segments of a text in `lang`, each with its own language."""
    return Segments(text, ((start, end, segment_language(text[start:end], lang)) for start, end in spans(text, lang)))


def declared_language(tag: str | None) -> str | None:
    """The language of ours that a BCP 47 tag means (`uk-UA` is uk, `be_BY@latin` be-Latn), None for any
    other.
    """
    if not tag:
        return None
    tag = tag.strip().replace("_", "-").replace("@", "-")
    found = next((known for known in SPOKEN if known.lower() == tag.lower()), None)
    if found or tag.lower() in _OLD_TAGS:
        return found or _OLD_TAGS[tag.lower()]
    parts = tag.lower().split("-")
    if parts[0] == "be":
        return "be-Latn" if {"latn", "latin"} & set(parts) else "be-tarask" if "tarask" in parts else "be"
    return parts[0] if parts[0] in SPOKEN else None


def clean(text: str) -> str:
    """Line breaks as line feeds, NFC, without invisible and control characters and space around it."""
    text = _BREAK.sub("\n", text).replace("\u2029", "\n\n")
    text = _INVISIBLE.sub("", text)
    text = _SURROGATE.sub("\ufffd", text)
    return unicodedata.normalize("NFC", text).strip()


def _parts(source: Source, fields: Sequence[str]) -> Iterator[Item | Warned | RefusedError]:
    """What the file's format makes of it; whatever stops that is the last part."""
    try:
        raw = Raw.of_file(source.path, fields)
        if raw.size == 0:
            yield RefusedError("the file is empty", "leave it out, or save it again")
        elif raw.size > LARGEST_FILE:
            message = f"{raw.size / 1e6:.0f} MB are more than the {LARGEST_FILE // 2**20} MiB that a file may have"
            yield RefusedError(message, "split it")
        else:
            yield from format_of(raw).extract(raw)
    except (RefusedError, NotTextError) as error:
        yield RefusedError(error.message, error.remedy, error.place)
    except OSError as error:
        yield RefusedError(f"it cannot be read: {(error.strerror or str(error)).lower()}", "check its permissions")
    except MemoryError:
        yield RefusedError("there is not enough memory to read it", "split it")
    except Exception as error:
        yield RefusedError(f"it cannot be read: {type(error).__name__}: {error}"[:300], "leave it out, and report it")


def _document(source: Source, item: Item) -> tuple[Document | None, Warned | None]:
    """The document of one item; or a warning where nothing is left of it, or its language is none of ours."""
    title = clean(item.title) if item.title else None
    text = _with_title(title, clean(item.text))
    if not text:
        return None, Warned(message="there is no text in it", remedy="leave it out", place=item.place)
    doubt = None
    lang = declared_language(item.lang)
    if item.lang and lang is None:
        doubt = Warned(
            message=f"the language {item.lang!r} is none of {', '.join(SPOKEN)}",
            remedy="it was told from the text",
            place=item.place,
        )
    lang = lang or detect(text)
    document = Document(
        id=f"{source.id}#{escape(item.key)}" if item.key else source.id,
        source=source.name,
        sha256=item.sha256,
        lang=lang,
        text=text,
        segments=segments(text, lang),
        url=item.url,
        title=title or None,
        date=item.date,
    )
    return document, doubt


def _with_title(title: str | None, text: str) -> str:
    """The title as first paragraph, unless the text begins with it or has it as a headline of its own: its names count
    like the others.
    """
    if not title or not text or text.split("\n", 1)[0].casefold().startswith(title.casefold()):
        return text
    if title.casefold() in (line.strip().casefold() for line in text[:_FIRST_PAGE].split("\n")):
        return text
    return f"{title}\n\n{text}"
