"""Many machines: the same flow over a Dask cluster and an object store, here with real ones of this machine."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.session import Session
from flows.work import Work
from pipeline.settings import Settings
from pipeline.writing.exports import export

pytest.importorskip("distributed")
pytest.importorskip("moto.server")
s3fs = pytest.importorskip("s3fs")

ROOT = Path(__file__).parents[1]
RAY = importlib.util.find_spec("prefect_ray") is not None
PATIENCE = 240.0  # seconds
DOCUMENTS = 12
ENTITIES = "id,type,label\nt:minsk,place,Minsk\nt:kyiv,place,Kyiv\n"
NAMES = "entity,form,lang,kind\nt:minsk,Мінск,be,preferred\nt:minsk,Минск,ru,preferred\nt:kyiv,Киев,ru,preferred\n"


def done_here(inbox: Path, tables: Path, out: Path) -> None:
    """The same work by this process alone."""
    settings = Settings(gazetteer=tables)
    session = Session([str(inbox)], str(out), settings)
    session.take(Work(settings, str(out)).shard(session.plan.todo).entries)
    session.finish(session.reduce())


def until(found: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < end, what
        time.sleep(0.1)


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    """An object store, and the environment in which it is found."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    server.stop()


@pytest.fixture(scope="module")
def environment(store: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | store | {"HOME": str(tmp_path_factory.mktemp("home")), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def cluster(environment: dict[str, str], tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process of its own."""
    told = tmp_path / "scheduler.json"
    module = [sys.executable, "-m", "distributed.cli.dask_{}", "--scheduler-file", str(told)]

    def started(kind: str, *options: str) -> subprocess.Popen[bytes]:
        command = [part.format(kind) for part in module]
        with (tmp_path / "cluster.log").open("ab") as log:
            return subprocess.Popen([*command, *options], env=environment, cwd=tmp_path, stdout=log, stderr=log)

    running = [started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    until(told.exists, "the scheduler did not start")
    running += [started("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard") for _ in range(2)]
    yield json.loads(told.read_bytes())["address"], running[1:]
    for process in running:
        process.kill()
        process.wait()


def prepared(folder: Path) -> tuple[Path, Path, list[str]]:
    """An inbox, tables, and the command without its inputs."""
    inbox, tables = folder / "inbox", folder / "tables"
    for each in (inbox, tables):
        each.mkdir()
    (tables / "entities.csv").write_text(ENTITIES, encoding="utf-8")
    (tables / "names.csv").write_text(NAMES, encoding="utf-8")
    for number in range(DOCUMENTS):
        (inbox / f"{number:02}.txt").write_text(f"Поезд номер {number} прибыл в Минск.\n" * 5, encoding="utf-8")
    return inbox, tables, [sys.executable, "-m", "pipeline.cli", "run", "--gazetteer", str(tables)]


def results(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and not {".nazvy", "report"} & set(path.parts) and path.name != "quarantine.csv"
    }


def test_a_cluster_over_an_object_store_gives_the_same_and_outlives_a_worker(
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
    environment: dict[str, str],
    store: dict[str, str],
    tmp_path: Path,
) -> None:
    address, workers = cluster
    inbox, tables, command = prepared(tmp_path)
    files = s3fs.S3FileSystem(
        key="nobody",
        secret="nothing",
        client_kwargs={"endpoint_url": store["AWS_ENDPOINT_URL"]},
        use_listings_cache=False,
    )
    files.mkdir("bucket")
    for path in inbox.iterdir():
        files.pipe_file(f"bucket/inbox/{path.name}", path.read_bytes())
    files.pipe_file("bucket/inbox/empty.txt", b"")
    (inbox / "empty.txt").touch()
    spread = ["s3://bucket/inbox", "--out", "s3://bucket/out", "--runner", "dask", "--address", address]
    with (tmp_path / "told").open("wb") as told:
        running = subprocess.Popen([*command, *spread], env=environment, cwd=ROOT, stdout=told, stderr=told)
        until(lambda: files.exists("bucket/out/.nazvy/done-00000001") or running.poll() is not None, "nothing was done")
        workers[0].send_signal(signal.SIGKILL)
        status = running.wait(PATIENCE)
    said = (tmp_path / "told").read_text(encoding="utf-8")
    assert status == 1, said
    assert "s3://bucket/inbox/empty.txt: the file is empty" in said
    done_here(inbox, tables, tmp_path / "out")
    expected = results(tmp_path / "out")
    assert len(expected) >= DOCUMENTS + 2
    found = {name: files.cat_file(f"bucket/out/{name}") for name in expected}
    assert found == expected
    told_again = [*command, *spread, "--export", "jsonl"]
    again = subprocess.run(told_again, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert "the others stay as they were" in again.stdout, again.stderr
    assert "Exported: s3://bucket/out/export/documents.jsonl" in again.stdout
    export(tmp_path / "out", ["jsonl"])
    expected_lines = (tmp_path / "out" / "export" / "documents.jsonl").read_bytes()
    assert files.cat_file("bucket/out/export/documents.jsonl") == expected_lines


def test_a_cluster_that_does_not_answer_is_told_in_one_line(environment: dict[str, str], tmp_path: Path) -> None:
    inbox, _, command = prepared(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    spread = [str(inbox), "--out", str(tmp_path / "out"), "--runner", "dask", "--address", f"tcp://{address}"]
    done = subprocess.run([*command, *spread], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert "no dask cluster answers there" in done.stderr


@pytest.mark.skipif(not RAY, reason="prefect-ray (the extra `ray`) is not installed")
def test_a_ray_of_this_machine_gives_the_same_in_silence(environment: dict[str, str], tmp_path: Path) -> None:
    inbox, tables, command = prepared(tmp_path)
    spread = [str(inbox), "--out", str(tmp_path / "ray"), "--runner", "ray", "--processes", "2", "--no-report"]
    done = subprocess.run([*command, *spread], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (Path(environment["HOME"]) / ".ray").exists()
    done_here(inbox, tables, tmp_path / "out")
    assert results(tmp_path / "ray") == results(tmp_path / "out")
