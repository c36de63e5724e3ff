"""Argos packages on this machine and in an index: list, download, verify, install.

Packages lie where Argos itself keeps them (`$ARGOS_PACKAGES_DIR`, or Argos' folder under `$XDG_DATA_HOME`),
so both see the same ones. Nothing is asked of the network but by `available`, `install` of a pair and
`index_answers`. The index is `$NAZVY_MODEL_INDEX` (an address or a file), else Argos' own
(`$ARGOS_PACKAGE_INDEX`).
"""

from __future__ import annotations

import json
import os
import re
import threading
import urllib.parse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.records import Problem, Record
from pipeline.translation.archives import fingerprint, unpack
from pipeline.translation.downloads import ModelError, Progress, fetch, read, silent
from pipeline.translation.engines.base import Pair

INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
USUAL = ("en-ru", "ru-en", "en-uk", "uk-en")
"""The pairs whose models are installed where none is asked for."""
RECORDS = "nazvy.json"  # in the folder of packages: what each file was when it was first installed

_PAIR = re.compile(r"([a-z]{2,3})[-_>]([a-z]{2,3})")
__all__ = ["USUAL", "AvailablePackage", "ModelError", "Package", "available", "index_answers", "install", "installed"]


class Package(Record, frozen=True):
    """An installed package: pair, version, folder, size in bytes, and where it came from if known."""

    pair: Pair
    version: str
    path: Path
    size: int
    source: str = ""
    sha256: str = ""

    def age(self) -> tuple[tuple[int, ...], str]:
        """What sorts versions, oldest first."""
        return _version(self.version), self.path.name

    def metadata(self) -> dict[str, Any]:
        """The package's own metadata.json. Raises OSError or ValueError."""
        return _metadata(self.path)


class AvailablePackage(Record, frozen=True):
    """A package that the index offers."""

    pair: Pair
    version: str
    links: tuple[str, ...]

    def age(self) -> tuple[int, ...]:
        """What sorts versions, oldest first."""
        return _version(self.version)


