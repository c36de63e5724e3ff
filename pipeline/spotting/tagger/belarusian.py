"""What a Belarusian dictionary says of a word.

`words-be.marisa` holds the forms of Mikalai Udodau's Hunspell dictionary (CC BY-SA 3.0), made by
`scripts/belarusian_words.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import marisa_trie  # type: ignore[import-not-found]

from pipeline.spotting.tagger.letters import official_spelling

LANG = "be"
WORDS = Path(__file__).parent / "words-be.marisa"
FORMAT = "<B"
PROPER, SURNAME, OTHER = "Proper", "Surn", "other"
KINDS = ("NOUN", "ADJF", "VERB", OTHER, SURNAME, PROPER)
"""What the bits of a form say: parts of speech, a surname that is declined like an adjective, any other name."""
NOMINATIVE = 1 << len(KINDS)
"""The bit of a name that stands in the dictionary itself, not only as a form of another."""


@cache
def _words() -> marisa_trie.RecordTrie:
    words = marisa_trie.RecordTrie(FORMAT)
    words.mmap(str(WORDS))
    return words


def _bits(fold: str) -> int:
    found = _words().get(fold) or _words().get(official_spelling(fold))
    return int(found[0][0]) if found else 0


def belarusian_kinds(fold: str) -> frozenset[str]:
    """The kinds of a folded word; empty for a word that the dictionary does not hold. A word in
    Taraškievica is read as in the official spelling.

    >>> sorted(belarusian_kinds("размовы"))
    ['NOUN']
    """
    bits = _bits(fold)
    return frozenset(kind for at, kind in enumerate(KINDS) if bits >> at & 1)


def is_name_in_nominative(fold: str) -> bool:
    """Does the dictionary hold a folded word as a name?"""
    return bool(_bits(fold) & NOMINATIVE)
