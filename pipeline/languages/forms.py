"""The rows of a language arranged for reading forms: what each ending of a form may stand for, with the part of its
likelihood that does not depend on the word worked out beforehand.

A row serves a form only where declining the nominative would choose it: no longer ending of a nominative of the same
slot (kind, gender, number) and no word of a list may fit the nominative.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from functools import cache

import msgspec

from pipeline.languages.alphabets import alphabets
from pipeline.languages.given_names import given_names
from pipeline.languages.nouns import head_nouns
from pipeline.languages.paradigms import START, Kind, Row, paradigms
from pipeline.languages.ranking import (
    LikelihoodsOfEndings,
    known_places,
    likelihood_of_gender,
    likelihoods_of_endings,
    log_of_known,
    weight_of_row,
)
from pipeline.records import Case, Gender, Number

_APOSTROPHES = "’ʼ"
CaseOfRow = tuple[Row, Case, int]
Slot = tuple[Kind, Gender | None, Number, bool]
# A case, its weight as far as the row tells, the paradigm.
CaseOfForm = tuple[Case | None, float, str]
# Kind, gender, number; words of lists and longer endings that take a nominative away; nominatives that are known, and
# how likely a known one is; likelihoods of endings and of the gender; the cases that the form may be in.
SlotOfForm = tuple[
    Kind,
    Gender | None,
    Number,
    frozenset[str],
    tuple[str, ...],
    Container[str],
    float,
    LikelihoodsOfEndings,
    float,
    tuple[CaseOfForm, ...],
]
# The ending of the nominative, whether it has a vowel, the slots.
Nominative = tuple[str, bool, tuple[SlotOfForm, ...]]


class Forms:
    """What may be read in a language: by the ending of a form, and by the whole form for words of lists.

    What an ending stands for is worked out when it is first met; `longest` is the number of letters of the longest.
    """

    def __init__(self, lang: str) -> None:
        rows = paradigms(lang)
        self._lang = lang
        self._filed = _file(rows)
        self._overruling = _overruling(rows)
        self._made: dict[str, tuple[Nominative, ...]] = {}
        self._lemmas = {ending: tuple(_plain(lemma) for lemma in found) for ending, found in self._filed.items()}
        self.longest = max((len(ending) for ending in self._filed if not ending.startswith(START)), default=0)

    def by_ending(self, ending: str) -> tuple[Nominative, ...]:
        """What an ending may stand for."""
        made = self._made.get(ending)
        if made is None:
            filed = self._filed.get(ending)
            if not filed:
                return ()
            self._made[ending] = made = tuple(
                _nominative(self._lang, lemma, slots, self._overruling) for lemma, slots in filed.items()
            )
        return made

    def by_word(self, word: str) -> tuple[Nominative, ...]:
        """What a word of a list may stand for."""
        return self.by_ending(START + word)

    def lemmas_by_ending(self, ending: str) -> tuple[str, ...]:
        """The endings of the nominatives that an ending may stand for."""
        return self._lemmas.get(ending, ())

    def lemmas_by_word(self, word: str) -> tuple[str, ...]:
        """The nominatives that a word of a list may stand for."""
        return self._lemmas.get(START + word, ())


class _Overruling(msgspec.Struct, frozen=True):
    """What takes a nominative away from the rows of a slot: words of lists; for every ending, the longer ones."""

    listed: frozenset[str]
    longer: dict[str, tuple[str, ...]]


@cache
def forms_of(lang: str) -> Forms:
    """The forms of a language, arranged once."""
    return Forms(lang)


def _file(rows: Iterable[Row]) -> dict[str, dict[str, dict[Slot, list[CaseOfRow]]]]:
    """What the rows say by the ending of the form, that of the nominative, and slot."""
    filed: dict[str, dict[str, dict[Slot, list[CaseOfRow]]]] = {}
    for row in rows:
        slot = _slot(row)
        for case, endings in row.forms.items():
            for rank, ending in enumerate(endings):
                slots = filed.setdefault(ending, {}).setdefault(row.lemma, {})
                slots.setdefault(slot, []).append((row, case, rank))
    return filed


def _plain(lemma: str) -> str:
    return lemma.removeprefix(START)


def _slot(row: Row) -> Slot:
    return row.kind, row.gender, row.number, row.derived


def _overruling(rows: Sequence[Row]) -> dict[Slot, _Overruling]:
    known: dict[Slot, set[str]] = defaultdict(set)
    for row in rows:
        known[_slot(row)].add(row.lemma)
    found: dict[Slot, _Overruling] = {}
    for slot, endings in known.items():
        longer: dict[str, list[str]] = defaultdict(list)
        for ending in endings:
            for start in range(1, 0 if ending.startswith(START) else len(ending)):
                if ending[start:] in endings:
                    longer[ending[start:]].append(ending)
        listed = frozenset(ending.removeprefix(START) for ending in endings if ending.startswith(START))
        found[slot] = _Overruling(listed, {ending: tuple(sorted(those)) for ending, those in longer.items()})
    return found


def _nominative(
    lang: str,
    lemma: str,
    slots: dict[Slot, list[CaseOfRow]],
    overruling: dict[Slot, _Overruling],
) -> Nominative:
    vowels = frozenset(alphabets()[lang].vowels)
    made = tuple(_slot_of_form(lang, lemma, slot, entries, overruling[slot]) for slot, entries in slots.items())
    return _plain(lemma), not vowels.isdisjoint(lemma), made


def _slot_of_form(lang: str, lemma: str, slot: Slot, entries: list[CaseOfRow], overruling: _Overruling) -> SlotOfForm:
    kind, gender, number, derived = slot
    of_a_list = lemma.startswith(START)
    known: Container[str] = _Everything() if of_a_list else known_lemmas(lang, kind, gender, number, derived)
    return (
        kind,
        gender,
        number,
        frozenset() if of_a_list else overruling.listed,
        () if of_a_list else overruling.longer.get(lemma, ()),
        known,
        log_of_known(kind),
        likelihoods_of_endings(lang, kind, gender),
        likelihood_of_gender(lang, kind, gender),
        _cases(entries),
    )


class _Everything:
    """Holds whatever is asked for: a word of a list is known."""

    def __contains__(self, item: object) -> bool:
        return True


def _cases(entries: list[CaseOfRow]) -> tuple[CaseOfForm, ...]:
    """One entry for each case: the likeliest."""
    found: dict[Case | None, CaseOfForm] = {}
    for row, case_of_row, rank in entries:
        case = None if row.indeclinable else case_of_row
        weight = weight_of_row(row, case, rank)
        if case not in found or weight > found[case][1]:
            found[case] = (case, weight, row.paradigm)
    return tuple(found.values())


@cache
def known_lemmas(lang: str, kind: Kind, gender: Gender | None, number: Number, derived: bool) -> frozenset[str]:
    """The nominatives (lower case) of a slot that are listed: given names of the table, well-known places, nouns that
    head names.
    """
    if kind == "given":
        return _known_given(lang, gender)
    if kind == "noun":
        return frozenset(noun for noun, known in head_nouns(lang).items() if known == (gender, number))
    if kind == "place" and not derived:
        return frozenset(place for place, known in known_places(lang).items() if known == gender)
    return frozenset()


def _known_given(lang: str, gender: Gender | None) -> frozenset[str]:
    """Given names borne by a gender, with every apostrophe that may be written."""
    keys = [key for key, genders in _genders_of_given(lang).items() if gender in genders or None in genders]
    return frozenset(key.replace("'", apostrophe) for key in keys for apostrophe in ("'", *_APOSTROPHES))


@cache
def _genders_of_given(lang: str) -> dict[str, set[Gender | None]]:
    """The genders that bear each given name of a language."""
    found: dict[str, set[Gender | None]] = defaultdict(set)
    for key, names in given_names().items():
        for one in names:
            if one.lang == lang and "patronymic" not in one.kind:
                found[key].add(one.gender)
    return dict(found)
