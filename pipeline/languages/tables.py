"""Where the tables are and how they are read: TOML and CSV files, opened on first use, never on import."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def builtin_folder() -> Path:
    """The folder of the built-in gazetteer: `pipeline/gazetteer/tables` in a wheel, else `gazetteer/` of the
    checkout.

    Raises FileNotFoundError when neither is there.
    """
    pipeline = HERE.parent
    for folder in (pipeline / "gazetteer" / "tables", pipeline.parent / "gazetteer"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no gazetteer tables beside {pipeline}")


def read_toml(*parts: str) -> dict[str, Any]:
    """A TOML table of this package, named by its path inside it."""
    with HERE.joinpath(*parts).open("rb") as file:
        return tomllib.load(file)


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a UTF-8 CSV table as dictionaries, cells stripped, missing cells empty."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {key: (value or "").strip() for key, value in row.items() if key}
