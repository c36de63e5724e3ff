"""The files of a run, on this machine or behind addresses."""

from __future__ import annotations

import hashlib
import posixpath
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flows.places import file_system, local_path
from pipeline.reading import Source, find
from pipeline.reading.source import escape, printable
from pipeline.records import Problem, Record, in_one_line


class Input(Record, frozen=True):
    """One file: where it is (a path or an address), its name inside the folder that was given, the id of its
    documents, what tells its content from an earlier one (empty where the content itself must tell), and its bytes.
    """

    address: str
    name: str
    id: str
    mark: str = ""
    size: int = 0

    @property
    def shown(self) -> str:
        """The address as it can be written down: a file name of any bytes opens a file, but need not be text."""
        return printable(self.address)


def find_inputs(inputs: Sequence[str | Path], out: str | Path) -> tuple[list[Input], list[Problem]]:
    """The files to read, in stable order and without the results of earlier runs, and what is wrong."""
    paths = [path for each in inputs if (path := local_path(each)) is not None]
    found, problems = find(paths)
    results = local_path(out)
    if results is not None:
        inside = results.resolve()
        found = [source for source in found if not source.path.resolve().is_relative_to(inside)]
    files = [
        Input(address=str(source.path), name=source.name, id=source.id, size=_size(source.path)) for source in found
    ]
    for each in inputs:
        if local_path(each) is None:
            try:
                files += _behind(str(each), str(out))
            except (OSError, ValueError, ImportError) as error:
                problems.append(Problem(source=str(each), message=f"it cannot be read: {in_one_line(error)}"))
    return _each_once(files, problems), problems


def _behind(address: str, out: str) -> Iterator[Input]:
    """The files behind an address, without those with a part that begins with a dot."""
    files, root = file_system(address)
    files.invalidate_cache()
    results = file_system(out)[1] if local_path(out) is None else None
    scheme = address.partition("://")[0]
    for path, facts in sorted(files.find(root, detail=True).items()):
        name = posixpath.relpath(path, root) if path != root else posixpath.basename(path)
        hidden = any(part.startswith(".") for part in name.split("/"))
        if hidden or (results and f"{path}/".startswith(f"{results}/")):
            continue
        mark = str(facts.get("ETag") or files.ukey(path))
        size = int(facts.get("size") or 0)
        yield Input(address=f"{scheme}://{path}", name=printable(name), id=escape(name), mark=mark, size=size)


def _size(path: Path) -> int:
    """The bytes of a file; of one that is gone by now who reads it will say so."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _each_once(files: list[Input], problems: list[Problem]) -> list[Input]:
    """Without files whose id an earlier one has; only addresses can bring such."""
    kept: dict[str, Input] = {}
    for file in files:
        first = kept.setdefault(file.id, file)
        if first is not file:
            said = f"it has the same name inside its folder as {first.shown}"
            problems.append(Problem(source=file.shown, message=said, remedy="give the folder around both"))
    return list(kept.values())


def content(file: Input) -> str:
    """What tells a file's content from an earlier one; raises OSError."""
    if file.mark:
        return f"mark:{file.mark}"
    with Path(file.address).open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def at_hand(file: Input) -> Iterator[Source]:
    """A file as the pipeline reads it, fetched where it lies elsewhere. Raises OSError."""
    if not file.mark:
        yield Source(path=Path(file.address), name=file.name, id=file.id)
        return
    files, path = file_system(file.address)
    with tempfile.TemporaryDirectory(prefix="nazvy-") as folder:
        here = Path(folder) / posixpath.basename(path)
        files.get_file(path, str(here))
        yield Source(path=here, name=file.name, id=file.id)
