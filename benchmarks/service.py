"""The service under load: clients that each send batches of names, one after another, for the full gazetteer.

    python benchmarks/service.py [--clients 32] [--batch 10] [--names 6400] [--rate 1000] [--news FILE]

Starts `nazvy serve` on two cores, which the clients have to share with it, and sends every name of the documents of
FILE (slavicner-dev.jsonl of ../shared/data, where it is there) as it stands in them and with its type, one after the
other and as often as they name it (`news`: what a service that runs for a while is asked for about real texts; the
first quarter is not counted, as the first day is not); then made-up names, every
one once (`new`: no real table is so hard), all of them again (`again`: the service keeps its latest answers), and as
many others at the pace of `--rate` names a second (`paced`). In all rounds but the last each client sends its next
batch as soon as it has the answer to its last.

No two of the made-up names are the same. Two fifths are of places and bodies, two fifths of people, and a fifth of
people whom the gazetteer does not hold (the given name of one with the surname of another). Of each five one stands as
in the tables, one in another case, one in Latin letters by one of the systems for its language, one has two letters
changed places or one left out, and one is in capitals.

Every answer is compared with what the library gives for the same batch; what is lost or differs is counted. The clients
are one process that reads nothing of the answers but their length while the clock runs. Memory is the proportional set
size of all processes of the service after the load, what they share counted once; `cores` how many cores' worth of
processor time they had, `clients` how much the clients had; where the two are less than two together, other programs
had the rest. `ms/name` is the processor time of the service for one name, whoever else is at work.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import msgspec
import psutil

from pipeline.gazetteer import Gazetteer, Name, load
from pipeline.languages import decline_name
from pipeline.reconciliation import Reconciler
from pipeline.serving.answers import read_batch
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.reconciling import answer_queries
from pipeline.transliteration import systems

CASES = ("Gen", "Dat", "Acc", "Ins", "Loc")
NEWS = Path(__file__).parents[1].parent / "shared" / "data" / "slavicner-dev.jsonl"
TYPES = {"PER": "person", "LOC": "place", "ORG": "organisation"}


def news(path: Path) -> list[dict[str, str]]:
    """The names of all documents in their order, as queries with their types; none where there is no such file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = ((form, TYPES.get(kind)) for line in lines for _, _, form, _, kind, _ in json.loads(line)["entities"])
    return [{"query": form, "type": kind} for form, kind in found if kind]


def names(count: int) -> list[str]:
    """So many different spellings, in random order."""
    chosen = random.Random(1)
    gazetteer = load()
    kinds: dict[bool, list[Name]] = {True: [], False: []}
    for name in gazetteer.names:
        if name.lang in ("be", "uk", "ru", "en") and len(name.form) > 3:
            kinds[gazetteer.entities[name.entity].type == "person"].append(name)
    found: dict[str, None] = {}
    while len(found) < count:
        kind = len(found) % 5
        name = chosen.choice(kinds[kind > 1])
        form = _stranger(name, kinds[True], chosen) if kind == 4 else name.form
        found[_spelled(form, name, gazetteer, chosen)] = None
    made = list(found)
    chosen.shuffle(made)
    return made


def _stranger(name: Name, people: list[Name], chosen: random.Random) -> str:
    other = next(each for each in iter(lambda: chosen.choice(people), None) if each.lang == name.lang)
    return " ".join([*name.form.split()[:1], *other.form.split()[-1:]])


def _spelled(form: str, name: Name, gazetteer: Gazetteer, chosen: random.Random) -> str:
    entity = gazetteer.entities[name.entity]
    how = chosen.randrange(5)
    if how == 1 and name.lang != "en":
        return decline_name(form, name.lang, chosen.choice(CASES), type=entity.type, gender=entity.gender) or form
    if how == 2 and name.lang != "en":
        return chosen.choice(systems(name.lang)).romanise(form)
    if how == 3:
        at = chosen.randrange(1, len(form) - 2)
        return form[:at] + chosen.choice((form[at + 1] + form[at], form[at + 1])) + form[at + 2 :]
    return form.upper() if how == 4 else form


class Round(NamedTuple):
    """How long it took in all, how long each batch (sorted), what came back, and the processor time of both sides."""

    seconds: float
    took: list[float]
    answers: dict[int, tuple[bytes, bytes]]
    served: float
    asking: float


async def client(port: int, waiting: Iterator[tuple[int, bytes]], answers: dict[int, tuple[bytes, bytes]],
                 took: list[float], due: list[float] | None) -> None:  # fmt: skip
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number, request in waiting:
        if due:
            await asyncio.sleep(max(0.0, due[number] - time.perf_counter()))
        start = due[number] if due else time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        at = head.lower().index(b"content-length:") + 15
        answers[number] = head, await reader.readexactly(int(head[at : head.index(b"\r", at)]))
        took.append(time.perf_counter() - start)
    writer.close()


