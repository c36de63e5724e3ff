"""The examples in docstrings say what the functions do."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TELLING = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for package in ("pipeline", "flows")
    for path in (ROOT / package).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", TELLING)
def test_the_examples_of_a_module_hold(module: str) -> None:
    told = doctest.testmod(importlib.import_module(module))
    assert told.attempted
    assert not told.failed, "see the output above"
