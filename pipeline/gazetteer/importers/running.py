"""An import from beginning to end: files into the tables of a folder, at once or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock
import msgspec

from pipeline.gazetteer.importers.csvlines import TableError
from pipeline.gazetteer.importers.existing import written_beside
from pipeline.gazetteer.importers.facts import Fact, Filters, Format, LeftOut, Refusal
from pipeline.gazetteer.importers.finishing import finish
from pipeline.gazetteer.importers.formats import FORMATS, told_by
from pipeline.gazetteer.importers.geonames import AlternateNames, Features
from pipeline.gazetteer.importers.merging import merge
from pipeline.gazetteer.importers.opening import Opened, OpeningError, opened
from pipeline.gazetteer.importers.stage import CHANGED, NEW, Stage
from pipeline.gazetteer.model import Entity, Name
from pipeline.gazetteer.package import DESCRIPTOR
from pipeline.gazetteer.tables import refuse
from pipeline.languages import builtin_folder
from pipeline.records import Problem

_COLUMNS = {"entities.csv": Entity.__struct_fields__, "names.csv": Name.__struct_fields__}
_STEP = 2000
LOCK = ".import.lock"
"""Held by the import that writes to the folder in which it lies."""
Tell = Callable[[Problem], None]
Progress = Callable[[str, int, int], None]


class ImportReport(msgspec.Struct):
    """What an import did. `unchanged` counts rows whose facts the tables had already; `left_out` counts by reason
    what was not asked for or cannot be used; `refused` are the rows that are at fault.
    """

    into: str
    formats: dict[str, str] = {}
    entities_added: int = 0
    entities_changed: int = 0
    names_added: int = 0
    names_changed: int = 0
    unchanged: int = 0
    left_out: dict[str, int] = {}
    refused: int = 0
    written: bool = False


class _Text(msgspec.Struct):
    """One text of one input, and the format that it is in."""

    path: Path
    place: int
    label: str
    format: Format


class _Run:
    """One import under way."""

    def __init__(self, stage: Stage, filters: Filters, report: ImportReport, tell: Tell, progress: Progress) -> None:
        self.stage = stage
        self.filters = filters
        self.report = report
        self.tell = tell
        self.progress = progress
        self.left_out: Counter[str] = Counter()

    def refuse(self, label: str, line: int | None, why: str) -> None:
        self.report.refused += 1
        self.tell(Problem(source=label, place="" if line is None else str(line), message=why))

    def texts(self, paths: Sequence[Path], format_: Format | None) -> list[_Text]:
        """The texts of all inputs in the order in which they have to be read."""
        found: list[_Text] = []
        for path in paths:
            try:
                with opened(path) as parts:
                    found.extend(self._told(path, parts, format_))
            except OpeningError as error:
                self.refuse(str(path), None, str(error))
        return sorted(found, key=lambda text: text.format.order)

    def _told(self, path: Path, parts: Sequence[Opened], format_: Format | None) -> Iterator[_Text]:
        for place, part in enumerate(parts):
            known = format_ or told_by(part.lines())[0]
            if known is None:
                self.refuse(part.label, None, f"in none of the formats known ({', '.join(FORMATS)}): give --format")
            else:
                yield _Text(path, place, part.label, known)

    def read(self, text: _Text, format_: Format) -> None:
        """All facts of one text into the stage."""
        self.report.formats[text.label] = format_.name
        source = format_.source.replace("{file}", text.path.name)
        try:
            with opened(text.path) as parts:
                part = parts[text.place]
                for count, item in enumerate(format_.read(part.lines(), self.filters)):
                    if count % _STEP == 0:
                        self.progress(part.label, part.position(), part.size)
                    self._take(text.label, item, source)
                self.progress(part.label, part.size, part.size)
        except (OpeningError, TableError) as error:
            self.refuse(text.label, None, str(error))

    def _take(self, label: str, item: Fact | Refusal | LeftOut, source: str) -> None:
        if isinstance(item, LeftOut):
            self.left_out[item.why] += item.count
        elif isinstance(item, Refusal):
            self.refuse(label, item.line, item.why)
        else:
            merged = merge(self.stage, item, source)
            for why in merged.refused:
                self.refuse(label, item.line, why)
            self.left_out.update(merged.left_out)
            self.report.unchanged += not (merged.is_new or merged.refused or merged.left_out)


def import_files(
    paths: Sequence[Path],
    into: Path,
    *,
    format_name: str | None = None,
    filters: Filters | None = None,
    dry_run: bool = False,
    tell: Tell = lambda problem: None,
    progress: Progress = lambda label, done, size: None,
) -> ImportReport:
    """Bring other people's data into the tables of a folder, which is made where it is not there.

    What the tables say stands: empty cells are filled, rows are added, nothing is deleted. Both tables are replaced
    at once when all is read, or, with `dry_run`, not at all. `tell` is given every row that is refused, `progress` the
    input, how many of its bytes are read, and of how many. Raises GazetteerError where the tables cannot be read or
    written, or changed meanwhile, and KeyError for an unknown format.
    """
    given = FORMATS[format_name] if format_name else None
    report = ImportReport(into=str(into))
    with _locked(into, dry_run=dry_run), tempfile.TemporaryDirectory(prefix="nazvy-import-") as scratch:
        before = _state(into)
        stage = Stage(Path(scratch) / "stage.sqlite")
        try:
            stage.load(into)
            run = _Run(stage, filters or Filters(), report, tell, progress)
            texts = run.texts(paths, given)
            labelled = any(isinstance(text.format, AlternateNames) for text in texts)
            for text in texts:
                is_places = isinstance(text.format, Features)
                run.read(text, Features(unlabelled=not labelled) if is_places else text.format)
            run.left_out.update(finish(stage))
            _count(stage, run)
            if not dry_run and (
                report.entities_added or report.entities_changed or report.names_added or report.names_changed
            ):
                _write(stage, into, before)
                report.written = True
        finally:
            stage.close()
    return report


def _count(stage: Stage, run: _Run) -> None:
    counts = stage.counts()
    run.report.entities_added, run.report.entities_changed = counts["entity"][NEW], counts["entity"][CHANGED]
    run.report.names_added, run.report.names_changed = counts["name"][NEW], counts["name"][CHANGED]
    run.report.left_out = {why: number for why, number in run.left_out.most_common() if number}


@contextmanager
def _locked(folder: Path, *, dry_run: bool) -> Iterator[None]:
    """Keep other imports off a folder while one writes to it; the lock goes with the process."""
    if dry_run:
        yield
        return
    lock = filelock.FileLock(folder / LOCK, timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout:
        refuse(folder, None, "another import is writing here", "wait until it is done")
    except OSError as error:
        refuse(folder, None, f"cannot be used ({error.strerror})", "give another folder with --into")
    try:
        yield
    finally:
        with suppress(OSError):  # where a file that is open cannot be deleted, it stays
            (folder / LOCK).unlink()
        lock.release()


def _state(folder: Path) -> list[tuple[int, int] | None]:
    """What tells that somebody else wrote to the tables."""
    paths = [folder / table for table in _COLUMNS]
    return [(path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else None for path in paths]


def _write(stage: Stage, folder: Path, before: list[tuple[int, int] | None]) -> None:
    """Both tables, written beside and then moved into place; entities first, so that no name is ever without one."""
    beside: list[tuple[Path, Path]] = []
    try:
        for table, columns in _COLUMNS.items():
            header = stage.headers[table]
            header = [*header, *(column for column in columns if column not in header)]
            beside.append((written_beside(folder / table, header, stage.rows(table)), folder / table))
        if _state(folder) != before:
            refuse(folder, None, "the tables were changed while the import ran; nothing is written", "import again")
        for new, place in beside:
            new.replace(place)
        if not (folder / DESCRIPTOR).exists():
            shutil.copyfile(builtin_folder() / DESCRIPTOR, folder / DESCRIPTOR)
    except OSError as error:
        refuse(folder, None, f"cannot be written ({error.strerror})", "check its permissions and the space left")
    finally:
        for table in _COLUMNS:
            folder.joinpath(f".{table}.{os.getpid()}").unlink(missing_ok=True)
