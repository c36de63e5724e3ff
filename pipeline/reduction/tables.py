"""The tables of one package, to be changed in memory and written at once or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.gazetteer import builtin_folder, load
from pipeline.gazetteer.order import written
from pipeline.gazetteer.tables import REQUIRED, open_table
from pipeline.reduction import sheet

NAMES = ("entities.csv", "names.csv", "decisions.csv")
COLUMNS = {
    "entities.csv": ("id", "type", "label"),
    "names.csv": ("entity", "form", "lang", "kind", "source"),
    "decisions.csv": ("form", "lang", "type", "decision", "entity", "when", "note"),
}
"""The columns of a table that is not there yet."""

Row = dict[str, str]


class Tables:
    """Rows of `entities.csv`, `names.csv` and `decisions.csv` of a folder, each with all columns of its table.

    A table that is not there is empty, and stays away while it is. Raises GazetteerError for one that cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._columns: dict[str, list[str]] = {}
        self._rows: dict[str, list[Row]] = {}
        self._present = {name for name in NAMES if (folder / name).exists()}
        for name in NAMES:
            self._columns[name], self._rows[name] = self._read(name)

    def _read(self, name: str) -> tuple[list[str], list[Row]]:
        if name not in self._present:
            return list(COLUMNS[name]), []
        header, lines = open_table(self.folder / name, REQUIRED[name])
        rows = [dict(zip(header, (cell.strip() for cell in cells), strict=True)) for _, cells in lines]
        return header, [row for row in rows if any(row.values())]

    @property
    def entities(self) -> list[Row]:
        """The rows of `entities.csv`."""
        return self._rows["entities.csv"]

    @property
    def names(self) -> list[Row]:
        """The rows of `names.csv`."""
        return self._rows["names.csv"]

    @property
    def decisions(self) -> list[Row]:
        """The rows of `decisions.csv`."""
        return self._rows["decisions.csv"]

    def add(self, table: str, row: Mapping[str, str]) -> None:
        """A row more; columns that the table lacks are added to it."""
        columns = self._columns[table]
        columns += [column for column, value in row.items() if value and column not in columns]
        self._rows[table].append(dict(row))

    def save(self, base: Path | None) -> list[Path]:
        """Write what has changed, in order; the files written. `base` is the package that this one lies over.

        The new tables are made beside the old ones and loaded once before they take their places; where that fails,
        or one cannot be moved, all stays as it was. Raises GazetteerError and OSError.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".accept-", dir=self.folder) as place:
            staged = Path(place)
            changed = []
            for name in NAMES:
                if name not in self._present and not self._rows[name]:
                    continue
                data = self._bytes(name, staged)
                old = self.folder / name
                if name not in self._present or data != old.read_bytes():
                    changed.append(name)
            if changed:
                _check(staged, base)
                _move(staged, self.folder, changed)
        return [self.folder / name for name in changed]

    def _bytes(self, name: str, staged: Path) -> bytes:
        path = staged / name
        columns = self._columns[name]
        rows = ({column: row.get(column, "") for column in columns} for row in self._rows[name])
        path.write_bytes(sheet.plain(columns, rows))
        data = written(path)
        path.write_bytes(data)
        return data


def _check(staged: Path, base: Path | None) -> None:
    """Load the tables as a run would."""
    if base is None:
        load(staged)
    else:
        load(base, [staged])


def _move(staged: Path, folder: Path, names: list[str]) -> None:
    old = {name: (folder / name).read_bytes() if (folder / name).exists() else None for name in names}
    moved: list[str] = []
    try:
        for name in names:
            (staged / name).replace(folder / name)
            moved.append(name)
    except OSError:
        for name in moved:
            _put_back(folder / name, old[name])
        raise


def _put_back(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)


def base_of(folder: Path, gazetteer: Path | None) -> Path | None:
    """The package that `folder` lies over: the one given, else the built-in; None where it stands by itself."""
    base = gazetteer if gazetteer is not None else builtin_folder()
    return None if folder.exists() and folder.resolve() == base.resolve() else base


def rows_of(rows: list[Row], **wanted: str) -> Iterator[Row]:
    """The rows that hold these values; a column that is not there is empty."""
    return (row for row in rows if all(row.get(column, "") == value for column, value in wanted.items()))
