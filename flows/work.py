"""What a worker process does: read files, send their documents down the road, write the results."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.records import Problem, Record
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.reading import Source
    from pipeline.records import Document
    from pipeline.writing import DocumentResult


class DocumentReport(Record, frozen=True, kw_only=True):
    """One document in numbers; `translated` counts segments by language, `lacking` says what was missing."""

    lang: str
    segments: int
    mentions: int
    linked: int
    new: int
    translated: dict[str, int]
    lacking: tuple[tuple[str, str], ...]


class ShardReport(Record, frozen=True, kw_only=True):
    """What came of a shard: its documents, and what failed."""

    documents: tuple[DocumentReport, ...] = ()
    problems: tuple[Problem, ...] = ()


class Work:
    """The work on documents with everything that it needs loaded once."""

    def __init__(self, settings: Settings, out: Path) -> None:
        from pipeline.road import Road

        self._road = Road(settings.load_gazetteer(), settings.targets, settings.recorded())
        self._out = out

    def shard(self, sources: Sequence[Source]) -> ShardReport:
        """Do all documents of some files; one that fails is a problem and takes no other with it."""
        documents: list[DocumentReport] = []
        problems: list[Problem] = []
        for source in sources:
            try:
                self._source(source, documents, problems)
            except Exception as error:  # whatever it is, the other files are done
                problems.append(_failure(source, None, error))
        return ShardReport(documents=tuple(documents), problems=tuple(problems))

    def _source(self, source: Source, documents: list[DocumentReport], problems: list[Problem]) -> None:
        from pipeline.reading import read

        found, troubles = read(source)
        problems += troubles
        for document in found:
            try:
                alone = document.id == source.id
                documents.append(self._document(document, troubles if alone else ()))
            except Exception as error:  # whatever it is, the other documents are done
                problems.append(_failure(source, document, error))

    def _document(self, document: Document, troubles: Sequence[Problem]) -> DocumentReport:
        from pipeline.writing import write_document

        result = self._road.travel(document, troubles)
        write_document(result, document.text, self._out)
        return report(result, troubles)


def report(result: DocumentResult, troubles: Sequence[Problem] = ()) -> DocumentReport:
    """A result in numbers; `troubles` of reading it, which are reported by themselves, are not lacking."""
    told = {trouble.message for trouble in troubles}
    new = {entity.id for entity in result.entities if entity.new}
    entities = [mention.link.entity for mention in result.mentions if mention.link and mention.link.entity]
    return DocumentReport(
        lang=result.document.lang,
        segments=len(result.segments),
        mentions=len(result.mentions),
        linked=sum(entity not in new for entity in entities),
        new=sum(entity in new for entity in entities),
        translated={lang: sum(item.text is not None for item in items) for lang, items in result.translations.items()},
        lacking=tuple(
            dict.fromkeys(
                (warning.message, warning.remedy)
                for warning in result.warnings
                if warning.remedy and warning.message not in told
            )
        ),
    )


def _failure(source: Source, document: Document | None, error: Exception) -> Problem:
    if isinstance(error, OSError) and error.strerror:
        told = f"{error.strerror} ({error.filename})"
    else:
        told = f"error in nazvy: {type(error).__name__}: {' '.join(str(error).split())}"
    place = document.id if document and document.id != source.id else ""
    return Problem(source=str(source.path), place=place, message=f"not done: {told}")


_chosen: tuple[Settings, Path] | None = None


def start(settings: Settings, out: Path) -> None:
    """Tell a worker process what is wanted; it leaves Ctrl-C to the program, and ends when that does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_program, daemon=True).start()
    global _chosen
    _chosen = (settings, out)


def _end_with_the_program() -> None:
    program = multiprocessing.parent_process()
    if program is not None:
        program.join()
        os._exit(1)


@cache
def _work() -> Work:
    """Loaded with the first shard: an error then reaches the program, which one in `start` would not."""
    if _chosen is None:
        raise RuntimeError("the worker was not started")
    return Work(*_chosen)


def do_shard(sources: Sequence[Source]) -> ShardReport:
    """One shard in a worker process that `start` got ready."""
    return _work().shard(sources)
