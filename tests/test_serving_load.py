"""Batches answered by several processes: all of them, rightly, whatever becomes of a process."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest
from serving.fixtures import NAMESAKES, PATIENCE, Server, write_tables

from pipeline.gazetteer import load
from pipeline.reconciliation import Reconciler
from pipeline.serving.answers import Answers, read_batch
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.crew import Alone
from pipeline.serving.reconciling import answer_queries

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked for in /proc")


def children(process: int) -> list[int]:
    """What a process has started, and what that has."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [each for child in map(int, found) for each in (child, *children(child))]


def runs(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False


def all_end(processes: Sequence[int]) -> bool:
    until = time.monotonic() + PATIENCE
    while any(map(runs, processes)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(runs, processes))


def ask(server: Server, batch: dict[str, Any]) -> dict[str, Any]:
    reply = server.post("/reconcile", data={"queries": json.dumps(batch)})
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def test_many_clients_at_once_each_have_their_own_answers(service: Server, served: Path) -> None:
    forms = ["Мінск", "Мінску", "МЕНСКАМ", "Yanka Kupala", "Янкі Купалы", "Бабруйка", "Ivan Ivanou", "Nobody"]
    given = [{}, {"type": "place"}, {"limit": 1}, {"properties": [{"pid": "country", "v": "BY"}]}]
    batches = [
        {f"q{number}": {"query": f"{form}{' ' * client}", **given[(number + client) % 4]}}
        | {"same": {"query": "Мінск"}, f"again{number}": {"query": form}}
        for client in range(8)
        for number, form in enumerate(forms)
    ]
    with ThreadPoolExecutor(8) as clients:
        said = list(clients.map(lambda batch: ask(service, batch), batches))
    gazetteer = load(served / "tables")
    reconciler, catalogue = Reconciler(gazetteer), Catalogue(gazetteer)
    for batch, answer in zip(batches, said, strict=True):
        right = msgspec.json.decode(answer_queries(json.dumps(list(batch.values())).encode(), reconciler, catalogue))
        assert answer == dict(zip(batch, right, strict=True))


def test_a_process_that_dies_is_replaced(service: Server) -> None:
    ask(service, {str(number): {"query": "Мінск" + " " * number} for number in range(40)})
    nursery, *workers = children(service.process.pid)
    assert len(workers) == 2
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    answer = ask(service, {str(number): {"query": "Менск" + " " * number} for number in range(40)})
    assert [one["result"][0]["id"] for one in answer.values()] == ["test:minsk"] * 40
    assert set(children(service.process.pid)) & {nursery, *workers} == {nursery}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_the_service(how: signal.Signals, tmp_path: Path) -> None:
    tables = write_tables(tmp_path / "tables", NAMESAKES)
    server = Server("--gazetteer", str(tables), "--processes", "2")
    try:
        ask(server, {"one": {"query": "Мінск"}, "other": {"query": "Янка Купала"}})
        started = children(server.process.pid)
        assert len(started) == 3
        server.process.send_signal(how)
        assert server.process.wait(PATIENCE) in (0, -how, 128 + how)
        assert all_end(started)
    finally:
        server.stop()


def test_the_latest_answers_are_kept_within_bounds() -> None:
    asked: list[str] = []

    def work(queries: bytes) -> bytes:
        names = [query["query"] for query in json.loads(queries)]
        asked.extend(names)
        return json.dumps([{"result": [name] * 10} for name in names]).encode()

    async def batches(*names: str) -> None:
        answers = Answers(Alone(work), room=400)
        for name in names:
            said = await answers.batch(read_batch(json.dumps({"a": {"query": name}, "b": {"query": name}})))
            assert json.loads(said) == {"a": {"result": [name] * 10}, "b": {"result": [name] * 10}}

    names = ("one", "two", "one", "three", "four", "five", "one", "four")
    with ThreadPoolExecutor(1) as thread:  # this one may have the event loop of a browser that other tests drive
        thread.submit(asyncio.run, batches(*names)).result()
    assert asked == ["one", "two", "three", "four", "five", "one"]
