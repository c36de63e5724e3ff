"""Single words, without hyphens, declined and analysed by the tables of endings (Belarusian, Ukrainian,
Russian).

Both directions read the same rows: a form is analysed as a lemma only where declining that lemma gives the
form back.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from operator import attrgetter

import msgspec

from pipeline.languages.alphabets import alphabets
from pipeline.languages.forms import SlotOfForm, forms_of, known_lemmas
from pipeline.languages.paradigms import START, Kind, Row, paradigms
from pipeline.languages.ranking import (
    LONGEST,
    SHORT,
    likelihood_of_beginning,
    likelihoods_of_beginnings,
    log_of,
    weight_of,
)
from pipeline.records import Case, Gender, Number

ACRONYM = 4
KINDS_OF_ACRONYMS: tuple[Kind, ...] = ("place", "noun")


class Analysis(msgspec.Struct, frozen=True, gc=False):
    """One reading of a word. `case` is None for a word that does not decline (it stands for any case).

    `lemma` is the nominative: of the same gender, singular unless the name has only a plural. `weight` (the
    natural logarithm of a relative likelihood) orders the readings of one word.
    """

    lemma: str
    case: Case | None
    number: Number
    gender: Gender | None
    kind: Kind
    paradigm: str
    weight: float = 0.0


def analyse_word(word: str, lang: str) -> tuple[Analysis, ...]:
    """Every reading of a word without hyphens, best first."""
    readings = _readings(word, lang)
    if word.isupper() and 1 < len(word) <= ACRONYM:
        factor = log_of("capitals_of_an_acronym")
        readings = [msgspec.structs.replace(one, weight=one.weight + factor) for one in readings]
        readings.extend(_acronym(word, kind) for kind in KINDS_OF_ACRONYMS)
    readings.sort(key=attrgetter("weight"), reverse=True)
    return tuple(readings)


def _acronym(word: str, kind: Kind) -> Analysis:
    return Analysis(word, None, "Sing", "Neut", kind, "acronym", log_of("acronym"))


def _readings(word: str, lang: str) -> list[Analysis]:
    """Every reading, those by shorter endings first."""
    lower, forms = word.lower(), forms_of(lang)
    size = len(lower)
    beginnings = likelihoods_of_beginnings(lang, lower)
    vowels = alphabets()[lang].vowels
    vowel = next((i for i, letter in enumerate(lower) if letter in vowels), size)
    found: list[Analysis] = []
    for cut in range(size - 1, max(size - forms.longest, 0) - 1, -1):
        for ending, has_vowel, slots in forms.by_ending(lower[cut:]):
            if has_vowel or vowel < cut:
                lemma = lower[:cut] + ending
                _add(found, word, lemma, _beginning(lemma, beginnings, cut, lang), slots)
    for lemma, has_vowel, slots in forms.by_word(lower):
        if has_vowel:
            _add(found, word, lemma, 0.0, slots)
    return found


def possible_nominatives(word: str, lang: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every beginning of a word without hyphens, shortest first, with what its nominative may end in after that.

    In small letters. Nothing tells how likely they are, which takes most of the time of `analyse_word`; that finds no
    others, but for a word that is its own nominative.
    """
    lower, forms = word.lower(), forms_of(lang)
    yield "", forms.lemmas_by_word(lower)
    for cut in range(max(len(lower) - forms.longest, 0), len(lower)):
        yield lower[:cut], forms.lemmas_by_ending(lower[cut:])


def _beginning(lemma: str, beginnings: list[float], cut: int, lang: str) -> float:
    """The likelihood of a nominative but for its last letters, which the beginning of the word mostly tells."""
    letters = len(lemma) - LONGEST
    if letters <= cut:
        return beginnings[letters] if letters > 0 else 0.0
    return likelihood_of_beginning(lang, lemma[:letters])


def _add(found: list[Analysis], word: str, lemma: str, before: float, slots: tuple[SlotOfForm, ...]) -> None:
    """Adds the readings of one nominative; `before` is the likelihood of its letters before the last ones."""
    recased = _recased(lemma, word)
    short = log_of("short_lemma") if len(lemma) < SHORT and recased != word else 0.0
    last = lemma[-LONGEST:]
    for kind, gender, number, listed, longer, known, when_known, endings, of_gender, cases in slots:
        if lemma in listed or lemma.endswith(longer):
            continue
        letters = when_known if lemma in known else of_gender + before + endings[last]
        for case, weight, paradigm in cases:
            found.append(Analysis(recased, case, number, gender, kind, paradigm, weight + short + letters))


