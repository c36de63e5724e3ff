"""Runs the benchmarks one after another and writes what they say into RESULTS.md beside this file.

    python benchmarks/results.py [SECTION…]

With names of sections only those are measured, and the others stay as they are: each says when, on which commit and in
how many seconds it was measured. A benchmark that fails stands there with its last words, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
HEADING = re.compile(r"^## (?P<name>[a-z]+):", re.MULTILINE)


class Section(NamedTuple):
    """A benchmark: its name here, what it is about, what to run, and what its figures mean."""

    name: str
    title: str
    command: str
    meaning: str


SECTIONS = (
    Section(
        "romanisation",
        "published examples, and speed",
        "benchmarks/romanisation.py",
        "Examples that come out letter for letter; millions of characters a second of one core.",
    ),
    Section(
        "mentions",
        "names found in news that the tagger was not trained on",
        "scripts/tagger.py crossvalidate",
        "A model for each fold. A name counts where place and kind are right; the nominative of those that were found.",
    ),
    Section(
        "joining",
        "which person is meant",
        "benchmarks/joining.py",
        "Shares of the questions; a joining is wrong where the person is another or not there at all. Latency is "
        "processor time.",
    ),
    Section(
        "clusters",
        "spellings of one name brought together without a gazetteer",
        "benchmarks/clusters.py",
        "B-cubed: how much of a form's group belongs there, and how much of what belongs there is in it.",
    ),
    Section(
        "translation",
        "names in translations, and what they cost",
        "benchmarks/translation.py",
        "chrF against human translations; names that come out in a form of theirs, and in the case form of the human "
        "translation.",
    ),
    Section(
        "spotting",
        "characters a second, start-up, memory",
        "benchmarks/spotting.py --natasha",
        "Thousand characters a second of one core's processor time.",
    ),
    Section(
        "gazetteer",
        "the compiled index as it grows",
        "benchmarks/gazetteer.py",
        "Best of three processes, each of which opens what was built before.",
    ),
    Section(
        "stages",
        "where the time of a document goes",
        "benchmarks/stages.py",
        "Processor time, the programs of Apertium included.",
    ),
    Section(
        "documents",
        "many documents: one process, two, Dask; 100, 1,000 and 10,000 of them",
        "benchmarks/many_documents.py",
        "Documents a second by the clock, start-up apart; then what two processes take over more and more documents, "
        "each with a new person.",
    ),
    Section(
        "flow",
        "what scheduling costs a document",
        "benchmarks/flow_overhead.py",
        "Workers that do nothing; everything else is real.",
    ),
    Section("report", "the report of 2,000 documents", "benchmarks/report.py", "By the clock, in Chromium."),
    Section(
        "service",
        "the service under 32 clients",
        "benchmarks/service.py",
        "Names a second by the clock, the clients on the same machine; every answer is compared with the library's.",
    ),
)


def machine() -> str:
    """The processor, cores, memory, system and Python of this machine."""
    told = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", told.read_text(encoding="utf-8")) if told.exists() else None
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = model[1].strip() if model else platform.machine()
    room = f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB of memory"
    return f"{processor}, {room}, {platform.system()}, Python {platform.python_version()}"


def commit() -> str:
    """The commit of this checkout, with a + where its files differ from it."""
    head = _git("rev-parse", "--short", "HEAD")
    return head + (
        "+" if head and _git("status", "--porcelain", "--untracked-files=no", "--", "pipeline", "flows") else ""
    )


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()


def measure(section: Section) -> tuple[str, bool]:
    """The section as Markdown, and whether its benchmark went through."""
    begin = time.perf_counter()
    command = [sys.executable, *section.command.split()]
    environment = os.environ | {"PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(command, cwd=HERE.parent, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    took = time.perf_counter() - begin
    today = datetime.datetime.now(tz=datetime.UTC).date()
    said = as_markdown(done.stdout)
    if done.returncode:
        said += f"\n\nThe benchmark failed with status {done.returncode}: the figures are not whole."
    told = f"`python {section.command}`, {today}, commit {commit() or 'unknown'}, {took:.0f} s"
    return f"## {section.name}: {section.title}\n\n{section.meaning} ({told})\n\n{said}\n", done.returncode == 0


def as_markdown(printed: str) -> str:
    """What a benchmark printed: rows parted by tabs as tables, Markdown tables as they are, other lines as items."""
    out: list[str] = []
    before = ""
    for line in printed.strip("\n").splitlines():
        kind = _kind(line)
        if kind != before:
            out.append("")
        if "\t" in line:
            out += _row(line.split("\t"), heading=kind != before)
        elif line.strip():
            out.append(line if kind == "|" else f"- {line.strip()}")
        before = kind
    return re.sub("\n{3,}", "\n\n", "\n".join(out)).strip()


def _kind(line: str) -> str:
    """What lines of one block share: the number of their columns, a Markdown table, or neither."""
    if "\t" in line:
        return str(line.count("\t"))
    return "item" if line.strip() and not line.startswith("|") else line[:1]


def _row(cells: list[str], *, heading: bool) -> list[str]:
    row = f"| {' | '.join(cells)} |"
    return [row, "|---|" + "--:|" * (len(cells) - 1)] if heading else [row]


def kept() -> dict[str, str]:
    """The sections of the file as it is."""
    if not RESULTS.exists():
        return {}
    text = RESULTS.read_text(encoding="utf-8")
    starts = [*HEADING.finditer(text)]
    ends = [*(match.start() for match in starts[1:]), len(text)]
    return {match["name"]: text[match.start() : end].strip() + "\n" for match, end in zip(starts, ends, strict=True)}


def write(sections: dict[str, str]) -> None:
    """The file anew, its sections in their order."""
    head = (
        "# Results\n\n"
        "Written by `make bench` (`python benchmarks/results.py SECTION…` measures some of it anew). The peers ran "
        f"beside Nazvy, on the same data.\n\nMachine: {machine()}.\n"
    )
    order = [section.name for section in SECTIONS]
    bodies = [sections[name] for name in order if name in sections]
    RESULTS.write_text("\n".join([head, *bodies]), encoding="utf-8")


def main() -> None:
    """Measure; a line a section on standard error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(each.name for each in SECTIONS))
    asked = set(parser.parse_args().sections)
    if unknown := asked - {section.name for section in SECTIONS}:
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    chosen = [section for section in SECTIONS if not asked or section.name in asked]
    failed = []
    for number, section in enumerate(chosen, 1):
        print(f"[{number}/{len(chosen)}] {section.name}: {section.title}", file=sys.stderr, flush=True)
        body, well = measure(section)
        write(kept() | {section.name: body})
        if not well:
            failed.append(section.name)
    print(f"Results: {RESULTS}", file=sys.stderr)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
