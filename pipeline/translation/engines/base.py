"""The small interface that every translation engine has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipeline.records import Record

Pair = tuple[str, str]


def label_of(engine: str, pair: Pair) -> str:
    """What stands in routes for an engine and the pair that it translates: `argos:en-ru`."""
    return f"{engine}:{pair[0]}-{pair[1]}"


class EngineResult(Record, frozen=True):
    """One sentence as an engine gave it.

    `text` is None where the engine failed, and then `problem` says why in one line. `unknown_words` is the
    share (0 to 1) of the words that the engine left untranslated. A `problem` beside a text is a warning.
    """

    text: str | None
    unknown_words: float = 0.0
    problem: str | None = None


class Origin(Record, frozen=True):
    """Where a model of one pair came from, and its bytes on disk."""

    source: str
    size: int


class Engine(Protocol):
    """Translates sentences between the pairs of languages that are installed for it."""

    @property
    def name(self) -> str:
        """The engine's name in routes (`apertium`, `argos`)."""
        ...

    def pairs(self) -> tuple[Pair, ...]:
        """The (source, target) languages that can be translated here and now, in a stable order."""
        ...

    def versions(self) -> dict[Pair, str]:
        """What distinguishes the model of each pair from another that would translate differently."""
        ...

    def origins(self) -> dict[Pair, Origin]:
        """Where the model of each pair came from."""
        ...

    def translate(self, sentences: Sequence[str], pair: Pair) -> list[EngineResult]:
        """One result for each sentence, in order. Raises KeyError for a pair that `pairs` does not name."""
        ...
