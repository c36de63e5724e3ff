"""Where results lie: a folder of this machine, or one behind an address (`s3://bucket/folder`) that fsspec opens."""

from __future__ import annotations

import mmap
import os
import posixpath
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote, urlsplit

from pipeline.files import write_bytes, written_whole

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


class Place(Protocol):
    """A folder; names are paths inside it, with `/` between their parts. Every method may raise OSError."""

    address: str

    def read(self, name: str) -> bytes | mmap.mmap | None:
        """The content of a file, None where there is none."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all."""

    def write_all(self, name: str, data: Iterable[bytes]) -> None:
        """The same of pieces, which need not be in memory together."""

    def append(self, name: str, data: bytes) -> None:
        """Write behind what a file holds."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""

    def sizes(self, folder: str) -> dict[str, int]:
        """The files below a folder of this one with their sizes in bytes; none where there is no such folder."""


class LocalPlace:
    """A folder of this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.address = str(path)

    def read(self, name: str) -> bytes | mmap.mmap | None:
        try:
            with (self.path / name).open("rb") as file:
                return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if os.fstat(file.fileno()).st_size else b""
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        write_bytes(self.path / name, data)

    def write_all(self, name: str, data: Iterable[bytes]) -> None:
        with written_whole(self.path / name) as file:
            file.writelines(data)

    def append(self, name: str, data: bytes) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(data)

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def sizes(self, folder: str) -> dict[str, int]:
        found: dict[str, int] = {}
        pending = [folder]
        while pending:
            below = pending.pop()
            try:
                with os.scandir(self.path / below) as entries:
                    for entry in entries:
                        name = posixpath.join(below, entry.name)
                        if entry.is_dir(follow_symlinks=False):
                            pending.append(name)
                        else:
                            found[name] = entry.stat().st_size
            except FileNotFoundError:
                continue
        return found


class RemotePlace:
    """A folder behind an address. What is written there appears whole or not at all, as object stores do it."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._files, self._root = file_system(self.address)

    def read(self, name: str) -> bytes | None:
        try:
            found: bytes = self._files.cat_file(self._path(name))
        except FileNotFoundError:
            return None
        return found

    def write(self, name: str, data: bytes) -> None:
        self._files.pipe_file(self._path(name), data)

    def write_all(self, name: str, data: Iterable[bytes]) -> None:
        self.write(name, b"".join(data))

    def append(self, name: str, data: bytes) -> None:
        self.write(name, bytes(self.read(name) or b"") + data)

    def remove(self, name: str) -> None:
        try:
            self._files.rm_file(self._path(name))
        except FileNotFoundError:
            return

    def sizes(self, folder: str) -> dict[str, int]:
        self._files.invalidate_cache()
        found: dict[str, dict[str, Any]] = self._files.find(self._path(folder), detail=True)
        return {posixpath.relpath(path, self._root): int(facts["size"] or 0) for path, facts in found.items()}

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def place(address: str | Path) -> LocalPlace | RemotePlace:
    """The folder of a path or an address; raises ValueError or ImportError where nothing opens such addresses."""
    local = local_path(address)
    return LocalPlace(local) if local is not None else RemotePlace(str(address))


def local_path(address: str | Path) -> Path | None:
    """The path on this machine that an address means (`file://` too), None for one elsewhere."""
    text = str(address)
    if "://" not in text:
        return Path(address)
    return Path(unquote(urlsplit(text).path)) if text.startswith("file://") else None


def file_system(address: str) -> tuple[AbstractFileSystem, str]:
    """What opens an address, and the path of it there; raises ValueError or ImportError where nothing does."""
    import fsspec

    files, path = fsspec.core.url_to_fs(address)
    return files, path.rstrip("/")


def some_of(names: Iterable[str]) -> str:
    """A few names in one line."""
    names = sorted(names)
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
