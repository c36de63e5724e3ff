"""How likely two names of places or organisations are spellings of one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pipeline.languages.territories import territory_of
from pipeline.matching.distance import Writing, sound_distance, writing_of
from pipeline.matching.likelihood import IMPOSSIBLE, PHRASES
from pipeline.matching.orthographies import Reading, foreign_readings, reading_keys
from pipeline.matching.place_endings import same_ending
from pipeline.matching.sounds import key_of_sounds, sounds
from pipeline.matching.translated import meaning_of, translated, words_of
from pipeline.tables import read_toml

FARTHEST = 4
"""Words whose numbers of sounds differ by more are never spellings of one name."""
SHORTEST_STEM = 3
READ_OTHERWISE = math.log(0.95)
"""What it costs to read a word by the orthography of one language."""
ONE_COUNTRY = 0.98
SAME_MEANING = 0.97
DERIVED = math.log(0.95)
"""What it costs to take a word for the adjective made of a name."""
HOPELESS = -4.0
"""Logarithm of a probability that no further word makes worth knowing."""

_SOFT = "aeiouöj"


@cache
def _facts() -> dict[str, Any]:
    return read_toml(__package__, "names.toml")


def _heard(word: str, adjective: bool) -> str:
    """A word's sounds; where it may be an adjective, with the short ending."""
    heard = sounds(word)
    if adjective:
        long: str
        short: str
        for long, short in _facts()["adjectives"]["short"].items():
            if heard.endswith(long):
                return heard.removesuffix(long) + short
    return heard


def place_stem(name: str) -> str:
    """What a place's name of one word and the adjective made of it have in common; empty of several words.

    >>> place_stem("Британия"), adjective_stems("британский")
    ('britan', ('britan', 'britansk'))
    """
    return sounds(name).rstrip(_SOFT) if len(words_of(name)) == 1 else ""


def adjective_stems(word: str) -> tuple[str, ...]:
    """The stems of places of which an adjective may be made; none where the word is no such adjective."""
    if len(words_of(word)) != 1 or word[:1].isupper():
        return ()
    heard = sounds(word)
    endings = [ending for ending in _facts()["adjectives"]["of_places"] if heard.endswith(ending)]
    wholes = [heard.removesuffix(ending) for ending in endings]
    stems = [stem for whole in wholes if whole.endswith(("sk", "ck")) for stem in (whole[:-2].rstrip(_SOFT), whole)]
    return tuple(dict.fromkeys(stem for stem in stems if len(stem) >= SHORTEST_STEM))


@lru_cache(maxsize=1_000)
def phrase_keys(form: str) -> tuple[str, ...]:
    """The keys under which a phrase is filed: those of its longest word (the earlier of two as long).

    A word that languages translate counts by its meaning, and only where no other word stands beside it; the name of
    a country by the country. A kind of place or body is filed by its meaning and the adjectives of its name as well.
    """
    country = territory_of(form)
    if country:
        return (f"={country}", *(_keys_of_words(form)))
    return _keys_of_words(form)


def _keys_of_words(form: str) -> tuple[str, ...]:
    parts = translated(form)
    meant = "=" + " ".join(parts.meanings)
    if not parts.others:
        return (meant,) if parts.meanings else ()
    keys = tuple(key for key in reading_keys(_longest(parts.others)) if key)
    if not parts.head:
        return keys
    adjectives = {key_of_sounds(stem) for stem in _made_or_being(parts.others[-1])}
    return (*keys, *(f"{meant} {key}" for key in sorted(adjectives)))


@lru_cache(maxsize=10_000)
def _made_or_being(word: str) -> tuple[str, ...]:
    """The stems of the adjectives that may be made of a word, however it is read, and its own if it is one."""
    heard = (sounds(word), *(read.heard for read in foreign_readings(word)))
    made = (stem for each in heard for stem in _adjectives_of(each.rstrip(_SOFT)))
    return (*made, *_adjective_stems(word))