def packages_folder() -> Path:
    """Where packages lie: as Argos decides it, without importing Argos, which would make folders."""
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "argos-translate" / "settings.json"
    settings: dict[str, Any] = {}
    try:
        settings = json.loads(config.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        settings = {}
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "argos-translate"
    return Path(os.environ.get("ARGOS_PACKAGES_DIR") or settings.get("ARGOS_PACKAGES_DIR") or data / "packages")


def index_address(mirror: str = "") -> str:
    """The address or file of the index in use; `mirror` is what the settings name."""
    own = os.environ.get("NAZVY_MODEL_INDEX") or mirror
    if own:
        return own if own.endswith(".json") else own.rstrip("/") + "/index.json"
    return os.environ.get("ARGOS_PACKAGE_INDEX", INDEX).rstrip("/") + "/index.json"


def installed(folder: Path | None = None) -> tuple[Package, ...]:
    """The translation packages of the folder, by pair and version; folders that hold none are passed over."""
    folder = folder or packages_folder()
    records = _records(folder)
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        try:
            metadata = _metadata(path)
        except (OSError, ValueError):
            continue
        if (path / "model").is_dir() and metadata.get("from_code") and metadata.get("to_code"):
            found.append(_package(path, metadata, records.get(path.name, {})))
    return tuple(sorted(found, key=lambda package: (package.pair, package.age())))


def _package(path: Path, metadata: dict[str, Any], record: dict[str, Any]) -> Package:
    return Package(
        pair=(str(metadata["from_code"]), str(metadata["to_code"])),
        version=str(metadata.get("package_version", "")),
        path=path,
        size=sum(file.stat().st_size for file in path.rglob("*") if file.is_file()),
        source=str(record.get("source", "")),
        sha256=str(record.get("sha256", "")),
    )


def available(index: str | None = None, *, timeout: float = 10.0) -> tuple[AvailablePackage, ...]:
    """The newest version of each pair that the index offers. Raises ModelError."""
    address = index or index_address()
    try:
        rows = json.loads(read(address, timeout))
        packages = [_available(row, address) for row in rows if row.get("type", "translate") == "translate"]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(address, "is no index of Argos packages", "set NAZVY_MODEL_INDEX to one") from error
    newest = {package.pair: package for package in sorted(packages, key=AvailablePackage.age)}
    return tuple(newest[pair] for pair in sorted(newest))


def _available(row: dict[str, Any], address: str) -> AvailablePackage:
    return AvailablePackage(
        pair=(str(row["from_code"]), str(row["to_code"])),
        version=str(row.get("package_version", "")),
        links=tuple(_link(address, str(link)) for link in row["links"]),
    )


def _link(address: str, link: str) -> str:
    """A link of the index; one without a scheme is read as relative to the index."""
    if "://" in address or "://" in link:
        return urllib.parse.urljoin(address, link)
    return str(Path(address).parent / link)


def index_answers(timeout: float = 3.0, index: str | None = None) -> bool:
    """Whether the index can be read within so many seconds, name look-up included."""
    answers: list[bool] = []

    def ask() -> None:
        try:
            available(index, timeout=timeout)
        except ModelError:
            return
        answers.append(True)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(timeout)
    return bool(answers)


def install(
    what: Sequence[str | Path],
    progress: Progress = silent,
    *,
    folder: Path | None = None,
    index: str | None = None,
) -> tuple[list[Package], list[Problem]]:
    """Install pairs (`en-ru`, from the index) and package files (`FILE.argosmodel`).

    Returns what is installed now and what failed, each with its remedy. A pair that is there in the index's
    version is not downloaded again; an interrupted download goes on where it stopped. `progress` is called
    with a name, the bytes so far and the bytes in all (None if unknown).
    """
    folder = folder or packages_folder()
    done: list[Package] = []
    problems: list[Problem] = []
    offered: tuple[AvailablePackage, ...] | None = None
    for each in what:
        try:
            pair = None if Path(each).exists() else _PAIR.fullmatch(str(each))
            if pair is None:
                done.append(_from_file(Path(each), folder))
            else:
                offered = available(index) if offered is None else offered
                done.append(_from_index((pair[1], pair[2]), offered, folder, progress))
        except ModelError as error:
            problems.append(error.problem)
        except OSError as error:
            where = str(error.filename or each)
            problems.append(Problem(source=where, message=error.strerror or str(error), remedy="check the folder"))
    return done, problems


def _from_file(path: Path, folder: Path) -> Package:
    if not path.is_file():
        remedy = "name a pair (en-ru) or a file that exists (FILE.argosmodel)"
        raise ModelError(str(path), "neither a pair of languages nor a file", remedy)
    return _put(path, folder, source=path.name, pair=None)


def _from_index(pair: Pair, offered: Sequence[AvailablePackage], folder: Path, progress: Progress) -> Package:
    wanted = next((package for package in offered if package.pair == pair), None)
    name = f"{pair[0]}-{pair[1]}"
    if wanted is None:
        known = ", ".join(f"{a}-{b}" for a, b in (package.pair for package in offered)) or "nothing"
        raise ModelError(name, "the index has no such package", f"choose among {known}")
    for package in reversed(installed(folder)):
        if package.pair == pair and _version(package.version) >= wanted.age():
            return package
    file = folder.parent / ".nazvy-downloads" / f"{pair[0]}_{pair[1]}-{_plain(wanted.version)}.argosmodel"
    file.parent.mkdir(parents=True, exist_ok=True)
    link = fetch(wanted.links, file, name, progress)
    try:
        return _put(file, folder, source=link, pair=pair)
    finally:
        file.unlink(missing_ok=True)
        if not any(file.parent.iterdir()):
            file.parent.rmdir()


def _put(file: Path, folder: Path, *, source: str, pair: Pair | None) -> Package:
    """Check the file, unpack it in its place, and record what it was."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = fingerprint(file)

    def agree(name: str, metadata: dict[str, Any]) -> None:
        if pair is not None and (metadata["from_code"], metadata["to_code"]) != pair:
            got = f"{metadata['from_code']}-{metadata['to_code']}"
            raise ModelError(source, f"holds {got} instead of {pair[0]}-{pair[1]}", "tell the keeper of the index")
        before = _records(folder).get(name, {}).get("sha256", digest)
        if before != digest:
            remedy = f"if the change is wanted, remove {name} from {folder / RECORDS}"
            raise ModelError(source, f"is not the file first installed as {name} (other SHA-256)", remedy)

    path = unpack(file, folder, agree)
    record = {"sha256": digest, "bytes": file.stat().st_size, "source": source}
    records = {**_records(folder), path.name: record}
    text = json.dumps(dict(sorted(records.items())), indent=2, ensure_ascii=False)
    waiting = folder / f"{RECORDS}.part"
    waiting.write_text(text + "\n", encoding="utf-8")
    waiting.replace(folder / RECORDS)
    return _package(path, _metadata(path), record)


def _records(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        records = json.loads((folder / RECORDS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(str(folder / RECORDS), "cannot be read", "repair or remove it") from error
    return records if isinstance(records, dict) else {}


def _metadata(path: Path) -> dict[str, Any]:
    content = json.loads((path / "metadata.json").read_text(encoding="utf-8"))
    return content if isinstance(content, dict) else {}


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:6])


def _plain(text: str) -> str:
    return re.sub(r"[^\w.-]", "_", text)
