"""The best labels of sentences, by their scores and what labels weigh beside each other (Viterbi's search).

Most tokens stand far from any name: whatever their neighbours are, `O` is best. Such tokens part the others into short
stretches, which are searched all in step.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

IMPOSSIBLE = -1e4
OUTSIDE = "O"
DOUBT = 0.01
"""By so much more than needed must `O` be better, as sums of floating-point numbers depend on their order."""
LOOKS = 3
"""How many tokens to each side tell whether a token is surely `O`."""
Weights = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int8]
Places = npt.NDArray[np.intp]


def forbidden(labels: Sequence[str]) -> Weights:
    """`I-` of a type follows only `B-` or `I-` of the same type."""
    found = np.zeros((len(labels), len(labels)), np.float32)
    for i, before in enumerate(labels):
        for j, after in enumerate(labels):
            if after.startswith("I-") and before[2:] != after[2:]:
                found[i, j] = IMPOSSIBLE
    return found


class Decoder:
    """Finds the best labels, as numbers of `labels`. `transitions` hold what a label weighs after another.

    Raises ValueError for labels without `O`, or with an `I-` that no `B-` may begin.
    """

    def __init__(self, labels: Sequence[str], transitions: Weights) -> None:
        self._outside = labels.index(OUTSIDE)
        self._transitions = transitions
        self._starts = np.array([IMPOSSIBLE if one.startswith("I-") else 0.0 for one in labels], np.float32)
        self._certainty = _Certainty(labels, transitions)

    def best(self, scores: Weights, sizes: Sequence[int]) -> Labels:
        """The best label of each token; `scores` are tokens by labels, those of sentence after sentence."""
        answer = np.full(len(scores), self._outside, np.int8)
        ends = np.zeros(len(scores) + 1, bool)
        ends[np.cumsum([0, *sizes], dtype=np.intp)] = True
        parted = np.concatenate([[True], self._certainty.surely_outside(scores, ends), [True]])
        begins = np.flatnonzero(~parted[1:-1] & (parted[:-2] | ends[:-1]))
        lengths = np.flatnonzero(~parted[1:-1] & (parted[2:] | ends[1:])) + 1 - begins
        order = np.argsort(-lengths, kind="stable")
        self._search(scores, begins[order], lengths[order], ends, answer)
        return answer

    def _search(self, scores: Weights, begins: Places, lengths: Places, ends: Flags, answer: Labels) -> None:
        """Put the best labels of stretches, the longest first, into the answer. `ends` tells before which tokens a
        sentence ends; beside a stretch that ends within its sentence stands `O`.
        """
        between, outside = self._transitions, self._outside
        best = scores[begins] + np.where(ends[begins, None], self._starts, between[outside])
        longest = int(lengths.max(initial=0))
        open_ = len(lengths) - np.searchsorted(lengths[::-1], np.arange(longest), side="right")
        passed = []
        for step in range(1, longest):
            going = open_[step]
            passed.append(best[:going].copy())
            best[:going] = (passed[-1][:, None, :] + between.T).max(axis=2) + scores[begins[:going] + step]
        best += np.where(ends[begins + lengths, None], np.float32(0), between[:, outside])
        labels = best.argmax(axis=1)
        answer[begins + lengths - 1] = labels
        for step in range(longest - 1, 0, -1):
            going = open_[step]
            labels[:going] = (passed[step - 1] + between.T[labels[:going]]).argmax(axis=1)
            answer[begins[:going] + step - 1] = labels[:going]


class _Certainty:
    """Tells tokens that are `O` in the best labelling, without searching for it.

    For each type of name stand the labels `B` and `I`. Bounds are kept of how much more than `O` each of them may be
    worth at a token with all that stands before it, and with all that follows: whatever the neighbours are, they might
    be `O` themselves, and a name that goes on might begin later.
    """

    def __init__(self, labels: Sequence[str], transitions: Weights) -> None:
        allowed = transitions > IMPOSSIBLE / 2
        types = [one[2:] for one in labels if one.startswith("I-")]
        self._outside = o = labels.index(OUTSIDE)
        self._begin = b = [labels.index(f"B-{one}") for one in types]
        self._inside = i = [labels.index(f"I-{one}") for one in types]
        self._whole = transitions[o, o]

        def most(gains: Weights, possible: Flags, axis: int) -> Weights:
            found: Weights = np.where(possible, gains, np.float32(-np.inf)).max(axis=axis).clip(0)
            return found[:, None]

        self._entering = most(transitions - transitions[:, [o]], allowed, 0)[b]
        leaving = most(transitions - transitions[o], allowed & allowed[o], 1)
        self._leaving_begin, self._leaving_inside = leaving[b], leaving[i]
        self._begin_on, self._inside_on = transitions[b, i][:, None], transitions[i, i][:, None]
        self._begin_cut = self._begin_on - transitions[b, o][:, None]
        self._inside_cut = self._inside_on - transitions[i, o][:, None]
        self._begin_later = most(transitions[i] - transitions[b], allowed[i], 1) - transitions[o, b][:, None]

    def surely_outside(self, scores: Weights, ends: Flags) -> Flags:
        """Which tokens are. `ends` tells before which tokens a sentence ends, `ends[0]` being true."""
        by_label = np.ascontiguousarray(scores.T)
        outside = by_label[self._outside]
        begin, inside = by_label[self._begin] - outside, by_label[self._inside] - outside
        border = np.where(ends, np.float32(-np.inf), np.float32(0))
        before_begin = begin + self._entering
        after_begin, after_inside = self._following(begin, inside, border[1:])
        cut = _of_before(before_begin + (self._begin_on - self._whole), border[:-1])
        before_inside = inside + np.maximum(self._begin_cut, self._inside_cut)
        for _ in range(LOOKS):
            on = _of_before(before_inside + (self._inside_on - self._whole), border[:-1])
            before_inside = inside + np.maximum(np.minimum(cut, self._begin_cut), np.minimum(on, self._inside_cut))
        possible = np.maximum(before_begin + after_begin, before_inside + after_inside)
        found: Flags = (possible < -DOUBT).all(axis=0)
        return found

    def _following(self, begin: Weights, inside: Weights, border: Weights) -> tuple[Weights, Weights]:
        """What may follow `B` and `I` at each token is worth, beside what may follow `O`."""
        later = inside - begin + self._begin_later
        going_on = _of_next(later, border)
        for _ in range(LOOKS):
            after_inside = np.maximum(self._leaving_inside, self._inside_on + going_on)
            going_on = _of_next(np.minimum(inside + after_inside - self._whole, later), border)
        after_begin = np.maximum(self._leaving_begin, self._begin_on + going_on)
        return after_begin, np.maximum(self._leaving_inside, self._inside_on + going_on)


def _of_before(values: Weights, border: Weights) -> Weights:
    """For each token the value of the one before it; `border` is 0, and minus infinity where a sentence begins."""
    moved = np.empty_like(values)
    moved[:, :1] = 0
    moved[:, 1:] = values[:, :-1]
    moved += border
    return moved


def _of_next(values: Weights, border: Weights) -> Weights:
    """For each token the value of the one after it; `border` is 0, and minus infinity where a sentence ends."""
    moved = np.empty_like(values)
    moved[:, -1:] = 0
    moved[:, :-1] = values[:, 1:]
    moved += border
    return moved
