"""Which person is meant: quality and speed of joining spellings, beside folding, in one run.

    python benchmarks/joining.py [PEOPLE.tsv] [--sizes NUMBER…] [--queries N] [--no-quality]

Quality, on PEOPLE.tsv (people-dev.tsv of ../shared/data; columns person, lang, form): the gazetteer holds the Cyrillic
forms, the Latin ones are asked for (`latin`); the same where a third of the people at a time are taken out, so that
nobody may be joined (`absent`, all three thirds); and the reliability of Nazvy's scores over both: of the names whose
best candidate has a score in each bin, how often it is the right one.

Speed, on made-up people (those of gazetteer.py), a spelling of one of them a query: other order, left-out patronymic,
another letter. Latency is processor time of a query; memory the resident set of the process; batch the queries that
two processes answer together in a second of the clock, opening left out; compiling the processor time, of all its
processes, of the first opening, and the most memory that one of them took. A million names take minutes to compile
(`--sizes 1000 100000` leaves them out). The peers:

folding    ASCII folding (`transliterate` for Cyrillic) and rapidfuzz's token_sort_ratio against every name; it joins
           what its best candidate is from 85 of 100
logic-v2   nomenklatura's LogicV2, the matcher of OpenSanctions, as it comes: every person an entity of FollowTheMoney
           with all its forms; it joins from its own threshold of 0.7

A peer is asked about no more names, and no more questions, than it can bear (MOST_NAMES, FEWER).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import count, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from gazetteer import forms, write_tables

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
CYRILLIC = ("be", "be-tarask", "uk", "ru")
SIZES = (1_000, 100_000, 1_000_000)
QUERIES = 1_000
TOOLS = ("nazvy", "folding", "logic-v2")
MOST_NAMES = {"nazvy": 10**9, "folding": 1_000_000, "logic-v2": 1_000}
"""The largest gazetteer that a tool is asked about."""
FEWER = {"nazvy": 1, "folding": 20, "logic-v2": 50}
"""A tool that compares with every name is asked so many times fewer questions, for speed."""
WARM = 50
"""Questions put before the clock starts: tables are read when they are first needed."""
BINS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
THIRDS = 3
LOGIC_THRESHOLD = 0.7
QUESTIONS = "questions.json"
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
_QUESTIONS = count()

Known = Mapping[str, Sequence[tuple[str, str]]]
"""Persons, each with the forms of the name and their languages."""


class Answer(NamedTuple):
    """The person who comes first (None: nobody), the score, and whether the tool joins the name with it."""

    person: str | None
    score: float
    joined: bool


Ask = Callable[[str], Answer]
NOBODY = Answer(None, 0.0, False)


def nazvy(known: Known) -> Ask:
    """Nazvy, with a gazetteer of these people."""
    from pipeline.gazetteer import Entity, Gazetteer, Name

    entities = {person: Entity(id=person, type="person", label=person) for person in known}
    names = [Name(entity=person, form=form, lang=lang) for person, group in known.items() for lang, form in group]
    return reconciling(Gazetteer(entities, names, [], ""))


def reconciling(gazetteer: object) -> Ask:
    """Nazvy, with a gazetteer that is open."""
    from pipeline.reconciliation import Query, Reconciler

    reconciler = Reconciler(gazetteer)  # type: ignore[arg-type]

    def ask(form: str) -> Answer:
        ranking = reconciler.rank(Query(form=form, type="person"))
        best = next(iter(ranking.candidates), None)
        return Answer(best.entity, best.score, ranking.match is not None) if best else NOBODY

    return ask


def folding(known: Known) -> Ask:
    """Folding to ASCII and token-sort ratio."""
    from folding import ascii_of
    from rapidfuzz import fuzz, process

    owners = [person for person, group in known.items() for _ in group]
    folded = [ascii_of(form) for group in known.values() for _, form in group]

    def ask(form: str) -> Answer:
        found = process.extractOne(ascii_of(form), folded, scorer=fuzz.token_sort_ratio)
        return Answer(owners[found[2]], found[1] / 100, found[1] >= 85) if found else NOBODY

    return ask


def logic_v2(known: Known) -> Ask:
    """LogicV2; it keeps what it has made of an entity under the entity's id, so each question has its own for good."""
    from followthemoney import model
    from nomenklatura.matching import LogicV2

    def person(number: str, names: Iterable[str]) -> Any:
        entity = model.make_entity("Person")
        entity.id = number
        entity.add("name", list(names))
        return entity

    entities = [person(each, (form for _, form in group)) for each, group in known.items()]
    config = LogicV2.default_config()

    def ask(form: str) -> Answer:
        asked = person(f"question:{next(_QUESTIONS)}", [form])
        score, best = max(((LogicV2.compare(asked, each, config).score, each.id) for each in entities), default=(0, ""))
        return Answer(best, score, score >= LOGIC_THRESHOLD)

    return ask


