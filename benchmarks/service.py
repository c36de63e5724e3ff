"""The service under load: clients that each send batches of names, one after another, for the full gazetteer.

    python benchmarks/service.py [--clients 32] [--batch 10] [--names 6400]

Starts `nazvy serve`, sends every name once (`first`), and all of them again (`again`: the columns of real tables repeat
themselves, and the service keeps its latest answers). The names are forms of the gazetteer in random order; a third has
one letter taken out, a third is in capitals. Every answer is compared with what the library gives for the same batch;
what is lost or differs is counted. The clients run in this process, on the same machine, and take their share of its
cores. Memory is the server's resident set after the load, `cores` how many cores' worth of processor time it had.
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
from pathlib import Path
from urllib.parse import urlencode

import msgspec

from pipeline.gazetteer import load
from pipeline.reconciliation import Reconciler
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.reconciling import Ranker, answer_batch, read_batch


def names(count: int) -> list[str]:
    chosen = random.Random(1)
    forms = sorted({name.form for name in load().names})
    return [_changed(form, number % 3, chosen) for number, form in enumerate(chosen.sample(forms, count))]


def _changed(form: str, how: int, chosen: random.Random) -> str:
    if how == 1 and len(form) > 4:
        at = chosen.randrange(1, len(form) - 1)
        return form[:at] + form[at + 1 :]
    return form.upper() if how == 2 else form


async def client(port: int, batches: list[str], answers: dict[str, object], took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while batches:
        batch = batches.pop()
        body = urlencode({"queries": batch}).encode()
        start = time.perf_counter()
        writer.write(
            b"POST /reconcile HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        said = await reader.readexactly(int(length[1]) if length else 0)
        took.append(time.perf_counter() - start)
        answers[batch] = msgspec.json.decode(said) if b" 200 " in head.partition(b"\r\n")[0] else head.decode()
    writer.close()


async def load_with(port: int, batches: list[str], clients: int) -> tuple[float, list[float], dict[str, object]]:
    answers: dict[str, object] = {}
    took: list[float] = []
    waiting = list(batches)
    start = time.perf_counter()
    await asyncio.gather(*(client(port, waiting, answers, took) for _ in range(clients)))
    return time.perf_counter() - start, sorted(took), answers


def processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--names", type=int, default=6400)
    options = parser.parse_args()
    asked = names(options.names)
    parts = [asked[at : at + options.batch] for at in range(0, len(asked), options.batch)]
    batches = [json.dumps({f"q{number}": {"query": name} for number, name in enumerate(part)}) for part in parts]
    command = [sys.executable, "-m", "pipeline.cli", "serve", "--port", "0", "--rate", "1000000"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        port = next(int(found[1]) for line in server.stderr if (found := re.search(r":(\d+)/ ", line)))
        asyncio.run(load_with(port, [json.dumps({"q": {"query": "Мінск"}})], 1))
        rounds = {}
        for name in ("first", "again"):
            before = processor_seconds(server.pid)
            rounds[name] = (
                *asyncio.run(load_with(port, batches, options.clients)),
                processor_seconds(server.pid) - before,
            )
        status = Path(f"/proc/{server.pid}/status").read_text()
        memory = re.findall(r"VmRSS:\s+(\d+)", status)[0]
    finally:
        server.terminate()
        server.wait()
    gazetteer = load()
    ranker, catalogue = Ranker(Reconciler(gazetteer)), Catalogue(gazetteer)
    right = {batch: answer_batch(read_batch(batch), ranker, catalogue) for batch in batches}
    print("round   names/s   p50 ms   p99 ms  cores   lost  wrong")
    for name, (seconds, took, answers, busy) in rounds.items():
        lost = sum(not isinstance(answers.get(batch), dict) for batch in batches)
        wrong = sum(answers.get(batch) != right[batch] for batch in batches) - lost
        middle, late = (1000 * took[int(share * (len(took) - 1))] for share in (0.5, 0.99))
        print(f"{name:6}{len(asked) / seconds:9.0f}{middle:9.0f}{late:9.0f}{busy / seconds:7.2f}{lost:7}{wrong:7}")
    print(f"memory of the server: {int(memory) / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
