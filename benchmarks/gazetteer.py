"""The compiled gazetteer against a dictionary and against SQLite, in one run, at growing numbers of names.

    python benchmarks/gazetteer.py [NUMBER…] [--queries N]

The names are made up, of the shape that the tables have: persons with given name, patronymic and surname, and places,
in Belarusian, Ukrainian and Russian and in Latin letters. Each tool is built once from the same two CSV tables; then
a new process opens it and says how long that took, what it holds in memory afterwards (resident set; `own` without
pages of mapped files, which processes share) and how many names a second it looks up. All answer the same question:
which rows of the table have a form that folds to the same key as this one? The queries are forms of the table in random
order, half of them in capitals, each asked once; an answer is made of records with all columns, and folding is part of
the time. Opening and lookups are measured by the clock and, as other programs may have had the machine too, by
processor time; each figure is the best of three processes. Building is measured once, by the clock.

dict     the tables read into a dictionary of lists of records, pickled once
sqlite3  a table with an index on the folded form, in a file
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import pickle
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000)
QUERIES = 100_000
TOOLS = ("nazvy", "dict", "sqlite3")
FORMS_EACH = 4
OPENINGS = 3

GIVEN = {
    "be": "Аляксандр Сяргей Мікалай Уладзімір Віктар Андрэй Павел Зміцер Васіль Ігар Наталля Алена",
    "uk": "Олександр Сергій Микола Володимир Віктор Андрій Павло Дмитро Василь Ігор Наталія Олена",
    "ru": "Александр Сергей Николай Владимир Виктор Андрей Павел Дмитрий Василий Игорь Наталья Елена",
    "und-Latn": "Aliaksandr Siarhei Mikalai Uladzimir Viktar Andrei Pavel Zmitser Vasil Ihar Natallia Alena",
}
PATRONYMIC = {
    "be": "Іванавіч Пятровіч Мікалаевіч Васілевіч",
    "uk": "Іванович Петрович Миколайович Васильович",
    "ru": "Иванович Петрович Николаевич Васильевич",
    "und-Latn": "Ivanavich Piatrovich Mikalaevich Vasilevich",
}
START = {
    "be": "Б В Г Д Ж З К Л М Н П Р С Т Ф Х Ц Ч Ш Бр Кр Гр Пр Ст Сл Др",
    "uk": "Б В Г Д Ж З К Л М Н П Р С Т Ф Х Ц Ч Ш Бр Кр Гр Пр Ст Сл Др",
    "ru": "Б В Г Д Ж З К Л М Н П Р С Т Ф Х Ц Ч Ш Бр Кр Гр Пр Ст Сл Др",
    "und-Latn": "B V H D Zh Z K L M N P R S T F Kh Ts Ch Sh Br Kr Hr Pr St Sl Dr",
}
MIDDLE = {
    "be": "а о у э і ава ара уле ане аба уда эра іла анта ерма",
    "uk": "а о у е и ова ара уле ане обо уда ера ило анто ерма",
    "ru": "а о у е и ова ара уле ане обо уда ера ило анто ерма",
    "und-Latn": "a o u e i ava ara ule ane aba uda era ila anta erma",
}
LAST = {
    "be": "нка віч скі раў лік чук ненка шын рыга леўскі",
    "uk": "нко вич ський рів лик чук ненко шин рига левський",
    "ru": "нко вич ский ров лик чук ненко шин рыга левский",
    "und-Latn": "nka vich ski rau lik chuk nenka shyn ryha leuski",
}


def pick(table: dict[str, str], lang: str, share: float) -> str:
    """One of a language's words; the same share picks the same word in every language."""
    words = table[lang].split()
    return words[int(share * len(words))]


def forms(seed: random.Random) -> list[tuple[str, str]]:
    """The forms of one person, or of one place, and their languages."""
    who, father, start, last, *middle = (seed.random() for _ in range(seed.randint(6, 8)))
    place = seed.random() < 0.3
    made = []
    for lang in GIVEN:
        surname = pick(START, lang, start) + "".join(pick(MIDDLE, lang, one) for one in middle) + pick(LAST, lang, last)
        whole = f"{pick(GIVEN, lang, who)} {pick(PATRONYMIC, lang, father)} {surname}"
        made.append((surname if place else whole, lang))
    return made


