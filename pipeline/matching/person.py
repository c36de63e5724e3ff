"""The build of a person's name and how likely two of them name one person.

A name is a given name, a patronymic and a surname in any order, any of them shortened to an initial or left out.
Facts (endings of patronymics, gendered surnames, titles) stand in `names.toml`, given names in the gazetteer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple, cast

from rapidfuzz.distance import Levenshtein

from pipeline.matching.distance import Writing, sound_distance, writing_of
from pipeline.matching.given import given_name_ids
from pipeline.matching.likelihood import IMPOSSIBLE, PERSONS
from pipeline.matching.orthographies import Reading, foreign_readings, reading_keys
from pipeline.matching.sounds import sounds
from pipeline.tables import read_toml

Role = Literal["given", "patronymic", "surname", "initial"]

MOST_WORDS = 5
"""Names of more words are compared by their first five."""

_WORD = re.compile(r"([^\W\d_](?:[^\W\d_]|['’ʼ`\-‐‑](?=[^\W\d_]))*)(\.?)")
"""A word, and the full stop that makes an initial of one of two letters: Дж. Хант, Yu. Boyko."""
_NICKNAME = re.compile(r"[«“\"„‘(][^»”\"“’)]*[»”\"“’)]")


class NameWord(NamedTuple):
    """One word of a person's name: as written, as heard, its role, and the given names it may be.

    `readings` are its readings by the orthography of one language each, where they are kept with it.
    """

    text: str
    heard: str
    role: Role
    given: frozenset[str]
    writing: Writing
    readings: tuple[Reading, ...] | None = None

    def read_otherwise(self) -> tuple[Reading, ...]:
        """The other ways to read the word."""
        return foreign_readings(self.text) if self.readings is None else self.readings

    def filed_under(self) -> tuple[str, ...]:
        """The keys under which the word is filed, by whichever orthography it is read."""
        return reading_keys(self.text)


class _Facts(NamedTuple):
    patronymics: tuple[str, ...]
    gendered: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    titles: frozenset[str]
    particles: re.Pattern[str]


@cache
def _facts() -> _Facts:
    raw = read_toml(__package__, "names.toml")
    return _Facts(
        tuple(raw["patronymics"]["endings"]),
        tuple((tuple(row["masculine"]), tuple(row["feminine"])) for row in raw["gendered_surnames"]),
        frozenset(raw["titles"]["words"]),
        re.compile(rf"(?<![\w.])(?:{'|'.join(raw['particles']['words'])})(?:[\s-]+|(?<=-))(?=\w)"),
    )


def differ_by_gender(a: str, b: str) -> bool:
    """Do two surnames (as sounds) carry the endings of a man and of a woman: Тихановский, Тихановская?"""
    if a == b:
        return False
    (men_a, women_a), (men_b, women_b) = _gendered(a), _gendered(b)
    return bool(men_a & women_b or women_a & men_b)


@lru_cache(maxsize=32_768)
def _gendered(surname: str) -> tuple[int, int]:
    """The rows of gendered endings, a bit each, of which a surname has a man's, and a woman's."""
    men = women = 0
    for at, (masculine, feminine) in enumerate(_facts().gendered):
        men |= surname.endswith(masculine) << at
        women |= surname.endswith(feminine) << at
    return men, women


def surnames_related(a: str, b: str) -> bool:
    """Are two surnames (as sounds) one family's: the same, or a man's and a woman's form of one?"""
    for men, women in _facts().gendered:
        for ending in (*men, *women):
            if a.endswith(ending):
                stem = a[: -len(ending)]
                for other in (*men, *women):
                    if b.endswith(other):
                        return PERSONS.at(sound_distance(stem, b[: -len(other)]), len(stem)) > _HALF
    return PERSONS.at(sound_distance(a, b), min(len(a), len(b))) > _HALF


@lru_cache(maxsize=32_768)
def parse_person(form: str) -> tuple[NameWord, ...]:
    """The words of a person's name in their order, each with its role; nicknames in quotes and titles left out.

    A name of one word is a surname. The surname is the last word, or the first of three where a patronymic
    ends the name (the order of lists: Анісім Олена Миколаївна) or where only the second word is a given name.
    """
    words, heard, told = _parted(form)
    roles = [*told]
    given = [_given_ids(word) for word in words]
    surname = _surname([i for i, role in enumerate(roles) if role != "initial"], given, roles)
    for i, role in enumerate(roles):
        if role is None:
            roles[i] = "surname" if i == surname else "given"
        elif role == "patronymic":
            given[i] = given_name_ids(words[i], patronymic=True)
    return tuple(map(NameWord, words, heard, cast("list[Role]", roles), given, map(writing_of, words, heard)))


