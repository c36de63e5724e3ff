"""By schedule: a real server, a real worker, an inbox; the server's database in SQLite and in PostgreSQL."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.history import runs
from flows.places import place
from flows.server import TemporaryServer
from pipeline.gazetteer import builtin_folder

ROOT = Path(__file__).parents[1]
PATIENCE = 600.0  # seconds
NAZVY = [sys.executable, "-m", "pipeline.cli"]
PREFECT = [sys.executable, "-m", "prefect"]
SOON = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1",
    "PREFECT_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE": "10",
    "PREFECT_WORKER_QUERY_SECONDS": "1",
}


def until(found: Callable[[], object], what: str) -> None:
    """Wait for a condition; how long it takes says more about the machine than about the code."""
    end = time.monotonic() + PATIENCE
    while not found():
        assert time.monotonic() < end, what
        time.sleep(0.2)


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    """The environment in which a server is found."""
    before = dict(os.environ)
    os.environ.update(SOON)
    with TemporaryServer(lasting=True) as started:
        started.wait()
        kept = {name: value for name, value in before.items() if not name.startswith("PREFECT_")}
        yield kept | started.environment | SOON | {"PYTHONPATH": str(ROOT)}
    os.environ.clear()
    os.environ.update(before)


def command(environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    done = [*NAZVY, *map(str, arguments)]
    return subprocess.run(done, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=PATIENCE)


def test_a_schedule_does_what_is_new_in_the_inbox(server: dict[str, str], tmp_path: Path) -> None:
    inbox, out, tables = tmp_path / "inbox", tmp_path / "out", tmp_path / "tables"
    for folder in (inbox, tables):
        folder.mkdir()
    (tables / "entities.csv").write_text("id,type,label\nt:minsk,place,Minsk\n", encoding="utf-8")
    (tables / "names.csv").write_text("entity,form,lang\nt:minsk,Минск,ru\n", encoding="utf-8")
    (inbox / "first.txt").write_text("Поезд прибыл в Минск.\n", encoding="utf-8")
    (inbox / "empty.txt").touch()
    made = command(
        server,
        "deploy",
        inbox,
        "--out",
        out,
        "--every",
        "15",
        "--gazetteer",
        tables,
        "--processes",
        "1",
        "--name",
        "often",
    )
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.splitlines()[0] == "Deployed: normalise/often"
    with (tmp_path / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [*PREFECT, "worker", "start", "--pool", "nazvy"], env=server, cwd=tmp_path, stdout=log, stderr=log
        )
    try:
        until((out / "documents" / "first.txt.json").exists, "the schedule did not fire")
        (inbox / "second.txt").write_text("Минск ждёт.\n", encoding="utf-8")
        until((out / "documents" / "second.txt.json").exists, "the second document was not done")
        until(lambda: [run.state for run in runs(place(out))[:2]] == ["done", "done"], "the runs did not end")
    finally:
        worker.kill()  # it takes SIGTERM while it submits a run for nothing at all
        worker.wait(PATIENCE)
    assert "empty.txt" in (out / "quarantine.csv").read_text(encoding="utf-8")
    found = runs(place(out))
    assert (found[0].done, found[0].failed) == (2, 1)
    assert sum(run.done for run in found if run.state == "done") == 3
    status = command(server, "status", "--json")
    assert status.returncode == 0, status.stderr
    shown = json.loads(status.stdout)
    assert {run["state"] for run in shown["server"]} & {"Completed"}
    assert {run["flow"] for run in shown["server"]} == {"normalise"}


def test_a_deployment_is_made_as_it_is_asked_for(server: dict[str, str], tmp_path: Path) -> None:
    for cron in ("0 * * * *", "30 6 * * 1"):
        made = command(server, "deploy", tmp_path, "--out", tmp_path / "out", "--cron", cron, "--field", "body")
        assert made.returncode == 0, made.stderr
    told = subprocess.run(
        [*PREFECT, "deployment", "inspect", "normalise/inbox", "--output", "json"],
        capture_output=True,
        text=True,
        env=server,
        timeout=PATIENCE,
    )
    found = json.loads(told.stdout)
    assert [each["schedule"]["cron"] for each in found["schedules"]] == ["30 6 * * 1"]
    assert found["parameters"]["inputs"] == [str(tmp_path)]
    assert found["parameters"]["fields"] == ["body"]
    assert (found["work_pool_name"], found["tags"]) == ("nazvy", ["nazvy"])
    assert found["global_concurrency_limit"]["limit"] == 1
    assert found["job_variables"]["env"]["DO_NOT_TRACK"] == "1"
    for arguments, said in (
        (["--cron", "when it rains"], "cron"),
        ([], "--every"),
        (["--cron", "0 0 * * *"], "PREFECT_API_URL"),
    ):
        environment = dict(server)
        if "PREFECT_API_URL" in said:
            del environment["PREFECT_API_URL"]
        refused = command(environment, "deploy", tmp_path, "--out", tmp_path / "out", *arguments)
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
        assert said in refused.stderr


def test_other_flows_run_on_the_same_server(server: dict[str, str], tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "entities.csv").write_text("id,type,label\nt:minsk,place,Minsk\n", encoding="utf-8")
    (tables / "names.csv").write_text("entity,form,lang\nt:minsk,Минск,ru\n", encoding="utf-8")
    shutil.copy(builtin_folder() / "datapackage.json", tables)
    built = command(server, "flow", "build-gazetteer", f"folder={tables}")
    assert built.returncode == 0, built.stderr
    assert json.loads(built.stdout)["entities"] == 1
    (tables / "names.csv").write_text("entity,form,lang\nt:nobody,Минск,ru\n", encoding="utf-8")
    wrong = command(server, "flow", "build-gazetteer", f"folder={tables}")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "2 faults in" in wrong.stderr
    labelled = tmp_path / "labelled.txt"
    labelled.write_text("ru\tПоезд прибыл в [Минск|place].\n", encoding="utf-8")
    measured = command(server, "flow", "evaluate", f"labelled={labelled}")
    assert measured.returncode == 0, measured.stderr
    assert json.loads(measured.stdout)[-1] == {
        "type": "all", "names": 1, "precision": 1.0, "recall": 1.0, "linked": None
    }  # fmt: skip
    refused = command(server, "flow", "evaluate", "colour=red")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "labelled=…" in refused.stderr
    told = subprocess.run(
        [*PREFECT, "artifact", "ls", "--output", "json"], capture_output=True, text=True, env=server, timeout=PATIENCE
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert {"documents", "results", "progress", "quality", "gazetteer-changes"} <= {
        each["key"] for each in json.loads(told.stdout)
    }


@pytest.fixture
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of this test's own, reached by a socket in its folder."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not programs:
        pytest.skip("PostgreSQL (Debian's package postgresql) is not installed")
    user = None
    if os.getuid() == 0:  # which PostgreSQL refuses to run as
        try:
            user = pwd.getpwnam("postgres").pw_uid
        except KeyError:
            pytest.skip("no user but root to run PostgreSQL as")
    folder = Path(tempfile.mkdtemp(prefix="nazvy-postgres-"))
    if user is not None:
        os.chown(folder, user, -1)
    data = folder / "data"
    options = {"cwd": folder, "user": user, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    made = [programs[-1].with_name("initdb"), "-D", data, "-U", "nazvy", "-A", "trust", "--no-sync", "-E", "UTF8"]
    subprocess.run(made, check=True, timeout=PATIENCE, **options)
    command = [programs[-1], "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
    with subprocess.Popen(command, **options) as running:
        until((folder / ".s.PGSQL.5432").exists, "PostgreSQL did not start")
        yield f"postgresql+asyncpg://nazvy@/postgres?host={folder}"
        running.terminate()
        running.wait(PATIENCE)
    shutil.rmtree(folder)


def test_a_server_over_postgres_records_a_run(postgres: str, tmp_path: Path) -> None:
    (tmp_path / "entities.csv").write_text("id,type,label\nt:minsk,place,Minsk\n", encoding="utf-8")
    (tmp_path / "names.csv").write_text("entity,form,lang\nt:minsk,Минск,ru\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Поезд прибыл в Минск.\n", encoding="utf-8")
    with TemporaryServer(lasting=True, database=postgres) as server:
        server.wait()
        environment = os.environ | server.environment
        done = command(
            environment,
            "run",
            tmp_path / "a.txt",
            "--out",
            tmp_path / "out",
            "--gazetteer",
            tmp_path,
            "--processes",
            "1",
        )
        assert done.returncode == 0, done.stderr
        shown = json.loads(command(environment, "status", "--json").stdout)
    assert [(run["flow"], run["state"]) for run in shown["server"]] == [("normalise", "Completed")]
