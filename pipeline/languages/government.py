"""Which cases a preposition asks for (government.toml)."""

from __future__ import annotations

from functools import cache

import msgspec

from pipeline.languages.alphabets import base_language
from pipeline.languages.tables import read_toml
from pipeline.records import Case

_NOTHING: frozenset[Case] = frozenset()


@cache
def _table(lang: str) -> dict[str, frozenset[Case]]:
    rows = msgspec.convert(read_toml("government.toml").get(lang, {}), dict[str, list[Case]])
    return {word: frozenset(cases) for words, cases in rows.items() for word in words.split()}


def governed_cases(word: str, lang: str) -> frozenset[Case]:
    """The cases that a preposition (in lower case) asks for; none for any other word or language.

    >>> sorted(governed_cases("са", "be"))
    ['Gen', 'Ins']
    """
    return _table(base_language(lang)).get(word, _NOTHING)
