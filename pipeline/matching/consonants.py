"""Which words are surely no spellings of one name: told by a look at their consonants, before anything is compared.

Only of Cyrillic letters it is known which sound they stand for, so that of words in Latin letters nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import combinations
from typing import NamedTuple

from pipeline.languages.territories import territory_of
from pipeline.matching.distance import SLIGHT, Writing, change_cost
from pipeline.matching.likelihood import PERSONS, PHRASES
from pipeline.matching.person import NameWord
from pipeline.matching.sounds import common_alphabet, has_latin_letters, sounds
from pipeline.matching.translated import translated, words_of

LOOSE = frozenset("aeiouöjvwf")
"""Sounds that come and go with the ending of a word (`place_endings.toml`, the short adjectives of `names.toml`)."""
LONGER = 2
"""By so many sounds a word may grow where its ending is written as another of the same kind."""


class Outline(NamedTuple):
    """The consonants of each word of a name, and how many of them a rendering may have otherwise.

    `words` is None where there is no telling: the name may be rendered by its meaning, or has Latin letters.
    """

    size: int
    words: tuple[tuple[int, int], ...] | None


@lru_cache(maxsize=8_192)
def consonants(word: str) -> int | None:
    """The consonants of a word, a bit for each group of those that writers exchange; None of one with Latin letters.

    >>> consonants("Ігор") == consonants("игра"), consonants("Мінск") == consonants("Пинск")
    (True, False)
    """
    if has_latin_letters(word):
        return None
    bits, _ = _groups()
    found = 0
    for sound in sounds(word):
        found |= bits.get(sound, 0)
    return found


@cache
def _groups() -> tuple[dict[str, int], float]:
    """The bit of each consonant, and the least that a bit of difference between two words costs them."""
    heard = sorted(set("".join(common_alphabet().sounds.values())) - LOOSE)
    group = {sound: sound for sound in heard}
    for one, other in combinations(heard, 2):
        if change_cost(one, other, Writing.CYRILLIC) < SLIGHT:
            group = {sound: group[one] if mine == group[other] else mine for sound, mine in group.items()}
    numbers = {mine: number for number, mine in enumerate(dict.fromkeys(group.values()))}
    bits = {sound: 1 << numbers[mine] for sound, mine in group.items()}
    changes = ((one, other) for one in bits for other in (*bits, *LOOSE, "") if bits[one] != bits.get(other, 0))
    least = min(
        change_cost(one, other, Writing.CYRILLIC) / (bits[one] ^ bits.get(other, 0)).bit_count()
        for one, other in changes
    )
    return bits, least


@lru_cache(maxsize=8_192)
def outline(name: str, likely: float) -> Outline:
    """What the words of a rendering must have in common with a name that it renders with that likelihood."""
    words = words_of(name)
    known = [(own, len(sounds(word))) for word in words if (own := consonants(word)) is not None]
    if len(known) < len(words) or territory_of(name) or translated(name).meanings:
        return Outline(len(words), None)
    _, least = _groups()
    apart = (int(PHRASES.farthest(length + LONGER, likely) / least) for _, length in known)
    return Outline(len(words), tuple(zip((own for own, _ in known), apart, strict=True)))


def like_surname(surname: NameWord, words: Iterable[int | None], likely: float) -> list[int | None]:
    """Of words with these consonants those that may be one with a surname, at least so likely."""
    own = consonants(surname.text)
    if own is None:
        return list(words)
    _, least = _groups()
    most = PERSONS.farthest(len(surname.heard), likely) / least
    return [other for other in words if other is None or (own ^ other).bit_count() <= most]


def may_be_one(words: Sequence[int | None], known: Outline) -> bool:
    """May as many words with these consonants be the name of that outline?"""
    if known.words is None:
        return True
    for own, (asked, most) in zip(words, known.words, strict=True):
        if own is not None and (own ^ asked).bit_count() > most:
            return False
    return True
