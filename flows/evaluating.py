"""The flow `evaluate`: how good the names are that this installation finds, on texts with the right answers."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.artifacts import show_table
from pipeline.evaluation import Figure, measure, read_labelled
from pipeline.settings import Settings


@task(name="measure", cache_policy=NO_CACHE, persist_result=False)
def measure_texts(labelled: Path | None, settings: Settings) -> list[Figure]:
    """The figures for each type of name, and for all."""
    return measure(read_labelled(labelled), settings.load_gazetteer())


@flow(name="evaluate", persist_result=False)
def evaluate(labelled: str | None = None, gazetteer: str | None = None) -> list[Figure]:
    """Measure names found and linked on labelled texts (those that come with the program if None)."""
    settings = Settings(gazetteer=Path(gazetteer) if gazetteer else None)
    figures = measure_texts(Path(labelled) if labelled else None, settings)
    rows: list[dict[str, object]] = [
        {
            "type": figure.type,
            "names": figure.names,
            "precision": _shown(figure.precision),
            "recall": _shown(figure.recall),
            "f1": _shown(figure.f1),
            "linked rightly": _shown(figure.linked),
        }
        for figure in figures
    ]
    show_table("quality", rows, "Names found (precision, recall, F1), and of those that an entity is given for, linked")
    return figures


def _shown(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"
