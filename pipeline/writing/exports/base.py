"""What every export is given: the results of a folder one after the other, and texts made fit for a line or for XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from pipeline.records import Problem, Record
from pipeline.writing.files import read_document
from pipeline.writing.result import DocumentResult, SegmentPart, TranslationPart

# Everything but the characters that XML 1.0 (section 2.2, Char) allows.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile(r"\s*[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*")


class MissingError(Exception):
    """A format needs a package that is not installed; the message is one line with what mends it."""


class Results:
    """The results below a folder in the order of their file names, read anew each time they are gone through.

    What could not be read is in `problems`, each file once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._problems: dict[Path, Problem] = {}

    def __iter__(self) -> Iterator[DocumentResult]:
        return (result for _, result in self.named())

    def named(self) -> Iterator[tuple[str, DocumentResult]]:
        """Each result with its file's name without ending."""
        for path in sorted((self.folder / "documents").glob("*.json")):
            try:
                result = read_document(path)
            except (OSError, msgspec.DecodeError) as error:
                message = f"no result of nazvy: {error}"
                self._problems[path] = Problem(source=str(path), message=message, remedy="remove it, or run again")
                continue
            yield path.stem, result

    @property
    def problems(self) -> list[Problem]:
        """The files that held no result."""
        return list(self._problems.values())


class Export(Record, frozen=True, kw_only=True):
    """A format: what it writes, in a few words, and the function that does; that gives what it has written."""

    about: str
    write: Callable[[Results, Path], list[Path]]


class Parallel(Record, frozen=True, kw_only=True):
    """One segment and its translations by language, its own text with the names put right among them."""

    segment: SegmentPart
    translations: dict[str, TranslationPart]

    def texts(self) -> dict[str, str]:
        """The text by language, where there is one: be, uk, ru and en, and the original where it is none of these.

        The original in be-tarask or be-Latn stands beside its respelling in be.
        """
        texts = {lang: item.text for lang, item in self.translations.items() if item.text is not None}
        return texts if self.segment.lang in texts else {self.segment.lang: self.segment.text, **texts}


def parallels(result: DocumentResult) -> Iterator[Parallel]:
    """The segments of a document in order, each with its translations."""
    by_language = {lang: {item.segment: item for item in items} for lang, items in result.translations.items()}
    for segment in result.segments:
        translations = {lang: items[segment.id] for lang, items in by_language.items() if segment.id in items}
        yield Parallel(segment=segment, translations=translations)


def one_line(text: str) -> str:
    """A text on one line, without tabs."""
    return _LINE_END.sub(" ", text).strip()


def for_xml(text: str) -> str:
    """A text that XML 1.0 can hold: U+FFFD for each character that it cannot."""
    return _NOT_XML.sub("\ufffd", text)
