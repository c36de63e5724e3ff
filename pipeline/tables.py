"""The tables of facts that stand beside the code, TOML and CSV: opened on first use, never on import."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any


def read_toml(package: str, *parts: str) -> dict[str, Any]:
    """A TOML table, named by the package that it belongs to (`__package__`) and its path inside that."""
    return tomllib.loads(files(package).joinpath(*parts).read_text("utf-8"))


def read_csv(package: str, name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV table of a package, by column, as `csv_rows` gives them."""
    return csv_rows(files(package) / name)


def csv_rows(table: Traversable) -> Iterator[dict[str, str]]:
    """The rows of a UTF-8 CSV file by column, cells stripped, missing ones empty."""
    for row in csv.DictReader(table.read_text("utf-8-sig").splitlines()):
        yield {column: (cell or "").strip() for column, cell in row.items() if column}
