"""Training of the tagger's model from sentences with labels. Needs python-crfsuite; running the model does not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from pipeline.spotting.tagger.features import Describer, Sentence, attributes_of
from pipeline.spotting.tagger.model import Model

LEAST_TOPICS = 2
LEAST_TOKENS = 3
AROUND = 3
L1, L2, ROUNDS = 0.1, 1.0, 60
EPSILON = 0.0001
LEANING = {"0:inner:unheld-own": 1.0, "0:first:unheld-own": 0.5}
"""How much less likely than was learned it is taken to be that a capitalised word which the dictionary of its own
language does not hold is no name: names that are missed are missed for good.
"""
OUTSIDE = "O"


class Example(NamedTuple):
    """A document to learn from: what it is about, its sentences, and the label of each token."""

    topic: str
    sentences: Sequence[Sentence]
    labels: Sequence[Sequence[str]]


class Described(NamedTuple):
    """A document as attributes: for each stretch of a sentence that names stand in or near, for each token."""

    topic: str
    attributes: list[list[list[str]]]
    labels: list[list[str]]


def describe_example(example: Example, describer: Describer) -> Described:
    """What the tagger sees of a document, without long stretches of lower case, which teach nothing new."""
    written: list[list[list[str]]] = []
    labels: list[list[str]] = []
    sentences = zip(example.sentences, describer.describe(example.sentences), example.labels, strict=True)
    for sentence, described, named in sentences:
        attributes = attributes_of(described)
        for stretch in _stretches(sentence, named):
            written.append(attributes[stretch])
            labels.append(list(named[stretch]))
    return Described(example.topic, written, labels)


def _stretches(sentence: Sentence, labels: Sequence[str]) -> Iterator[slice]:
    """Where capitalised words and names stand, with their surroundings."""
    near: set[int] = set()
    for at, (token, label) in enumerate(zip(sentence.tokens, labels, strict=True)):
        if token.capital or label != "O":
            near.update(range(max(0, at - AROUND), min(len(labels), at + AROUND + 1)))
    for begin in sorted(at for at in near if at - 1 not in near):
        end = begin
        while end in near:
            end += 1
        yield slice(begin, end)


def train(documents: Sequence[Described], l1: float = L1, l2: float = L2, rounds: int = ROUNDS) -> Model:
    """A model of documents. Attributes met in one topic alone are left out: they would remember, not recognise."""
    import pycrfsuite  # type: ignore[import-untyped]

    kept = _kept(documents)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": l1,
            "c2": l2,
            "max_iterations": rounds,
            "epsilon": EPSILON,
            "period": 10,
            "delta": 0.0005,
            "feature.possible_transitions": True,
        }
    )
    for document in documents:
        for tokens, labels in zip(document.attributes, document.labels, strict=True):
            if tokens:
                trainer.append(
                    [[one for one in dict.fromkeys(attributes) if one in kept] for attributes in tokens], labels
                )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        info = tagger.info()
    return _model(info.state_features, info.transitions)


def _kept(documents: Iterable[Described]) -> frozenset[str]:
    topics: dict[str, set[str]] = defaultdict(set)
    count: Counter[str] = Counter()
    for document in documents:
        for sentence in document.attributes:
            for attributes in sentence:
                count.update(attributes)
                for attribute in attributes:
                    topics[attribute].add(document.topic)
    return frozenset(one for one, n in count.items() if n >= LEAST_TOKENS and len(topics[one]) >= LEAST_TOPICS)


def _model(states: dict[tuple[str, str], float], transitions: dict[tuple[str, str], float]) -> Model:
    labels = sorted({label for _, label in states} | {label for pair in transitions for label in pair})
    names = sorted({name for name, _ in states})
    place, column = {name: i for i, name in enumerate(names)}, {label: i for i, label in enumerate(labels)}
    weights = np.zeros((len(names), len(labels)), np.float32)
    for (name, label), weight in states.items():
        weights[place[name], column[label]] = weight
    for name, lean in LEANING.items():
        if name in place:
            weights[place[name], column[OUTSIDE]] -= lean
    between = np.zeros((len(labels), len(labels)), np.float32)
    for (before, after), weight in transitions.items():
        between[column[before], column[after]] = weight
    return Model(labels, names, weights, between)
