"""Feeds what reads foreign bytes with bytes that nobody foresaw, guided by the code they reach.

    python scripts/fuzz.py TARGET… [--seconds 600] [--findings DIR]

Each target runs in a process of its own, from samples of what it reads (the seeds, heads of the tables, the small
package of the tests). A target is at fault where it raises, or tells of an error of the program itself instead of one
of the input; libFuzzer then leaves the bytes in DIR as `crash-…`, and they make a test. More than 30 s or 2 GiB for one
input is a fault too. atheris (in the dependency group `fuzz`) reports what it covers on standard error.
"""

from __future__ import annotations

import argparse
import bz2
import contextlib
import gzip
import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OWN_FAULT = re.compile(r"error in nazvy|report it|Traceback")
SPLIT = b"\n\x1c\n"
Samples = Iterable[bytes]
Target = Callable[[bytes], None]


def readers(scratch: Path) -> tuple[Target, Samples]:
    """Files of every kind; the first byte chooses the ending."""
    from pipeline.reading import Source, read

    endings = (".txt", ".html", ".csv", ".tsv", ".json", ".jsonl", ".xml", ".eml", ".docx")

    def target(data: bytes) -> None:
        if b"%PDF" in data[:2048]:
            return  # read in a process of its own, which nothing follows
        path = scratch / f"file{endings[data[0] % len(endings)] if data else ''}"
        path.write_bytes(data[1:])
        documents, problems = read(Source(path, path.name, path.name))
        _foreseen(problem.message + problem.remedy for problem in problems)
        for document in documents:
            assert all(each.text == document.text[each.start : each.end] for each in document.segments)

    kinds = {ending: bytes([at]) for at, ending in enumerate(endings)}
    files = [path for path in (ROOT / "seeds").rglob("*") if path.suffix in kinds]
    return target, [kinds[path.suffix] + path.read_bytes() for path in files]


def office(scratch: Path) -> tuple[Target, Samples]:
    """The XML inside a Word document: its text, its styles, what belongs to it."""
    import docx

    from pipeline.reading import Source, read

    document, path = docx.Document(), scratch / "file.docx"
    document.add_heading("Мінск", 0)
    document.add_paragraph("Іван Пятроў").add_run(" прыехаў").bold = True
    document.add_table(1, 2).cell(0, 0).text = "Гомель"
    document.save(str(path))
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    styles = re.sub(rb"<w:latentStyles.*</w:latentStyles>", b"", parts["word/styles.xml"], flags=re.DOTALL)
    parts["word/styles.xml"] = b"".join(re.split(rb"(?=<w:style )", styles)[:4]) + b"</w:styles>"
    foreign = ("word/document.xml", "word/_rels/document.xml.rels", "docProps/core.xml", "_rels/.rels")

    def target(data: bytes) -> None:
        with zipfile.ZipFile(path, "w") as packed:
            for name, part in (parts | dict(zip(foreign, data.split(SPLIT), strict=False))).items():
                packed.writestr(name, part)
        _foreseen(problem.message + problem.remedy for problem in read(Source(path, path.name, path.name))[1])

    marked = b"<w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:ins><w:r><w:t>y</w:t></w:r></w:ins></w:p>"
    whole = [parts[name] for name in foreign]
    return target, [SPLIT.join(whole), SPLIT.join([whole[0].replace(b"</w:p>", marked), *whole[1:]])]


def tables(scratch: Path) -> tuple[Target, Samples]:
    """The gazetteer's tables: checked, and loaded where they can be."""
    from pipeline.gazetteer import GazetteerError, check, load

    names = ("entities.csv", "names.csv", "given_names.csv", "decisions.csv")
    folder = scratch / "tables"
    folder.mkdir()

    def target(data: bytes) -> None:
        for name in names:
            (folder / name).unlink(missing_ok=True)
        for name, part in zip(names, data.split(SPLIT), strict=False):
            (folder / name).write_bytes(part)
        _foreseen(problem.line() for problem in check(folder))
        with contextlib.suppress(GazetteerError):
            load(folder).exact("Мінск")

    heads = [b"".join((ROOT / "gazetteer" / name).read_bytes().splitlines(keepends=True)[:6]) for name in names]
    small = b"id,type,label\r\ntest:a,place,A\r\n"
    return target, [SPLIT.join(heads), SPLIT.join(heads[:2]), SPLIT.join([small, b"entity,form,lang\ntest:a,A,en\n"])]


