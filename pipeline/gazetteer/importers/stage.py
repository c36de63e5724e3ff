"""Where an import comes together: the tables as they are and what is found, in a scratch database on disk.

The database keeps memory flat however large the tables and the dumps are, and gives the rows back in order.
The one law of merging: what a table says stands. An import fills empty cells, adds rows, and never deletes.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.importers.cleaning import CleanName
from pipeline.gazetteer.importers.existing import table_rows
from pipeline.gazetteer.model import NAME_KINDS
from pipeline.gazetteer.tables import REQUIRED, refuse
from pipeline.records import EntityType

OLD, NEW, CHANGED = 0, 1, 2
_SCHEMA = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE entity (
    id TEXT PRIMARY KEY, type TEXT, country TEXT, feature TEXT, wikidata TEXT, geonames TEXT,
    admin TEXT DEFAULT '', region TEXT DEFAULT '', cells TEXT, state INTEGER
) WITHOUT ROWID;
CREATE INDEX by_wikidata ON entity (wikidata) WHERE wikidata <> '';
CREATE INDEX by_geonames ON entity (geonames) WHERE geonames <> '';
CREATE INDEX by_region ON entity (region) WHERE region <> '';
CREATE TABLE name (
    number INTEGER PRIMARY KEY, entity TEXT, lang TEXT, rank INTEGER, form TEXT, key TEXT, source TEXT,
    promote INTEGER DEFAULT 0, cells TEXT, state INTEGER
);
CREATE INDEX by_entity ON name (entity, lang, key);
CREATE INDEX by_key ON name (key);
CREATE TABLE never (key TEXT, lang TEXT, entity TEXT);
"""
_COLUMNS = ("country", "feature", "wikidata", "geonames")


class Known(NamedTuple):
    """An entity of the stage."""

    id: str
    type: str
    cells: dict[str, str]
    state: int


class StagedName(NamedTuple):
    """A name of the stage."""

    number: int
    lang: str
    rank: int
    form: str
    key: str
    promote: bool
    state: int


