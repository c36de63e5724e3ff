"""The tagger's model: weights of attributes, read from one file; the best labels of a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

from pipeline.spotting.tagger.contexts import Contexts
from pipeline.spotting.tagger.decoding import Decoder, Places, Weights, forbidden
from pipeline.spotting.tagger.features import (
    BORDER,
    PLACES,
    Bundle,
    Described,
    attributes,
    trait_attributes,
    trait_of,
)
from pipeline.spotting.tagger.lexicon import Word

FORMAT = 1
KEPT, KEPT_WORDS = 32_768, 16_384
TOGETHER = 256
"""Sentences whose weights are added, and whose best labels are sought, at once."""
_AROUND = np.array([[-2], [-1], [0], [1], [2]])
_COLUMNS = np.array([[PLACES.index("inner" if offset == 0 else f"{offset:+}")] for offset in _AROUND.ravel()])
_HERE = 2
K = TypeVar("K", bound=Hashable)


class ModelError(Exception):
    """A model file that is missing or cannot be used; the message says why in one line."""


class Model:
    """Weights of a linear-chain conditional random field. `labels` are O and B- and I- of each type."""

    def __init__(self, labels: Sequence[str], attributes: Sequence[str], states: Weights, transitions: Weights) -> None:
        self.labels = tuple(labels)
        self._attributes = {name: at for at, name in enumerate(attributes)}
        self._states = np.concatenate([states, np.zeros((1, len(self.labels)), np.float32)])
        self._nothing = len(states)
        self._transitions = transitions + forbidden(self.labels)
        self._decoder = Decoder(self.labels, self._transitions)

    @classmethod
    def read(cls, path: Path) -> Model:
        """The model of a file; raises ModelError."""
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
                if int(stored["format"]) != FORMAT:
                    raise ModelError(f"is of format {int(stored['format'])}, not {FORMAT}")
                labels = str(stored["labels"]).split("\n")
                attributes = stored["attributes"].tobytes().decode().split("\n")
                states = stored["states"].astype(np.float32)
                transitions = stored["transitions"].astype(np.float32)
        except OSError as error:
            raise ModelError(error.strerror or str(error)) from error
        except (ValueError, KeyError, TypeError, EOFError, UnicodeDecodeError, zipfile.BadZipFile) as error:
            raise ModelError("is no model of the tagger") from error
        if states.shape != (len(attributes), len(labels)) or transitions.shape != (len(labels), len(labels)):
            raise ModelError("is damaged: its parts do not fit together")
        if not (np.isfinite(states).all() and np.isfinite(transitions).all()):
            raise ModelError("is damaged: not all weights are numbers")
        try:
            return cls(labels, attributes, states, transitions)
        except ValueError as error:
            raise ModelError("is damaged: its labels do not fit together") from error

    def write(self, path: Path) -> None:
        """Store the model; the same weights give the same bytes."""
        names = sorted(self._attributes)
        order = [self._attributes[name] for name in names]
        parts = {
            "format": np.array(FORMAT),
            "labels": np.array("\n".join(self.labels)),
            "attributes": np.frombuffer("\n".join(names).encode(), np.uint8),
            "states": self._states[order].astype(np.float16),
            "transitions": np.maximum(self._transitions, -100.0).astype(np.float32),
        }
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
            for name, part in parts.items():
                buffer = io.BytesIO()
                np.save(buffer, part, allow_pickle=False)
                entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                file.writestr(entry, buffer.getvalue())

    @property
    def attributes(self) -> Collection[str]:
        """The attributes that the model says something of."""
        return self._attributes.keys()

    def rows(self, groups: Iterable[Iterable[str]]) -> Weights:
        """For each group of attributes the sum of their weights, one for each label."""
        known, places, starts = self._attributes, list[int](), list[int]()
        for group in groups:
            starts.append(len(places))
            places.append(self._nothing)
            places.extend(known[name] for name in group if name in known)
        found: Weights = np.add.reduceat(self._states[places], starts, axis=0, dtype=np.float32)
        return found

    def decode(self, scores: Weights, sizes: Sequence[int]) -> list[list[str]]:
        """The best labels of sentences of these sizes; `scores` are their tokens, one after the other, by labels."""
        best = list(map(self.labels.__getitem__, self._decoder.best(scores, sizes)))
        return [best[end - size : end] for end, size in zip(accumulate(sizes), sizes, strict=True)]


class Rows(Generic[K]):
    """Weights by key, worked out when keys are first asked for, and kept."""

    def __init__(self, read: Callable[[Sequence[K]], Weights], shape: tuple[int, ...], most: int) -> None:
        self._read = read
        self._most = most
        self._places: dict[K, int] = {}
        self.table = np.zeros((1024, *shape), np.float32)

    def weights(self, keys: Sequence[K]) -> Weights:
        """The weights of the keys."""
        places = self.places(keys)
        found: Weights = self.table.take(places, axis=0)
        return found

    def places(self, keys: Sequence[K]) -> Places:
        """Where the weights of the keys stand in `table`, until the next call."""
        if len(self._places) > self._most:
            self._places.clear()
        places = list(map(self._places.get, keys))
        if None in places:
            self._add([key for key in dict.fromkeys(keys) if key not in self._places])
            places = list(map(self._places.get, keys))
        return np.array(places, np.intp)

    def _add(self, keys: Sequence[K]) -> None:
        first, last = len(self._places), len(self._places) + len(keys)
        while last > len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        self.table[first:last] = self._read(keys)
        self._places.update(zip(keys, range(first, last), strict=True))


class _Words(Rows[Word]):
    """Weights of words; beside them the numbers of the words' kinds."""

    def __init__(self, read: Callable[[Sequence[Word]], Weights], shape: tuple[int, ...], contexts: Contexts) -> None:
        super().__init__(read, shape, KEPT_WORDS)
        self._contexts = contexts
        self.kinds = np.zeros(len(self.table), np.int32)

    def _add(self, keys: Sequence[Word]) -> None:
        first = len(self._places)
        super()._add(keys)
        self.kinds = np.concatenate([self.kinds, np.zeros(len(self.table) - len(self.kinds), np.int32)])
        self.kinds[first : first + len(keys)] = [self._contexts.number(word.kind) for word in keys]


