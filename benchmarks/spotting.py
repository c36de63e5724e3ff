"""Finding names: start-up of the commands, characters a second by language, memory; beside natasha where asked.

    python benchmarks/spotting.py [--natasha]

The texts are those of ../shared/data where it lies beside the checkout (news in Russian and Ukrainian, sentences in
Belarusian, ten to a text), else the seeds. Reading is a text made a document: its language told, cut into sentences.
Speed is measured by the processor time of one core, as other programs may have had the machine too, in thousand
characters a second: of every other text with nothing kept of any word (`new`), of the texts between them (`unseen`),
and of all again (`again`, each text's best of three), as in a long run. Start-up is a whole process, the best of three,
by the clock and by processor time.

--natasha installs natasha and the setuptools that it needs (<81) into an environment of its own, thrown away
afterwards, and measures it on the same texts; like nazvy's, its models are loaded before.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.records import Document

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
ROUNDS = 3
COMMANDS = {
    "nazvy --help": ("", ["--help"]),
    "nazvy spot, one line": ('{"id":1,"text":"Приехал Иван Петров."}\n', ["spot"]),
    "nazvy reconcile, one line": ("Светланой Тихановской\n", ["reconcile"]),
}
NATASHA = """
import json, sys, time
from natasha import Doc, NewsEmbedding, NewsNERTagger, Segmenter
segmenter, tagger = Segmenter(), NewsNERTagger(NewsEmbedding())
def spot(text):
    doc = Doc(text)
    doc.segment(segmenter)
    doc.tag_ner(tagger)
    return len(doc.spans)
spot("Приехал Иван Петров.")
for lang, texts in json.load(sys.stdin).items():
    begin = time.process_time()
    sum(map(spot, texts))
    seconds = time.process_time() - begin
    print("natasha", lang, "–", "–", f"{sum(map(len, texts)) / seconds / 1e3:.0f}", sep="\\t")
"""


def texts() -> dict[str, list[str]]:
    """Texts by language."""
    if not DATA.is_dir():
        return {"seeds": [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]}
    found: dict[str, list[str]] = {"ru": [], "uk": []}
    for row in _rows("slavicner-dev.jsonl"):
        found[row["lang"]].append(row["text"])
    sentences = [row["text"] for row in _rows("ud-belarusian-dev.jsonl")]
    return {**found, "be": [" ".join(sentences[at : at + 10]) for at in range(0, len(sentences), 10)]}


def _rows(name: str) -> Iterable[dict[str, str]]:
    return map(json.loads, (DATA / name).read_text(encoding="utf-8").splitlines())


def measure_starts() -> None:
    print("command\tby the clock, s\tprocessor time, s")
    for name, (given, arguments) in COMMANDS.items():
        clock, processor = zip(*(_start(given, arguments) for _ in range(ROUNDS)), strict=True)
        print(f"{name}\t{min(clock):.2f}\t{min(processor):.2f}")
    print()


def _start(given: str, arguments: list[str]) -> tuple[float, float]:
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    subprocess.run(command, input=given.encode(), stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - begin, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_speed(asked: dict[str, list[str]]) -> None:
    from pipeline.gazetteer import load
    from pipeline.processes import look_seldom
    from pipeline.reading import read_text
    from pipeline.spotting import Spotter

    look_seldom()  # as the commands do
    spotter = Spotter(load())
    spotter.spot(read_text("Приехал Иван Петров.", id="first", lang="ru"))
    print("thousand characters a second\tlanguage\treading\tspotting\tboth")
    for lang, those in asked.items():
        first = [[_times(text, read_text, spotter.spot) for text in half] for half in (those[::2], those[1::2])]
        rounds = [[_times(text, read_text, spotter.spot) for text in those] for _ in range(ROUNDS)]
        again = [tuple(map(min, *(one[at] for one in rounds))) for at in range(len(those))]
        for name, those_timed, times in (
            ("new", those[::2], first[0]),
            ("unseen", those[1::2], first[1]),
            ("again", those, again),
        ):
            size, (read, spot) = sum(map(len, those_timed)), map(sum, zip(*times, strict=True))
            print(name, lang, *(f"{size / seconds / 1e3:.0f}" for seconds in (read, spot, read + spot)), sep="\t")


def _times(text: str, read: Callable[..., Document], spot: Callable[[Document], object]) -> tuple[float, float]:
    begin = time.process_time()
    document = read(text, id="text")
    between = time.process_time()
    spot(document)
    return between - begin, time.process_time() - between


def measure_natasha(asked: dict[str, list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "natasha>=1.6,<2", "setuptools<81"], check=True)
        subprocess.run([python, "-W", "ignore", "-c", NATASHA], input=json.dumps(asked).encode(), check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--natasha", action="store_true")
    chosen = parser.parse_args()
    asked = texts()
    measure_starts()
    measure_speed(asked)
    if chosen.natasha:
        sys.stdout.flush()
        measure_natasha(asked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"\nmemory at its highest: {peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
