"""What scheduling costs a document: the flow with workers that do nothing, over 10,000 inputs.

    python benchmarks/flow_overhead.py [N]

Shards are cut, submitted to Prefect as tasks, done by threads that answer at once, noted in the manifest and settled;
everything but the work on documents is real. Start-up (importing, the temporary server) is told apart.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from flows.inputs import Input
from flows.manifest import Entry
from flows.server import TemporaryServer
from flows.work import ShardReport


class Idle:
    """Workers that are done at once."""

    processes = 2

    def shard(self, files: Sequence[Input]) -> ShardReport:
        """An entry for each file, as large as that of a document of some thirty names."""
        asked = bytes(2400)
        return ShardReport(
            entries=tuple(Entry(id=file.id, address=file.address, content="0", asked=asked) for file in files)
        )


def main() -> None:
    """Measure and print."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    started = time.perf_counter()
    with TemporaryServer() as server, tempfile.TemporaryDirectory(prefix="nazvy-bench-") as place:
        os.environ.update(server.environment, PREFECT_LOGGING_LEVEL="CRITICAL")
        from prefect import flow

        from flows.manifest import Manifest
        from flows.places import LocalPlace
        from flows.runners import Processes, WaitingThreads, cut

        files = [
            Input(address=f"{number}.txt", name=f"{number}.txt", id=f"{number}.txt") for number in range(documents)
        ]

        @flow(name="idle", task_runner=WaitingThreads())  # type: ignore[arg-type]
        def idle() -> float:
            manifest = Manifest(LocalPlace(Path(place)))
            begun = time.perf_counter()
            for report, _ in Processes(Idle()).do(cut(files, 2)):  # type: ignore[arg-type]
                manifest.add(report.entries)
            manifest.settle()
            return time.perf_counter() - begun

        server.wait()
        took = idle()
        whole = time.perf_counter() - started
    print(f"{documents} documents: {took / documents * 1000:.2f} ms each; start-up and end {whole - took:.1f} s")


if __name__ == "__main__":
    main()
