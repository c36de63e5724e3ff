"""Of each name of a gazetteer the one word that tells it apart, coarsely heard: which names are nearest to a word.

Edit distance without weights, over sounds of which those that writers exchange all the time are one, is hundreds of
times faster than the weighted one (`rapidfuzz`), and puts the right name among the first few.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from pipeline.gazetteer.lookup import Texts, pack_texts
from pipeline.gazetteer.sections import Sections
from pipeline.matching.orthographies import foreign_readings
from pipeline.matching.sounds import coarse, sounds

_NONE = 0xFFFFFFFF

Numbers = npt.NDArray[np.uint32]


class TellingWords:
    """The words by the number of the name; `most` of them are compared for one question.

    Words that differ in `more` sounds than the nearest are not compared beside it.
    """

    def __init__(self, sections: Sections, name: str, *, most: int, more: int) -> None:
        self._most, self._more = most, more
        self._word = np.frombuffer(sections[f"{name}.telling"], np.uint32)
        self._coarse = Texts(sections, f"{name}.coarse")

    def nearest(self, asked: str, places: Numbers) -> Numbers:
        """Of names of the given numbers those whose word is nearest to the one asked for, or that have none."""
        words = self._word[places]
        distinct = np.unique(words[words != _NONE])
        if len(distinct) < 2:
            return places
        readings = [coarse(sounds(asked)), *(coarse(found.heard) for found in foreign_readings(asked))]
        known = [self._coarse[number] for number in distinct.tolist()]
        edits = cdist(readings, known, scorer=Levenshtein.distance, dtype=np.uint8).min(axis=0)
        order = np.argsort(edits, kind="stable")[: self._most]
        near = np.ones(len(distinct) + 1, bool)  # the last one stands for names that have no such word
        near[:-1] = False
        near[order[edits[order] <= edits[order[0]] + self._more]] = True
        return np.asarray(places[near[np.searchsorted(distinct, words)]])


def pack_telling(name: str, words: Sequence[str]) -> dict[str, bytes]:
    """The sections of TellingWords; a word is empty where no one word tells the name apart."""
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(word, len(numbers)) if word else _NONE for word in words]
    return {
        f"{name}.telling": np.array(found, np.uint32).tobytes(),
        **pack_texts(f"{name}.coarse", [coarse(sounds(word)) for word in numbers]),
    }
