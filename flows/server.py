"""Prefect's server for the time of one run: a process of its own, its database in a folder of its own.

Prefect can start such a server itself, but does so only after it has loaded the server's code into the
program too, one after the other. Here the server starts while the program gets ready, and its database,
which takes seconds to build, is copied from the user's cache where an earlier run left it. Nothing is sent
to anybody, and nothing is written to the home directory.

The server ends with the program, whatever that dies of: it watches a pipe that the program holds open.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from types import TracebackType

from flows.environment import NO_TELEMETRY

QUIET = {
    **NO_TELEMETRY,
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
}
_STARTS_WITHIN = 600.0  # seconds; a busy machine takes its time, and so does the first start over another database


class ServerError(RuntimeError):
    """The temporary server did not start; the message says why."""


class TemporaryServer:
    """Starts at once, in the background; `wait` until it answers, and `stop` it in the end.

    `lasting` makes it a whole server, that fires schedules; `database` is the address of another than SQLite.
    """

    def __init__(self, *, lasting: bool = False, database: str | None = None) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="nazvy-prefect-"))
        self.environment = QUIET | {"PREFECT_HOME": str(self._home)}
        if database:
            self.environment["PREFECT_API_DATABASE_CONNECTION_URL"] = database
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.environment["PREFECT_API_URL"] = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
            with (self._home / "server.log").open("wb") as log:
                self._process = subprocess.Popen(  # noqa: S603
                    [sys.executable, "-m", "flows.server", str(listening.fileno()), *(["lasting"] if lasting else [])],
                    env=os.environ | self.environment,
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    pass_fds=[listening.fileno()],
                    start_new_session=True,
                )

    def wait(self) -> None:
        """Return when the server answers; raises ServerError with its last words where it does not."""
        until = time.monotonic() + _STARTS_WITHIN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                words = (self._home / "server.log").read_text(errors="replace").split("\n")
                raise ServerError(next((line for line in reversed(words) if line.strip()), "no answer"))

    def stop(self) -> None:
        """End the server and remove what it wrote."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        shutil.rmtree(self._home, ignore_errors=True)

    def __enter__(self) -> TemporaryServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _answers(self) -> bool:
        url = self.environment["PREFECT_API_URL"] + "/health"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _serve(listening: int, *, lasting: bool) -> None:
    """What the server's own process does: its database, then Prefect's application until it is ended."""
    threading.Thread(target=_end_with_the_program, daemon=True).start()
    import uvicorn
    from prefect.server.api.server import create_app

    if "PREFECT_API_DATABASE_CONNECTION_URL" not in os.environ:
        _prepare(Path(os.environ["PREFECT_HOME"]) / "prefect.db")
    uvicorn.run(create_app(ephemeral=not lasting, final=True), fd=listening, log_level="error", lifespan="on")


def _end_with_the_program() -> None:
    sys.stdin.buffer.read()
    shutil.rmtree(os.environ["PREFECT_HOME"], ignore_errors=True)
    os._exit(0)


def _prepare(database: Path) -> None:
    """Put an empty database in place: from the cache, else a new one, which is kept for the next run."""
    import platformdirs
    import prefect
    from prefect.server.database import provide_database_interface

    kept = Path(platformdirs.user_cache_dir("nazvy")) / f"prefect-{prefect.__version__}.db"
    if _copy(kept, database):
        return
    asyncio.run(provide_database_interface().create_db())
    unfinished = kept.with_suffix(f".{os.getpid()}.tmp")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        if _copy(database, unfinished):
            unfinished.replace(kept)
    except OSError as error:  # a home that cannot be written to costs seconds at each start, nothing else
        print(f"{kept}: {error.strerror}", file=sys.stderr)


def _copy(source: Path, target: Path) -> bool:
    """Copy a SQLite database, unless it is not there or damaged."""
    if not source.exists():
        return False
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            if new.execute("PRAGMA quick_check").fetchone() == ("ok",):
                return True
    except sqlite3.DatabaseError as error:
        print(f"{source}: {error}", file=sys.stderr)
    target.unlink(missing_ok=True)
    return False


if __name__ == "__main__":
    _serve(int(sys.argv[1]), lasting="lasting" in sys.argv[2:])