def _longest(words: Sequence[str]) -> str:
    """The longest word (the earlier of two as long); empty where there is none."""
    return max(words, key=len, default="")


@lru_cache(maxsize=1_000)
def phrase_build(form: str) -> tuple[int | None, str]:
    """Of how many parts a phrase is (None for a country, whose names differ in that), and the word that tells it apart.

    >>> phrase_build("Новая Каховка"), phrase_build("Украіна"), phrase_build("Северное море")
    ((2, 'Каховка'), (None, ''), (2, ''))
    """
    parts = translated(form)
    return (None, "") if territory_of(form) else (parts.size, _longest(parts.others))


class PhraseWord(NamedTuple):
    """A word as it is compared: what it means (in names of several words), how it sounds, other ways to read it."""

    text: str
    number: bool
    meaning: str | None
    heard: str
    writing: Writing
    readings: tuple[Reading, ...]


class Phrase(NamedTuple):
    """A name as it is compared: the country that it names, and what it is made of (see `Translated`)."""

    country: str | None
    words: tuple[PhraseWord, ...]
    meanings: tuple[str, ...]
    others: tuple[PhraseWord, ...]
    head: str | None


@lru_cache(maxsize=16_384)
def parse_phrase(form: str) -> Phrase:
    """The name of a place or body taken apart."""
    parts = translated(form)
    several = len(parts.words) > 1
    words, others = (tuple(_parse_word(word, several) for word in those) for those in (parts.words, parts.others))
    return Phrase(territory_of(form), words, parts.meanings, others, parts.head)


@lru_cache(maxsize=16_384)
def _parse_word(word: str, several: bool) -> PhraseWord:
    heard = _heard(word, several)
    meaning = meaning_of(word) if several else None
    return PhraseWord(word, word.isdigit(), meaning, heard, writing_of(word, heard), foreign_readings(word))


@lru_cache(maxsize=16_384)
def phrase_likelihood(asked: str, known: str) -> float:
    """Probability (0 to 1) that two phrases are one name: one country, word by word in order, or in meaning.

    Short words must agree more closely than long ones: Брэст and Брест are near, Уфа and Яфа are not.

    >>> phrase_likelihood("Lukyanivka", "Лук'янівка") > 0.9 > 0.2 > phrase_likelihood("Минск", "Пинск")
    True
    >>> phrase_likelihood("Служба безпеки", "Security Service") > 0.9 > phrase_likelihood("Minsk Oblast", "Мінскі раён")
    True
    >>> phrase_likelihood("Північна Ірландія", "Northern Ireland") > 0.9 > phrase_likelihood("Австрия", "Австралия")
    True
    """
    return phrases_together(parse_phrase(asked), parse_phrase(known))


def phrases_together(a: Phrase, b: Phrase) -> float:
    """The same of phrases that are parsed."""
    if a.country and b.country:
        return ONE_COUNTRY if a.country == b.country else 0.0
    return max(_in_order(a.words, b.words), _in_meaning(a, b))


def meaning_likelihood(asked: str, known: str) -> float:
    """Probability (0 to 1) that two phrases are one by what their words mean; 0 where that is nothing, or not the same.

    >>> meaning_likelihood("Служба безпеки", "Security Service"), meaning_likelihood("Минск", "Minsk")
    (0.97, 0.0)
    """
    return _in_meaning(parse_phrase(asked), parse_phrase(known))


def _in_order(a: Sequence[PhraseWord], b: Sequence[PhraseWord]) -> float:
    """Probability that two phrases are one word by word."""
    if len(a) != len(b) or not a:
        return 0.0
    return _together(a, b, _name)


def _in_meaning(a: Phrase, b: Phrase) -> float:
    """Probability that two phrases are one that say the same of one name, or of none, in whatever order.

    Where they are names of a kind of place or body, one may have the adjective made of the other's name.
    """
    if not a.meanings or a.meanings != b.meanings or a.head != b.head or len(a.others) != len(b.others):
        return 0.0
    return SAME_MEANING * _together(a.others, b.others, _name_or_adjective if a.head else _name)


