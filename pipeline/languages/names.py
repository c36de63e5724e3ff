"""Whole names put into a case: persons part by part, places and organisations by their head and its
adjectives.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipeline.languages.alphabets import base_language, without_stress
from pipeline.languages.compounds import compounds
from pipeline.languages.declension import DECLINING, decline
from pipeline.languages.nouns import head_nouns
from pipeline.languages.paradigms import Kind
from pipeline.languages.persons import gender_of_person, parts_of
from pipeline.languages.structure import Piece, name_words, pieces_of
from pipeline.languages.words import genders_of
from pipeline.records import Case, EntityType, Gender, Number

ACRONYM = 5
KEPT = 1024


def decline_name(
    form: str,
    lang: str,
    case: Case,
    *,
    type: EntityType,
    gender: Gender | None = None,
    indeclinable: bool = False,
) -> str | None:
    """A whole name (nominative) in a case, or None where no rule knows one of its parts.

    `gender` (of a person) is told from the name where it is None. English names and indeclinable ones come
    back as they are, as do quoted names, initials, particles and the genitive that follows the head of an
    organisation.
    """
    lang = base_language(lang)
    if lang == "en" or indeclinable or not form:
        return form or None
    if lang not in DECLINING:
        return None
    pieces = pieces_of(without_stress(form), lang)
    if type == "person":
        return _person(pieces, lang, case, gender)
    return _phrase(pieces, lang, case, type)


def _person(pieces: Sequence[Piece], lang: str, case: Case, gender: Gender | None) -> str | None:
    places = [i for i, piece in enumerate(pieces) if piece.declines]
    words = tuple(pieces[i].text for i in places)
    parts: Sequence[Kind] = parts_of(words, lang)
    if len(words) == 1 and len(pieces) > 1:
        parts = ("surname",)
    if gender is None:
        gender = gender_of_person(words, parts, lang)
    forms = {
        i: decline(word, lang, case, kind=part, gender=gender)
        for i, word, part in zip(places, words, parts, strict=True)
    }
    return _together(pieces, forms)


def _phrase(pieces: Sequence[Piece], lang: str, case: Case, type_: EntityType) -> str | None:
    places = declining_places(pieces, lang, type_)
    if not places:
        return "".join(piece.text for piece in pieces)
    words = tuple(pieces[i].text for i in places)
    head, kind, gender, number = _built(words, lang, type_)
    forms: dict[int, str | None] = {
        places[i]: decline(words[i], lang, case, kind="adjective", gender=gender, number=number) for i in range(head)
    }
    forms[places[head]] = decline(words[head], lang, case, kind=kind, gender=gender, number=number)
    for i in _equals(pieces, places, head, lang, type_):
        forms[places[i]] = decline(words[i], lang, case, kind="place")
    return _together(pieces, forms)


@lru_cache(maxsize=KEPT)
def _built(words: tuple[str, ...], lang: str, type_: EntityType) -> tuple[int, Kind, Gender | None, Number]:
    """The head of a phrase, how it declines, and what agrees with it; asked for each case of a name in turn."""
    head = head_of(words, lang, type_)
    kind = kind_of_head(words[head], lang, type_)
    return head, kind, *_agreement(words, head, lang, kind)


def declining_places(pieces: Sequence[Piece], lang: str, type_: EntityType) -> list[int]:
    """The words that may decline: no acronyms, nothing after an acronym, no first words like `Нью`."""
    table = compounds(lang)
    places = [i for i, piece in enumerate(pieces) if piece.declines]
    if type_ == "organisation":
        acronyms = [i for i in places if pieces[i].text.isupper() and len(pieces[i].text) <= ACRONYM]
        return [i for i in places if i not in acronyms] if acronyms[:1] != places[:1] else []
    return [i for i in places if i == places[-1] or not table.is_frozen(pieces[i].text)]


def _equals(pieces: Sequence[Piece], places: list[int], head: int, lang: str, type_: EntityType) -> list[int]:
    """Words joined to the head of a place by `and`, which decline as it does."""
    if type_ != "place" or head + 2 >= len(places):
        return []
    return [head + 2] if pieces[places[head + 1]].text in name_words(lang).and_.split() else []


def kind_of_head(word: str, lang: str, type_: EntityType) -> Kind:
    """How the head of a place or organisation declines: as a common noun, as a place name, or, where it can be neither,
    as an adjective (Суспільне; Беларускі before an acronym).
    """
    if word.lower() in head_nouns(lang):
        return "noun"
    kind: Kind = "place" if type_ == "place" else "noun"
    return kind if genders_of(word, lang, kind) or not genders_of(word, lang, "adjective") else "adjective"


def head_of(words: Sequence[str], lang: str, type_: EntityType) -> int:
    """The word of a nominative phrase that carries its case: a listed noun with adjectives before it, else the last
    word that all words before it agree with as adjectives, else the first.
    """
    heads = head_nouns(lang)
    for i, word in enumerate(words):
        if word.lower() in heads and all(_agrees(first, word, lang, "noun") for first in words[:i]):
            return i
    for i in range(len(words) - 1, 0, -1):
        kind = kind_of_head(words[i], lang, type_)
        if all(_agrees(first, words[i], lang, kind) for first in words[:i]):
            return i
    return 0


def _agrees(adjective: str, noun: str, lang: str, kind: Kind) -> bool:
    known = head_nouns(lang).get(noun.lower())
    wanted = {known} if known else genders_of(noun, lang, kind).keys()
    return bool(wanted & genders_of(adjective, lang, "adjective").keys())


def _agreement(words: Sequence[str], head: int, lang: str, kind: Kind) -> tuple[Gender | None, Number]:
    """Gender and number that the head of a phrase shares with the adjectives before it, the likeliest of several."""
    known = head_nouns(lang).get(words[head].lower())
    if known:
        return known
    if not head:
        return None, "Sing"
    likelihoods = genders_of(words[head], lang, kind)
    shared = set(likelihoods)
    for word in words[:head]:
        shared &= genders_of(word, lang, "adjective").keys()
    return max(shared, key=lambda one: (likelihoods[one], str(one)), default=(None, "Sing"))


def _together(pieces: Sequence[Piece], forms: dict[int, str | None]) -> str | None:
    if any(form is None for form in forms.values()):
        return None
    return "".join(forms.get(i) or piece.text for i, piece in enumerate(pieces))