def importers(scratch: Path) -> tuple[Target, Samples]:
    """Other people's data; the first byte chooses the format, or leaves it to be told."""
    from pipeline.gazetteer import GazetteerError
    from pipeline.gazetteer.importers import FORMATS, import_files

    formats = [None, *FORMATS]
    path, into = scratch / "data", scratch / "into"

    def target(data: bytes) -> None:
        path.write_bytes(data[1:])
        told: list[str] = []
        with contextlib.suppress(GazetteerError):
            chosen = formats[data[0] % len(formats)] if data else None
            import_files([path], into, format_name=chosen, dry_run=True, tell=lambda each: told.append(each.line()))
        _foreseen(told)

    lines = (
        b"625144\tMinsk\tMinsk\tMinsk\t53.9\t27.56\tP\tPPLC\tBY\t\t04\t\t\t\t1742124\t\t222\tEurope/Minsk\t2019-09-05\n",
        b"1\t625144\tbe\tMinsk\t1\t\t\t\t\t\n",
        b'{"id":"Q2280","type":"item","labels":{"be":{"language":"be","value":"x"}},"claims":{}},\n',
        b"item,itemLabel,lang\nhttp://www.wikidata.org/entity/Q2280,Minsk,en\n",
        b'{"id":"NK-1","schema":"Person","properties":{"name":["Ivan Ivanov"],"birthDate":["1980"]}}\n',
        b"form,lang\nMinsk,en\n",
    )
    samples = [bytes([at % len(formats)]) + line for at in range(len(formats)) for line in lines]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("UA.txt", lines[0])
    return target, [
        *samples,
        *(b"\0" + pack for pack in (packed.getvalue(), gzip.compress(lines[0]), bz2.compress(lines[0]))),
    ]


def packages(scratch: Path) -> tuple[Target, Samples]:
    """Argos packages: whole archives, or, after a first byte of 1, the `metadata.json` of one."""
    from pipeline.translation import models

    path, folder = scratch / "new.argosmodel", scratch / "packages"

    def target(data: bytes) -> None:
        path.write_bytes(data[1:])
        if data[:1] == b"\x01":
            with zipfile.ZipFile(path, "w") as packed:
                packed.writestr("p/metadata.json", data[1:])
                for name in ("p/model/model.bin", "p/sentencepiece.model"):
                    packed.writestr(name, b"x")
        models.install([path], folder=folder)
        models.installed(folder)
        assert {each.name for each in scratch.iterdir()} <= {path.name, folder.name, ".nazvy-downloads"}

    metadata = b'{"from_code":"en","to_code":"ru","package_version":"1.0","from_name":"English","to_name":"Russian"}'
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as packed:
        packed.writestr("p/metadata.json", metadata)
    return target, [b"\0" + empty.getvalue(), b"\1" + metadata]


def lines(scratch: Path) -> tuple[Target, Samples]:
    """Standard input of the filters; the first byte chooses the command."""
    from pipeline.commands.reconcile import cluster, reconcile
    from pipeline.commands.spot import spot

    commands = (spot, reconcile, cluster)
    (scratch / "entities.csv").write_text("id,type,label\ntest:minsk,place,Minsk\n", encoding="utf-8")
    (scratch / "names.csv").write_text("entity,form,lang\ntest:minsk,Мінск,be\n", encoding="utf-8")

    def target(data: bytes) -> None:
        with _streams(data[1:]) as told:
            commands[data[0] % len(commands) if data else 0](gazetteer=scratch)
        _foreseen([told.getvalue()])

    return target, [
        b"\0" + '{"id":1,"text":"Приехал Иван Петров из Мінска.","lang":"ru"}\n'.encode(),
        b"\1" + "Светланой Тихановской\nMinsk\n".encode(),
        b"\2" + '{"form":"Іван Пятроў","lang":"be","type":"person"}\n'.encode(),
    ]


TARGETS = {each.__name__: each for each in (readers, office, tables, importers, packages, lines)}


@contextlib.contextmanager
def _streams(given: bytes) -> Iterator[io.StringIO]:
    """Standard input with these bytes; what is said on standard error."""
    before, told = (sys.stdin, sys.stdout), io.StringIO()
    sys.stdin, sys.stdout = io.TextIOWrapper(io.BytesIO(given)), io.TextIOWrapper(io.BytesIO())
    try:
        with contextlib.redirect_stderr(told):
            yield told
    finally:
        sys.stdin, sys.stdout = before


def _foreseen(messages: Iterable[str]) -> None:
    for message in messages:
        assert not OWN_FAULT.search(message), message


def fuzz(name: str, seconds: int, findings: Path) -> None:
    """Run one target in this process for so many seconds; libFuzzer ends the process."""
    import atheris

    with tempfile.TemporaryDirectory(prefix="nazvy-fuzz-") as folder:
        scratch, corpus = Path(folder) / "scratch", Path(folder) / "corpus"
        scratch.mkdir()
        corpus.mkdir()
        with atheris.instrument_imports(include=["pipeline"]):
            target, samples = TARGETS[name](scratch)
        for number, sample in enumerate(samples):
            (corpus / str(number)).write_bytes(sample)
        limits = [f"-max_total_time={seconds}", "-timeout=30", "-rss_limit_mb=2048", "-max_len=65536"]
        atheris.Setup([sys.argv[0], str(corpus), f"-artifact_prefix={findings}/{name}-", *limits], target)
        atheris.Fuzz()


def main() -> None:
    """Fuzz each target in turn; the exit status is 1 where one was at fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--findings", type=Path, default=Path("fuzzing"))
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    given.findings.mkdir(parents=True, exist_ok=True)
    if given.here:
        fuzz(given.targets[0], given.seconds, given.findings.resolve())
    failed = []
    for name in given.targets or TARGETS:
        print(f"== {name}", file=sys.stderr, flush=True)
        again = [sys.executable, __file__, name, "--here", "--seconds", str(given.seconds)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        if subprocess.run([*again, "--findings", str(given.findings)], env=environment).returncode:  # noqa: S603
            failed.append(name)
    sys.exit(f"at fault: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