OPENERS: dict[str, Callable[[Known], Ask]] = {"nazvy": nazvy, "folding": folding, "logic-v2": logic_v2}


def read_people(path: Path) -> dict[str, list[tuple[str, str]]]:
    """The forms of each person with their languages."""
    people: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            people[row["person"]].append((row["lang"], row["form"]))
    return people


def _third(person: str) -> int:
    return int(hashlib.sha1(person.encode(), usedforsecurity=False).hexdigest(), 16) % THIRDS


def rounds(people: Known) -> Iterator[tuple[str, Known, list[tuple[str | None, str]]]]:
    """Each round: its name, who is known, and the forms that are asked for with who is meant (None: nobody known)."""
    cyrillic = {person: [form for form in group if form[0] in CYRILLIC] for person, group in people.items()}
    known = {person: group for person, group in cyrillic.items() if group}
    asked = [(person, form) for person in known for lang, form in people[person] if lang not in CYRILLIC]
    yield "latin", known, list(asked)
    for third in range(THIRDS):
        stay = {person: group for person, group in known.items() if _third(person) != third}
        yield "absent", stay, [(None, form) for person, form in asked if person not in stay]


def quality(tool: str, people: Known) -> tuple[dict[str, list[float]], list[tuple[float, bool]]]:
    """Of each round the questions and how many were found first, joined rightly, joined wrongly; and every score."""
    figures: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
    scores = []
    for name, known, asked in rounds(people):
        ask = OPENERS[tool](known)
        for person, form in asked:
            answer = ask(form)
            right = answer.person is not None and answer.person == person
            told = (1, right, answer.joined and right, answer.joined and not right)
            figures[name] = [so_far + more for so_far, more in zip(figures[name], told, strict=True)]
            scores.append((answer.score, right))
    return figures, scores


def print_quality(people: Known, tools: Sequence[str]) -> None:
    """One table of the rounds, and one of how far Nazvy's scores can be trusted."""
    print("| tool | latin: found first | joined | joined wrongly | absent: joined |\n|---|--:|--:|--:|--:|")
    reliable: list[tuple[float, bool]] = []
    for tool in tools:
        figures, scores = quality(tool, people)
        asked, first, joined, wrong = figures["latin"]
        others, _, _, nobody = figures["absent"]
        print(f"| {tool} | {first / asked:.3f} | {joined / asked:.3f} | {wrong:.0f} of {asked:.0f} ", end="")
        print(f"| {nobody:.0f} of {others:.0f} |", flush=True)
        reliable = scores if tool == "nazvy" else reliable
    print("\n| score of nazvy | names | mean score | right |\n|---|--:|--:|--:|")
    for low, high in pairwise(BINS):
        found = [(score, right) for score, right in reliable if low < score <= high]
        if found:
            mean, right = (sum(column) / len(found) for column in zip(*found, strict=True))
            print(f"| {low:.2f} to {high:.2f} | {len(found)} | {mean:.2f} | {right:.2f} |")


