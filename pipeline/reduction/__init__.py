"""What needs more than one document: new names grouped across documents, and the table for review, both ways."""

from __future__ import annotations

from pathlib import Path

from pipeline.records import Problem, Record
from pipeline.reduction.gathering import gather
from pipeline.reduction.grouping import group
from pipeline.reduction.new_entities import write_new_entities
from pipeline.reduction.review import write_review

__all__ = ["Reduced", "reduce"]


class Reduced(Record, frozen=True, kw_only=True):
    """How many new names there are, how many rows of the table for review are undecided, what could not be read."""

    new_names: int
    to_review: int
    problems: tuple[Problem, ...] = ()


def reduce(folder: Path) -> Reduced:
    """Write `new-entities.csv` and `review.csv` for all results in `folder`. Raises OSError."""
    gathered = gather(folder)
    groups = group(gathered.news)
    new_names = write_new_entities(groups, folder)
    review = write_review(groups, gathered.doubts.values(), folder)
    return Reduced(new_names=new_names, to_review=review.undecided, problems=(*gathered.problems, *review.problems))
