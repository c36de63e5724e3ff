"""Many documents: how many a second with one process, two, and a Dask cluster of two; time and memory as they grow.

    python benchmarks/many_documents.py [--documents N] [--times N] [--growth N…]

The documents are made of the sentences of seeds/, so that no two are alike; where their number grows, each brings a
person whom no other names, by a made-up surname, so that new names grow with them. Start-up (server, workers,
gazetteer) is a run over two documents. Documents a second are told by the times of the files that a run writes, once a
quarter of them are there: a start-up takes longer than the documents, and never the same. Beside other work on the
machine the clock says little: processor time (of the program, its workers, server and engines together) tells whether a
document costs the same however many work on it.

Two cores seldom do twice the work of one: they share memory, cache and often a clock. What this machine makes of two
is measured with loops of plain Python, one alone and two at once, between the runs; `of both cores` is our documents a
second beside what one core would do by its processor time, times that. A process of ours is not one core: the engines
are programs of their own, which work while it waits (`cores` is how many were busy).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import multiprocessing
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).parents[1]
LOOPS = 6_000_000
CONSONANTS, VOWELS = "бвгджзклмнпрст", "аеоу"


def sentences() -> list[str]:
    """The sentences of the plain sample documents."""
    texts = []
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        with contextlib.suppress(UnicodeDecodeError):
            texts.append(path.read_text(encoding="utf-8"))
    return [one for text in texts for one in re.split(r"(?<=[.!?])\s+", text) if len(one) > 30]


def write(folder: Path, documents: int, size: int, *, persons: bool = False) -> None:
    """Documents of so many sentences each, with a new person each if wanted, the same on every machine."""
    chosen, pool = random.Random(1), sentences()
    folder.mkdir()
    for number in range(documents):
        text = " ".join([f"№ {number}.", *chosen.sample(pool, size)])
        if persons:
            text += f" Об этом сообщил Иван {surname(chosen)}."
        (folder / f"{number:06}.txt").write_text(text + "\n", encoding="utf-8")


def surname(chosen: random.Random) -> str:
    """A surname of syllables that seldom come together twice (Рибоговский)."""
    return "".join(chosen.choice(CONSONANTS) + chosen.choice(VOWELS) for _ in range(4)).capitalize() + "вский"


class Measured(NamedTuple):
    """Seconds of a run by the clock, of processor time in all its processes, and the most memory of each kind (MiB)."""

    clock: float
    processor: float
    memory: dict[str, int]


def run(inbox: Path, out: Path, *options: str) -> Measured:
    """A run of the command, measured."""
    command = [sys.executable, "-m", "pipeline.cli", "run", str(inbox), "--out", str(out), "--no-report", *options]
    started, used = time.perf_counter(), children()
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
    ) as done:
        most: Counter[str] = Counter()
        while done.poll() is None:
            for kind, size in memory(done.pid):
                most[kind] = max(most[kind], size)
            time.sleep(0.5)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}")
    return Measured(time.perf_counter() - started, children() - used, most)


def children() -> float:
    """Processor time of all processes that have ended, theirs counted in."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory(program: int) -> Iterator[tuple[str, int]]:
    """The most memory that a program and the processes that it started have had up to now, in MiB."""
    yield "program", peak(program)
    with contextlib.suppress(psutil.NoSuchProcess):
        for child in psutil.Process(program).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                command = " ".join(child.cmdline())
                kind = "server" if "flows.server" in command else "worker" if "python" in command else "engine"
                yield kind, peak(child.pid)