@cache
def made_people(size: int) -> dict[str, list[tuple[str, str]]]:
    """The people of the made-up tables of so many names, as gazetteer.py writes them."""
    seed = random.Random(size)
    made = (forms(seed) for _ in range(size // 4))
    return {f"made:{at}": [(lang, form) for form, lang in group] for at, group in enumerate(made) if " " in group[0][0]}


def questions(size: int, many: int) -> list[str]:
    """Spellings of made-up people that no table holds: patronymic left out, words turned round, a letter changed."""
    chance = random.Random(size + 1)
    found = []
    for person in chance.sample(sorted(made_people(size)), min(many, len(made_people(size)))):
        _, form = chance.choice(made_people(size)[person])
        given, _, surname = form.split()
        changed = surname.replace(*chance.choice((("а", "о"), ("a", "o"), ("е", "э"), ("kh", "ch"), ("і", "и"))))
        found.append(chance.choice((f"{given} {changed}", f"{changed} {given}", f"{given[0]}. {changed}", changed)))
    return found


def opened(tool: str, size: int, folder: Path) -> Ask:
    """A tool with the made-up people; Nazvy reads its tables."""
    if tool != "nazvy":
        return OPENERS[tool](made_people(size))
    from pipeline.gazetteer import load

    return reconciling(load(folder))


def speed(tool: str, size: int, folder: Path, many: int) -> dict[str, float]:
    """What one process needs for so many questions."""
    from pipeline.processes import look_seldom

    look_seldom()  # as the commands do
    warming, asked = json.loads((folder / QUESTIONS).read_text())
    started = _processor_time()
    ask = opened(tool, size, folder)
    made_people.cache_clear()
    ask(warming[0])
    opening = _processor_time() - started
    for form in warming:
        ask(form)
    times = []
    clock = time.perf_counter()
    for form in asked[:many]:
        started = time.process_time()
        ask(form)
        times.append(time.process_time() - started)
    clock = time.perf_counter() - clock
    times.sort()
    return {
        "rate": len(times) / sum(times),
        "p50": 1000 * times[len(times) // 2],
        "p99": 1000 * times[min(len(times) - 1, len(times) * 99 // 100)],
        "memory": _most_memory(),
        "together": len(times) / clock,
        "opening": opening,
        "most": max(_most_memory(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    }


def _most_memory() -> float:
    """The most that this process took, in MB; what `getrusage` says may be of the process that started it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _processor_time() -> float:
    """Of this process and of those that it has started and that have ended, in seconds."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, WHO))


def print_speed(sizes: Sequence[int], many: int, tools: Sequence[str]) -> None:
    """A row for each tool and number of names; the batch is two processes at once."""
    print(
        "\n| names | tool | queries a second | p50, ms | p99, ms | memory, MB | two processes, queries a second "
        "| compiling, s | in MB |"
    )
    print("|--:|---|--:|--:|--:|--:|--:|--:|--:|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_tables(folder, size)
            (folder / QUESTIONS).write_text(json.dumps([questions(size + 1, WARM), questions(size, many)]))
            made_people.cache_clear()
            environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
            for tool in tools:
                if size > MOST_NAMES[tool]:
                    continue
                command = [sys.executable, __file__, "--tool", tool, "--folder", str(folder)]
                command += ["--sizes", str(size), "--queries", str(max(20, many // FEWER[tool]))]
                first = _run(command, environment, 1)[0] if tool == "nazvy" else None
                compiling = f"{first['opening']:.0f} | {first['most']:.0f}" if first else "– | –"
                alone = _run(command, environment, 1)[0]
                together = sum(one["together"] for one in _run(command, environment, 2))
                print(
                    f"| {size:,} | {tool} | {alone['rate']:,.0f} | {alone['p50']:.2f} | {alone['p99']:.2f} "
                    f"| {alone['memory']:.0f} | {together:,.0f} | {compiling} |",
                    flush=True,
                )


def _run(command: Sequence[str], environment: Mapping[str, str], times: int) -> list[dict[str, float]]:
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(times)]
    told = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        raise SystemExit(f"failed: {' '.join(command)}")
    return [json.loads(one) for one in told]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", nargs="?", type=Path, default=SHARED / "people-dev.tsv")
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES, metavar="NUMBER")
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--no-quality", action="store_true", help="measure speed only")
    parser.add_argument("--without", nargs="*", default=(), choices=TOOLS, help="peers to leave out")
    parser.add_argument("--tool", choices=TOOLS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.tool:
        print(json.dumps(speed(arguments.tool, arguments.sizes[0], arguments.folder, arguments.queries)))
        return
    tools = [tool for tool in TOOLS if tool not in arguments.without]
    if not arguments.no_quality and arguments.people.exists():
        print_quality(read_people(arguments.people), tools)
    print_speed(arguments.sizes, arguments.queries, tools)


if __name__ == "__main__":
    main()
