"""Many documents: how many a second with one process, two, and a Dask cluster of two; what the flow itself costs.

    python benchmarks/many_documents.py [--documents N] [--times N] [--large N]

The documents are made of the sentences of seeds/, so that no two are alike. Start-up (server, workers, gazetteer) is a
run over two documents. Documents a second are told by the times of the files that a run writes, once a quarter of them
are there: a start-up takes longer than the documents, and never the same. Beside other work on the machine the clock
says little: processor time (of the program, its workers, server and engines together) tells whether a document costs
the same however many work on it.

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


def sentences() -> list[str]:
    """The sentences of the plain sample documents."""
    texts = []
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        with contextlib.suppress(UnicodeDecodeError):
            texts.append(path.read_text(encoding="utf-8"))
    return [one for text in texts for one in re.split(r"(?<=[.!?])\s+", text) if len(one) > 30]


def write(folder: Path, documents: int, size: int) -> None:
    """Documents of so many sentences each, the same on every machine."""
    chosen, pool = random.Random(1), sentences()
    folder.mkdir()
    for number in range(documents):
        text = " ".join([f"№ {number}.", *chosen.sample(pool, size)])
        (folder / f"{number:06}.txt").write_text(text + "\n", encoding="utf-8")


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
        "--large", type=int, default=0, help="documents of one sentence, for memory and overhead (none)"
    )
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="nazvy-bench-") as place:
        folder = Path(place)
        if chosen.documents > 8:
            compare(folder, chosen.documents, chosen.times)
        if chosen.large:
            large(folder, chosen.large)


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


def large(folder: Path, documents: int) -> None:
    """Memory and the flow's own cost over many small documents, at a tenth of them and at all."""
    for number in (documents // 10, documents):
        write(folder / f"large {number}", number, 1)
        first = run(folder / f"large {number}", folder / f"out {number}", "--processes", "2")
        again = run(folder / f"large {number}", folder / f"out {number}", "--processes", "2")
        sizes = ", ".join(f"{kind} {size}" for kind, size in first.memory.items())
        print(
            f"{number} small documents: {first.clock:.0f} s, {1e3 * first.processor / number:.0f} ms of processor time"
            f" each, nothing changed {again.clock:.1f} s, at most MiB: {sizes}",
            flush=True,
        )


if __name__ == "__main__":
    main()
