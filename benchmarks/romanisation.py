"""Exact matches and speed of romanisation, against the libraries that people use, in one run.

    python benchmarks/romanisation.py [VECTORS.tsv] [--each-system]

VECTORS.tsv (by default romanisation-dev.tsv in ../shared/data) has the columns system, source, target: published
examples, with a backslash and n for a line break. Every library gets that table of its own which fits a system best:
the one with most exact matches there. Systems are counted together by who made them unless `--each-system` is given.

Speed is measured a line of running text at a time, in processor seconds of one core, every library on the same lines:
news of ../shared/data, or without it what seeds/ holds. Each measurement is a process of its own, so that no cache
holds anything of the text ("first"; the table is compiled before); "again" is the same text once more in that process.
The best of seven rounds counts, the libraries taking turns in each. The peers are in the dependency group `bench`.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import cyrtranslit
import iuliia
import transliterate
import translitua
from translitua import ALL_RUSSIAN, ALL_UKRAINIAN

from pipeline.transliteration import get_system

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
ROUNDS = 7
Romanise = Callable[[str], str]

PEERS: dict[str, dict[str, dict[str, Romanise]]] = {
    "translitua": {
        lang: {table.__name__: partial(translitua.translit, table=table) for table in tables}
        for lang, tables in (("uk", ALL_UKRAINIAN), ("ru", ALL_RUSSIAN))
    },
    "transliterate": {
        lang: {lang: partial(transliterate.translit, language_code=lang, reversed=True)} for lang in ("uk", "ru")
    },
    "cyrtranslit": {
        lang: {code: partial(cyrtranslit.to_latin, lang_code=code)}
        for lang, code in (("be", "by"), ("uk", "ua"), ("ru", "ru"))
    },
    "iuliia": {"ru": {name: getattr(iuliia, name).translate for name in iuliia.__all__ if name.isupper()}},
}
# What each library is timed with: its table for the same system, or its only one for the language.
TIMED = {
    "be": {"nazvy": "be-geo-2007", "cyrtranslit": "by"},
    "uk": {"nazvy": "uk-national", "translitua": "UkrainianKMU", "transliterate": "uk", "cyrtranslit": "ua"},
    "ru": {
        "nazvy": "ru-icao",
        "translitua": "RussianICAO",
        "transliterate": "ru",
        "cyrtranslit": "ru",
        "iuliia": "ICAO_DOC_9303",
    },
}


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def table(head: Sequence[str], body: Sequence[Sequence[object]], words: int) -> None:
    """Print a Markdown table; the first `words` columns are not numbers."""
    print("|", " | ".join(head), "|")
    print("|" + "---|" * words + "--:|" * (len(head) - words))
    for row in body:
        print("|", " | ".join(map(str, row)), "|")


def matches(romanise: Romanise, pairs: Sequence[tuple[str, str]]) -> int:
    """How many sources come out as published, line by line."""
    return sum("\\n".join(romanise(line) for line in source.split("\\n")) == target for source, target in pairs)


def counted(code: str, pairs: Sequence[tuple[str, str]]) -> list[int]:
    """One system, its examples, and the exact matches of this library and of each peer."""
    system = get_system(code)
    tables = [peer.get(system.lang, {}).values() for peer in PEERS.values()]
    peers = [max((matches(romanise, pairs) for romanise in each), default=0) for each in tables]
    return [1, len(pairs), matches(system.romanise, pairs), *peers]


def accuracy(path: Path, *, each: bool) -> None:
    by_system: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows(path):
        by_system[row["system"]].append((row["source"], row["target"]))
    groups: dict[str, list[list[int]]] = defaultdict(list)
    for code, pairs in sorted(by_system.items()):
        groups[code if each else code.partition("-")[0]].append(counted(code, pairs))
    groups["all"] = [row for group in list(groups.values()) for row in group]
    body = [[group, *map(sum, zip(*counts, strict=True))] for group, counts in groups.items()]
    table(["made by", "systems", "examples", "nazvy", *PEERS], body, 1)


def running_text(lang: str) -> list[str]:
    """Lines of news in a language, empty ones left out."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob(f"*-{lang}.txt"))]
    if SHARED.exists():
        news = map(json.loads, (SHARED / "slavicner-dev.jsonl").read_text("utf-8").splitlines())
        texts = [row[lang] for row in rows(SHARED / "ntrex-dev.tsv")]
        texts += [document["text"] for document in news if document["lang"] == lang]
        if lang == "be":
            sentences = (SHARED / "ud-belarusian-dev.jsonl").read_text("utf-8").splitlines()
            texts += [json.loads(sentence)["text"] for sentence in sentences]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def passes(lang: str, library: str) -> tuple[float, float]:
    """Processor seconds for the text the first time and again, in a process that has not seen it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    name = TIMED[lang][library]
    romanise = get_system(name).romanise if library == "nazvy" else PEERS[library][lang][name]
    lines = running_text(lang)
    romanise("а")  # compiles the table
    marks = [time.process_time()]
    for _ in range(2):
        for line in lines:
            romanise(line)
        marks.append(time.process_time())
    return marks[1] - marks[0], marks[2] - marks[1]


def speed() -> None:
    runs = [(lang, library) for lang, libraries in TIMED.items() for library in libraries]
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh, max_tasks_per_child=1) as one_at_a_time:
        rounds = [list(one_at_a_time.map(passes, *zip(*runs, strict=True))) for _ in range(ROUNDS)]
    body = []
    for (lang, library), *measured in zip(runs, *rounds, strict=True):
        characters = sum(map(len, running_text(lang)))
        best = (characters / min(seconds) / 1e6 for seconds in zip(*measured, strict=True))
        body.append([lang, f"{characters:,}", library, TIMED[lang][library], *(f"{rate:.1f}" for rate in best)])
    table(["language", "characters", "library", "its table", "first, million characters a second", "again"], body, 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vectors", nargs="?", type=Path, default=SHARED / "romanisation-dev.tsv")
    parser.add_argument("--each-system", action="store_true", help="a row for every system")
    arguments = parser.parse_args()
    if arguments.vectors.exists():
        accuracy(arguments.vectors, each=arguments.each_system)
        print()
    else:
        print(f"no {arguments.vectors.name}: exact matches are not counted\n")
    speed()


if __name__ == "__main__":
    main()
