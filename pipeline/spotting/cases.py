"""The nominative of a name and the case it stands in: what its words may be, decided by what stands before it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.languages import NameReading, analyse, cases_after, nominative_name
from pipeline.records import Case, EntityType, Gender, Number
from pipeline.spotting.evidence import is_of_stumps, words
from pipeline.spotting.tagger.belarusian import LANG as BELARUSIAN
from pipeline.spotting.tagger.dictionary import animate_agreements, nominative_kinds, word_kinds

SHORTEST_VERB = 3
KEPT = 16_384
UNASKED = 10
KNOWN, HELD, VOTE, LISTED, ASIDE, MOST = 8.0, 3.0, 3.0, 2.0, 3.0, 8
PLACE_ASIDE = 7.0
UNLIKELY, APART, ATTRIBUTE = 8.0, 6.0, 3.0
"""How much likelier (natural logarithm) a nominative is that the gazetteer or the dictionary holds, with each form of
the document that it explains, in the case of the list that it goes on, and itself where nothing asks for a case (of a
place more, since people are more often what a sentence begins with the object of);
how much less likely one in a case that nothing asks for, or of several persons, and one that does not agree with the
word for a person before it.
"""
KINDS: dict[EntityType, frozenset[str]] = {
    "person": frozenset({"Name", "Surn", "Patr", "Proper"}),
    "place": frozenset({"Geox", "Proper"}),
    "organisation": frozenset({"Orgn"}),
}
_ABBREVIATION = re.compile(r"([А-ЯІЇЄҐЎ]{2,5})(?:-?(?:а|у|е|ом|ам|ем|і|ю|ы|и|ів|ов))?")
_DIRECT = ("Nom", "Acc")
_ADDRESS = re.compile(r"\w\.\w{2}")


class Nominative(NamedTuple):
    """A name's nominative, with the case, number and gender in which it stands (None where nothing tells)."""

    lemma: str
    case: Case | None
    number: Number | None
    gender: Gender | None


class Before(NamedTuple):
    """What stands before a name: the folded word or sign, where the name goes on a list of names the one before the
    list, and whether a quotation mark stands between.
    """

    word: str
    list: str = ""
    quoted: bool = False


def choose_case(
    cases: Sequence[tuple[Case, Number]], before: Before, lang: str, kind: EntityType
) -> tuple[Case, Number] | tuple[None, None]:
    """Of the cases a name may be in, likeliest first, the one that the word before it asks for.

    A preposition asks for its cases, in a list for all its names; a verb for the accusative; without a preposition
    there is no locative.
    """
    listed = cases_after(before.list, lang, kind) if before.list else ()

    def rank(item: tuple[Case, Number]) -> tuple[int, int]:
        asked = listed.index(item[0]) if item[0] in listed else UNASKED
        return asked, _unfit(item[0], before, lang, kind)

    return min(cases, key=rank, default=(None, None))


@lru_cache(maxsize=KEPT)
def _unfit(case: Case | None, before: Before, lang: str, kind: EntityType) -> int:
    """How badly a case goes with what stands before the name: 0 is best, `UNASKED` not at all."""
    governed = cases_after(before.word, lang, kind)
    if kind == "person" and before.word in words("honouring", lang) | words("named_after", lang):
        governed = ("Gen",)
    if governed:
        return governed.index(case) if case in governed else UNASKED
    if case == "Loc":
        return int(case in cases_after(before.list, lang, kind)) or UNASKED
    word = before.word
    after_verb = len(word) > SHORTEST_VERB and word.endswith(tuple(words("verb_endings", lang)))
    return int(case == "Gen") if after_verb else int(case == "Acc" and bool(word))


