"""Puts the names of a translated sentence right: each found again, and written in the target's own form and case."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.languages import cases_after, mend, script_of
from pipeline.matching.phrase import phrase_likelihood
from pipeline.records import Case, DocumentEntity, Mention, NameStatus, TranslatedName
from pipeline.translation.forms import TargetForms, forms_by_case

LIKELY = 0.3
"""Least likelihood at which words of a translation are taken for a rendering of a name."""

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")

_LAST_WORD = re.compile(r"(?<!\S)([^\W\d_]+)\s+$")


class Wanted(NamedTuple):
    """A mention that a translated sentence should hold: its form by case there, other spellings to look for."""

    mention: Mention
    entity: DocumentEntity
    form: str
    forms: tuple[tuple[Case, str], ...]
    others: tuple[str, ...]


class _Place(NamedTuple):
    """Where a rendering stands in the translated text and how likely it is one."""

    likelihood: float
    wanted: int
    start: int
    end: int


def wanted_names(
    mentions: Sequence[Mention], entities: Mapping[str, DocumentEntity], lang: str, target: TargetForms
) -> list[Wanted]:
    """What to look for in a translation; mentions of no entity, or of one without a name there, are left out."""
    wanted: list[Wanted] = []
    for mention in mentions:
        entity = entities.get(mention.id)
        form = target.form(mention, entity, lang) if entity else None
        if entity is None or form is None:
            continue
        forms = forms_by_case(form, lang, entity.type, entity.gender)
        left = [mention.text, mention.lemma, *(target.form(mention, entity, one) for one in entity.names)]
        others = tuple(dict.fromkeys(one for one in left if one and one != form))
        wanted.append(Wanted(mention, entity, form, forms, others))
    return wanted


def put_names_right(text: str, lang: str, wanted: Sequence[Wanted]) -> tuple[str, tuple[TranslatedName, ...]]:
    """A translated sentence with its names in the target's own form, and what became of each mention.

    A rendering is taken as it is where it is a form of the name; otherwise the form takes its place, in the case
    that the word before it asks for, else in the case of the source. A name not found again is `missing`.
    """
    places = _places(text, wanted)
    names: list[TranslatedName] = []
    out, done = "", 0
    for place in sorted(places.values(), key=lambda place: place.start):
        one = wanted[place.wanted]
        rendering = text[place.start : place.end]
        form, case, status = _write(rendering, _word_before(text, place.start), lang, one)
        out += text[done : place.start]
        if status != "kept":
            out = _euphonic(out, form, lang)
        start = len(out)
        out += form
        done = place.end
        names.append(_named(one, form, status, start, start + len(form), case))
    names.extend(_named(one, one.form, "missing") for index, one in enumerate(wanted) if index not in places)
    return out + text[done:], tuple(sorted(names, key=lambda name: _number(name.mention)))


def _euphonic(before: str, name: str, lang: str) -> str:
    """The text before a changed name, its last word fitted to the name's first sound: во Львове, у Львові."""
    found = _LAST_WORD.search(before)
    if found is None:
        return before
    word = found.group(1)
    return before[: found.start()] + mend(before[: found.start()], word, name, lang) + before[found.end(1) :]


def _named(
    wanted: Wanted,
    form: str,
    status: NameStatus,
    start: int | None = None,
    end: int | None = None,
    case: Case | None = None,
) -> TranslatedName:
    return TranslatedName(
        mention=wanted.mention.id,
        entity=wanted.entity.id,
        form=form,
        status=status,
        start=start,
        end=end,
        case=case,
    )


def _number(mention_id: str) -> tuple[int, str]:
    return len(mention_id), mention_id


def _places(text: str, wanted: Sequence[Wanted]) -> dict[int, _Place]:
    """The likeliest place of each wanted name, no two overlapping; of equals the one nearest to the source's order."""
    windows = _Windows(text)
    found = [place for index, one in enumerate(wanted) for place in _renderings(windows, one, index)]
    share = {index: (index + 1) / (len(wanted) + 1) for index in range(len(wanted))}
    found.sort(
        key=lambda p: (
            -round(p.likelihood, 2),
            abs(p.start / max(1, len(text)) - share[p.wanted]),
            p.start,
            p.wanted,
        )
    )
    chosen: dict[int, _Place] = {}
    for place in found:
        free = all(place.end <= other.start or other.end <= place.start for other in chosen.values())
        if place.wanted not in chosen and free:
            chosen[place.wanted] = place
    return chosen


class _Windows:
    """The stretches of a text of so many words with a capital among them, where a name may stand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = [(found.start(), found.end(), text[found.start()].isupper()) for found in _WORD.finditer(text)]
        self._by_size: dict[int, list[tuple[int, int, str]]] = {}

    def of(self, size: int) -> list[tuple[int, int, str]]:
        """Start, end and text of each stretch of `size` words."""
        if size not in self._by_size:
            runs = (self._words[first : first + size] for first in range(len(self._words) - size + 1))
            self._by_size[size] = [
                (run[0][0], run[-1][1], self._text[run[0][0] : run[-1][1]])
                for run in runs
                if any(capital for _, _, capital in run)
            ]
        return self._by_size[size]


def _renderings(windows: _Windows, wanted: Wanted, index: int) -> list[_Place]:
    found: dict[tuple[int, int], float] = {}
    for spelling in dict.fromkeys((*(form for _, form in wanted.forms), *wanted.others)):
        size = len(_WORD.findall(spelling))
        for start, end, window in windows.of(size) if size else ():
            likelihood = phrase_likelihood(window, spelling)
            if likelihood >= LIKELY and likelihood > found.get((start, end), 0.0):
                found[start, end] = likelihood
    return [_Place(likelihood, index, start, end) for (start, end), likelihood in found.items()]


def _word_before(text: str, at: int) -> str:
    words = _WORD.findall(text[max(0, at - 40) : at])
    return words[-1].lower() if words else ""


def _write(rendering: str, before: str, lang: str, wanted: Wanted) -> tuple[str, Case | None, NameStatus]:
    """What to write for a rendering: form, case and status."""
    governed = cases_after(before, lang, wanted.entity.type)
    source = wanted.mention.case
    proper = [case for case, form in wanted.forms if form == rendering]
    if proper:
        return rendering, _preferred(proper, governed, source), "kept"
    case = _asked_case(rendering, governed, wanted)
    form = next((form for one, form in wanted.forms if one == case), wanted.form)
    if rendering.isupper() and len(rendering) > 1 and not wanted.form.isupper():
        form = form.upper()
    return form, case, "inflected" if case not in (None, "Nom") else "inserted"


def _preferred(cases: Sequence[Case], governed: Sequence[Case], source: Case | None) -> Case:
    return min(cases, key=lambda case: (bool(governed) and case not in governed, case != source))


def _asked_case(rendering: str, governed: Sequence[Case], wanted: Wanted) -> Case:
    """The case that the word before asks for, agreeing with the source where it can; else the source's; else by ear."""
    source = wanted.mention.case
    if source and (not governed or source in governed):
        return source
    if governed and source is None and script_of(rendering) == "Latn":
        return governed[0]
    heard = sorted(wanted.forms, key=lambda item: -phrase_likelihood(rendering, item[1]))
    return next((case for case, _ in heard if case in governed), source or heard[0][0])
