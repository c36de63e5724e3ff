"""What can be wrong in tables that load: each check is one small unit, in a declared order.

A unit takes the tables of a package and gives the problems it sees, each with file, line, value and remedy.
A problem whose message begins with `warning: ` may be right as it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from pipeline.gazetteer.folding import fold
from pipeline.languages import alphabets, script_of
from pipeline.records import Problem, primary_language
from pipeline.transliteration import repair

WARNING = "warning: "
_LATIN_LANGUAGES = frozenset({"en", "pl", "lt", "lv", "et", "de", "fr", "cs", "sk"})


class Row(dict[str, str]):
    """One row of one table: its non-empty cells by column, and where it stands."""

    def __init__(self, path: Path, line: int, cells: dict[str, str]) -> None:
        super().__init__(cells)
        self.path = path
        self.line = line

    def problem(self, message: str, remedy: str) -> Problem:
        return Problem(source=str(self.path), place=str(self.line), message=message, remedy=remedy)


class Tables:
    """The rows of a package's tables that can be read; a table that is absent or unreadable has none."""

    def __init__(self, by_table: dict[str, list[Row]]) -> None:
        self.entities = by_table.get("entities.csv", [])
        self.names = by_table.get("names.csv", [])
        self.given_names = by_table.get("given_names.csv", [])
        self.decisions = by_table.get("decisions.csv", [])

    @property
    def forms(self) -> Iterator[Row]:
        """All rows that hold a form in a language."""
        yield from self.names
        yield from self.given_names
        yield from self.decisions

    @cached_property
    def ids(self) -> set[str]:
        return {row["id"] for row in self.entities if "id" in row}


def _expected_script(lang: str) -> str | None:
    """The script that a tag asks for: its own (`be-Latn`), else that of its language's alphabet."""
    for part in lang.split("-")[1:]:
        if len(part) == 4 and part.isalpha() and part.istitle():
            return part
    base = primary_language(lang)
    if base in alphabets():
        return alphabets()[base].script
    return "Latn" if base in _LATIN_LANGUAGES else None


def wrong_script(tables: Tables) -> Iterator[Problem]:
    """Cyrillic under `en`, Latin under `ru`."""
    for row in tables.forms:
        lang, form = row.get("lang", ""), row.get("form", "")
        expected, found = _expected_script(lang), script_of(form)
        if expected and found and expected != found:
            yield row.problem(
                f"{form!r} is written in {found}, but {lang} is written in {expected}",
                f"mend the language tag (a romanised form has a tag such as {primary_language(lang)}-Latn or "
                "und-Latn) or the form",
            )


def foreign_letters(tables: Tables) -> Iterator[Problem]:
    """`і` in a Russian form, `ы` in a Ukrainian one: letters of a neighbour's alphabet."""
    for row in tables.forms:
        base, form = primary_language(row.get("lang", "")), row.get("form", "")
        alphabet = alphabets().get(base)
        if alphabet is None or alphabet.script != "Cyrl" or _expected_script(row["lang"]) != "Cyrl":
            continue
        strange = sorted({letter for letter in form.lower() if "\u0400" <= letter <= "\u052f"} - alphabet.written)
        if strange:
            yield row.problem(
                f"{form!r} has {', '.join(strange)}, which {alphabet.name} does not write",
                "mend the letter, or the language tag",
            )


def homoglyphs(tables: Tables) -> Iterator[Problem]:
    """Latin `i` inside a Cyrillic word, a straight apostrophe, a letter in two characters."""
    for row in tables.forms:
        form = row.get("form", "")
        meant = form if form.isascii() else repair(form)
        if meant != form:
            yield row.problem(
                f"{form!r} holds look-alike letters, stress marks or another apostrophe", f"write {meant!r}"
            )


def spaces(tables: Tables) -> Iterator[Problem]:
    """Line breaks, tabs and doubled spaces inside a form."""
    for row in tables.forms:
        form = row.get("form", "")
        if " ".join(form.split()) != form or not form.isprintable():
            yield row.problem(f"{form!r} holds a line break or odd spaces", f"write {' '.join(form.split())!r}")


def duplicate_forms(tables: Tables) -> Iterator[Problem]:
    """Two rows of one owner and language whose forms differ in nothing that is looked at."""
    for table, owner in ((tables.names, "entity"), (tables.given_names, "name")):
        seen: dict[tuple[str, ...], Row] = {}
        for row in table:
            kind = row.get("kind", "") if owner == "name" else ""
            key = (row.get(owner, ""), row.get("lang", ""), kind, fold(row.get("form", "")))
            first = seen.setdefault(key, row)
            if first is not row:
                yield row.problem(
                    f"{row.get('form', '')!r} stands in line {first.line} already", "delete one of the two rows"
                )