class Told:
    """What is known beside a form itself: folded surnames of the gazetteer, and how many different forms in the
    document each folded word may be the nominative of.
    """

    def __init__(self, known: Container[str], votes: Mapping[str, int]) -> None:
        self._known = known
        self._votes = votes
        self._read: dict[tuple[str, ...], float] = {}

    def likelihood(self, words: tuple[str, ...]) -> float:
        """How much likelier that makes a nominative of these folded words."""
        found = self._read.get(words)
        if found is None:
            found = VOTE * sum([min(self._votes.get(word, 0), MOST) for word in words])
            found += KNOWN * any(word in self._known for word in words)
            self._read[words] = found
        return found


NOTHING_TOLD = Told(frozenset(), {})


def count_votes(forms: Iterable[tuple[str, str, EntityType]]) -> dict[str, int]:
    """For each folded word of how many different words in the forms (form, language, type) it may be the nominative.

    A word that is written so itself, beside others that it explains, counts once more.
    """
    explained: dict[str, set[str]] = defaultdict(set)
    for form, lang, kind in dict.fromkeys(forms):
        written = form.casefold().split()
        for reading in nominative_name(form, lang, type=kind):
            lemma = reading.lemma.casefold().split()
            if not _several(form, reading) and len(lemma) == len(written):
                for word, one in zip(lemma, written, strict=True):
                    explained[word].add(one)
    return {word: len(found) + (word in found and len(found) > 1) for word, found in explained.items()}


def read_nominative(form: str, lang: str, kind: EntityType, before: Before, told: Told = NOTHING_TOLD) -> Nominative:
    """The nominative of a name that no gazetteer holds; the name itself in a language without cases.

    The likeliest reading is taken; what the gazetteer, the dictionary, the rest of the document and what stands
    `before` the name say for or against a reading makes it likelier or not.
    """
    fixed = _fixed(form) if kind != "person" else None
    if fixed:
        return Nominative(fixed, None, None, None)
    choices = _choices(form, lang, kind)
    if not choices:
        return Nominative(form, None, None, None)
    by_themselves = _likelihoods(form, lang, kind, before)
    likelihoods = [one + told.likelihood(choice.words) for one, choice in zip(by_themselves, choices, strict=True)]
    return choices[likelihoods.index(max(likelihoods))].nominative


class _Choice(NamedTuple):
    """A reading of a form with the nominative that it gives, the folded words of its lemma, and what they add to its
    likelihood by themselves.
    """

    reading: NameReading
    nominative: Nominative
    words: tuple[str, ...]
    held: float
    several: bool


@lru_cache(maxsize=KEPT)
def _choices(form: str, lang: str, kind: EntityType) -> tuple[_Choice, ...]:
    found = []
    readings = nominative_name(form, lang, type=kind)
    genders: dict[str, set[Gender | None]] = defaultdict(set)
    for reading in readings:
        genders[reading.lemma].add(reading.gender)
    for reading in readings:
        lemma = tuple(reading.lemma.casefold().split())
        gender = reading.gender if len(genders[reading.lemma]) == 1 else None
        nominative = Nominative(reading.lemma, reading.case, reading.number, gender)
        held = HELD * sum(not KINDS[reading.type].isdisjoint(nominative_kinds(word, lang)) for word in lemma)
        found.append(_Choice(reading, nominative, lemma, held, _several(form, reading)))
    return tuple(found)


@lru_cache(maxsize=KEPT)
def _likelihoods(form: str, lang: str, kind: EntityType, before: Before) -> tuple[float, ...]:
    """How likely each choice is, whatever the rest of the document tells."""
    agreements = animate_agreements(before.word, lang) if kind == "person" else frozenset()
    return tuple(_likelihood(choice, lang, before, agreements) for choice in _choices(form, lang, kind))


