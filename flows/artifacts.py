"""What a run shows in Prefect: tables and links, as artifacts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import cast
from urllib.parse import quote
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from flows.places import LocalPlace
from flows.session import Session
from flows.summary import Summary
from pipeline.reduction.sheet import unguarded

MOST_ROWS = 200
MOST_STEPS = 10
_SIGNS = re.compile(r"([\\`*_\[\]<>#|])")
_ESCAPED = r"\\\1"


def show_results(session: Session, summary: Summary) -> None:
    """The documents of a run, the names that a person should look at, and where the results lie."""
    documents = (
        {
            "document": document.id,
            "language": document.lang,
            "mentions": document.mentions,
            "linked": document.linked,
            "new": document.new,
        }
        for entry in session.entries()
        for document in entry.documents
    )
    show_table("documents", documents, f"{sum(row.documents for row in summary.languages.values())} documents")
    review = bytes(session.out.read("review.csv") or b"").decode("utf-8-sig")
    names = (
        {key: unguarded(row[key] or "") for key in ("form", "lang", "type", "why")}
        for row in csv.DictReader(io.StringIO(review))
        if not row["decision"]
    )
    show_table("unresolved-names", names, f"{summary.to_review} names to review")
    lines = [
        f"- Results: {_link(session, 'documents')}, {_link(session, 'texts')}",
        f"- New names: {_link(session, 'new-entities.csv')}",
        f"- To review: {_link(session, 'review.csv')}",
    ]
    lines += [f"- Failed: {_SIGNS.sub(_ESCAPED, problem.line())}" for problem in summary.problems[:MOST_ROWS]]
    create_markdown_artifact("\n".join(lines), key="results", description="Where the results lie, and what failed")


def _link(session: Session, name: str) -> str:
    """An address in angle brackets: square ones are markup to Prefect's command line, which fails at a path in them."""
    where = session.out
    address = where.path.absolute().as_uri() if isinstance(where, LocalPlace) else quote(where.address, safe=":/")
    return f"<{address}/{name}>"


class Progress:
    """How much of a run's inputs is done, as an artifact that Prefect draws as a bar; told in whole steps."""

    def __init__(self, inputs: int) -> None:
        self._inputs = inputs
        self._done, self._told = 0, 0
        made = create_progress_artifact(0.0, key="progress", description=f"{inputs} inputs to do")
        self._artifact = cast(UUID, made)

    def __call__(self, done: int) -> None:
        """So many more are done."""
        self._done += done
        steps = MOST_STEPS * self._done // self._inputs
        if steps > self._told:
            self._told = steps
            update_progress_artifact(self._artifact, 100.0 * steps / MOST_STEPS)


def show_table(key: str, rows: Iterable[Mapping[str, object]], description: str) -> None:
    """A table, of which the first rows are shown."""
    first = [dict(row) for row in islice(rows, MOST_ROWS + 1)]
    more = f"; the first {MOST_ROWS} rows" if len(first) > MOST_ROWS else ""
    create_table_artifact(first[:MOST_ROWS], key=key, description=description + more)
