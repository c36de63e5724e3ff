"""Where the time of a document goes: processor time by stage of the road, documents of news one after another.

    python benchmarks/stages.py [--documents 300]

The documents are those of ../shared/data: Russian and Ukrainian news (slavicner-dev.jsonl), and sentences of news in
all four languages (ntrex-dev.tsv) and in Belarusian (ud-belarusian-dev.jsonl), four to a document; no two are alike.
Else they are those of seeds/. What a stage costs is this process's time and that of the programs it runs (Apertium);
loading is told apart. Into all languages between which something translates here.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from pipeline.gazetteer import load
from pipeline.processes import look_seldom
from pipeline.reading import read_text
from pipeline.reconciliation import Reconciler, describe, in_spelling
from pipeline.records import OUTPUT_LANGUAGES, NameStyle
from pipeline.spotting import Spotter
from pipeline.translation import Choices, NamedDocument, Translator, router_for
from pipeline.writing import MadeWith, assemble, encode

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
SENTENCES = 4


def texts(number: int) -> list[str]:
    """So many texts, chosen alike on every machine."""
    if DATA.is_dir():
        with (DATA / "ntrex-dev.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        sentences = [[row[lang] for row in rows] for lang in OUTPUT_LANGUAGES]
        found = [*_texts("slavicner-dev.jsonl"), *map(" ".join, _fours(*sentences, _texts("ud-belarusian-dev.jsonl")))]
    else:
        found = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*-uk.txt"))]
    return random.Random(5).sample(found, min(number, len(found)))


def _texts(name: str) -> list[str]:
    return [json.loads(line)["text"] for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def _fours(*rows: list[str]) -> Iterator[list[str]]:
    for row in rows:
        for at in range(0, len(row), SENTENCES):
            yield row[at : at + SENTENCES]


class Clock:
    """Processor seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add what happens within to a stage; what looking at other processes costs is not counted."""
        programs = _spent_by_programs()
        own = time.process_time()
        yield
        self.seconds[name] += time.process_time() - own
        self.seconds[name] += _spent_by_programs() - programs


def _spent_by_programs() -> float:
    """Seconds that the programs which this process runs have had so far, ended or alive."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    alive = (each.cpu_times() for each in psutil.Process().children(recursive=True))
    return ended.ru_utime + ended.ru_stime + sum(sum(each[:4]) for each in alive)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    look_seldom()  # as the commands do
    chosen, clock, style = texts(parser.parse_args().documents), Clock(), NameStyle()
    with clock.stage("loading"):
        gazetteer = load()
        spotter, reconciler = Spotter(gazetteer), Reconciler(gazetteer)
        translator = Translator(router_for(Choices()), gazetteer, style)
        document = read_text("Приехал Иван Петров.", id="0")
        reconciler.link(document, spotter.spot(document))
        translator.translate(NamedDocument(document, (), (), ()), OUTPUT_LANGUAGES)
    made_with = MadeWith(version="", gazetteer="", settings={}, models={})
    for number, text in enumerate(chosen):
        with clock.stage("read"):
            document = read_text(text, id=str(number))
        with clock.stage("spot"):
            mentions = spotter.spot(document)
        with clock.stage("reconcile"):
            links = reconciler.link(document, mentions)
            entities = describe(mentions, links, gazetteer, style, document.date)
        with clock.stage("translate"):
            done = translator.translate(NamedDocument(document, mentions, links, entities), OUTPUT_LANGUAGES)
        with clock.stage("write"):
            spelled = in_spelling(entities, gazetteer, style.belarusian)
            encode(assemble(document, mentions, links, spelled, done.translations, done.warnings, made_with))
    size = sum(map(len, chosen))
    loading = clock.seconds.pop("loading")
    print("| stage | ms a document | share |\n|---|--:|--:|")
    whole = sum(clock.seconds.values())
    for name, seconds in clock.seconds.items():
        print(f"| {name} | {seconds / len(chosen) * 1e3:.1f} | {seconds / whole:.0%} |")
    print(f"| all | {whole / len(chosen) * 1e3:.1f} | 100% |")
    print(f"\n{len(chosen)} documents of {size // len(chosen)} characters; loading {loading:.1f} s")


if __name__ == "__main__":
    main()
