"""Argos package files: zip archives that are checked before anything of them can be used."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.damage import DAMAGE, is_damage
from pipeline.translation.downloads import LARGEST, ModelError

MOST_FILES = 2000
LARGEST_UNPACKED = 2 * LARGEST
_RATIO = 100  # models hardly shrink: more than this is a bomb
_FRESH = "get the file again"
_CHUNK = 1 << 20
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}([-_]\w+)*")


def fingerprint(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises OSError."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def unpack(file: Path, folder: Path, agree: Callable[[str, dict[str, Any]], None]) -> Path:
    """Check a package, unpack it beside the folder, and move it in as one step; returns its place.

    `agree` gets the package's name and metadata before it is moved and may raise. Raises ModelError for
    what is no sound package: no zip, paths that lead out, links, absurd sizes, broken content, missing
    parts.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            name = _checked(archive, file)
            with tempfile.TemporaryDirectory(prefix=".nazvy-", dir=folder.parent) as waiting:
                _extract(archive, Path(waiting))
                made = Path(waiting) / name
                agree(name, _complete(made, file))
                return _move(made, folder / name, Path(waiting) / "replaced")
    except (*DAMAGE, OSError) as error:
        if not is_damage(error):
            raise
        raise ModelError(str(file), f"is no whole package file ({error})", _FRESH) from error


def _checked(archive: zipfile.ZipFile, file: Path) -> str:
    """The one top folder of an archive in which nothing is wrong."""
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_FILES:
        raise ModelError(str(file), f"holds {len(entries)} files, more than any package", _FRESH)
    if total > LARGEST_UNPACKED or total > _RATIO * file.stat().st_size + _CHUNK:
        raise ModelError(str(file), f"would unpack to {total:,} bytes, more than any package", _FRESH)
    for entry in entries:
        _check_path(entry, file)
    tops = {PurePosixPath(entry.filename).parts[0] for entry in entries}
    if len(tops) != 1:
        raise ModelError(str(file), "is no Argos package: it does not hold one folder", _FRESH)
    return tops.pop()


def _check_path(entry: zipfile.ZipInfo, file: Path) -> None:
    path = PurePosixPath(entry.filename)
    outside = path.is_absolute() or not path.parts or ".." in path.parts or re.search(r"[\\:\0]", entry.filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if outside or path.parts[0].startswith(".") or kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise ModelError(str(file), f"holds a path that leads elsewhere: {entry.filename!r}", "do not trust it")


def _extract(archive: zipfile.ZipFile, folder: Path) -> None:
    """Write the files; sizes and checksums are held to what the archive declared."""
    for entry in archive.infolist():
        place = folder / entry.filename
        if entry.is_dir():
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as source, place.open("wb") as target:
            shutil.copyfileobj(source, target, _CHUNK)


def _complete(folder: Path, file: Path) -> dict[str, Any]:
    """The metadata of a package that has all its parts."""
    try:
        metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
        codes = (metadata["from_code"], metadata["to_code"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(str(file), "is no Argos package: no metadata.json with its languages", _FRESH) from error
    if not all(isinstance(code, str) and _LANGUAGE.fullmatch(code) for code in codes):
        raise ModelError(str(file), f"names no languages: {codes!r}", _FRESH)
    if not (folder / "model" / "model.bin").is_file():
        raise ModelError(str(file), "holds no model (model/model.bin)", _FRESH)
    if not any((folder / name).is_file() for name in ("sentencepiece.model", "bpe.model")):
        raise ModelError(str(file), "holds no tokeniser (sentencepiece.model or bpe.model)", _FRESH)
    return dict(metadata)


def _move(made: Path, place: Path, replaced: Path) -> Path:
    """Put the folder in its place; one that is there already is put aside first and back if that fails."""
    if place.exists():
        place.rename(replaced)
    try:
        made.rename(place)
    except OSError:
        if replaced.exists():
            replaced.rename(place)
        raise
    return place
