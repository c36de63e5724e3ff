"""Single words, without hyphens, declined and analysed by the tables of endings (Belarusian, Ukrainian,
Russian).

Both directions read the same rows: a form is analysed as a lemma only where declining that lemma gives the
form back.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import msgspec

from pipeline.languages.alphabets import alphabets
from pipeline.languages.given_names import given_name
from pipeline.languages.nouns import head_nouns
from pipeline.languages.paradigms import START, Entry, Kind, Paradigms, Row, paradigms
from pipeline.languages.ranking import known_places, ranking, weight_of
from pipeline.records import Case, Gender, Number

ACRONYM = 4
KINDS_OF_ACRONYMS: tuple[Kind, ...] = ("place", "noun")


class Analysis(msgspec.Struct, frozen=True):
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
    vowels = frozenset(alphabets()[lang].vowels)
    found: dict[tuple[str, Case | None, Number, Gender | None, Kind], Analysis] = {}
    for entry, lemma in _hits(paradigms(lang), word.lower(), vowels):
        row = entry.row
        case = None if row.indeclinable else entry.case
        weight = weight_of(lang, row, case, entry.rank, lemma, _is_known(lemma, lang, row))
        key = (lemma, case, row.number, row.gender, row.kind)
        if key not in found or weight > found[key].weight:
            form = _recased(lemma, word)
            found[key] = Analysis(form, case, row.number, row.gender, row.kind, row.paradigm, weight)
    if word.isupper() and 1 < len(word) <= ACRONYM:
        found = {key: _unlikelier(one) for key, one in found.items()}
        acronyms = (_acronym(word, kind) for kind in KINDS_OF_ACRONYMS)
        found.update(((one.lemma, None, one.number, one.gender, one.kind), one) for one in acronyms)
    return tuple(sorted(found.values(), key=lambda reading: -reading.weight))


def _unlikelier(reading: Analysis) -> Analysis:
    """A reading of a short word in capitals, which is likelier an acronym."""
    weight = reading.weight + math.log(ranking().factors["capitals_of_an_acronym"])
    return msgspec.structs.replace(reading, weight=weight)


def _acronym(word: str, kind: Kind) -> Analysis:
    weight = math.log(ranking().factors["acronym"])
    return Analysis(word, None, "Sing", "Neut", kind, "acronym", weight)


@lru_cache(maxsize=65536)
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


def row_of(word: str, lang: str, kind: Kind, gender: Gender | None = None, number: Number = "Sing") -> Row | None:
    """The row of endings that a nominative is declined by, or None; the likeliest gender where none is
    given.
    """
    lemma = word.lower()
    genders: tuple[Gender | None, ...] = (gender,) if gender else ("Masc", "Fem", "Neut")
    rows = [_row_of_gender(lemma, lang, kind, one, number) for one in genders]
    found = [row for row in dict.fromkeys(rows) if row is not None]
    return max(found, key=lambda row: _weight(row, lang, lemma), default=None)


def _weight(row: Row, lang: str, lemma: str) -> float:
    return weight_of(lang, row, "Nom", 0, lemma, _is_known(lemma, lang, row))


def _row_of_gender(lemma: str, lang: str, kind: Kind, gender: Gender | None, number: Number) -> Row | None:
    rows = _rows_of_lemma(paradigms(lang), lemma, kind, gender, number)
    return min(rows, key=lambda row: (-row.weight, row.order), default=None)


def _hits(table: Paradigms, word: str, vowels: frozenset[str]) -> list[tuple[Entry, str]]:
    """The entries whose ending the word has, with the lemma that it would have; a lemma has a vowel."""
    found: list[tuple[Entry, str]] = []
    anchored = START + word
    for size in range(1, min(table.longest, len(anchored)) + 1):
        stem = anchored[:-size]
        for entry in table.by_form.get(anchored[-size:], ()):
            lemma = stem + entry.row.lemma
            if not lemma.endswith(entry.overruled) and not vowels.isdisjoint(lemma):
                found.append((entry, lemma[1:]))
    return found


def _rows_of_lemma(table: Paradigms, lemma: str, kind: Kind, gender: Gender | None, number: Number) -> list[Row]:
    """For each gender and number asked for, the rows with the longest ending."""

    def fits(row: Row) -> bool:
        if row.kind != kind or (gender is not None and row.gender not in (gender, None)):
            return False
        return row.number == number or (row.number == "Plur" and not row.derived)

    return _longest(table, lemma, fits)


def _longest(table: Paradigms, lemma: str, fits: Callable[[Row], bool]) -> list[Row]:
    anchored = START + lemma
    for size in range(min(table.longest, len(anchored)), 0, -1):
        rows = [row for row in table.by_lemma.get(anchored[-size:], ()) if fits(row)]
        if rows:
            return rows
    return []


def _is_known(lemma: str, lang: str, row: Row) -> bool:
    """Whether a lemma is listed: a given name of the table, a well-known place, a noun that heads names."""
    if row.kind == "given":
        return _is_given(lemma, lang, row.gender)
    if row.kind == "noun":
        return head_nouns(lang).get(lemma) == (row.gender, row.number)
    places = known_places(lang)
    return row.kind == "place" and not row.derived and lemma in places and places[lemma] == row.gender


def _is_given(lemma: str, lang: str, gender: Gender | None) -> bool:
    return any(name.gender in (gender, None) for name in given_name(lemma, lang) if "patronymic" not in name.kind)


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