def write_tables(folder: Path, size: int) -> None:
    """Two tables with so many names."""
    seed = random.Random(size)
    with (folder / "entities.csv").open("w", newline="") as entities, (folder / "names.csv").open("w") as names:
        rows, more = csv.writer(entities, lineterminator="\n"), csv.writer(names, lineterminator="\n")
        rows.writerow(["id", "type", "label", "country"])
        more.writerow(["entity", "form", "lang", "kind", "source"])
        for number in range(size // FORMS_EACH):
            made = forms(seed)
            kind = "person" if " " in made[0][0] else "place"
            rows.writerow([f"made:{number}", kind, made[3][0], "BY"])
            more.writerows([f"made:{number}", form, lang, "preferred", "benchmark"] for form, lang in made)


def read_names(folder: Path) -> Iterator[dict[str, str]]:
    with (folder / "names.csv").open(newline="") as file:
        yield from csv.DictReader(file)


def build(tool: str, folder: Path) -> int:
    """Build what a tool opens later; the bytes it takes on disk."""
    from pipeline.gazetteer import Name, fold, load

    if tool == "nazvy":
        load(folder)
        return sum(path.stat().st_size for path in folder.rglob("*.compiled"))
    kept = folder / tool
    if tool == "dict":
        index: dict[str, list[Name]] = {}
        for row in read_names(folder):
            index.setdefault(fold(row["form"]), []).append(Name(**row))  # type: ignore[arg-type]
        kept.write_bytes(pickle.dumps(index, pickle.HIGHEST_PROTOCOL))
    else:
        with sqlite3.connect(kept) as database:
            database.execute("CREATE TABLE names (key, entity, form, lang, kind, source)")
            rows = ((fold(row["form"]), *row.values()) for row in read_names(folder))
            database.executemany("INSERT INTO names VALUES (?, ?, ?, ?, ?, ?)", rows)
            database.execute("CREATE INDEX by_key ON names (key)")
    return kept.stat().st_size


def open_tool(tool: str, folder: Path) -> Callable[[str], Sequence[object]]:
    """What answers: a form in, records out."""
    from pipeline.gazetteer import Name, fold, load

    if tool == "nazvy":
        return load(folder).exact
    if tool == "dict":
        index = pickle.loads((folder / tool).read_bytes())
        return lambda form: index.get(fold(form), ())
    database = sqlite3.connect(folder / tool)
    query = "SELECT entity, form, lang, kind, source FROM names WHERE key = ?"

    def ask(form: str) -> list[Name]:
        return [
            Name(entity=entity, form=found, lang=lang, kind=kind, source=source)
            for entity, found, lang, kind, source in database.execute(query, (fold(form),))
        ]

    return ask


def memory() -> tuple[float, float]:
    """Resident memory of this process in MB, and that without pages of files."""
    kinds = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    resident, files = (int(kinds[kind].split()[0]) / 1024 for kind in ("VmRSS", "RssFile"))
    return resident, resident - files


def measure(tool: str, folder: Path, queries: int) -> dict[str, float]:
    """Open and ask, in this process."""
    import pipeline.gazetteer  # noqa: F401 - what is measured is the opening, not the import

    clock, processor = time.perf_counter(), time.process_time()
    ask = open_tool(tool, folder)
    opened = {"open": time.perf_counter() - clock, "open_cpu": time.process_time() - processor}
    resident, own = memory()
    chosen = [row["form"] for row in read_names(folder)]
    random.Random(1).shuffle(chosen)
    asked = [form.upper() if at % 2 else form for at, form in enumerate(dict.fromkeys(chosen[: queries * 2]))][:queries]
    del chosen
    clock, processor = time.perf_counter(), time.process_time()
    answers = sum(len(ask(form)) for form in asked)
    rates = {
        "rate": len(asked) / (time.perf_counter() - clock),
        "rate_cpu": len(asked) / (time.process_time() - processor),
    }
    return {**opened, "resident": resident, "own": own, **rates, "answers": answers / len(asked)}


def report(size: int, queries: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder, size)
        environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
        answers = set()
        for tool in TOOLS:
            command = [sys.executable, __file__, "--tool", tool, "--folder", str(folder), "--queries", str(queries)]
            figures: dict[str, float] = {}
            for step in ("build", *["open"] * OPENINGS):
                done = subprocess.run([*command, "--step", step], env=environment, check=True, stdout=subprocess.PIPE)
                found = json.loads(done.stdout)
                for key, value in found.items():
                    best = max if key.startswith("rate") else min
                    figures[key] = best(value, figures.get(key, value))
            answers.add(figures["answers"])
            print(
                f"| {size:,} | {tool} | {figures['build']:.1f} | {figures['size'] / 1e6:.1f} | {figures['open']:.3f} "
                f"| {figures['open_cpu']:.3f} | {figures['resident']:.0f} | {figures['own']:.0f} "
                f"| {figures['rate']:,.0f} | {figures['rate_cpu']:,.0f} | {figures['answers']:.2f} |",
                flush=True,
            )
        if len(answers) != 1:
            raise SystemExit(f"the tools do not answer alike: {answers}")


def step(arguments: argparse.Namespace) -> dict[str, float]:
    """One step of one tool, in a process of its own."""
    if arguments.step == "open":
        return measure(arguments.tool, arguments.folder, arguments.queries)
    started = time.perf_counter()
    size = build(arguments.tool, arguments.folder)
    return {"build": time.perf_counter() - started, "size": size}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="NUMBER")
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--tool", choices=TOOLS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--step", choices=("build", "open"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.tool:
        print(json.dumps(step(arguments)))
        return
    print(
        "| names | tool | build, s | on disk, MB | open, s | same, CPU | memory, MB | own, MB "
        "| lookups a second | same, CPU | answers each |"
    )
    print("|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for size in arguments.sizes:
        report(size, arguments.queries)


if __name__ == "__main__":
    main()
