"""What a result depends on beside its document and the gazetteer: the program, the settings, engines and models."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import msgspec

from pipeline.languages import builtin_folder
from pipeline.road import models
from pipeline.settings import Settings

_LEFT_OUT = {"cli.py", "commands", "evaluation", "pages", "reduction", "report", "serving", "__pycache__"}


def identity(settings: Settings) -> str:
    """A digest that is the same where program, settings, engines and models are."""
    parts = (_program(), settings.recorded(), models(settings.translation))
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()[:32]


@cache
def _program() -> str:
    """Digest of the code, tables and models that documents pass through, and of the given names."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and bears_on_results(inside):
            digest.update(inside.as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    given = builtin_folder() / "given_names.csv"
    digest.update(given.read_bytes() if given.exists() else b"")
    return digest.hexdigest()


def bears_on_results(inside: Path) -> bool:
    """Do documents pass through a file of this package? Its gazetteer is asked after by itself.

    >>> bears_on_results(Path("languages/alphabets.toml")), bears_on_results(Path("report/writer.py"))
    (True, False)
    """
    built_in = inside.parts[:2] == ("gazetteer", "tables")
    return _LEFT_OUT.isdisjoint(inside.parts) and inside.suffix != ".md" and not built_in