def peak(process: int) -> int:
    """The most memory that a process has had, in MiB; 0 once it is gone."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        status = Path(f"/proc/{process}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) >> 10
    return 0


def loop(together: int, seconds: list[float]) -> None:
    """Arithmetic for a second or so, in so many processes at once; the seconds that the slowest took."""
    context = multiprocessing.get_context("fork")
    ready, took = context.Barrier(together), context.SimpleQueue()

    def turn() -> None:
        ready.wait()
        began, number = time.perf_counter(), 0
        for step in range(LOOPS):
            number = (number * 31 + step) % 1_000_003
        took.put(time.perf_counter() - began)

    processes = [context.Process(target=turn) for _ in range(together)]
    for process in processes:
        process.start()
    seconds.append(max(took.get() for _ in processes))
    for process in processes:
        process.join()


class Machine:
    """What two cores of this machine do beside one: the best of all moments in which it was measured."""

    def __init__(self) -> None:
        self._one: list[float] = []
        self._two: list[float] = []

    def measure(self) -> None:
        """Once more, between other work."""
        for _ in range(3):
            loop(1, self._one)
            loop(2, self._two)

    @property
    def scaling(self) -> float:
        """So many times the work of one core."""
        return 2 * min(self._one) / min(self._two)


def rate(out: Path) -> float:
    """Documents a second of a run, from the times of the results that it wrote, the first quarter not counted."""
    times = sorted(one.stat().st_mtime for one in (out / "documents").glob("*.json"))
    begun = len(times) // 4
    return (len(times) - 1 - begun) / (times[-1] - times[begun])


class Speed(NamedTuple):
    """A way of doing the documents: start-up, documents a second, processor time of one, doing nothing (seconds)."""

    start: float
    rate: float
    each: float
    again: float
    memory: dict[str, int]


def best(folder: Path, kind: str, how: list[str], documents: int, times: int) -> Speed:
    """The best of some runs over all documents, and over two to tell start-up."""
    run(folder / "two", folder / f"warm {kind}", *how)
    start, whole, again = [], [], []
    for turn in range(times):
        start.append(run(folder / "two", folder / f"two {kind} {turn}", *how))
        whole.append(run(folder / "many", folder / f"{kind} {turn}", *how))
        again.append(run(folder / "many", folder / f"{kind} {turn}", *how).clock)
    spent = min(each.processor for each in whole) - min(each.processor for each in start)
    fastest = max(rate(folder / f"{kind} {turn}") for turn in range(times))
    return Speed(min(each.clock for each in start), fastest, spent / (documents - 2), min(again), whole[-1].memory)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=400, help="documents of ten sentences (400)")
    options.add_argument("--times", type=int, default=1, help="runs of which the best counts (1)")
    options.add_argument(
        "--growth", type=int, nargs="*", default=[100, 1_000, 10_000], help="numbers of documents (100 1000 10000)"
    )
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="nazvy-bench-") as place:
        folder = Path(place)
        if chosen.documents > 8:
            compare(folder, chosen.documents, chosen.times)
        if chosen.growth:
            grow(folder, chosen.growth)


def compare(folder: Path, documents: int, times: int) -> None:
    """One process, two, and a Dask cluster of two, beside what the machine can."""
    write(folder / "two", 2, 10)
    write(folder / "many", documents, 10)
    kinds = {"1 process": ["--processes", "1"], "2 processes": ["--processes", "2"]}
    if importlib.util.find_spec("prefect_dask"):
        kinds["Dask, 2 workers"] = ["--processes", "2", "--runner", "dask"]
    machine, found = Machine(), {}
    machine.measure()
    for kind, how in kinds.items():
        found[kind] = best(folder, kind, how, documents, times)
        machine.measure()
    one = next(iter(found.values()))
    print("with\tstart-up s\tdocuments/s\ttimes\tprocessor ms\tcores", end="")
    print("\tof both cores\tagain s\tprogram MiB\tworker MiB")
    for kind, speed in found.items():
        print(f"{kind}\t{speed.start:.1f}\t{speed.rate:.1f}\t{speed.rate / one.rate:.2f}", end="")
        print(f"\t{1e3 * speed.each:.0f}\t{speed.rate * speed.each:.2f}", end="")
        print(f"\t{speed.rate * one.each / machine.scaling:.0%}\t{speed.again:.1f}", end="")
        print(f"\t{speed.memory['program']}\t{speed.memory['worker']}")
    print(f"Two loops of plain Python at once do {machine.scaling:.2f} times the work of one here.", flush=True)


def grow(folder: Path, numbers: list[int]) -> None:
    """Time, memory and disk of two processes over more and more documents, each with a new person."""
    print("\ndocuments\ts\tdocuments/s\tprocessor ms each, start-up too\tagain s", end="")
    print("\tprogram MiB\tserver MiB\tworker MiB\tMB written\tnew names", flush=True)
    for number in numbers:
        inbox, out = folder / f"growing {number}", folder / f"grown {number}"
        write(inbox, number, 10, persons=True)
        first = run(inbox, out, "--processes", "2")
        again = run(inbox, out, "--processes", "2")
        written = sum(one.stat().st_size for one in out.rglob("*") if one.is_file())
        names = (out / "new-entities.csv").read_text(encoding="utf-8").count("\n") - 1
        print(f"{number:,}\t{first.clock:.0f}\t{rate(out):.1f}\t{1e3 * first.processor / number:.0f}", end="")
        print(f"\t{again.clock:.1f}\t{first.memory['program']}\t{first.memory['server']}", end="")
        print(f"\t{first.memory['worker']}\t{written / 1e6:.0f}\t{names:,}", flush=True)


if __name__ == "__main__":
    main()
