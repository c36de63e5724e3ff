"""What a worker process does: read files, send their documents down the road, write the results."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from flows.inputs import Input, at_hand, content
from flows.logs import set_up
from flows.manifest import DocumentReport, Entry
from flows.places import LocalPlace, place
from pipeline.records import OUTPUT_LANGUAGES, Problem, Record, in_one_line, is_by_engines
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.records import Document
    from pipeline.writing import DocumentResult


class ShardReport(Record, frozen=True, kw_only=True):
    """What came of a shard: an entry for each of its inputs."""

    entries: tuple[Entry, ...] = ()


class Work:
    """The work on documents with everything that it needs loaded once; `out` is a path or an address."""

    def __init__(self, settings: Settings, out: str) -> None:
        from pipeline.identity import identity
        from pipeline.road import Road

        gazetteer = settings.load_gazetteer()
        self._out = place(out)
        self._road = Road(
            gazetteer,
            settings.targets,
            settings.recorded(),
            style=settings.style,
            choices=settings.translation,
            scratch=self._out.path if isinstance(self._out, LocalPlace) else None,
        )
        self._identity, self._gazetteer = identity(settings), gazetteer.fingerprint
        self._fields = settings.fields

    def shard(self, files: Sequence[Input]) -> ShardReport:
        """Do all documents of some files; one that fails is told in its entry and takes no other with it."""
        return ShardReport(entries=tuple(map(self._file, files)))

    def _file(self, file: Input) -> Entry:
        from pipeline.gazetteer.asking import listening
        from pipeline.reduction.redoing import checksums

        entry = Entry(
            id=file.id,
            address=file.shown,
            content="",
            identity=self._identity,
            gazetteer=self._gazetteer,
            attempts=1,
        )
        try:
            entry = replace(entry, content=content(file))
            with listening() as asked:
                entry = self._documents(file, entry)
            changed = content(file) != entry.content
        except Exception as error:  # whatever it is, the other files are done
            return replace(entry, failures=(_failure(file, None, error),))
        # What changed while it was read has no content that a later run could know again.
        return replace(entry, content="" if changed else entry.content, asked=checksums(asked))

    def _documents(self, file: Input, entry: Entry) -> Entry:
        from pipeline.reading import read

        documents: list[DocumentReport] = []
        results: list[tuple[str, int]] = []
        failures: list[Problem] = []
        with at_hand(file) as source:
            found, troubles = read(source, self._fields)
        troubles = [replace(trouble, source=file.shown) if file.mark else trouble for trouble in troubles]
        for document in found:
            try:
                result = self._road.travel(document, troubles if document.id == file.id else ())
                results += self._write(result, document)
                documents.append(report(result, troubles))
            except Exception as error:  # whatever it is, the other documents are done
                failures.append(_failure(file, document, error))
        return replace(
            entry,
            documents=tuple(documents),
            results=tuple(results),
            troubles=tuple(troubles),
            failures=tuple(failures),
        )

    def _write(self, result: DocumentResult, document: Document) -> list[tuple[str, int]]:
        """Write a result and its texts; the names and sizes of the files. What lies elsewhere is sent there."""
        from pipeline.writing import write_document

        if isinstance(self._out, LocalPlace):
            return _sizes(write_document(result, document.text, self._out.path), self._out.path)
        with tempfile.TemporaryDirectory(prefix="nazvy-") as folder:
            written = _sizes(write_document(result, document.text, Path(folder)), Path(folder))
            for name, _ in written:  # the JSON comes last: where it stands, the texts stand too
                self._out.write(name, (Path(folder) / name).read_bytes())
        return written


def _sizes(written: Path, folder: Path) -> list[tuple[str, int]]:
    texts = [folder / "texts" / lang / f"{written.stem}.txt" for lang in OUTPUT_LANGUAGES]
    files = [path for path in (*texts, written) if path.exists()]
    return [(path.relative_to(folder).as_posix(), path.stat().st_size) for path in files]


def report(result: DocumentResult, troubles: Sequence[Problem] = ()) -> DocumentReport:
    """A result in numbers; `troubles` of reading it, which are reported by themselves, are not lacking."""
    messages = {trouble.message for trouble in troubles}
    new = {entity.id for entity in result.entities if entity.new}
    entities = [mention.link.entity for mention in result.mentions if mention.link and mention.link.entity]
    words = {lang: _words(result, lang) for lang in result.translations}
    return DocumentReport(
        id=result.document.id,
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
                if warning.remedy and warning.message not in messages
            )
        ),
        words={lang: sum(number for number, _ in counted) for lang, counted in words.items() if counted},
        untranslated={
            lang: round(100 * sum(number * share for number, share in counted))
            for lang, counted in words.items()
            if counted
        },
    )


def _words(result: DocumentResult, lang: str) -> list[tuple[int, float]]:
    """The words of each segment that engines translated into a language, and the share of them that they left."""
    return [
        (len(segment.text.split()), item.unknown_words)
        for segment, item in zip(result.segments, result.translations[lang], strict=True)
        if item.text is not None and is_by_engines(item.route)
    ]


def _failure(file: Input, document: Document | None, error: Exception) -> Problem:
    if isinstance(error, OSError) and error.strerror:
        why = f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    else:
        why = f"error in nazvy: {type(error).__name__}: {in_one_line(error)}"
    where = document.id if document and document.id != file.id else ""
    return Problem(source=file.shown, place=where, message=f"not done: {why}")


_chosen: tuple[Settings, str] | None = None


def start(settings: Settings, out: str) -> None:
    """Tell a worker process what is wanted; it leaves Ctrl-C to the program, and ends when that does."""
    set_up()
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


_lock = threading.Lock()


@lru_cache(maxsize=2)
def _work_for(settings: Settings, out: str) -> Work:
    return Work(settings, out)


def do_shard_anywhere(files: Sequence[Input], settings: Settings, out: str) -> ShardReport:
    """One shard in whatever process this is, one at a time; what was loaded for the last is there for the next."""
    with _lock:
        return _work_for(settings, out).shard(files)


def do_shard(files: Sequence[Input]) -> ShardReport:
    """One shard in a worker process that `start` got ready."""
    return _work().shard(files)
