"""The files of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.reading import Source, find
from pipeline.records import Problem


def find_inputs(inputs: Sequence[Path], out: Path) -> tuple[list[Source], list[Problem]]:
    """The files to read, in stable order and without the results of earlier runs, and what is wrong."""
    found, problems = find(inputs)
    results = out.resolve()
    return [source for source in found if not source.path.resolve().is_relative_to(results)], problems