def _together(
    a: Sequence[PhraseWord], b: Sequence[PhraseWord], likelihood: Callable[[PhraseWord, PhraseWord], float]
) -> float:
    """The probability of all words, of each of which the log likelihood is given; the longest words first."""
    if len(a) == 1:
        alone = likelihood(a[0], b[0])
        return math.exp(alone) if alone >= HOPELESS else 0.0
    total = 0.0
    for one, other in sorted(zip(a, b, strict=True), key=lambda pair: -len(pair[0].text)):
        total += likelihood(one, other)
        if total < HOPELESS:
            return 0.0
    return math.exp(total)


def _name_or_adjective(one: PhraseWord, other: PhraseWord) -> float:
    """Log likelihood that two words are one name, or a name and the adjective made of it."""
    alike = _name(one, other)
    return alike if alike > DERIVED else max(alike, _derived(one.text, other.text), _derived(other.text, one.text))


def adjective_likelihood(one: str, other: str) -> float:
    """Probability (0 to 1) that of two words one is a place's name and the other the adjective made of it.

    >>> adjective_likelihood("Магілёўская", "Mogilev") > 0.9 > 0.1 > adjective_likelihood("Магілёўская", "Минск")
    True
    """
    return math.exp(max(_derived(one, other), _derived(other, one)))


def _derived(name: str, adjective: str) -> float:
    """Log likelihood that an adjective in -ск-, -цк- or -зк- is made of a name."""
    heard, wholes = sounds(adjective), _adjective_stems(adjective)
    made = _adjectives_of(sounds(name).rstrip(_SOFT)) if wholes else ()
    writing = max(writing_of(name, sounds(name)), writing_of(adjective, heard))
    return max((_near(whole, each, writing) for whole in wholes for each in made), default=IMPOSSIBLE) + DERIVED


def _adjective_stems(word: str) -> tuple[str, ...]:
    """What may be the stem of a word if it is an adjective in -ск-, -цк- or -зк-."""
    heard, facts = sounds(word), _facts()["adjectives"]
    wholes = [heard.removesuffix(ending) for ending in facts["of_places"] if heard.endswith(ending)]
    return tuple(whole for whole in wholes if whole.endswith(tuple(facts["suffixes"])))


@lru_cache(maxsize=10_000)
def _adjectives_of(stem: str) -> tuple[str, ...]:
    """The stems of the adjectives that may be made of a place of that stem."""
    rows = _facts()["adjectives"]["made_of"].items()
    return tuple(stem.removesuffix(end) + made for end, all_made in rows if stem.endswith(end) for made in all_made)


def _name(a: PhraseWord, b: PhraseWord) -> float:
    """Log likelihood that two words are one."""
    if a.number or b.number:
        return 0.0 if a.text == b.text else IMPOSSIBLE
    if a.meaning and b.meaning:
        return 0.0 if a.meaning == b.meaning else IMPOSSIBLE
    best = max(_alike(a.heard, b.heard, max(a.writing, b.writing)), IMPOSSIBLE)
    if best >= READ_OTHERWISE:
        return best
    for read in a.readings:
        best = max(best, _alike(read.heard, b.heard, read.writing) + READ_OTHERWISE)
    for read in b.readings:
        best = max(best, _alike(a.heard, read.heard, read.writing) + READ_OTHERWISE)
    return best


def _alike(a: str, b: str, writing: Writing) -> float:
    ended = same_ending(a, b, cyrillic=writing is Writing.CYRILLIC)
    return IMPOSSIBLE if ended is None else _near(*ended, writing)


def _near(a: str, b: str, writing: Writing) -> float:
    if abs(len(a) - len(b)) > FARTHEST:
        return IMPOSSIBLE
    length = min(len(a), len(b))
    farthest = PHRASES.middle(length) - HOPELESS * PHRASES.steepness
    return PHRASES.at(sound_distance(a, b, writing, farthest), length)
