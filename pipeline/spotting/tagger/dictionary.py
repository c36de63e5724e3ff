"""What dictionaries say of a word: the Russian one, also of words of its two sisters that are written nearly alike, and
for Belarusian one of its own beside it.

The Russian dictionary is OpenCorpora's, in the package pymorphy3-dicts-ru. Only words that it holds are told: its
guesses at other words are not used.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from pipeline.records import Case, Gender
from pipeline.spotting.tagger.belarusian import LANG as BELARUSIAN
from pipeline.spotting.tagger.belarusian import OTHER, PROPER, belarusian_kinds, is_name_in_nominative
from pipeline.spotting.tagger.letters import russian_letters

NAMES = ("Name", "Patr", "Surn", "Geox", "Orgn", "Trad", "Abbr", "Init")
PARTS = ("NOUN", "ADJF", "VERB", "INFN", "PREP", "CONJ", "ADVB", "NPRO", "PRTF", "NUMR")
ANIMATE = "anim"
OF_THE_DICTIONARY = "ru"
"""The language of which few words are not held."""
KEPT = 16_384
_CASES: tuple[tuple[str, Case], ...] = (
    ("nomn", "Nom"), ("gent", "Gen"), ("datv", "Dat"), ("accs", "Acc"), ("ablt", "Ins"), ("loct", "Loc"),
)  # fmt: skip
_GENDERS: tuple[tuple[str, Gender], ...] = (("masc", "Masc"), ("femn", "Fem"))


@cache
def _dictionary() -> Any:
    from pymorphy3.opencorpora_dict.wrapper import Dictionary  # type: ignore[import-untyped]
    from pymorphy3_dicts_ru import get_path  # type: ignore[import-untyped]

    return Dictionary(get_path())


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
    for name in NAMES:
        if name in grammemes:
            return name
    if "NOUN" in grammemes and "anim" in grammemes:
        return ANIMATE
    return next((part for part in PARTS if part in grammemes), OTHER)


@lru_cache(maxsize=KEPT)
def word_kinds(fold: str, lang: str) -> frozenset[str]:
    """The classes of a folded word; empty for a word that the dictionary does not hold."""
    found = _dictionary().words.similar_item_values(fold, _substitutes(lang))
    kinds = frozenset(_kind(value[0], value[1]) for values in found for value in values)
    return _joined(kinds, belarusian_kinds(fold)) if lang == BELARUSIAN else kinds


def _joined(russian: frozenset[str], own: frozenset[str]) -> frozenset[str]:
    """What both dictionaries say, without what one of them tells more exactly than the other."""
    vague = {OTHER} if russian else set()
    if ANIMATE in russian:
        vague.add("NOUN")
    if not russian.isdisjoint(NAMES):
        vague.add(PROPER)
    return russian | (own - vague)


@lru_cache(maxsize=KEPT)
def animate_agreements(fold: str, lang: str) -> frozenset[tuple[Case, Gender]]:
    """The cases and genders of a folded word as a common noun for one living being; empty for any other word.

    >>> sorted(animate_agreements("міністра", "uk"))
    [('Acc', 'Masc'), ('Gen', 'Masc')]
    """
    found = _dictionary().words.similar_item_values(fold, _substitutes(lang))
    tags = [_tag(*value[:2]) for values in found for value in values]
    if not all("NOUN" in tag and "anim" in tag and tag.isdisjoint(NAMES) for tag in tags):
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
    kinds = frozenset(kind for tag in tags if "nomn" in tag for kind in NAMES if kind in tag and "plur" not in tag)
    return kinds | {PROPER} if lang == BELARUSIAN and is_name_in_nominative(fold) else kinds
