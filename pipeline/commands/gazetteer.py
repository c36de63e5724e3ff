"""`nazvy gazetteer`: look at the tables of names, check them, count them, add to them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.commands.accept import accept
from pipeline.commands.common import (
    AddGazetteerOption,
    GazetteerOption,
    RefusalError,
    load_gazetteer,
    say,
)
from pipeline.commands.importing import import_

if TYPE_CHECKING:
    from pipeline.gazetteer import Entity, Gazetteer
    from pipeline.records import Problem

app = typer.Typer(help="Look at the tables of names, check them, add to them.", rich_markup_mode=None)
app.command("import")(import_)
app.command()(accept)

JsonOption = Annotated[bool, typer.Option("--json", help="The answer as JSON.")]


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The built-in tables if not given.", show_default=False)
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="First write the tables back in order.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Check the tables of a folder.

    Prints one line for each problem: file, line, what is wrong, what mends it. Exit status 1 if there is any but
    warnings, which may be right as they stand.
    """
    from pipeline.gazetteer import builtin_folder, is_warning
    from pipeline.matching.gazetteer_check import check_names as problems_of

    checked = folder or builtin_folder()
    if not checked.is_dir():
        raise RefusalError(f"{checked}: no such folder")
    if write:
        _write_back(checked)
    problems = problems_of(checked)
    if as_json:
        _print_json([_as_json(problem, warning=is_warning(problem)) for problem in problems])
    else:
        for problem in problems:
            print(problem.line())
        if not problems:
            print(f"{checked}: no problems")
    return int(any(not is_warning(problem) for problem in problems))


def _write_back(folder: Path) -> None:
    from pipeline.gazetteer import GazetteerError, write_back

    try:
        for path in write_back(folder):
            say(f"{path}: written back in order")
    except (GazetteerError, OSError) as error:
        raise RefusalError(str(error)) from error


def _as_json(problem: Problem, *, warning: bool) -> dict[str, Any]:
    return {
        "source": problem.source,
        "line": int(problem.place) if problem.place.isdecimal() else None,
        "message": problem.message,
        "remedy": problem.remedy,
        "warning": warning,
    }


def _print_json(answer: object) -> None:
    import msgspec

    print(msgspec.json.encode(answer).decode())


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in any language, script or case, or an id.")],
    gazetteer: GazetteerOption = None,
    add_gazetteer: AddGazetteerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Show the entities that bear a name in any spelling, with all their forms.

    Exit status 1 where there is none.
    """
    tables = load_gazetteer(gazetteer, add_gazetteer)
    found = _found(tables, name)
    if as_json:
        _print_json([_facts(tables, tables.entity(id_)) for id_ in found])
    elif found:
        print("\n\n".join(_card(tables, tables.entity(id_)) for id_ in found))
    else:
        say(f"no entity has the name {name!r}")
    return int(not found)


def _found(tables: Gazetteer, name: str) -> list[str]:
    """The ids of all entities that bear a name: as it is written, then those that reconciliation would take."""
    from pipeline.reconciliation import Decisions, Query, Reconciler
    from pipeline.reconciliation.deciding import SURE
    from pipeline.transliteration import repair

    survivor = Decisions(tables).survivor(name)
    if survivor in tables.entities:
        if survivor != name:
            say(f"{name} was merged into {survivor}")
        return [survivor]
    exact = [row.entity for row in tables.exact(name)]
    ranking = Reconciler(tables).rank(Query(form=repair(name.strip())))
    likely = [candidate.entity for candidate in ranking.candidates if candidate.score >= SURE]
    return list(dict.fromkeys(exact + likely))


@app.command()
def build(
    gazetteer: GazetteerOption = None, add_gazetteer: AddGazetteerOption = None, as_json: JsonOption = False
) -> int:
    """Compile the tables, which is otherwise done when they are first used, and say where that is kept."""
    from pipeline.gazetteer.compiled import CompiledGazetteer

    tables = load_gazetteer(gazetteer, add_gazetteer)
    files: list[Path] = []
    if isinstance(tables, CompiledGazetteer):
        _compile(tables)
        files = tables.files()
    rows = [{"file": str(path), "bytes": path.stat().st_size} for path in files]
    if as_json:
        _print_json({"fingerprint": tables.fingerprint, "files": rows})
    elif rows:
        for row in rows:
            print(f"{row['file']}\t{row['bytes']}")
    else:
        print("these tables are read as they are: so few need no compiling")
    return 0


def _compile(tables: Gazetteer) -> None:
    """Have every part made that a stage makes on first use."""
    from pipeline.matching.index import SoundIndex
    from pipeline.reduction.redoing import inventory
    from pipeline.spotting import Spotter

    Spotter(tables)
    SoundIndex(tables).find("", "person")
    inventory(tables)


@app.command()
def stats(
    gazetteer: GazetteerOption = None, add_gazetteer: AddGazetteerOption = None, as_json: JsonOption = False
) -> int:
    """Count entities and names, by type, language, kind and source."""
    tables = load_gazetteer(gazetteer, add_gazetteer)
    counts = {
        "entities": Counter(str(entity.type) for entity in tables.entities.values()),
        "names by language": Counter(name.lang for name in tables.names),
        "names by kind": Counter(str(name.kind) for name in tables.names),
        "names by source": Counter(name.source or "(none)" for name in tables.names),
    }
    if as_json:
        _print_json(counts | {"fingerprint": tables.fingerprint})
        return 0
    for title, count in counts.items():
        print(f"{title}\t{count.total()}")
        for key, number in sorted(count.items(), key=lambda item: (-item[1], item[0])):
            print(f"  {key}\t{number}")
    print(f"fingerprint\t{tables.fingerprint}")
    return 0


def _facts(tables: Gazetteer, entity: Entity) -> dict[str, Any]:
    """All that the tables say about an entity."""
    import msgspec

    facts = {column: value for column, value in msgspec.structs.asdict(entity).items() if value is not None}
    names = [msgspec.structs.asdict(name) for name in tables.names_of(entity.id)]
    for row in names:
        del row["entity"]
    return facts | {"names": [{key: value for key, value in row.items() if value is not None} for row in names]}


def _card(tables: Gazetteer, entity: Entity) -> str:
    """The same for people: a line that says who it is, its facts, and its forms in columns."""
    facts = []
    for field in entity.__struct_fields__:
        value = getattr(entity, field)
        if field not in ("id", "type", "label") and value is not None:
            facts.append([field, str(value)])
    rows = []
    for row in tables.names_of(entity.id):
        dates = f"{row.since or ''}–{row.until or ''}" if row.since or row.until else ""
        rows.append([row.lang, row.form, row.kind, dates, "indeclinable" if row.indeclinable else "", row.source])
    return "\n".join([f"{entity.id}\t{entity.type}\t{entity.label}", *_columns(facts), *_columns(rows)])


def _columns(rows: list[list[str]]) -> list[str]:
    """Rows of cells as lines with the cells below each other; columns without any text take no room."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width).rstrip()
        for row in rows
    ]
