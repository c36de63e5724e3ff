"""Finding names: start-up, characters a second in reading, spotting and both, memory; with caches cold and warm.

Uses ../shared/data/slavicner-dev.jsonl where it lies beside the checkout, else the sentences of the seeds.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEWS = ROOT.parent / "shared" / "data" / "slavicner-dev.jsonl"


def texts() -> list[str]:
    if NEWS.exists():
        lines = NEWS.read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["text"] for line in lines[::2]]
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]


def main() -> None:
    begin = time.perf_counter()
    from pipeline.gazetteer import load
    from pipeline.reading import read_text
    from pipeline.spotting import Spotter

    spotter = Spotter(load())
    spotter.spot(read_text("Приехал Иван Петров.", id="first", lang="ru"))
    print(f"start-up, first sentence included\t{time.perf_counter() - begin:.2f} s")
    asked = texts()
    size = sum(map(len, asked))
    begin = time.perf_counter()
    documents = [read_text(text, id=str(number)) for number, text in enumerate(asked)]
    print(f"reading\t{size / (time.perf_counter() - begin) / 1e3:.0f} thousand characters a second")
    for caches in ("cold", "warm"):
        begin = time.perf_counter()
        found = sum(len(spotter.spot(document)) for document in documents)
        seconds = time.perf_counter() - begin
        print(f"spotting, caches {caches}\t{size / seconds / 1e3:.0f} thousand characters a second\t{found} names")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"memory at its highest\t{peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
