"""Words declined and analysed (Belarusian, Ukrainian, Russian): the door to the tables of endings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pipeline.languages.alphabets import CYRILLIC, base_language, without_stress
from pipeline.languages.compounds import analyse_compound, decline_compound
from pipeline.languages.paradigms import Kind
from pipeline.languages.words import Analysis
from pipeline.languages.words import possible_nominatives as nominatives_of_word
from pipeline.records import Case, Gender, Number

DECLINING: frozenset[str] = frozenset(CYRILLIC)


@lru_cache(maxsize=4_096)
def analyse(word: str, lang: str) -> tuple[Analysis, ...]:
    """Every reading of one word, best first; empty where the language does not decline or no ending fits.

    A hyphenated word is read by its last declining part, the parts before it in the same case.
    """
    lang = base_language(lang)
    if lang not in DECLINING or not word:
        return ()
    return analyse_compound(without_stress(word), lang)


def possible_nominatives(word: str, lang: str) -> Iterator[tuple[str, tuple[str, ...]]] | None:
    """Every beginning of a word, shortest first, with the endings of its possible nominatives, in small letters.

    `analyse` finds no nominative beside these but the word itself; of a hyphenated word nothing is told (None).
    """
    lang = base_language(lang)
    if lang not in DECLINING or "-" in word:
        return None
    return nominatives_of_word(without_stress(word), lang)


def decline(
    word: str, lang: str, case: Case, *, kind: Kind, gender: Gender | None = None, number: Number = "Sing"
) -> str | None:
    """A nominative put into a case; None where no rule knows the word. Capitals stay as they are.

    English words come back as they are. Parts of a hyphenated word are declined one by one.
    """
    lang = base_language(lang)
    if lang == "en" or not word:
        return word or None
    if lang not in DECLINING:
        return None
    return decline_compound(without_stress(word), lang, case, kind=kind, gender=gender, number=number)