def _likelihood(choice: _Choice, lang: str, before: Before, agreements: frozenset[tuple[Case, Gender]]) -> float:
    reading = choice.reading
    total = reading.weight + choice.held
    if choice.several:
        total -= UNLIKELY
    if _unfit(reading.case, before, lang, reading.type) == UNASKED:
        total -= UNLIKELY
    if reading.type == "organisation":
        total += _likelihood_of_a_body(choice, before, lang)
    if reading.case in cases_after(before.list, lang, reading.type):
        total += LISTED
    if _may_be_subject(reading) and _stands_apart(before, lang, reading.type):
        total += PLACE_ASIDE if reading.type == "place" else ASIDE
    if reading.type == "person" and reading.case == "Nom" and _is_a_thing(before.word, lang):
        total -= ATTRIBUTE
    if reading.type == "person" and before.word in words("families", lang) and reading.number != "Plur":
        total -= UNLIKELY
    if reading.case and agreements and not _agrees(reading, agreements):
        total -= APART
    return total


def _may_be_subject(reading: NameReading) -> bool:
    """Is a reading a nominative, or a place's that does not decline (місто Палу)?"""
    return reading.case == "Nom" or (reading.case is None and reading.type == "place")


def _likelihood_of_a_body(choice: _Choice, before: Before, lang: str) -> float:
    """What the words before and in the name of a body add: what bears a name in quotation marks leaves it as it is, a
    word for a person of a body has it in the genitive.
    """
    total = KNOWN if _is_a_shortened_name(choice.words[0], lang) else 0.0
    if before.quoted and choice.reading.case != "Nom" and _is_called(before.word, lang):
        total -= UNLIKELY
    if not before.quoted and choice.reading.case in _DIRECT and _is_a_member(before.word, lang):
        total -= ATTRIBUTE
    return total


def _is_a_shortened_name(word: str, lang: str) -> bool:
    return word in words("ministries", lang) or is_of_stumps(word, lang)


def _is_a_thing(word: str, lang: str) -> bool:
    """Do both dictionaries of Belarusian hold a word as one for a thing alone, whose owner or maker a name after it
    tells? (In Russian, with one dictionary, this would mislead more often than it helps.)
    """
    return lang == BELARUSIAN and word_kinds(word, lang) == {"NOUN"}


@lru_cache(maxsize=KEPT)
def _is_called(word: str, lang: str) -> bool:
    """Is a word one for what bears a name in quotation marks, which does not decline there (гурту «Крамбамбуля»)?"""
    return _is_a_case_of(word, lang, "called")


@lru_cache(maxsize=KEPT)
def _is_a_member(word: str, lang: str) -> bool:
    """Is a word one for a person of a body, whose name follows in the genitive (трэнер «Дынама»)?"""
    return _is_a_case_of(word, lang, "members")


def _is_a_case_of(word: str, lang: str, group: str) -> bool:
    return not words(group, lang).isdisjoint({word, *(one.lemma.lower() for one in analyse(word, lang))})


def _agrees(reading: NameReading, agreements: Iterable[tuple[Case, Gender]]) -> bool:
    """May one person's name stand in one case, and a woman's in one gender, with the word for a person before it?"""
    return reading.number != "Plur" and any(
        reading.case == case and (gender == "Masc" or reading.gender in (gender, None)) for case, gender in agreements
    )


def _stands_apart(before: Before, lang: str, kind: EntityType) -> bool:
    """Does a name begin a sentence or a remark, or follow a word for what it names (гурт «Крамбамбуля», вёскі Ілья;
    not one for whom it has: тренер «Зенита»)?
    """
    if kind == "place" and before.word in words("place_types", lang):
        return True
    if before.quoted and kind == "organisation":
        return not _is_a_member(before.word, lang)
    return before.word != "," and not any(letter.isalnum() for letter in before.word)


def _several(form: str, reading: NameReading) -> bool:
    """Is a name of several words read as that of several persons?"""
    return reading.type == "person" and reading.number == "Plur" and " " in form


def _fixed(form: str) -> str | None:
    """The nominative of an abbreviation (МИДа), and of an address on the network (Корреспондент.net): itself."""
    if _ADDRESS.search(form):
        return form
    found = _ABBREVIATION.fullmatch(form)
    return found.group(1) if found else None
