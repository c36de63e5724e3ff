"""From what was given on the command line to the files to read, each of them once."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from pipeline.reading.source import Source, escape, printable
from pipeline.records import Problem

_SPECIAL = "it is no regular file (a device, pipe or socket)"


def find(inputs: Sequence[Path]) -> tuple[list[Source], list[Problem]]:
    """The files to read, in stable order: inputs as given, the files of a folder by name; and what is wrong.

    Folders are searched with all their subfolders. Names that begin with a dot are left out, unless given
    themselves. A link inside a folder is followed only where it leads to something of the same folder that is
    not found anyway. Each file is found once, however often it or a folder around it is given; an input that
    adds nothing because of that is one problem. Never raises for what is on the disk.
    """
    search = _Search()
    for path in inputs:
        try:
            search.add(Path(path))
        except (OSError, ValueError, RuntimeError) as error:
            search.problem(Path(path), f"it cannot be read: {_reason(error)}", "check the path and its permissions")
    return _with_ids(search.found), search.problems


class _Found(msgspec.Struct, frozen=True):
    """A file, its path inside the given folder, and that folder (None: the file itself was given)."""

    path: Path
    relative: str
    folder: Path | None


class _Search:
    """What was found up to now; real paths tell one file from another."""

    def __init__(self) -> None:
        self.found: list[_Found] = []
        self.problems: list[Problem] = []
        self._files: dict[str, Path] = {}
        self._folders: dict[str, Path] = {}

    def problem(self, path: Path, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(source=printable(str(path)), message=message, remedy=remedy))

    def add(self, path: Path) -> None:
        """One input: a file or a folder."""
        mode = self._mode(path)
        if mode is None:
            return
        real = os.path.realpath(path)
        if stat.S_ISDIR(mode):
            self._add_folder(path, real)
        elif not stat.S_ISREG(mode):
            self.problem(path, _SPECIAL, "save its content to a file and give that")
        elif real in self._files:
            self.problem(path, f"it is given twice, first as {self._files[real]}", "it is read once; leave one out")
        else:
            self._files[real] = path
            self.found.append(_Found(path, path.name or path.resolve().name, None))

    def _mode(self, path: Path) -> int | None:
        """The kind of what the path leads to; None and a problem where it leads nowhere."""
        try:
            return path.stat().st_mode
        except FileNotFoundError:
            if path.is_symlink():
                self.problem(path, "the link leads to nothing", "mend or remove it")
            else:
                self.problem(path, "no such file or folder", "check the spelling of the path")
        except (OSError, ValueError, RuntimeError) as error:
            self.problem(path, f"it cannot be read: {_reason(error)}", "check the path and its permissions")
        return None

    def _add_folder(self, path: Path, real: str) -> None:
        for known, given in self._folders.items():
            if real == known:
                self.problem(path, f"the folder is given twice, first as {given}", "it is read once; leave one out")
                return
            if real.startswith(known.rstrip(os.sep) + os.sep):
                self.problem(path, f"it lies inside {given}, which is given too", "it is read once; leave one out")
                return
        before, repeated = len(self.found), 0
        for file in self._walk(path, real):
            key = os.path.realpath(file)
            if key in self._files:
                repeated += 1
                continue
            self._files[key] = file
            self.found.append(_Found(file, file.relative_to(path).as_posix(), path))
        self._folders[real] = path
        if repeated:
            self.problem(path, f"{repeated} of its files are given elsewhere too", "they are read once; leave one out")
        elif len(self.found) == before and not any(p.source == printable(str(path)) for p in self.problems):
            self.problem(path, "the folder holds no files to read", "names that begin with a dot are left out")

    def _walk(self, folder: Path, real_root: str) -> Iterator[Path]:
        """The files below a folder, those of the folder itself first, all by name."""
        pending = [folder]
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(folder) as scan:
                    entries = sorted(scan, key=lambda entry: entry.name)
            except OSError as error:
                self.problem(folder, f"the folder cannot be read: {_reason(error)}", "check its permissions")
                continue
            folders = []
            for entry in entries:
                path = folder / entry.name
                if entry.name.startswith("."):
                    continue
                if entry.is_symlink():
                    if self._follows(path, real_root):
                        yield path
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                elif entry.is_file(follow_symlinks=False):
                    yield path
                else:
                    self.problem(path, _SPECIAL, "it is left out")
            pending.extend(reversed(folders))

    def _follows(self, path: Path, real_root: str) -> bool:
        """Whether a link inside a folder leads to a file of that folder that the walk does not meet by
        itself.
        """
        mode = self._mode(path)
        if mode is None:
            return False
        inside = Path(os.path.relpath(os.path.realpath(path), real_root)).parts
        if inside[:1] == (os.pardir,):
            self.problem(path, "the link leads out of the folder that was given", "give what it leads to itself")
            return False
        hidden = any(part.startswith(".") and part != os.curdir for part in inside)
        return hidden and stat.S_ISREG(mode)


def _reason(error: BaseException) -> str:
    """The operating system's words, without the path that the problem names already."""
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()


def _with_ids(found: Sequence[_Found]) -> list[Source]:
    """Sources with ids: the path inside the given folder; where two folders hold the same, the folder's name
    before it; where that does not tell them apart either, a hash of the whole path behind it.
    """
    levels = [(file.relative, _behind_folder(file), _with_hash(file)) for file in found]
    taken: Counter[str] = Counter()
    chosen = [0] * len(found)
    for level in range(2):
        taken = Counter(names[at] for names, at in zip(levels, chosen, strict=True))
        for index, names in enumerate(levels):
            if chosen[index] == level and taken[names[level]] > 1:
                chosen[index] = level + 1
    return [
        Source(path=file.path, name=printable(file.relative), id=escape(names[at]))
        for file, names, at in zip(found, levels, chosen, strict=True)
    ]


def _behind_folder(file: _Found) -> str:
    folder = (file.folder or file.path.parent).resolve().name
    return f"{folder}/{file.relative}" if folder else file.relative


def _with_hash(file: _Found) -> str:
    whole = os.fsencode(os.path.abspath(file.path))  # noqa: PTH100 - links stay as they are named
    return f"{_behind_folder(file)}~{hashlib.sha256(whole).hexdigest()[:8]}"
