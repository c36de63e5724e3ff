"""Is a gazetteer in order? The validation of its data package, and the checks of `faults`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.gazetteer.faults import UNITS, WARNING, Row, Tables
from pipeline.gazetteer.model import GazetteerError
from pipeline.gazetteer.name_faults import NAME_UNITS
from pipeline.gazetteer.order import KEYS, written
from pipeline.gazetteer.package import validate
from pipeline.gazetteer.tables import RECORDS, REQUIRED, convert, rows
from pipeline.records import Problem

_BOM = b"\xef\xbb\xbf"


def check(folder: Path, beside: Sequence[Callable[[Tables], Iterator[Problem]]] = ()) -> list[Problem]:
    """Everything that is wrong with the package in a folder, by file and line; empty where it is in order.

    Each problem names the file, the line, the value and the remedy. Those whose message begins with
    `warning: ` (see `is_warning`) may be right as they stand and come last.
    `beside` are units of checks that stand outside this package, such as those of `matching.gazetteer_check`.
    """
    if not folder.is_dir():
        remedy = "give a folder with entities.csv and names.csv"
        return [Problem(source=str(folder), message="no such folder", remedy=remedy)]
    problems: list[Problem] = []
    readable: dict[str, list[Row]] = {}
    for name in KEYS:
        path = folder / name
        if path.exists() or name in ("entities.csv", "names.csv"):
            readable[name] = list(_read(path, problems))
    for unit in (*UNITS, *NAME_UNITS, *beside):
        problems.extend(unit(Tables(readable)))
    known = {(problem.source, problem.place) for problem in problems if not is_warning(problem)}
    problems.extend(found for found in validate(folder) if (found.source, found.place) not in known)
    if not any(not is_warning(problem) for problem in problems):
        problems.extend(_form(folder))
    return sorted(problems, key=_where)


def is_warning(problem: Problem) -> bool:
    """Whether a problem that `check` found may be right as it stands."""
    return problem.message.startswith(WARNING)


def _where(problem: Problem) -> tuple[bool, str, int, str]:
    return is_warning(problem), problem.source, int(problem.place or 0), problem.message


def _read(path: Path, problems: list[Problem]) -> Iterator[Row]:
    """The rows of a table as far as it can be read; what is wrong with them is added to `problems`."""
    required, record = REQUIRED[path.name], RECORDS.get(path.name)
    ids: dict[str, int] = {}
    try:
        for line, cells in rows(path, required):
            try:
                if record is not None:
                    convert(path, line, cells, record, required)
            except GazetteerError as error:
                problems.append(error.problem)
            row = Row(path, line, cells)
            if path.name == "entities.csv" and ids.setdefault(cells.get("id", ""), line) != line:
                message = f"id {cells.get('id', '')} stands in line {ids[cells.get('id', '')]} already"
                problems.append(row.problem(message, "join the two rows, or give one another id"))
            yield row
    except GazetteerError as error:
        problems.append(error.problem)


def _form(folder: Path) -> Iterator[Problem]:
    """Tables that are not in the order and form in which they are written back."""
    remedy = "sort the rows (gazetteer/README.md says how) or have the tables written back"
    for name in KEYS:
        path = folder / name
        if not path.exists():
            continue
        data, meant = path.read_bytes(), written(path)
        if data.startswith(_BOM):
            yield Problem(source=str(path), place="1", message="a byte order mark", remedy="save as plain UTF-8")
        elif b"\r" in data:
            yield Problem(source=str(path), place="1", message="Windows line ends", remedy="save with LF")
        elif data != meant:
            lines, ordered = data.split(b"\n"), meant.split(b"\n")
            pairs = zip(lines, ordered, strict=False)
            place = next((i for i, (a, b) in enumerate(pairs, 1) if a != b), min(len(lines), len(ordered)))
            value = lines[place - 1].decode("utf-8", "replace")[:60]
            message = f"not in order, or with needless quotes or spaces: {value!r}"
            yield Problem(source=str(path), place=str(place), message=message, remedy=remedy)
