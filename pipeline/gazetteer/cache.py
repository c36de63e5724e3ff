"""Compiled tables in the user's cache directory: built once, by one process, and replaced where they are damaged.

A file's name tells what it was built from, so a file is never out of date, only no longer asked for. It is written
under another name and renamed, so that nobody sees a part of it. While one process builds, others that need the same
file wait for its lock. The lock is the operating system's, which frees it when its holder dies, so that no lock can be
left over; a process that has waited for `LONGEST_WAIT` builds for itself.
"""

from __future__ import annotations

import hashlib
import logging
import math
import os
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import filelock
import platformdirs

from pipeline.gazetteer.sections import DamagedError, Sections, in_memory, open_sections, write_sections
from pipeline.languages import builtin_folder

log = logging.getLogger(__name__)

LONGEST_WAIT = 600.0
"""Seconds that a process waits for another's build."""
UNUSED = 30 * 86400.0
"""Seconds after which a file that nobody opened goes."""
MOST_FILES = 60
"""The files that were opened longest ago go too where there are more."""
LEFT_OVER = 3600.0
"""Seconds after which an unfinished file is taken for that of a process that was killed."""
MARKED = 86400.0
"""How often (seconds) an opened file is marked as in use."""
SUFFIX, LOCK, UNFINISHED = ".compiled", ".lock", ".unfinished"
KNOWLEDGE = ("pipeline.gazetteer", "pipeline.transliteration")
"""The code and tables that decide what a compiled gazetteer holds."""


def cache_folder() -> Path:
    """Where compiled tables are kept: `gazetteer` in the user's cache directory for nazvy."""
    return Path(platformdirs.user_cache_dir("nazvy")) / "gazetteer"


@cache
def signature(packages: Sequence[str]) -> str:
    """SHA-256 of the code and tables of packages, of the given names, and of what else bears on compiled bytes.

    What is compiled by changed code, or with changed tables of the languages, is thus compiled anew.
    """
    digest = hashlib.sha256(f"{sys.byteorder} {unicodedata.unidata_version}".encode())
    for package in packages:
        for name, data in _sources(files(package), package):
            digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    given = builtin_folder() / "given_names.csv"
    digest.update(given.read_bytes() if given.exists() else b"")
    return digest.hexdigest()


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_file() and entry.name.endswith((".py", ".toml", ".csv")):
            yield f"{path}/{entry.name}", entry.read_bytes()


class Cache:
    """The compiled files of one gazetteer; `key` stands for all that they are built from.

    Where building is `slow`, the first of the processes that build some of them logs a line, for somebody waits.
    """

    def __init__(self, folder: Path, key: str, *, slow: bool = False) -> None:
        self.folder = folder
        self.key = key
        self._usable = True
        self._to_tell = slow

    def files(self) -> list[Path]:
        """The files that are kept of this gazetteer now, by name."""
        return sorted(self.folder.glob(f"{self.key}.*{SUFFIX}"))

    def sections(self, name: str, build: Callable[[], Mapping[str, bytes]]) -> Sections:
        """The sections of one file, mapped; built where there is no such file or it is damaged.

        Where the folder cannot be written, one warning says so and the sections are kept in memory.
        """
        path = self.folder / f"{self.key}.{name}{SUFFIX}"
        try:
            found = _opened(path)
        except DamagedError as error:
            log.warning("%s; it is built again", error)
            found = None
        if found is not None:
            return found
        built: Mapping[str, bytes] | None = None
        try:
            if self._usable:
                path.parent.mkdir(parents=True, exist_ok=True)
                with _lock(path):
                    with suppress(DamagedError):
                        found = _opened(path)
                    if found is None:
                        _tidy(path.parent)
                        built = self._built(build, path.with_suffix(LOCK))
                        _write(path, built)
                        found = open_sections(path)
                return found
        except (OSError, DamagedError) as error:
            self._usable = False
            log.warning("compiled tables cannot be kept, and are built anew at every start (%s)", error)
        return in_memory(self._built(build) if built is None else built)

    def _built(self, build: Callable[[], Mapping[str, bytes]], lock: Path | None = None) -> Mapping[str, bytes]:
        if self._to_tell and not (lock and self._is_told(lock)):
            log.warning("compiling the gazetteer (once, some seconds)")
        self._to_tell = False
        if lock:
            lock.touch()
        return build()

    def _is_told(self, lock: Path) -> bool:
        """Has a process begun to build another file of this gazetteer just now, and said so?"""
        for other in self.folder.glob(f"{self.key}.*{LOCK}"):
            with suppress(FileNotFoundError):  # that process is done
                if other != lock and other.stat().st_mtime > time.time() - LONGEST_WAIT:
                    return True
        return False


def _opened(path: Path) -> Sections | None:
    """The sections of a file; None where there is none that can be read. Raises DamagedError."""
    try:
        found = open_sections(path)
    except OSError:
        return None
    with suppress(OSError):
        if path.stat().st_mtime < time.time() - MARKED:
            os.utime(path)
    return found


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    lock = filelock.FileLock(path.with_suffix(LOCK), timeout=LONGEST_WAIT)
    try:
        lock.acquire()
    except filelock.Timeout:
        log.warning("another process has been building %s for %.0f s; it is built beside it", path, LONGEST_WAIT)
    try:
        yield
    finally:
        lock.release()


def _write(path: Path, parts: Mapping[str, bytes]) -> None:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.stem}.", suffix=UNFINISHED)
    unfinished = Path(name)
    try:
        with open(number, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
            write_sections(file, parts)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _tidy(folder: Path) -> None:
    """Delete what killed processes left unfinished, and what nobody has opened for long."""
    now = time.time()
    ages: list[tuple[float, Path]] = []
    for path in folder.iterdir():
        with suppress(OSError):
            ages.append((now - path.stat().st_mtime, path))
    kept = sorted(age for age, path in ages if path.suffix == SUFFIX)[:MOST_FILES]
    oldest = {SUFFIX: min(UNUSED, kept[-1] if kept else 0.0), UNFINISHED: LEFT_OVER, LOCK: UNUSED}
    for age, path in ages:
        if age > oldest.get(path.suffix, math.inf):
            with suppress(OSError):
                path.unlink()
