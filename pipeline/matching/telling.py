"""Of each name of a gazetteer the one word that tells it apart, coarsely heard: which names are nearest to a word.

Edit distance without weights, over sounds of which those that writers exchange all the time are one, is hundreds of
times faster than the weighted one (`rapidfuzz`), and puts the right name among the first few.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.gazetteer.lookup import NUMBER, Texts, pack_texts
from pipeline.gazetteer.sections import Sections
from pipeline.matching.columns import NONE, Column
from pipeline.matching.orthographies import foreign_readings
from pipeline.matching.sounds import coarse, sounds

_END = "\0"
"""What no name can hold."""


class TellingWords:
    """The words by the number of the name; `most` of them are compared for one question.

    Words that differ in `more` sounds than the nearest are not compared beside it.
    """

    def __init__(self, sections: Sections, name: str, *, most: int, more: int) -> None:
        self._most, self._more = most, more
        self._word = sections[f"{name}.telling"].cast(NUMBER)
        self._coarse = Texts(sections, f"{name}.coarse")

    def nearest(self, asked: str, places: Sequence[int]) -> Sequence[int]:
        """Of names of the given numbers those whose word is nearest to the one asked for, or that have none."""
        words = [self._word[place] for place in places]
        distinct = sorted({*words} - {NONE})
        if len(distinct) < 2:
            return places
        readings = [coarse(sounds(asked)), *(coarse(found.heard) for found in foreign_readings(asked))]
        edits = {word: _edits(readings, self._coarse[word]) for word in distinct}
        nearest = sorted(distinct, key=edits.__getitem__)[: self._most]
        farthest = edits[nearest[0]] + self._more
        near = {NONE, *(word for word in nearest if edits[word] <= farthest)}
        return [place for place, word in zip(places, words, strict=True) if word in near]


def _edits(readings: Sequence[str], known: str) -> int:
    """How many sounds the nearest of the readings differs in."""
    return min([Levenshtein.distance(reading, known) for reading in readings])


def told(word: str) -> tuple[str, ...]:
    """What a column holds of a name that a word tells apart (empty: none does): the word, and how it is heard."""
    return (f"{word}{_END}{coarse(sounds(word))}",) if word else ()


def pack_telling(name: str, words: Column[str]) -> dict[str, bytes]:
    """The sections of TellingWords, of a column of what is `told`."""
    heard = [word.rpartition(_END)[2] for word in words.things]
    return {f"{name}.telling": words.only().tobytes(), **pack_texts(f"{name}.coarse", heard)}