@lru_cache(maxsize=4_096)
def decline_word(word: str, lang: str, case: Case, kind: Kind, gender: Gender | None, number: Number) -> str | None:
    """A nominative without hyphens in a case, or None."""
    row = row_of(word, lang, kind, gender, number)
    if row is None:
        return None
    if row.indeclinable:
        return word
    if case not in row.forms:
        case = "Nom"  # only the vocative may be missing: the nominative stands for it
    ending = row.forms[case][0]
    stem = len(word) - len(row.lemma.removeprefix(START))
    return _recased(word.lower()[:stem] + ending.removeprefix(START), word, keep_capitals=True)


@lru_cache(maxsize=2048)
def row_of(word: str, lang: str, kind: Kind, gender: Gender | None = None, number: Number = "Sing") -> Row | None:
    """The row of endings that a nominative is declined by, or None; the likeliest gender where none is
    given.
    """
    lemma = word.lower()
    genders: tuple[Gender | None, ...] = (gender,) if gender else ("Masc", "Fem", "Neut")
    rows = [_row_of_gender(lemma, lang, kind, one, number) for one in genders]
    found = [row for row in dict.fromkeys(rows) if row is not None]
    if len(found) == 1:
        return found[0]
    return max(found, key=lambda row: _weight(row, lang, lemma), default=None)


def _weight(row: Row, lang: str, lemma: str) -> float:
    return weight_of(lang, row, "Nom", 0, lemma, _is_known(lemma, lang, row))


def _row_of_gender(lemma: str, lang: str, kind: Kind, gender: Gender | None, number: Number) -> Row | None:
    """The row with the longest ending."""
    rows, longest = _rows_of_slot(lang, kind, gender, number)
    anchored = START + lemma
    for start in range(max(len(anchored) - longest, 0), len(anchored)):
        row = rows.get(anchored[start:])
        if row is not None:
            return row
    return None


@cache
def _rows_of_slot(lang: str, kind: Kind, gender: Gender | None, number: Number) -> tuple[dict[str, Row], int]:
    """The best of a kind's rows for each ending of a nominative, and how many letters the longest ending has."""

    def fits(row: Row) -> bool:
        if row.kind != kind or (gender is not None and row.gender not in (gender, None)):
            return False
        return row.number == number or (row.number == "Plur" and not row.derived)

    best_first = sorted(filter(fits, paradigms(lang)), key=lambda row: (-row.weight, row.order))
    rows = {row.lemma: row for row in reversed(best_first)}
    return rows, max(map(len, rows), default=0)


def _is_known(lemma: str, lang: str, row: Row) -> bool:
    return lemma in known_lemmas(lang, row.kind, row.gender, row.number, row.derived)


def _recased(text: str, model: str, keep_capitals: bool = False) -> str:
    """Lower-case text with the capitals of the word that it was made from.

    A word all in capitals gives a lemma with one capital (a headline), or capitals again where they are to be
    kept.
    """
    if len(model) > 1 and model.isupper():
        return text.upper() if keep_capitals else text[:1].upper() + text[1:]
    if model[1:].islower():
        return (text[:1].upper() if model[:1].isupper() else text[:1]) + text[1:]
    lower = model.lower()
    shared = next((i for i, pair in enumerate(zip(text, lower, strict=False)) if pair[0] != pair[1]), None)
    shared = min(len(text), len(lower)) if shared is None else shared
    return model[:shared] + text[shared:]


def genders_of(word: str, lang: str, kind: Kind) -> dict[tuple[Gender | None, Number], float]:
    """The genders and numbers that a nominative of a kind may have, each with the natural logarithm of its relative
    likelihood; (None, "Plur") for a plural name.
    """
    genders: tuple[Gender | None, ...] = ("Masc", "Fem", "Neut")
    found: dict[tuple[Gender | None, Number], float] = {}
    word = word.rsplit("-", 1)[-1]
    for gender in genders:
        row = row_of(word, lang, kind, gender)
        if row is not None:
            found[row.gender, row.number] = _weight(row, lang, word.lower())
    return found