@lru_cache(maxsize=4_096)
def given_names_and_surname(form: str) -> tuple[str, ...]:
    """The words of a person's name that are neither initials nor its patronymic.

    Which of them is the surname is left open, which takes most of the time of `parse_person`.
    """
    words, _, roles = _parted(form)
    return tuple(word for word, role in zip(words, roles, strict=True) if role is None)


@lru_cache(maxsize=1_000)
def _parted(form: str) -> tuple[Sequence[str], Sequence[str], Sequence[Role | None]]:
    """The words of a name as written and as heard, with the roles of initials and of the patronymic."""
    found = _WORD.findall(_without_particles(_NICKNAME.sub(" ", form)))
    written = [(word, stop) for word, stop in found if word.lower() not in _facts().titles][:MOST_WORDS]
    words = [word for word, _ in written]
    heard = [sounds(word) for word in words]
    roles: list[Role | None] = ["initial" if len(word) <= 1 + len(stop) else None for word, stop in written]
    full = [i for i, role in enumerate(roles) if role is None]
    if len(full) >= 3:
        _mark_patronymic(full, heard, roles)
    return tuple(words), tuple(heard), tuple(roles)


def surname_of(words: Iterable[NameWord]) -> NameWord | None:
    """The first of a name's words that is a surname, if any is."""
    return next((word for word in words if word.role == "surname"), None)


def _without_particles(form: str) -> str:
    """A name without аль, уль, ван, де and their like in small letters, unless nothing else is left."""
    return _facts().particles.sub("", form) if not form.islower() else form


def _given_ids(word: str) -> frozenset[str]:
    """The given names that a word may be; of a double name (Юрій-Богдан) those of both parts."""
    whole = given_name_ids(word)
    if whole or "-" not in word:
        return whole
    return frozenset().union(*(given_name_ids(part) for part in word.split("-") if part))


def _mark_patronymic(full: list[int], heard: list[str], roles: list[Role | None]) -> None:
    """Mark the earliest word with a patronymic's ending after a name: one of the same ending after it is a surname."""
    endings = _facts().patronymics
    for i in full[1:]:
        if heard[i].endswith(endings):
            roles[i] = "patronymic"
            return


def _surname(full: list[int], given: list[frozenset[str]], roles: list[Role | None]) -> int | None:
    free = [i for i in full if roles[i] is None]
    if not free:
        return None
    if "patronymic" in roles and roles[full[-1]] == "patronymic" and len(free) > 1:
        return free[0]
    if len(free) == 2 and given[free[1]] and not given[free[0]]:
        return free[0]
    return free[-1]


def _compared(a: str, b: str, writing: Writing, length: int, least: float) -> float:
    """Log probability that two words of sounds are one, judged as words of `length`; hopeless ones are not compared to
    the end.
    """
    most = PERSONS.middle(length) + PERSONS.steepness * (_logit(least) if least > HOPELESS else -HOPELESS)
    return PERSONS.at(sound_distance(a, b, writing, most), length)


def _logit(least: float) -> float:
    """How far over the middle (in units of steepness) words are whose log likelihood is that."""
    return math.log(math.expm1(-least)) if least < 0 else -math.inf


HOPELESS = -4.5
"""Words less likely than this (natural logarithm) to be one are as good as strangers."""
_HALF = math.log(0.5)
GIVEN_MISSING = math.log(0.55)
INITIAL_FITS = math.log(0.85)
SECOND_GIVEN_MISSING = math.log(0.75)
FOREIGN_ENDING = math.log(0.8)
PATRONYMIC_LENGTH = 11
"""Patronymics are compared as words of so many sounds: fathers' names differ by more where they differ at all."""
FOREIGN_READING = math.log(0.95)
CLEAR = math.log(0.95)
"""Words this likely to be one as they are commonly read are not read by other orthographies."""
WORD_LEFT_OVER = math.log(0.2)


def word_likelihood(a: NameWord, b: NameWord, role: Role, least: float = IMPOSSIBLE) -> float:
    """Log probability that two words that stand in one role are one name; no better than `least` where it is less."""
    if "initial" in (a.role, b.role):
        fits = role != "surname" and sound_distance(a.heard[:1], b.heard[:1]) < 0.3
        return INITIAL_FITS if fits else IMPOSSIBLE
    if role == "given" and a.given and b.given:
        return IMPOSSIBLE if a.given.isdisjoint(b.given) else 0.0
    if role == "patronymic" and a.given & b.given:
        return 0.0
    if role == "patronymic":
        return _compared(a.heard, b.heard, max(a.writing, b.writing), PATRONYMIC_LENGTH, least)
    if role == "surname" and (differ_by_gender(a.heard, b.heard) or not _may_both_be_surnames(a, b)):
        return IMPOSSIBLE
    return _alike(a, b, least)


