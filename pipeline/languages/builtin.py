"""Where the tables of the built-in gazetteer are."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def builtin_folder() -> Path:
    """The folder of the built-in gazetteer: `pipeline/gazetteer/tables` in a wheel, else `gazetteer/` of the
    checkout.

    Raises FileNotFoundError when neither is there.
    """
    pipeline = Path(__file__).parent.parent
    for folder in (pipeline / "gazetteer" / "tables", pipeline.parent / "gazetteer"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no gazetteer tables beside {pipeline}")