class Stage:
    """The merged tables. `headers` are the columns of the tables as they are; empty for a table that is not there."""

    def __init__(self, database: Path) -> None:
        self.database = sqlite3.connect(database, isolation_level=None, cached_statements=64)
        self.database.executescript(_SCHEMA)
        self.database.execute("BEGIN")
        self.headers: dict[str, list[str]] = {"entities.csv": [], "names.csv": []}

    def close(self) -> None:
        self.database.close()

    def load(self, folder: Path) -> None:
        """Take the tables of a folder in. Raises GazetteerError for a table that cannot be read."""
        for table, take in (("entities.csv", self._take_entity), ("names.csv", self._take_name)):
            if (folder / table).exists():
                self.headers[table], lines = table_rows(folder / table, REQUIRED[table])
                for cells in lines:
                    take(folder / table, cells)
        if (folder / "decisions.csv").exists():
            for cells in table_rows(folder / "decisions.csv", REQUIRED["decisions.csv"])[1]:
                if cells.get("decision") == "never":
                    row = fold(cells.get("form", "")), cells.get("lang", ""), cells.get("entity", "")
                    self.database.execute("INSERT INTO never VALUES (?, ?, ?)", row)

    def _take_entity(self, path: Path, cells: dict[str, str]) -> None:
        id_ = cells.get("id", "")
        if not id_ or self.find(id_):
            what = f"id {id_} stands twice" if id_ else f"a row without an id ({cells.get('label', '')[:40]!r})"
            refuse(path, None, what, "mend the row (nazvy gazetteer check names its line)")
        self.put_entity(Known(cells.get("id", ""), cells.get("type", ""), cells, OLD))

    def _take_name(self, path: Path, cells: dict[str, str]) -> None:
        kind, form = cells.get("kind", ""), cells.get("form", "")
        rank = next((place for place, known in enumerate(NAME_KINDS) if known == kind), len(NAME_KINDS))
        row = cells.get("entity", ""), cells.get("lang", ""), rank, form, fold(form), cells.get("source", "")
        self._insert_name(row, cells, OLD, promote=False)

    def put_entity(self, known: Known, admin: str = "", region: str = "") -> None:
        """Add an entity, or put its new cells in the place of the old ones."""
        columns = [known.cells.get(column, "") for column in _COLUMNS]
        self.database.execute(
            "INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " country=excluded.country, feature=excluded.feature, wikidata=excluded.wikidata,"
            " geonames=excluded.geonames, admin=max(admin, excluded.admin), region=max(region, excluded.region),"
            " cells=excluded.cells, state=excluded.state",
            (known.id, known.type, *columns, admin, region, _json(known.cells), known.state),
        )

    def find(self, id_: str) -> Known | None:
        """The entity of that id."""
        return self._one("id = ?", id_)

    def find_by(self, column: str, value: str) -> Known | None:
        """The entity with that identifier in its column `wikidata` or `geonames`."""
        if not value:
            return None
        return self._one(
            "wikidata = ? AND wikidata <> ''" if column == "wikidata" else "geonames = ? AND geonames <> ''", value
        )

    def _one(self, where: str, value: str) -> Known | None:
        row = self.database.execute(f"SELECT id, type, cells, state FROM entity WHERE {where} LIMIT 1", (value,))  # noqa: S608 (fixed texts)
        found = row.fetchone()
        return Known(found[0], found[1], _cells(found[2]), found[3]) if found else None

    def bearers(self, key: str, type_: EntityType | None) -> list[str]:
        """The entities (of a type) that bear a name; at most three."""
        rows = self.database.execute(
            "SELECT DISTINCT entity FROM name JOIN entity ON entity.id = name.entity"
            " WHERE key = ? AND (? IS NULL OR entity.type = ?) LIMIT 3",
            (key, type_, type_),
        )
        return [row[0] for row in rows]

    def is_never(self, key: str, lang: str, entity: str) -> bool:
        """Whether a person decided that a form never stands for an entity."""
        row = self.database.execute(
            "SELECT 1 FROM never WHERE key = ? AND lang = ? AND entity IN (?, '') LIMIT 1", (key, lang, entity)
        )
        return row.fetchone() is not None

    def put_name(self, entity: str, name: CleanName, source: str) -> bool:
        """Add a name; whether anything is new. A row of the same source gets dates that it lacks."""
        found = self.database.execute(
            "SELECT number, source, cells, state FROM name WHERE entity = ? AND lang = ? AND key = ? LIMIT 1",
            (entity, name.lang, name.key),
        ).fetchone()
        if found:
            return found[1] == source and self._fill_name(found[0], _cells(found[2]), name, found[3])
        kind = name.kind
        if kind == "preferred" and self._has_preferred(entity, name.lang):
            kind = "variant"
        cells = {"entity": entity, "form": name.form, "lang": name.lang, "kind": kind, "source": source}
        cells |= {column: value for column, value in (("since", name.since), ("until", name.until)) if value}
        row = entity, name.lang, NAME_KINDS.index(kind), name.form, name.key, source
        self._insert_name(row, cells, NEW, promote=name.promote)
        return True

    def _fill_name(self, number: int, cells: dict[str, str], name: CleanName, state: int) -> bool:
        missing = {
            column: value
            for column, value in (("since", name.since), ("until", name.until))
            if value and column not in cells
        }
        if missing:
            self.database.execute(
                "UPDATE name SET cells = ?, state = ? WHERE number = ?",
                (_json(cells | missing), state or CHANGED, number),
            )
        return bool(missing)

    def _has_preferred(self, entity: str, lang: str) -> bool:
        row = self.database.execute(
            "SELECT 1 FROM name WHERE entity = ? AND lang = ? AND rank = 0 LIMIT 1", (entity, lang)
        )
        return row.fetchone() is not None

    def _insert_name(
        self, row: tuple[str, str, int, str, str, str], cells: dict[str, str], state: int, *, promote: bool
    ) -> None:
        self.database.execute(
            "INSERT INTO name (entity, lang, rank, form, key, source, promote, cells, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, promote, _json(cells), state),
        )

    def names_of(self, entity: str) -> list[StagedName]:
        """All names of an entity, in the order in which they came."""
        rows = self.database.execute(
            "SELECT number, lang, rank, form, key, promote, state FROM name WHERE entity = ? ORDER BY number", (entity,)
        )
        return [StagedName(*row) for row in rows]

    def with_new_names(self) -> Iterator[str]:
        """The entities that have new names; the names may be changed meanwhile."""
        self.database.execute("CREATE TEMP TABLE touched AS SELECT DISTINCT entity FROM name WHERE state = 1")
        for (entity,) in self.database.execute("SELECT entity FROM touched"):
            yield entity

    def drop_name(self, number: int) -> None:
        """Take back a name that this import added."""
        self.database.execute("DELETE FROM name WHERE number = ? AND state = 1", (number,))

    def prefer(self, number: int) -> None:
        """Make a name that this import added the preferred one."""
        self.database.execute(
            "UPDATE name SET rank = 0, cells = json_set(cells, '$.kind', 'preferred') WHERE number = ? AND state = 1",
            (number,),
        )

    def counts(self) -> dict[str, Counter[int]]:
        """How many rows of each table are in each state."""
        found = {}
        for table in ("entity", "name"):
            rows = self.database.execute(f"SELECT state, count(*) FROM {table} GROUP BY state")  # noqa: S608 (fixed texts)
            found[table] = Counter(dict(rows.fetchall()))
        return found

    def rows(self, table: str) -> Iterator[Mapping[str, str]]:
        """All rows of a table in the order in which it is written."""
        queries = {
            "entities.csv": "SELECT cells FROM entity ORDER BY id",
            "names.csv": "SELECT cells FROM name ORDER BY entity, lang, rank, form, number",
        }
        for (cells,) in self.database.execute(queries[table]):
            yield _cells(cells)


_decode = msgspec.json.Decoder(dict[str, str]).decode


def _cells(text: str) -> dict[str, str]:
    return _decode(text)


def _json(cells: Mapping[str, str]) -> str:
    return msgspec.json.encode(cells).decode()
