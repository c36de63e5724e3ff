"""Exact matches and speed of romanisation, against the libraries that people use, in one run.

    python benchmarks/romanisation.py [VECTORS.tsv] [TEXT.tsv]

VECTORS.tsv has the columns system, source, target (published examples, with a backslash and n for a line break).
Every library gets that table of its own which fits a system best: the one with most exact matches there. TEXT.tsv has
columns be, uk and ru of running text. Both are looked for in ../shared/data; the peers are in the dependency group
`bench`.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cyrtranslit
import iuliia
import transliterate
import translitua
from translitua import ALL_RUSSIAN, ALL_UKRAINIAN

from pipeline.transliteration import get_system

SHARED = Path(__file__).parents[2] / "shared" / "data"
Romanise = Callable[[str], str]

PEERS: dict[str, dict[str, dict[str, Romanise]]] = {
    "iuliia": {"ru": {name: getattr(iuliia, name).translate for name in iuliia.__all__ if name.isupper()}},
    "translitua": {
        "uk": {table.__name__: lambda text, table=table: translitua.translit(text, table) for table in ALL_UKRAINIAN},
        "ru": {table.__name__: lambda text, table=table: translitua.translit(text, table) for table in ALL_RUSSIAN},
    },
    "cyrtranslit": {
        lang: {code: lambda text, code=code: cyrtranslit.to_latin(text, code)}
        for lang, code in (("be", "by"), ("uk", "ua"), ("ru", "ru"))
    },
    "transliterate": {
        lang: {lang: lambda text, lang=lang: transliterate.translit(text, lang, reversed=True)} for lang in ("uk", "ru")
    },
}
# What each library is timed with: its table for the same system, or its only one for the language.
TIMED = {
    "be": ("be-geo-2007", {"cyrtranslit": "by"}),
    "uk": ("uk-national", {"translitua": "UkrainianKMU", "cyrtranslit": "ua", "transliterate": "uk"}),
    "ru": (
        "ru-icao",
        {"iuliia": "ICAO_DOC_9303", "translitua": "RussianICAO", "cyrtranslit": "ru", "transliterate": "ru"},
    ),
}


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def matches(romanise: Romanise, pairs: Sequence[tuple[str, str]]) -> int:
    """How many sources come out as published, line by line."""
    return sum("\\n".join(romanise(line) for line in source.split("\\n")) == target for source, target in pairs)


def accuracy(path: Path) -> None:
    by_system: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows(path):
        by_system[row["system"]].append((row["source"], row["target"]))
    totals: dict[str, int] = defaultdict(int)
    print("| system | examples | nazvy |", " | ".join(PEERS), "|")
    print("|---|--:|--:|" + "--:|" * len(PEERS))
    for code, pairs in sorted(by_system.items()):
        system = get_system(code)
        counts = {"nazvy": matches(system.romanise, pairs)}
        for peer, tables in PEERS.items():
            found = [matches(romanise, pairs) for romanise in tables.get(system.lang, {}).values()]
            counts[peer] = max(found, default=0)
        for name, count in counts.items():
            totals[name] += count
        print(f"| {code} | {len(pairs)} |", " | ".join(str(count) for count in counts.values()), "|")
    examples = sum(map(len, by_system.values()))
    print(f"| all | {examples} |", " | ".join(str(count) for count in totals.values()), "|")


def seconds(romanise: Romanise, lines: Sequence[str]) -> float:
    start = time.process_time()
    for line in lines:
        romanise(line)
    return time.process_time() - start


def speed(path: Path) -> None:
    print("\n| language | library | first pass, million characters a second | best of seven |")
    print("|---|---|--:|--:|")
    text = list(rows(path))
    for lang, (name, peers) in TIMED.items():
        lines = [row[lang] for row in text]
        characters = sum(map(len, lines)) / 1e6
        ours = get_system(name).romanise
        ours("а")  # compiles the table
        timed = {f"nazvy ({name})": ours}
        timed |= {f"{peer} ({table})": PEERS[peer][lang][table] for peer, table in peers.items()}
        # Rounds in turn, so that a busy moment of the machine hits every library.
        rounds = [{label: seconds(each, lines) for label, each in timed.items()} for _ in range(7)]
        for label in timed:
            best = min(each[label] for each in rounds)
            print(f"| {lang} | {label} | {characters / rounds[0][label]:.2f} | {characters / best:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vectors", nargs="?", type=Path, default=SHARED / "romanisation-dev.tsv")
    parser.add_argument("text", nargs="?", type=Path, default=SHARED / "ntrex-dev.tsv")
    arguments = parser.parse_args()
    accuracy(arguments.vectors)
    speed(arguments.text)


if __name__ == "__main__":
    main()
