"""The flow: a folder in, results out, by real processes; what fails is named and takes nothing else with it."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from flows.inputs import Input, find_inputs
from flows.manifest import DocumentReport, Entry
from flows.runners import LARGEST_SHARD, cut
from flows.server import TemporaryServer
from flows.summary import lacking_lines, summarise, untranslated_line
from flows.workers import Workers
from pipeline.records import Problem
from pipeline.reduction import Reduced
from pipeline.settings import Settings
from pipeline.writing import read_document, schema

pytestmark = pytest.mark.usefixtures("compiled")

ROOT = Path(__file__).parents[1]
NAZVY = [sys.executable, "-m", "pipeline.cli"]
EXPORTS = ("--export", "tmx,xliff", "--tables")


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | {"HOME": str(home)}


def nazvy(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*NAZVY, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(home),
        timeout=300,
    )


def files(folder: Path) -> dict[str, bytes]:
    """All results, without what the program notes for itself."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".nazvy" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory, home: Path) -> tuple[Path, subprocess.CompletedProcess[str]]:
    out = tmp_path_factory.mktemp("seeds")
    return out, nazvy("run", "seeds", "--out", out, "--processes", "2", *EXPORTS, home=home)


def test_the_seeds_travel_the_whole_road(seeds: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, done = seeds
    assert (done.returncode, done.stderr) == (0, "")
    validator = jsonschema.Draft202012Validator(schema())
    results = [json.loads(path.read_bytes()) for path in sorted((out / "documents").iterdir())]
    assert len(results) >= 10
    for result in results:
        validator.validate(result)
        segments = {segment["id"]: segment["text"] for segment in result["segments"]}
        for mention in result["mentions"]:
            assert segments[mention["segment"]][mention["start"] : mention["end"]] == mention["text"]
    assert {"be", "uk", "ru", "en"} <= {result["document"]["lang"] for result in results}
    own = [out / "texts" / result["document"]["lang"][:2] for result in results]
    assert all(folder.is_dir() for folder in own)


def test_the_table_counts_what_was_done(seeds: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, done = seeds
    rows = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.strip()}
    documents = len(list((out / "documents").iterdir()))
    assert rows["language"][:5] == ["documents", "mentions", "linked", "new", "segments"]
    assert rows["all"][0] == str(documents)
    assert str(out / "new-entities.csv") in done.stdout
    assert str(out / "review.csv") in done.stdout
    for name in ("parallel.tmx", "xliff", "mentions.csv", "entities.parquet"):
        assert f"Exported: {out / 'export' / name}\n" in done.stdout
    assert done.stdout.endswith(f"Report: {out / 'report' / 'index.html'}\n")
    assert (out / "report" / "index.html").is_file()


def test_a_run_sends_nothing_and_leaves_nothing_at_home(
    seeds: tuple[Path, subprocess.CompletedProcess[str]], home: Path
) -> None:
    assert seeds[1].returncode == 0
    assert list(home.iterdir()) == []
    kept = Path(os.environ["XDG_CACHE_HOME"]) / "nazvy"
    assert [path.name for path in kept.iterdir() if path.name.startswith("prefect")] == [
        path.name for path in kept.glob("prefect-*.db")
    ]


def test_a_run_that_is_killed_keeps_others_out_and_is_resumed_with_the_same_bytes(
    seeds: tuple[Path, subprocess.CompletedProcess[str]], home: Path, tmp_path: Path
) -> None:
    command = ["run", "seeds", "--out", str(tmp_path), "--processes", "1", *EXPORTS]
    with subprocess.Popen(
        [*NAZVY, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment(home)
    ) as running:
        until = time.monotonic() + 300
        while not list(tmp_path.glob(".nazvy/done-*")):
            assert running.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        second = nazvy(*command, home=home)
        running.kill()
    assert (second.returncode, second.stdout, second.stderr.count("\n")) == (2, "", 1)
    assert "is writing there" in second.stderr
    assert not any(path.name.endswith(".tmp") for path in (tmp_path / "documents").iterdir())
    shown = nazvy("status", tmp_path, home=home)
    assert "stopped" in shown.stdout
    resumed = nazvy(*command, "--log-level", "info", "--log-format", "json", home=home)
    assert resumed.returncode == 0
    told = [json.loads(line) for line in resumed.stderr.splitlines()]
    assert all({"time", "level", "logger", "message"} <= record.keys() for record in told)
    assert {"flows.session", "prefect.flow_runs"} <= {record["logger"] for record in told}
    assert "the others stay as they were" in resumed.stdout
    assert files(tmp_path) == files(seeds[0])


def test_the_seeds_are_put_before_a_person(seeds: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, done = seeds
    review = (out / "review.csv").read_bytes()
    assert review.startswith("\ufeffform,lang,type,why,".encode())
    rows = review.count(b"\n") - 1
    assert f"To review: {rows} in {out / 'review.csv'}" in done.stdout


def test_bad_input_is_named_and_the_rest_is_done(home: Path, tmp_path: Path) -> None:
    inbox, out = tmp_path / "in", tmp_path / "in" / "out"
    inbox.mkdir()
    (inbox / "empty.txt").touch()
    (inbox / "binary.dat").write_bytes(bytes(range(256)) * 20)
    (inbox / "truncated.txt").write_bytes("Паехалі ў Мінск".encode()[:-1])
    (inbox / "long.txt").write_bytes(b"a" * 50_000_000)
    (inbox / "good.txt").write_text("У Мінску жыве Ціханоўская.\n", encoding="utf-8")
    (inbox / os.fsdecode(b"\xff-name.txt")).write_text("У Мінску.\n", encoding="utf-8")
    (inbox / "items.jsonl").write_text('{"text": "Kiev is a city."}\n{bad\n', encoding="utf-8")
    (inbox / "table.csv").write_text("id,story\nt,У Вільні жыве Ціханоўская.\n", encoding="utf-8")
    out.mkdir()
    (out / "of-an-earlier-run.txt").write_text("Minsk")
    options = ("--field", "story", "--field", "text", "--no-report", "--processes", "1")
    done = nazvy("run", inbox, inbox, tmp_path / "absent", "--out", out, *options, home=home)
    assert done.returncode == 1
    told = done.stderr.splitlines()
    for name in ("empty.txt", "binary.dat", "truncated.txt", "long.txt", "items.jsonl:2", "absent"):
        assert sum(f"/{name}" in line for line in told) == 1, name
    assert sum(line.startswith(f"{inbox}:") for line in told) == 1
    assert len(told) == 7
    assert "Traceback" not in done.stderr
    results = [read_document(path) for path in (out / "documents").iterdir()]
    assert sorted(result.document.id for result in results) == [
        "%FF-name.txt",
        "good.txt",
        "items.jsonl#1",
        "table.csv#t",
        "truncated.txt",
    ]
    assert {result.made_with.settings["fields"] for result in results} == {"story text"}
    assert not (out / "report").exists()


def test_a_run_that_cannot_start_says_why_in_one_line(home: Path, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "entities.csv").write_text("id,label\nx:a,A\n")
    (tables / "names.csv").write_text("entity,form,lang\nx:a,A,en\n")
    blocked = tmp_path / "blocked"
    blocked.touch()
    for arguments, said in (
        (["seeds", "--out", tmp_path, "--gazetteer", tables], "no column type"),
        (["seeds", "--out", blocked / "out"], str(blocked)),
        (["seeds"], "--out"),
        (["seeds", "--out", tmp_path / "out", "--address", "tcp://127.0.0.1:8786"], "--runner dask"),
    ):
        done = nazvy("run", *arguments, home=home)
        assert done.returncode == 2
        assert done.stdout == ""
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_results_are_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "b.txt").write_text("B")
    sources, problems = find_inputs([tmp_path], tmp_path / "out")
    assert ([source.id for source in sources], problems) == (["a.txt"], [])


@pytest.mark.parametrize("sizes", [[], [0], [900] * 200, [10, 5_000_000, *range(0, 90_000, 300)], [1] * 5_000])
@pytest.mark.parametrize("workers", [1, 2, 8])
def test_shards_hold_each_file_once_and_keep_all_workers_busy(sizes: list[int], workers: int) -> None:
    inputs = [Input(address=f"{number}", name="", id=f"{number}", size=size) for number, size in enumerate(sizes)]
    shards = cut(inputs, workers)
    assert sorted((file for shard in shards for file in shard), key=lambda file: int(file.id)) == inputs
    assert all(1 <= len(shard) <= LARGEST_SHARD for shard in shards)
    busy = [0] * workers
    for shard in shards:  # each to the worker that is free first
        busy[busy.index(min(busy))] += sum(file.size + 1 for file in shard)
    even = sum(busy) / workers
    assert max(busy) <= max(1.1 * even, even + 2, max(sizes, default=0) + 1)


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text("Ён жыве ў Мінску.\n", encoding="utf-8")
    made = Workers(Settings(), str(tmp_path / "out"), 1)
    yield made
    made.close()


def kill_until(done: threading.Event, most: int | None) -> int:
    killed = 0
    while not done.is_set() and killed != most:
        for child in multiprocessing.active_children():
            if child.pid and child.is_alive():
                os.kill(child.pid, signal.SIGKILL)
                child.join()
                killed += 1
        time.sleep(0.02)
    return killed


@pytest.mark.parametrize(("most", "documents", "problems"), [(1, 3, 0), (None, 0, 3)])
def test_the_shard_of_a_dead_process_is_done_again(
    workers: Workers, tmp_path: Path, most: int | None, documents: int, problems: int
) -> None:
    sources, _ = find_inputs([tmp_path], tmp_path / "out")
    done = threading.Event()
    killer = threading.Thread(target=kill_until, args=(done, most))
    killer.start()
    report = workers.shard(sources)
    done.set()
    killer.join()
    failures = [problem for entry in report.entries for problem in entry.failures]
    assert (sum(len(entry.documents) for entry in report.entries), len(failures)) == (documents, problems)
    assert all("ended from outside" in problem.message for problem in failures)


def test_the_server_ends_with_the_program() -> None:
    program = (
        "from flows.server import TemporaryServer as T; import time; "
        "print(T().environment['PREFECT_HOME'], flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdout
        folder = Path(running.stdout.readline().strip())
        assert folder.is_dir()
        running.kill()
    until = time.monotonic() + 120
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not folder.exists()


def test_a_server_that_is_stopped_leaves_nothing() -> None:
    server = TemporaryServer()
    folder = Path(server.environment["PREFECT_HOME"])
    assert folder.is_dir()
    server.stop()
    assert not folder.exists()


def report(lang: str, translated: dict[str, int]) -> DocumentReport:
    lacking = (("no models", "install them"),)
    return DocumentReport(
        id=lang,
        lang=lang,
        segments=2,
        mentions=3,
        linked=1,
        new=1,
        translated=translated,
        lacking=lacking,
        words={target: 10 for target in translated if target != lang},
        untranslated={target: 310 for target in translated if target != lang},
    )


def test_summaries_do_not_depend_on_the_order_of_shards() -> None:
    bad = (Problem(source="b", message="bad"),)
    shards = [
        Entry(id="1", address="1", content="", documents=(report("ru", {"be": 2}), report("be", {"be": 2, "ru": 1}))),
        Entry(id="2", address="2", content="", documents=(report("be", {"ru": 2}),), failures=bad),
    ]
    earlier = [Problem(source="a", message="bad")]
    reduced = Reduced(new_names=4, to_review=2)
    summary = summarise(shards, earlier, reduced)
    assert summary == summarise(shards[::-1], earlier, reduced)
    assert list(summary.languages) == ["be", "ru"]
    assert summary.languages["be"].translated == {"be": 2, "ru": 3}
    assert (summary.languages["be"].documents, summary.languages["be"].mentions) == (2, 6)
    assert [problem.source for problem in summary.problems] == ["a", "b"]
    assert untranslated_line(summary) == "Words that the engines left untranslated: 31 % in be, 31 % in ru"
    assert lacking_lines(summary) == ["no models (3 documents): install them"]


def test_a_folder_out_of_reach_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "nazvy").mkdir()
    (tmp_path / "nazvy" / "results.txt").write_text(f"nosuch://place\n{tmp_path}\n", encoding="utf-8")
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run(
        [*NAZVY, "status", "--json"], capture_output=True, text=True, cwd=ROOT, env=environment, timeout=300
    )
    far, near = json.loads(done.stdout)["folders"]
    assert (done.returncode, far["out"], near["out"]) == (0, "nosuch://place", str(tmp_path))
    assert "nosuch" in far["problem"]
    assert near["problem"] == ""
