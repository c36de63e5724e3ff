"""What a run shows in Prefect: tables and links, as artifacts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.session import Session
from flows.summary import Summary
from pipeline.reduction.sheet import unguarded

MOST_ROWS = 200


def show_results(session: Session, summary: Summary) -> None:
    """The documents of a run, the names that a person should look at, and where the results lie."""
    rows = [
        {
            "document": document.id,
            "language": document.lang,
            "mentions": document.mentions,
            "linked": document.linked,
            "new": document.new,
        }
        for entry in session.entries
        for document in entry.documents
    ]
    show_table("documents", rows, f"{len(rows)} documents")
    review = bytes(session.out.read("review.csv") or b"").decode("utf-8-sig")
    names = [
        {key: unguarded(row[key] or "") for key in ("form", "lang", "type", "why")}
        for row in csv.DictReader(io.StringIO(review))
        if not row["decision"]
    ]
    show_table("unresolved-names", names, f"{summary.to_review} names to review")
    where = session.out.address
    lines = [f"- Results: `{where}/documents`, `{where}/texts`", f"- New names: `{where}/new-entities.csv`"]
    lines += [f"- To review: `{where}/review.csv`"]
    lines += [f"- Failed: {problem.line()}" for problem in summary.problems[:MOST_ROWS]]
    create_markdown_artifact("\n".join(lines), key="results", description="Where the results lie, and what failed")


def show_table(key: str, rows: Sequence[dict[str, object]] | Sequence[dict[str, str]], description: str) -> None:
    """A table, of which the first rows are shown."""
    more = f"; the first {MOST_ROWS} rows" if len(rows) > MOST_ROWS else ""
    create_table_artifact([dict(row) for row in rows[:MOST_ROWS]], key=key, description=description + more)