async def load_with(port: int, requests: list[bytes], clients: int, pace: float | None) -> Round:
    """Batches `pace` seconds apart, each timed from when it was due; as fast as they are answered where it is None."""
    answers: dict[int, tuple[bytes, bytes]] = {}
    took: list[float] = []
    waiting = iter(enumerate(requests))
    start, own = time.perf_counter(), time.process_time()
    due = [start + number * pace for number in range(len(requests))] if pace else None
    await asyncio.gather(*(client(port, waiting, answers, took, due) for _ in range(clients)))
    return Round(time.perf_counter() - start, sorted(took), answers, 0.0, time.process_time() - own)


def processes(server: int) -> list[psutil.Process]:
    """The service's process and all that it has started."""
    return [psutil.Process(server), *psutil.Process(server).children(recursive=True)]


def processor_seconds(process: psutil.Process) -> float:
    return sum(process.cpu_times()[:2])


def in_batches(queries: list[dict[str, str]], size: int) -> list[str]:
    """As many queries a batch, as a client sends them."""
    parts = (queries[at : at + size] for at in range(0, len(queries), size))
    return [json.dumps({f"q{number}": query for number, query in enumerate(part)}) for part in parts]


def request(batch: str) -> bytes:
    body = urlencode({"queries": batch}).encode()
    return (
        b"POST /reconcile HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    )


def served(port: int, server: int, batches: list[str], clients: int, pace: float | None = None) -> Round:
    before = sum(map(processor_seconds, processes(server)))
    done = asyncio.run(load_with(port, list(map(request, batches)), clients, pace))
    return done._replace(served=sum(map(processor_seconds, processes(server))) - before)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--names", type=int, default=6400)
    parser.add_argument("--rate", type=float, default=1000, help="names a second in the last round")
    parser.add_argument("--news", type=Path, default=NEWS, help="documents with their names")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    told = in_batches(news(options.news), options.batch)
    batches = in_batches([{"query": name} for name in names(2 * options.names)], options.batch)
    half = len(batches) // 2
    command = [sys.executable, "-m", "pipeline.cli", "serve", "--port", "0", "--rate", "1000000"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        port = next(int(found[1]) for line in server.stderr if (found := re.search(r":(\d+)/ ", line)))
        served(port, server.pid, [json.dumps({"q": {"query": f"Менск {number}"}}) for number in range(50)], 4)
        first = len(told) // 4
        served(port, server.pid, told[:first], options.clients)
        rounds = {
            "news": (served(port, server.pid, told[first:], options.clients), told[first:]),
            "new": (served(port, server.pid, batches[:half], options.clients), batches[:half]),
            "again": (served(port, server.pid, batches[:half], options.clients), batches[:half]),
            "paced": (
                served(port, server.pid, batches[half:], options.clients, options.batch / options.rate),
                batches[half:],
            ),
        }
        running = processes(server.pid)
        taken = sum(process.memory_full_info().pss for process in running)
    finally:
        server.terminate()
        server.wait()
    gazetteer = load()
    reconciler, catalogue = Reconciler(gazetteer), Catalogue(gazetteer)
    print("round\tnames/s\tp50 ms\tp99 ms\tcores\tclients' cores\tms/name\tlost\twrong")
    for name, (done, sent) in rounds.items():
        if not sent:
            continue
        lost = wrong = 0
        for number, batch in enumerate(sent):
            head, body = done.answers.get(number, (b"", b""))
            queries = read_batch(batch)
            right = answer_queries(b"[" + b",".join(queries.values()) + b"]", reconciler, catalogue)
            said = list(msgspec.json.decode(body).values()) if b" 200 " in head.partition(b"\r")[0] else None
            lost += said is None
            wrong += said is not None and said != msgspec.json.decode(right)
        middle, late = (1000 * done.took[int(share * (len(done.took) - 1))] for share in (0.5, 0.99))
        count = sum(len(read_batch(batch)) for batch in sent)
        print(
            f"{name}\t{count / done.seconds:.0f}\t{middle:.0f}\t{late:.0f}\t{done.served / done.seconds:.2f}"
            f"\t{done.asking / done.seconds:.2f}\t{1000 * done.served / count:.2f}\t{lost}\t{wrong}"
        )
    print(f"memory of the service: {taken / 2**20:.0f} MiB in {len(running)} processes")


if __name__ == "__main__":
    main()