class Scorer:
    """Scores of tokens for each label, summed from what the words around them and their bundles weigh."""

    def __init__(self, model: Model) -> None:
        self._size = len(model.labels)
        self._model = model
        self._told = frozenset(map(trait_of, model.attributes))
        self._contexts = Contexts(model.attributes, model.rows)
        self._words = _Words(self._weigh_words, (len(PLACES), self._size), self._contexts)
        self._traits = Rows(self._weigh_traits, (len(PLACES), self._size), KEPT)
        self._bundles = Rows(self._weigh_bundles, (self._size,), KEPT)

    def _weigh_words(self, words: Sequence[Word]) -> Weights:
        """What words weigh in every place: in their own the sum of their traits, around it that of their context."""
        own = self._sums_of_traits([word.traits for word in words])[:, :2]
        around = self._sums_of_traits([word.context for word in words])[:, 2:]
        return np.concatenate([own, around], axis=1)

    def _sums_of_traits(self, rows: Sequence[Iterable[str]]) -> Weights:
        told = [["", *filter(self._told.__contains__, row)] for row in rows]
        places = self._traits.places([one for row in told for one in row])
        found: Weights = np.add.reduceat(self._traits.table[places], _starts(map(len, told)))
        return found

    def _weigh_traits(self, traits: Sequence[str]) -> Weights:
        rows = self._model.rows(trait_attributes(trait, place) for trait in traits for place in PLACES)
        return rows.reshape(len(traits), len(PLACES), self._size)

    def _weigh_bundles(self, bundles: Sequence[Bundle]) -> Weights:
        return self._model.rows(map(attributes, bundles))

    def scores(self, sentences: Sequence[Described]) -> Weights:
        """The scores of all tokens of the sentences: an array of tokens by labels."""
        row, sizes = [BORDER, BORDER], [len(one.words) for one in sentences]
        for one in sentences:
            row += one.words
            row += (BORDER, BORDER)
        tokens = np.arange(sum(sizes)) + np.repeat(np.arange(2, 2 * len(sizes) + 2, 2), sizes)
        around = self._words.places(row).take(tokens + _AROUND)
        begins = _starts(sizes)
        firsts = [begin + at for begin, one in zip(begins, sentences, strict=True) for at in one.firsts]
        named = [begin + at for begin, one in zip(begins, sentences, strict=True) for at in one.names]
        flagged = [begin + at for begin, one in zip(begins, sentences, strict=True) for at in one.flags]
        total = self._weights_of_words(around, firsts)
        total += self._contexts.weights(self._words.kinds.take(around), firsts, named, flagged)
        total[named] += self._bundles.weights([one for each in sentences for one in each.names.values()])
        total[flagged] += self._bundles.weights([one for each in sentences for one in each.flags.values()])
        return total

    def _weights_of_words(self, around: Places, firsts: Sequence[int]) -> Weights:
        """The sums of what each token and the words around it weigh."""
        rows = around * len(PLACES) + _COLUMNS
        rows[_HERE, firsts] += 1
        found: Weights = self._words.table.reshape(-1, self._size).take(rows, axis=0).sum(axis=0)
        return found


def _starts(sizes: Iterable[int]) -> list[int]:
    """Where groups of these sizes begin in a row."""
    return list(accumulate(sizes, initial=0))[:-1]
