"""The runs of a folder of results, a line each, and the lock that lets one run at a time write there."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import filelock
import msgspec
import platformdirs

from flows.manifest import FOLDER
from flows.places import LocalPlace, Place
from pipeline.records import Record

State = Literal["running", "done", "stopped"]

_RUNS, _LOCK = f"{FOLDER}/runs.jsonl", f"{FOLDER}/lock"
_REMEMBERED = 50


class BusyError(Exception):
    """Another run is writing there; the message is one line."""


class Run(Record, frozen=True, kw_only=True):
    """One run: when (UTC), how it ended, inputs that it found, did, kept, that failed, and that are gone."""

    id: str
    started: datetime
    ended: datetime | None = None
    state: State = "running"
    by: str = ""
    inputs: int = 0
    done: int = 0
    kept: int = 0
    failed: int = 0
    gone: int = 0
    documents: int = 0


def begin(place: Place) -> Run:
    """Note the beginning of a run. Raises OSError."""
    started = datetime.now(UTC)
    process = f"process {os.getpid()} on {socket.gethostname()}"
    run = Run(id=f"{started:%Y%m%d-%H%M%S}-{os.getpid()}", started=started, by=process)
    note(place, run)
    return run


def note(place: Place, run: Run) -> None:
    """Note how a run stands; the last line of a run counts. Raises OSError."""
    place.append(_RUNS, msgspec.json.encode(run) + b"\n")


def runs(place: Place) -> list[Run]:
    """The runs of a folder, the earliest first; one that never said its end, and does not run, was stopped."""
    decode = msgspec.json.Decoder(Run).decode
    found: dict[str, Run] = {}
    for line in bytes(place.read(_RUNS) or b"").splitlines():
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            run = decode(line)
            found[run.id] = run
    alive = is_held(place) if any(run.state == "running" for run in found.values()) else False
    latest = max((run.started for run in found.values()), default=None)
    return [
        msgspec.structs.replace(run, state="stopped")
        if run.state == "running" and not (alive and run.started == latest)
        else run
        for run in found.values()
    ]


@contextmanager
def hold(place: Place) -> Iterator[None]:
    """Be the only run that writes to a folder. Raises BusyError and OSError.

    The lock of a folder of this machine is the operating system's and goes with its holder, whatever that dies of. For
    a place behind an address there is none: give the deployment a concurrency limit of one.
    """
    if not isinstance(place, LocalPlace):
        yield
        return
    path = place.path / _LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(path)
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        by = next((run.by for run in reversed(runs(place)) if run.state == "running"), "another run")
        raise BusyError(f"{place.address}: {by} is writing there; wait for its end, or give another --out") from None
    try:
        yield
    finally:
        lock.release()


def is_held(place: Place) -> bool:
    """Is a run writing to a folder at this moment?"""
    if not isinstance(place, LocalPlace) or not (place.path / _LOCK).exists():
        return False
    lock = filelock.FileLock(place.path / _LOCK)
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        return True
    lock.release()
    return False


def remember(place: Place) -> None:
    """Put a folder of results on the list of those that `nazvy status` shows by itself."""
    address = str(place.path.resolve()) if isinstance(place, LocalPlace) else place.address
    latest = [address, *(each for each in remembered() if each != address)][:_REMEMBERED]
    folder = LocalPlace(_list().parent)
    with suppress(OSError):  # only the convenience is lost
        folder.write(_list().name, "".join(f"{each}\n" for each in latest).encode())


def remembered() -> list[str]:
    """The folders of results that runs of this user wrote to, the latest first."""
    try:
        return _list().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _list() -> Path:
    return Path(platformdirs.user_cache_dir("nazvy")) / "results.txt"