def two_preferred(tables: Tables) -> Iterator[Problem]:
    """Two preferred forms of one entity in one language."""
    seen: dict[tuple[str, str], Row] = {}
    for row in tables.names:
        if row.get("kind") == "preferred":
            first = seen.setdefault((row.get("entity", ""), row.get("lang", "")), row)
            if first is not row:
                yield row.problem(
                    f"{row.get('form', '')!r} and {first.get('form', '')!r} (line {first.line}) are both preferred",
                    "make one of them a variant",
                )


def orphans(tables: Tables) -> Iterator[Problem]:
    """Rows that point to an entity that is not there, and entities without a name."""
    named = {row.get("entity", "") for row in tables.names}
    for row in tables.names + tables.decisions:
        entity = row.get("entity")
        if entity and entity not in tables.ids and not entity.startswith("new:"):
            yield row.problem(f"entity {entity} is not in entities.csv", "add the entity, or mend the id")
    for row in tables.entities:
        parent = row.get("part_of")
        if parent and parent not in tables.ids:
            yield row.problem(f"part_of {parent} is not in entities.csv", "add that entity, or mend the id")
        if row.get("id", "") not in named:
            yield row.problem(f"{row.get('id', '')} has no name in names.csv", "add its names, or delete it")


def circles(tables: Tables) -> Iterator[Problem]:
    """An entity that is part of itself, by way of others."""
    parents = {row["id"]: row["part_of"] for row in tables.entities if "id" in row and "part_of" in row}
    for row in tables.entities:
        entity = row.get("id", "")
        step, seen = parents.get(entity), {entity}
        while step is not None and step not in seen:
            seen.add(step)
            step = parents.get(step)
        if step is not None and step == entity:
            yield row.problem(f"{entity} is part of itself", "mend part_of in one of the rows of the circle")


def dates(tables: Tables) -> Iterator[Problem]:
    """Months and days that no calendar has, and ends before beginnings."""
    for table, since, until in ((tables.names, "since", "until"), (tables.entities, "born", "died")):
        for row in table:
            bounds = [row[column] for column in (since, until) if column in row]
            for value in bounds:
                if not _calendar_has(value):
                    yield row.problem(f"{value!r} is no date", "write YYYY, YYYY-MM or YYYY-MM-DD")
            if len(bounds) == 2 and bounds[0][: len(bounds[1])] > bounds[1][: len(bounds[0])]:
                yield row.problem(f"{since} {bounds[0]} is after {until} {bounds[1]}", "mend one of the dates")


def _calendar_has(value: str) -> bool:
    parts = value.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3 or len(parts[0]) != 4:
        return False
    month, day = ([int(part) for part in parts[1:]] + [1, 1])[:2]
    leap = int(parts[0]) % 4 == 0 and (int(parts[0]) % 100 != 0 or int(parts[0]) % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= days[month - 1]


def _is_told_apart(row: Row) -> bool:
    return bool(row.get("geonames") or row.get("description")) or row.get("feature") == "ADM1"


def shared_forms(tables: Tables) -> Iterator[Problem]:
    """A form that two entities of one type bear in one language: namesakes, or one entity entered twice.

    Namesakes are told apart by an identifier of GeoNames, by being a region, or by a description.
    """
    told_apart = {row["id"] for row in tables.entities if "id" in row and _is_told_apart(row)}
    types = {row["id"]: row.get("type", "") for row in tables.entities if "id" in row}
    bearers: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in tables.names:
        key = (types.get(row.get("entity", ""), ""), row.get("lang", ""), fold(row.get("form", "")))
        bearers[key].append(row)
    for found in bearers.values():
        owners = list(dict.fromkeys(row.get("entity", "") for row in found))
        if len(owners) > 1 and not told_apart.issuperset(owners):
            last = next(row for row in reversed(found) if row.get("entity") == owners[-1])
            yield last.problem(
                f"{WARNING}{last.get('form', '')!r} is a name of {' and of '.join(owners)}",
                "join the entities if they are one; otherwise context has to tell them apart",
            )


UNITS: tuple[Callable[[Tables], Iterator[Problem]], ...] = (
    wrong_script,
    foreign_letters,
    homoglyphs,
    spaces,
    duplicate_forms,
    two_preferred,
    orphans,
    circles,
    dates,
    shared_forms,
)
