"""A small statistical tagger: which words are names, and of what kind, where no gazetteer holds them.

It reads Belarusian, Ukrainian and Russian with one model (`MODEL.md` is its card).
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path

from pipeline.spotting.tagger.consistency import agree
from pipeline.spotting.tagger.features import Described, Describer, Sentence
from pipeline.spotting.tagger.lexicon import Lexicon
from pipeline.spotting.tagger.model import TOGETHER, Model, ModelError, Scorer
from pipeline.spotting.tagger.span import Span

__all__ = [
    "Describer",
    "Lexicon",
    "Model",
    "ModelError",
    "Sentence",
    "Span",
    "Tagger",
    "load_tagger",
    "model_fingerprint",
    "model_path",
]

SHIPPED = Path(__file__).with_name("model.npz")
VARIABLE = "NAZVY_MODEL"


class Tagger:
    """Labels the tokens of documents with one model."""

    def __init__(self, model: Model, describer: Describer) -> None:
        self._model = model
        self._describer = describer
        self._scorer = Scorer(model)

    def tag(self, sentences: Sequence[Sentence]) -> list[list[Span]]:
        """The names in each sentence of one document, none overlapping another."""
        labels = self._labels(self._describer.describe(sentences))
        return agree(sentences, [spans_of(row) for row in labels])

    def _labels(self, sentences: Sequence[Described]) -> list[list[str]]:
        found: list[list[str]] = []
        for begin in range(0, len(sentences), TOGETHER):
            batch = sentences[begin : begin + TOGETHER]
            found += self._model.decode(self._scorer.scores(batch), [len(one.words) for one in batch])
        return found


def spans_of(labels: Sequence[str]) -> list[Span]:
    """The spans that labels (O, B- and I- of each kind) stand for."""
    found: list[Span] = []
    if labels.count("O") == len(labels):
        return found
    begin, kind = 0, ""
    for at, label in enumerate((*labels, "O")):
        if kind and not label.startswith("I-"):
            found.append(Span(begin, at, kind))
            kind = ""
        if label.startswith("B-"):
            begin, kind = at, label[2:]
    return found


def model_fingerprint() -> str:
    """What tells the model in use from any other: the first 16 digits of its file's SHA-256."""
    return hashlib.sha256(model_path().read_bytes()).hexdigest()[:16]


def model_path() -> Path:
    """The model in use: the one that $NAZVY_MODEL names, else the one that is shipped."""
    return Path(os.environ.get(VARIABLE) or SHIPPED)


def load_tagger(describer: Describer) -> Tagger | None:
    """The tagger with the model in use; None, with one line of warning, where that cannot be read."""
    path = model_path()
    try:
        return Tagger(Model.read(path), describer)
    except ModelError as problem:
        logging.getLogger(__name__).warning("%s: %s; names are found by rules alone", path, problem)
        return None
