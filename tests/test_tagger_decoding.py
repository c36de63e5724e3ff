"""The best labels are found, though most tokens are never searched."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from pipeline.spotting.tagger.decoding import Decoder, Weights, forbidden

LABELS = ("B-person", "B-place", "I-person", "I-place", "O")


def worth(path: tuple[int, ...], scores: Weights, transitions: Weights) -> float:
    if LABELS[path[0]].startswith("I-"):
        return -np.inf
    total = sum(float(scores[at, label]) for at, label in enumerate(path))
    return total + sum(float(transitions[pair]) for pair in pairwise(path))


@pytest.mark.parametrize("seed", range(24))
def test_no_other_labels_are_worth_more(seed: int) -> None:
    numbers = np.random.default_rng(seed)
    sizes = [4, 1, 3, 2, 4]
    scores = numbers.normal(0.0, 3.0, (sum(sizes), len(LABELS))).astype(np.float32)
    scores[:, -1] += seed % 8
    transitions = forbidden(LABELS) + numbers.normal(0.0, 2.0, (len(LABELS),) * 2).astype(np.float32)
    found = Decoder(LABELS, transitions).best(scores, sizes)
    end = 0
    for size in sizes:
        here, own = scores[end : end + size], tuple(int(label) for label in found[end : end + size])
        end += size
        best = max(worth(path, here, transitions) for path in product(range(len(LABELS)), repeat=size))
        assert worth(own, here, transitions) == pytest.approx(best, abs=1e-3)


def test_labels_that_no_name_can_bear_are_refused() -> None:
    with pytest.raises(ValueError, match="not in"):
        Decoder(("B-person", "I-place", "O"), np.zeros((3, 3), np.float32))


def test_sentences_without_tokens_have_no_labels() -> None:
    decoder = Decoder(LABELS, forbidden(LABELS))
    assert decoder.best(np.zeros((0, len(LABELS)), np.float32), []).size == 0
    assert decoder.best(np.ones((1, len(LABELS)), np.float32), [0, 1, 0]).size == 1
