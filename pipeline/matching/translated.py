"""Names as what their words mean: those parts of them that every language translates, and those that none does.

«Міністэрства абароны Украіны» and "Ministry of Defence of Ukraine" share no sound but the country's, and say the same:
a ministry, defence, Ukraine. The words are in `translations.toml`, the countries in `pipeline.languages`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import takewhile
from typing import Any, NamedTuple

from pipeline.languages.alphabets import script_of
from pipeline.languages.territories import territory_in
from pipeline.tables import read_toml

MOSTWORDS = 4
"""No country's name is longer."""
_ALIKE = str.maketrans("'ʼ", "’’")
WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")


class Translated(NamedTuple):
    """What a name is made of: its words, meanings (sorted), what has none, and the kind of thing it is.

    Words that mean something only together (Верховная рада) are one.
    """

    words: tuple[str, ...]
    meanings: tuple[str, ...]
    others: tuple[str, ...]
    head: str | None

    @property
    def size(self) -> int:
        """Of how many parts the name is."""
        return len(self.meanings) + len(self.others)


def words_of(form: str) -> tuple[str, ...]:
    """The words of a name, without signs; hyphenated ones apart."""
    return tuple(WORD.findall(form))


@cache
def _table() -> dict[str, Any]:
    return read_toml(__package__, "translations.toml")


@cache
def _stems() -> dict[str, str]:
    """Stems and what the words made of them mean."""
    return {stem: row["meaning"] for row in _table()["word"] for stem in row.get("stems", ())}


@cache
def _whole() -> dict[str, str]:
    """What words mean that the table gives as they are."""
    return {word: row["meaning"] for row in _table()["word"] for word in row.get("words", ())}


@cache
def _acronyms() -> dict[str, str]:
    return {word: row["meaning"] for row in _table()["word"] for word in row.get("acronyms", ())}


@cache
def _little() -> tuple[frozenset[str], frozenset[str]]:
    """Words that are no part of a name's meaning, and those of them after which comes what belongs to the head."""
    little = _table()["little"]
    return frozenset(little["words"]) | frozenset(little["of"]), frozenset(little["of"])


@lru_cache(maxsize=16_384)
def meaning_of(word: str) -> str | None:
    """What a word means that every language translates (in English), or the country that it names; else None.

    >>> meaning_of("Північна"), meaning_of("Northern"), meaning_of("Украіны"), meaning_of("Мінск")
    ('north', 'north', 'UA', None)
    """
    folded = _fold(word)
    return _acronyms().get(word) or _whole().get(folded) or _meaning_of_stem(folded) or territory_in(word)


def _fold(words: str) -> str:
    return words.casefold().translate(_ALIKE)


def _meaning_of_stem(folded: str) -> str | None:
    """What the longest stem means that with an ending makes the word."""
    folded = _table()["beginnings"].get(folded[:1], folded[:1]) + folded[1:]
    endings, longest = _endings()
    for at in range(len(folded), max(len(folded) - longest, 0) - 1, -1):
        meaning = _stems().get(folded[:at])
        if meaning and folded[at:] in endings:
            return meaning
    return None


@cache
def _endings() -> tuple[frozenset[str], int]:
    """The endings of words, and the length of the longest."""
    endings = frozenset(_table()["endings"]["words"])
    return endings, max(map(len, endings))


@lru_cache(maxsize=4_096)
def translated(form: str) -> Translated:
    """A name by what its words mean, little words left out; a country's name of several words is one meaning.

    A name of one word is taken for itself, unless the word says several things at once (Минобороны).

    >>> translated("Bank of the Republic of Belarus").meanings, translated("Bank of the Republic of Belarus").head
    (('BY', 'bank'), 'bank')
    >>> translated("Минская область")
    Translated(words=('Минская', 'область'), meanings=('region',), others=('Минская',), head='region')
    """
    words = words_of(form)
    parts = list(_parts(words))
    if len(words) == 1 and " " not in (parts[0][1] or ""):
        return Translated(words, (), words, None)
    little, _ = _little()
    meanings = sorted(one for _, meaning in parts if meaning for one in meaning.split())
    others = tuple(word for word, meaning in parts if not meaning and word.casefold() not in little)
    one_by_one = (part for part, _ in parts for part in ((part,) if _fold(part) in _whole() else part.split()))
    return Translated(tuple(one_by_one), tuple(meanings), others, _head(parts, latin=script_of(form) == "Latn"))


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, str | None]]:
    """The words, those together that mean something together, each with its meaning; a country alone word by word."""
    at = 0
    while at < len(words):
        lengths = range(min(MOSTWORDS, len(words) - at), 1, -1)
        found, meaning = words[at], meaning_of(words[at])
        for length in lengths:
            span = " ".join(words[at : at + length])
            together = _whole().get(_fold(span)) or (territory_in(span) if length < len(words) else None)
            if together:
                found, meaning = span, together
                break
        yield found, meaning
        at += len(found.split())


def _head(parts: list[tuple[str, str | None]], *, latin: bool) -> str | None:
    """The kind of thing that is named: in Cyrillic the first such word, in English the last before "of"."""
    before = list(takewhile(lambda part: part[0].casefold() not in _little()[1], parts)) if latin else parts
    kinds = [kind for _, meaning in before if meaning and (kind := meaning.split()[0]) in _kinds()]
    return kinds[-1 if latin else 0] if kinds else None


@cache
def _kinds() -> frozenset[str]:
    return frozenset(row["meaning"].split()[0] for row in _table()["word"] if row.get("head"))
