"""The tagger's model: weights of attributes, read from one file; the best labels of a sentence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.spotting.tagger.features import (
    BORDER,
    OFFSETS,
    PLACES,
    Bundle,
    Described,
    attributes,
    word_attributes,
)
from pipeline.spotting.tagger.lexicon import Word

FORMAT = 1
KEPT, KEPT_WORDS = 100_000, 40_000
TOGETHER = 64
"""Sentences whose weights are added, and whose best labels are sought, at once."""
IMPOSSIBLE = -1e4
Weights = npt.NDArray[np.float32]
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
        self._transitions = transitions + _forbidden(self.labels)
        self._starts = np.array([IMPOSSIBLE if one.startswith("I-") else 0.0 for one in self.labels], np.float32)

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
        return cls(labels, attributes, states, transitions)

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

    def rows(self, groups: Iterable[Iterable[str]]) -> Weights:
        """For each group of attributes the sum of their weights, one for each label."""
        known, places, starts = self._attributes, list[int](), list[int]()
        for group in groups:
            starts.append(len(places))
            places.append(self._nothing)
            places.extend(known[name] for name in group if name in known)
        found: Weights = np.add.reduceat(self._states[places], starts, axis=0, dtype=np.float32)
        return found

    def decode(self, scores: Sequence[Weights]) -> list[list[str]]:
        """The best labels of sentences, whose scores are arrays of tokens by labels (Viterbi, all in step)."""
        order = sorted(range(len(scores)), key=lambda i: -len(scores[i]))
        answer: list[list[str]] = [[] for _ in scores]
        for begin in range(0, len(order), TOGETHER):
            chosen = order[begin : begin + TOGETHER]
            for i, path in zip(chosen, self._together([scores[i] for i in chosen]), strict=True):
                answer[i] = [self.labels[label] for label in path]
        return answer

    def _together(self, scores: Sequence[Weights]) -> list[list[int]]:
        """Labels of sentences sorted from the longest to the shortest."""
        sizes = np.array([len(one) for one in scores])
        longest, size = int(sizes.max(initial=0)), len(self.labels)
        if longest == 0:
            return [[] for _ in scores]
        padded = np.zeros((len(scores), longest, size), np.float32)
        for i, one in enumerate(scores):
            padded[i, : len(one)] = one
        back = np.zeros((longest, len(scores), size), np.int8)
        best = padded[:, 0] + self._starts
        for step in range(1, longest):
            going = int((sizes > step).sum())
            ways = best[:going, :, None] + self._transitions[None]
            back[step, :going] = ways.argmax(axis=1)
            best[:going] = ways.max(axis=1) + padded[:going, step]
        paths = []
        last = best.argmax(axis=1)
        for i, length in enumerate(sizes):
            label = int(last[i])
            path = [label] * int(length)
            for step in range(int(length) - 1, 0, -1):
                label = int(back[step, i, label])
                path[step - 1] = label
            paths.append(path)
        return paths


class Rows(Generic[K]):
    """Weights by key, worked out when keys are first asked for, and kept."""

    def __init__(self, read: Callable[[Sequence[K]], Weights], shape: tuple[int, ...], most: int) -> None:
        self._read = read
        self._most = most
        self._places: dict[K, int] = {}
        self.table = np.zeros((1024, *shape), np.float32)

    def places(self, keys: Sequence[K]) -> npt.NDArray[np.intp]:
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


class Scorer:
    """Scores of tokens for each label, summed from what the words around them and their bundles weigh."""

    def __init__(self, model: Model) -> None:
        self._size = len(model.labels)
        self._model = model
        self._words = Rows(self._weigh_words, (len(PLACES), self._size), KEPT_WORDS)
        self._bundles = Rows(self._weigh_bundles, (self._size,), KEPT)

    def _weigh_words(self, words: Sequence[Word]) -> Weights:
        rows = self._model.rows(word_attributes(word, place) for word in words for place in PLACES)
        return rows.reshape(len(words), len(PLACES), self._size)

    def _weigh_bundles(self, bundles: Sequence[Bundle]) -> Weights:
        return self._model.rows(map(attributes, bundles))

    def scores(self, sentences: Sequence[Described]) -> list[Weights]:
        """For each sentence an array of tokens by labels."""
        batches = (sentences[begin : begin + TOGETHER] for begin in range(0, len(sentences), TOGETHER))
        return [scores for batch in batches for scores in self._together(batch)]

    def _together(self, sentences: Sequence[Described]) -> list[Weights]:
        """The words of the sentences in one row, two borders before each sentence and after the last."""
        row, inside = [BORDER, BORDER], [False, False]
        for one in sentences:
            row += (*one.words, BORDER, BORDER)
            inside += (*(True for _ in one.words), False, False)
        places, here = self._words.places(row), np.flatnonzero(inside)
        firsts = np.fromiter((first for one in sentences for first in one.firsts), np.intp, len(here))
        total = self._words.table[places[here], firsts]
        for column, offset in enumerate(OFFSETS, start=2):
            total += self._words.table[places[here + offset], column]
        bundles = [bundle for one in sentences for bundles in one.bundles for bundle in bundles]
        for each in self._bundles.places(bundles).reshape(len(here), -1).T if bundles else ():
            total += self._bundles.table[each]
        return np.split(total, np.cumsum([len(one.words) for one in sentences[:-1]]))


def _forbidden(labels: Sequence[str]) -> Weights:
    """`I-` of a type follows only `B-` or `I-` of the same type."""
    found = np.zeros((len(labels), len(labels)), np.float32)
    for i, before in enumerate(labels):
        for j, after in enumerate(labels):
            if after.startswith("I-") and before[2:] != after[2:]:
                found[i, j] = IMPOSSIBLE
    return found
