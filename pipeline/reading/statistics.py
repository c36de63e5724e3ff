"""How likely a text is in each of the languages of Cyrillic script, by py3langid's model, word by word.

The model counts sequences of bytes with an automaton, and weighs each count. Here what one word makes of a state of the
automaton is kept, so that a word read before costs one look into a table; the figures are the library's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.languages import CYRILLIC

KEPT = 8_192
_BEGINNING = -1
_SILENT = (0.0, 0.0, 0.0)
Weights = tuple[float, float, float]


class _Step(NamedTuple):
    """The state of the automaton after a word, and what was weighed on the way for each language."""

    state: int
    be: float
    uk: float
    ru: float


class _Automaton:
    """py3langid's model (28 MB, a tenth of a second to load), for three languages."""

    def __init__(self) -> None:
        import numpy as np
        from py3langid.langid import LanguageIdentifier  # type: ignore[import-untyped]

        model = LanguageIdentifier.from_pickled_model("data/model.plzma")
        columns = [model.nb_classes.index(lang) for lang in CYRILLIC]
        self._next, self._output = model.tk_nextmove, model.tk_output
        self._weights = np.asarray(model.nb_ptc)[:, columns]
        self._told: dict[int, Weights] = {}
        be, uk, ru = np.asarray(model.nb_pc)[columns].tolist()
        self.prior: Weights = (be, uk, ru)
        self.read = lru_cache(maxsize=KEPT)(self._read)

    def _read(self, state: int, word: str) -> _Step:
        """One word, from the state that the words before it left; a space stands before all but the first."""
        letters = word.encode("utf-8", "surrogatepass")
        if state == _BEGINNING:
            state = 0
        else:
            letters = b" " + letters
        be = uk = ru = 0.0
        for letter in letters:
            state = self._next[(state << 8) + letter]
            told = self._told.get(state) or self._tell(state)
            if told is not _SILENT:
                be, uk, ru = be + told[0], uk + told[1], ru + told[2]
        return _Step(state, be, uk, ru)

    def _tell(self, state: int) -> Weights:
        features = self._output.get(state)
        told = _SILENT
        if features:
            be, uk, ru = self._weights[list(features)].sum(axis=0).tolist()
            told = (be, uk, ru)
        self._told[state] = told
        return told


@cache
def _automaton() -> _Automaton:
    return _Automaton()


def statistics(words: Iterable[str]) -> dict[str, float]:
    """py3langid's logarithms of probability of words in small letters, the best of them 0."""
    automaton = _automaton()
    read, state = automaton.read, _BEGINNING
    be, uk, ru = automaton.prior
    for word in words:
        state, more_be, more_uk, more_ru = read(state, word)
        be, uk, ru = be + more_be, uk + more_uk, ru + more_ru
    best = max(be, uk, ru)
    return {"be": be - best, "uk": uk - best, "ru": ru - best}
