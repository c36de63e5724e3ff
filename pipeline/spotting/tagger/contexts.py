"""What the kinds of the words around a token weigh: tables of all that a model says of them, which are asked for all
tokens of a document at once.

The kinds that the model tells apart are numbered; all others share one number. So sequences of kinds are numbers too,
and their weights are looked up in a sorted row of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.spotting.tagger.decoding import Weights
from pipeline.spotting.tagger.features import (
    BIAS,
    KIND_PATTERNS,
    MARKS,
    PLACES,
    PLAIN,
    attributes,
    plain_flags,
    plain_names,
    read_kinds,
    write_kinds,
)

OTHER = "\ue000"
"""Stands for the kinds that the model does not tell apart: a private sign, of which no model says anything."""
LONGEST = 4
Kinds = npt.NDArray[np.int32]
_HERE, _PLACE, _NOTHING = 2, 5, 6
_PATTERNS = np.array([(*at, *[_NOTHING] * (LONGEST - len(at))) for at, _ in KIND_PATTERNS])
_MARKS = np.array([[MARKS.index(mark)] for _, mark in KIND_PATTERNS])


class Contexts:
    """The weights of kinds of words. `names` are the model's attributes, `weigh` sums groups of them."""

    def __init__(self, names: Collection[str], weigh: Callable[[Iterable[Iterable[str]]], Weights]) -> None:
        told = [found for found in map(read_kinds, names) if found and len(found[0]) <= LONGEST]
        plain = [name.partition(".")[2] for name in names if name.startswith(PLAIN)]
        own = PLACES[:2]
        kinds = list(dict.fromkeys([OTHER, *own, *(kind for parts, _ in told for kind in parts), *plain]))
        self._numbers = {kind: number for number, kind in enumerate(kinds, start=1)}
        self._base = len(kinds) + 1
        self._own = [self._numbers[place] for place in own]
        groups = [
            (),
            *((write_kinds(*one),) for one in told),
            *(attributes(plain_names(kind)) for kind in kinds),
            *(attributes(plain_flags(kind, place)) for place in own for kind in kinds),
        ]
        self._weights = weigh(groups)
        self._bias = weigh([(BIAS,)])
        self._plain_at = np.array([[len(told)], [len(told) + len(kinds)]])
        self._flags_of_firsts = len(kinds)
        self._file(told)

    def _file(self, told: Iterable[tuple[Sequence[str], str]]) -> None:
        """Number the sequences of kinds, so that the weights of each can be looked up."""
        number, nothing = self._numbers.__getitem__, (0,) * LONGEST
        sequences = np.array(
            [(MARKS.index(mark), *map(number, parts), *nothing[len(parts) :]) for parts, mark in told], np.intp
        ).reshape(-1, LONGEST + 1)
        codes = sequences[:, 0]
        for column in range(1, LONGEST + 1):
            codes = codes * self._base + sequences[:, column]
        order = codes.argsort()
        self._codes, self._rows = np.append(codes[order], -1), np.append(order + 1, 0)

    def number(self, kind: str) -> int:
        """The number of a kind."""
        return self._numbers.get(kind) or self._numbers[OTHER]

    def weights(self, kinds: Kinds, firsts: Sequence[int], named: Sequence[int], flagged: Sequence[int]) -> Weights:
        """What the kinds around tokens weigh, and the plain bundles of those that have no others.

        `kinds` are numbers: a row for each offset from -2 to +2, a column for each token; `firsts`, `named` and
        `flagged` are the tokens that are first, and those with bundles of names and flags of their own.
        """
        size = kinds.shape[1]
        columns = np.zeros((_NOTHING + 1, size), np.intp)
        columns[:_PLACE], columns[_PLACE] = kinds, self._own[0]
        columns[_PLACE, firsts] = self._own[1]
        rows = np.empty((len(KIND_PATTERNS) + 2, size), np.intp)
        codes = _MARKS
        for part in columns.take(_PATTERNS.T, axis=0):
            codes = codes * self._base + part
        at = self._codes[:-1].searchsorted(codes)
        rows[:-2] = np.where(self._codes.take(at) == codes, self._rows.take(at), 0)
        rows[-2:] = kinds[_HERE] + self._plain_at
        rows[-1, firsts] += self._flags_of_firsts
        rows[-2, named] = rows[-1, flagged] = 0
        found: Weights = self._weights.take(rows, axis=0).sum(axis=0) + self._bias
        return found