def _may_both_be_surnames(a: NameWord, b: NameWord) -> bool:
    """False of a word that stands as a given name, and a surname that differs in more sounds than any spelling does."""
    if a.role == b.role:
        return True
    most = max(len(a.heard), len(b.heard)) // 2
    return Levenshtein.distance(a.heard, b.heard, score_cutoff=most) <= most


def _alike(a: NameWord, b: NameWord, least: float) -> float:
    """Log likelihood that two words are one, each read as most writers would, or one of them by another orthography."""
    best = _compared(a.heard, b.heard, max(a.writing, b.writing), min(len(a.heard), len(b.heard)), least)
    if best > CLEAR or a.writing == b.writing == Writing.CYRILLIC:
        return best
    best = max(best, IMPOSSIBLE)
    return _read_otherwise(b, a, _read_otherwise(a, b, best, least), least)


def _read_otherwise(word: NameWord, other: NameWord, best: float, least: float) -> float:
    """The likelihood of the best of other readings of a word, or `best` where none is better."""
    for reading in word.read_otherwise():
        writing = max(reading.writing, other.writing)
        length = min(len(reading.heard), len(other.heard))
        likelihood = _compared(reading.heard, other.heard, writing, length, max(least, best))
        best = max(best, likelihood + (FOREIGN_ENDING if reading.ending else FOREIGN_READING))
    return best


def person_likelihood(asked: str, known: str) -> float:
    """Probability (0 to 1) that two spellings of person names, in any language and script, name one person.

    Surnames must agree; a given name that is missing on one side lowers the answer, one that disagrees
    refuses it.

    >>> person_likelihood("Siarhei Tsikhanouski", "Сергей Тихановский") > 0.9
    True
    >>> person_likelihood("Siarhei Tsikhanouski", "Светлана Тихановская") < 0.01
    True
    """
    a, b = parse_person(asked), parse_person(known)
    return math.exp(together(a, b)) if a and b else 0.0


def first_names_together(asked: Iterable[NameWord], known: Iterable[NameWord]) -> float:
    """Log probability that given name and patronymic (or second given name) are one, whatever the surnames are.

    >>> asked, known = map(parse_person, ("Анна Иосифовна Шиманская", "Ганна Іосіфаўна Бялоцкая"))
    >>> math.exp(first_names_together(asked, known)) > 0.9
    True
    """
    a, b = ([word for word in words if word.role in ("given", "patronymic")] for words in (asked, known))
    if len(a) != len(b) or len(a) != 2 or a[1].role != b[1].role:
        return -math.inf
    return sum(word_likelihood(x, y, x.role) for x, y in zip(a, b, strict=True))


def together(a: Sequence[NameWord], b: Sequence[NameWord], least: float = IMPOSSIBLE) -> float:
    """Log probability that two names are one: of the likeliest way to pair the words, the shorter name's all paired.

    Where that is `least` or less, `least` is the answer.
    """
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    return _best_way(sorted(few, key=_ease), [*many], 0.0, (), least) if few else least


def _ease(word: NameWord) -> bool:
    """What is told by a look at a table is compared first."""
    return word.role == "surname" or not word.given


def _best_way(few: list[NameWord], many: list[NameWord], total: float, met: tuple[Role, ...], best: float) -> float:
    """The likelihood of the best way to pair the rest of the words, or `best` where none is better.

    Words of one role are tried first: what they come to spares most other ways.
    """
    one, *rest = few
    ways = [(role, at) for at, other in enumerate(many) if (role := _role_of_both(one.role, other.role))]
    if len(ways) > 1:
        ways.sort(key=lambda way: many[way[1]].role != one.role)
    for role, at in ways:
        so_far = total + word_likelihood(one, many[at], role, best - total)
        if so_far > best:
            left, roles = many[:at] + many[at + 1 :], (*met, role)
            if rest:
                best = _best_way(rest, left, so_far, roles, best)
            elif "surname" in roles:
                best = max(best, so_far + sum([left_over(word, roles) for word in left]))
    return best


def role_together(one: NameWord, other: NameWord) -> Role | None:
    """The role in which two words can be one, or None: a surname only with a surname or what may be one."""
    return _role_of_both(one.role, other.role)


@cache
def _role_of_both(one: Role, other: Role) -> Role | None:
    roles = {one, other}
    if "patronymic" in roles and not roles <= {"patronymic", "initial"}:
        return None
    if "surname" in roles:
        return "surname"
    return one if other == "initial" else other


def left_over(word: NameWord, met: Collection[Role]) -> float:
    """What a word costs that only one of two names has; a second given name is often left out."""
    if word.role == "patronymic":
        return 0.0
    if word.role in ("given", "initial"):
        return SECOND_GIVEN_MISSING if "given" in met or "initial" in met else GIVEN_MISSING
    return WORD_LEFT_OVER
