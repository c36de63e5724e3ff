"""Words that change with their neighbours: uk у/в, з/із/зі, і/й; be у/ў/ва, з/са; ru о/об, в/во, с/со
(euphony.toml).
"""

from __future__ import annotations

import re
from functools import cache

import msgspec

from pipeline.languages.alphabets import base_language
from pipeline.tables import read_toml


class Rule(msgspec.Struct, frozen=True):
    """What to write for some words where the text before and after fits; examples (before, word, after,
    written).
    """

    lang: str
    words: str
    write: str
    examples: tuple[tuple[str, str, str, str], ...]
    before: str = ""
    after: str = ""


@cache
def rules(lang: str) -> tuple[Rule, ...]:
    """The rules of a language, in order."""
    found = msgspec.convert(read_toml(__package__, "euphony.toml")["rule"], tuple[Rule, ...])
    return tuple(rule for rule in found if rule.lang == lang)


def mend(before: str, word: str, after: str, lang: str) -> str:
    """The form that a preposition or conjunction takes between two texts; a word without rules stays as it
    is.

    A capital stays a capital, but Belarusian `ў` is never one at the beginning of a sentence (it is `У`
    there).
    """
    left, right = before.lower().rstrip() + " ", after.lower().lstrip()
    for rule in rules(base_language(lang)):
        if word.lower() not in rule.words.split():
            continue
        if re.search(rule.before, left) and re.search(rule.after, right):
            return rule.write.capitalize() if word[:1].isupper() else rule.write
    return word
