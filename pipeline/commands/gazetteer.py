"""`nazvy gazetteer`: look at the tables of names and check them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.common import (
    AddGazetteerOption,
    GazetteerOption,
    RefusalError,
    load_gazetteer,
    say,
    settings,
)

if TYPE_CHECKING:
    from pipeline.gazetteer import Entity, Gazetteer

app = typer.Typer(help="Look at the tables of names and check them.", rich_markup_mode=None)


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The built-in tables if not given.", show_default=False)
    ] = None,
) -> int:
    """Check the tables of a folder.

    Prints one line for each problem: file, line, what is wrong, what mends it. Exit status 1 if there is any.
    """
    from pipeline.gazetteer import builtin_folder
    from pipeline.matching.gazetteer_check import check_names as problems_of

    checked = folder or builtin_folder()
    if not checked.is_dir():
        raise RefusalError(f"{checked}: no such folder")
    problems = problems_of(checked)
    for problem in problems:
        print(problem.line())
    if not problems:
        print(f"{checked}: no problems")
    return int(bool(problems))


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in any language and script, or an id.")],
    gazetteer: GazetteerOption = None,
    add_gazetteer: AddGazetteerOption = None,
) -> int:
    """Show the entities that bear a name."""
    tables = load_gazetteer(settings(gazetteer, add_gazetteer))
    ids = [name] if name in tables.entities else list(dict.fromkeys(row.entity for row in tables.exact(name)))
    if not ids:
        say(f"no entity has the name {name!r} (nazvy reconcile finds other spellings)")
        return 1
    print("\n\n".join(_card(tables, tables.entity(found)) for found in ids))
    return 0


@app.command()
def stats(gazetteer: GazetteerOption = None, add_gazetteer: AddGazetteerOption = None) -> int:
    """Count entities and names, by type, language, kind and source."""
    tables = load_gazetteer(settings(gazetteer, add_gazetteer))
    counts = {
        "entities": Counter(str(entity.type) for entity in tables.entities.values()),
        "names by language": Counter(name.lang for name in tables.names),
        "names by kind": Counter(str(name.kind) for name in tables.names),
        "names by source": Counter(name.source or "(none)" for name in tables.names),
    }
    for title, count in counts.items():
        print(f"{title}\t{count.total()}")
        for key, number in sorted(count.items(), key=lambda item: (-item[1], item[0])):
            print(f"  {key}\t{number}")
    print(f"fingerprint\t{tables.fingerprint}")
    return 0


def _card(tables: Gazetteer, entity: Entity) -> str:
    """All that the tables say about an entity, a fact a line."""
    facts = [f"{entity.id}\t{entity.type}\t{entity.label}"]
    for field in entity.__struct_fields__:
        value = getattr(entity, field)
        if field not in ("id", "type", "label") and value is not None:
            facts.append(f"  {field}\t{value}")
    for row in tables.names_of(entity.id):
        dates = f"{row.since or ''}…{row.until or ''}" if row.since or row.until else ""
        remarks = [row.kind, dates, "indeclinable" if row.indeclinable else "", row.source]
        facts.append("\t".join([f"  {row.lang}", row.form, *filter(None, remarks)]))
    return "\n".join(facts)
