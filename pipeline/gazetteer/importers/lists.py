"""Plain lists of names: CSV with a first line that names the columns.

Either `entity,form` (with `lang`, `kind`, `since`, `until` if there are such columns): forms of entities that the
tables have. Or `name,lang`: names of whoever bears them. A name that one entity of the tables bears is that
entity's; any other is a new entity of the type that a column `type` or `--type` gives. Further columns of
entities.csv are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.importers import csvlines
from pipeline.gazetteer.importers.facts import TYPES, Fact, Filters, FoundName, Item, LeftOut, Line, Refusal
from pipeline.gazetteer.model import NAME_KINDS

LIST_PREFIX = "list:"
_ID = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*:\S+$")
_COLUMNS = ("country", "gender", "born", "died", "description", "wikidata", "geonames")


class PlainList:
    """Rows of a list."""

    name = "list"
    source = "list:{file}"
    order = 4

    def recognises(self, line: str) -> bool:
        columns = csvlines.header(line)
        return {"entity", "form"} <= set(columns) or {"name", "lang"} <= set(columns)

    def read(self, lines: Iterator[Line], filters: Filters) -> Iterator[Item]:
        first = next(lines, None)
        columns = csvlines.header(first.data.decode("utf-8", "replace") if first and first.data else "")
        needed = ("entity", "form") if "entity" in columns else ("name", "lang")
        if first is not None:
            lines = _with(first, lines)
        for number, row in csvlines.read(lines, needed):
            yield row if isinstance(row, Refusal) else _item(number, row, filters)


def _with(first: Line, lines: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from lines


def _item(number: int, row: Mapping[str, str], filters: Filters) -> Item:
    form, entity = row.get("form") or row.get("name", ""), row.get("entity", "")
    if not form:
        return Refusal(number, "no name in this row")
    kind = next((known for known in NAME_KINDS if known == row.get("kind", "variant")), None)
    if kind is None:
        return Refusal(number, f"kind is {row['kind'][:40]!r}: it may be {', '.join(NAME_KINDS)}")
    type_ = TYPES.get(row.get("type", ""), filters.type)
    if type_ and not filters.wants_type(type_):
        return LeftOut("another type")
    if not filters.wants_country(row.get("country", "")) and "country" in row:
        return LeftOut("another country")
    if entity and not _ID.match(entity):
        return Refusal(number, f"{entity[:60]!r} is no identifier such as nazvy:yakub-kolas")
    name = FoundName(form, row.get("lang", ""), kind, row.get("since", ""), row.get("until", ""))
    columns = {"label": form} | {column: row[column] for column in _COLUMNS if column in row}
    id_ = entity or LIST_PREFIX + "-".join(fold(form).replace("|", " ").split())
    return Fact(line=number, id=id_, type=type_, cells=columns, names=(name,))
