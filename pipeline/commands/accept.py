"""`nazvy gazetteer accept`: what people decided in review, into the tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.common import RefusalError, own_tables, say, say_problem

ReviewArgument = Annotated[Path, typer.Argument(metavar="REVIEW.CSV", help="The review.csv of a run, filled in.")]
IntoOption = Annotated[
    Path | None, typer.Option("--into", metavar="DIR", help="Tables to write (those of the checkout if not given).")
]
BaseOption = Annotated[
    Path | None, typer.Option("--gazetteer", metavar="DIR", help="Tables that DIR lies over, if not the built-in ones.")
]


def accept(review: ReviewArgument, into: IntoOption = None, gazetteer: BaseOption = None) -> int:
    """Take the decisions of a review.csv into the tables.

    The column decision holds accept (the first candidate), join (the id in entity), new, never, or merge (ids in
    entity, the first stays). Prints what became of each row; rows that are refused are named on standard error, and
    the exit status is then 1. The same table taken in again changes nothing.
    """
    from pipeline.gazetteer import GazetteerError
    from pipeline.reduction.accepting import accept as take

    try:
        done = take(review, into or gazetteer or own_tables(), gazetteer, date.today().isoformat())
    except GazetteerError as error:
        raise RefusalError(error.problem.line()) from error
    except OSError as error:
        raise RefusalError(
            f"{error.filename}: cannot be written to ({error.strerror}); choose another --into"
        ) from error
    for outcome in done.outcomes:
        print(f"{review}:{outcome.line}: {outcome.form}: {outcome.told}{'' if outcome.changed else ' (as it was)'}")
    for path in done.written:
        print(f"written: {path}")
    for problem in done.problems:
        say_problem(problem)
    if not done.outcomes and not done.problems:
        say(f"{review}: no decision in {done.undecided} rows; write one of accept, join, new, never, merge")
    return int(bool(done.problems))
