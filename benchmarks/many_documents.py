"""Many documents: how many a second with one process, two, and a Dask cluster of two; what the flow itself costs.

    python benchmarks/many_documents.py [--documents N] [--large N]

The documents are made of the sentences of seeds/, so that no two are alike. Start-up (server, workers, gazetteer) is
told apart by a run over two documents. Beside other work on the machine the clock says little: processor time (of the
program, its workers, server and engines together) tells whether a document costs the same however many work on it.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


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
    """Seconds of a run by the clock, of processor time in all its processes, and the program's own memory (MiB)."""

    clock: float
    processor: float
    memory: int


def run(inbox: Path, out: Path, *options: str) -> Measured:
    """A run of the command, measured."""
    command = [sys.executable, "-m", "pipeline.cli", "run", str(inbox), "--out", str(out), "--no-report", *options]
    started, used = time.perf_counter(), children()
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
    ) as done:
        most = 0
        while done.poll() is None:
            most = max(most, memory(done.pid))
            time.sleep(0.5)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}")
    return Measured(time.perf_counter() - started, children() - used, most)


def children() -> float:
    """Processor time of all processes that have ended, theirs counted in."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory(process: int) -> int:
    """Memory of a process now, in MiB; 0 once it is gone."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        return pages * resource.getpagesize() >> 20
    return 0


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=200, help="documents of ten sentences (200)")
    options.add_argument(
        "--large", type=int, default=0, help="documents of one sentence, for memory and overhead (none)"
    )
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="nazvy-bench-") as place:
        folder = Path(place)
        write(folder / "two", 2, 10)
        write(folder / "many", chosen.documents, 10)
        kinds = {"1 process": ["--processes", "1"], "2 processes": ["--processes", "2"]}
        if importlib.util.find_spec("prefect_dask"):
            kinds["Dask, 2 workers"] = ["--processes", "2", "--runner", "dask"]
        print(f"{'':<18}{'start-up s':>12}{'documents/s':>13}{'processor ms each':>19}{'again s':>9}{'MiB':>6}")
        for kind, how in kinds.items():
            run(folder / "two", folder / f"warm {kind}", *how)
            start = run(folder / "two", folder / f"two {kind}", *how)
            whole = run(folder / "many", folder / kind, *how)
            again = run(folder / "many", folder / kind, *how)
            more = chosen.documents - 2
            rate = more / max(whole.clock - start.clock, 1e-9)
            each = 1e3 * (whole.processor - start.processor) / more
            print(
                f"{kind:<18}{start.clock:>12.1f}{rate:>13.1f}{each:>19.0f}{again.clock:>9.1f}{whole.memory:>6}",
                flush=True,
            )
        if chosen.large:
            large(folder, chosen.large)


def large(folder: Path, documents: int) -> None:
    """Memory and the flow's own cost over many small documents, at a tenth of them and at all."""
    for number in (documents // 10, documents):
        write(folder / f"large {number}", number, 1)
        first = run(folder / f"large {number}", folder / f"out {number}", "--processes", "2")
        again = run(folder / f"large {number}", folder / f"out {number}", "--processes", "2")
        print(
            f"{number} small documents: {first.clock:.0f} s, {1e3 * first.processor / number:.0f} ms of processor time"
            f" each, nothing changed {again.clock:.1f} s, program {first.memory} MiB",
            flush=True,
        )


if __name__ == "__main__":
    main()
