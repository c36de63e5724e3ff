"""What the spelling of a language never writes: patterns of spelling.toml over a name."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import msgspec

from pipeline.languages.alphabets import alphabets, base_language
from pipeline.tables import read_toml

_EVERY = "all"
_APOSTROPHES = str.maketrans(dict.fromkeys("'ʼ‘`´", "’"))


class SpellingRule(msgspec.Struct, frozen=True):
    """One rule: what it says, the pattern of what it forbids, and names that break and keep it."""

    lang: str
    pattern: str
    says: str
    wrong: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


@cache
def spelling_rules() -> tuple[SpellingRule, ...]:
    """All rules in the order of the table; `lang` is `all` where one holds for every Cyrillic language."""
    return msgspec.convert(read_toml(__package__, "spelling.toml")["rules"], tuple[SpellingRule, ...])


@cache
def _compiled(lang: str) -> tuple[tuple[SpellingRule, re.Pattern[str]], ...]:
    alphabet = alphabets().get(lang)
    if alphabet is None or alphabet.script != "Cyrl":
        return ()
    consonants = "".join(alphabet.members("consonant"))
    rules = (rule for rule in spelling_rules() if rule.lang in (lang, _EVERY))
    sets = {"{V}": alphabet.vowels, "{C}": f"[{consonants}]"}
    return tuple((rule, re.compile(_filled(rule.pattern, sets))) for rule in rules)


def _filled(pattern: str, sets: dict[str, str]) -> str:
    for mark, letters in sets.items():
        pattern = pattern.replace(mark, letters)
    return pattern


@lru_cache(maxsize=65536)
def broken_rules(name: str, lang: str) -> tuple[SpellingRule, ...]:
    """The rules of a language (be, be-tarask, uk, ru) that a name breaks, in the order of the table.

    >>> [rule.says for rule in broken_rules("Зеленский", "uk")]
    ['the suffix is -ський, -цький, -зький']
    """
    lower = name.lower().translate(_APOSTROPHES)
    return tuple(rule for rule, pattern in _compiled(base_language(lang)) if pattern.search(lower))
