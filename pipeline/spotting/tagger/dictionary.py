"""What the Russian dictionary says of a word, and of words of its two sisters that are written nearly alike.

The dictionary is OpenCorpora's, in the package pymorphy3-dicts-ru. Only words that it holds are told: its guesses at
other words are not used.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from pipeline.records import Case, Gender
from pipeline.spotting.tagger.letters import russian_letters

PROPER = ("Name", "Patr", "Surn", "Geox", "Orgn", "Trad", "Abbr", "Init")
PARTS = ("NOUN", "ADJF", "VERB", "INFN", "PREP", "CONJ", "ADVB", "NPRO", "PRTF", "NUMR")
KEPT = 40_000
_CASES: tuple[tuple[str, Case], ...] = (
    ("nomn", "Nom"), ("gent", "Gen"), ("datv", "Dat"), ("accs", "Acc"), ("ablt", "Ins"), ("loct", "Loc"),
)  # fmt: skip
_GENDERS: tuple[tuple[str, Gender], ...] = (("masc", "Masc"), ("femn", "Fem"))


@cache
def _dictionary() -> Any:
    from pymorphy3 import MorphAnalyzer  # type: ignore[import-untyped]

    return MorphAnalyzer(lang="ru").dictionary


@cache
def _substitutes(lang: str) -> Any:
    wanted = {"е": ["ё"]} if lang == "ru" else russian_letters(lang)
    return _dictionary().words.compile_replaces(wanted)


@cache
def _tag(paradigm: int, form: int) -> frozenset[str]:
    return frozenset(str(_dictionary().build_tag_info(paradigm, form)).replace(" ", ",").split(","))


@cache
def _kind(paradigm: int, form: int) -> str:
    """A form's class in one word: a kind of proper name, an animate noun (`anim`), or a part of speech."""
    grammemes = _tag(paradigm, form)
    for proper in PROPER:
        if proper in grammemes:
            return proper
    if "NOUN" in grammemes and "anim" in grammemes:
        return "anim"
    return next((part for part in PARTS if part in grammemes), "other")


@lru_cache(maxsize=KEPT)
def word_kinds(fold: str, lang: str) -> frozenset[str]:
    """The classes of a folded word; empty for a word that the dictionary does not hold."""
    found = _dictionary().words.similar_item_values(fold, _substitutes(lang))
    return frozenset(_kind(value[0], value[1]) for values in found for value in values)


@lru_cache(maxsize=KEPT)
def animate_agreements(fold: str, lang: str) -> frozenset[tuple[Case, Gender]]:
    """The cases and genders of a folded word as a common noun for one living being; empty for any other word.

    >>> sorted(animate_agreements("міністра", "uk"))
    [('Acc', 'Masc'), ('Gen', 'Masc')]
    """
    found = _dictionary().words.similar_item_values(fold, _substitutes(lang))
    tags = [_tag(*value[:2]) for values in found for value in values]
    if not all("NOUN" in tag and "anim" in tag and tag.isdisjoint(PROPER) for tag in tags):
        return frozenset()
    return frozenset(
        (case, gender)
        for tag in tags
        if "sing" in tag
        for mark, case in _CASES
        if mark in tag
        for sign, gender in _GENDERS
        if sign in tag
    )


@lru_cache(maxsize=KEPT)
def nominative_kinds(fold: str, lang: str) -> frozenset[str]:
    """The kinds of proper name of which a folded word is a nominative singular."""
    found = _dictionary().words.similar_item_values(fold, _substitutes(lang))
    tags = [_tag(*value[:2]) for values in found for value in values]
    return frozenset(kind for tag in tags if "nomn" in tag for kind in PROPER if kind in tag and "plur" not in tag)
