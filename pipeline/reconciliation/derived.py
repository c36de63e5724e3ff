"""Names made of other names: acronyms (ООН of its words) and adjectives of places (британский of Британия)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.matching.phrase import adjective_stems, place_stem
from pipeline.reconciliation.groups import Groups

LONGEST_ACRONYM = 6

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def join_derived(chosen: Sequence[int], lemmas: Sequence[tuple[str, ...]], groups: Groups) -> None:
    """Join acronyms and adjectives with the one name of which they are made; not where two may be meant."""
    initials: dict[str, set[int]] = defaultdict(set)
    stems: dict[str, set[int]] = defaultdict(set)
    for index in chosen:
        for lemma in lemmas[index]:
            initials[initials_of(lemma)].add(index)
            stems[place_stem(lemma)].add(index)
    for index in chosen:
        if is_acronym(lemmas[index][0]):
            _join_only(index, [lemmas[index][0]], initials, groups)
        else:
            found = dict.fromkeys(stem for lemma in lemmas[index] for stem in adjective_stems(lemma))
            _join_only(index, found, stems, groups)


def _join_only(index: int, keys: Iterable[str], filed: dict[str, set[int]], groups: Groups) -> None:
    meant = {groups.find(other) for key in keys if key for other in filed.get(key, ())} - {groups.find(index)}
    if len(meant) == 1:
        groups.join(index, meant.pop())


def is_acronym(form: str) -> bool:
    """Is a name a word of capitals alone: ООН, ЗША?"""
    return form.isalpha() and form.isupper() and 2 <= len(form) <= LONGEST_ACRONYM


def initials_of(name: str) -> str:
    """The first letters of a name of several words, small ones (і, и, of) left out; empty of one word.

    >>> initials_of("Организация Объединённых Наций"), initials_of("Bank of England"), initials_of("Минск")
    ('ООН', 'BE', '')
    """
    words = [word for word in _WORD.findall(name) if len(word) > 2 or word[0].isupper()]
    return "".join(word[0] for word in words).upper() if len(words) > 1 else ""
