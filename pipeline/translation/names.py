"""Puts the names of a translated sentence right: each found again, and written in the target's own form and case."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from pipeline.languages import mend, preposition_for
from pipeline.matching.consonants import Outline, consonants, may_be_one, outline
from pipeline.matching.phrase import phrase_likelihood
from pipeline.matching.translated import WORD
from pipeline.records import Case, DocumentEntity, Mention, NameStatus, TranslatedName
from pipeline.translation.cases import Government, asked_case, is_indeclinable, source_cases, word_before
from pipeline.translation.forms import TargetForms, forms_by_case, in_capitals_as
from pipeline.translation.quotes import fitted

LIKELY = 0.3
"""Least likelihood at which words of a translation are taken for a rendering of a name."""

CERTAIN = 0.9
"""Likelihood from which a rendering of more words is preferred to a likelier one of fewer."""

REACH = 600
"""A rendering is looked for within so many characters of where it would stand if the translation went evenly."""

_LAST_WORD = re.compile(r"(?<!\S)([^\W\d_]+)\s+$")


class Wanted(NamedTuple):
    """A mention that a translated sentence should hold: its form by case there, other spellings to look for, the cases
    that it may be in in its own sentence, and where it stands in that (0 to 1).
    """

    mention: Mention
    entity: DocumentEntity
    form: str
    forms: tuple[tuple[Case, str], ...]
    others: tuple[str, ...]
    cases: tuple[Case, ...]
    at: float


class _Place(NamedTuple):
    """Where a rendering stands in the translated text and how likely it is one."""

    likelihood: float
    wanted: int
    start: int
    end: int
    words: int


def wanted_names(
    sentence: str,
    mentions: Sequence[Mention],
    entities: Mapping[str, DocumentEntity],
    lang: str,
    target: TargetForms,
) -> list[Wanted]:
    """What to look for in the translation of a sentence; mentions of no entity, or of one without a name in the
    language, are left out.
    """
    wanted: list[Wanted] = []
    forms: tuple[tuple[Case, str], ...]
    government: Government | None = None
    for mention in mentions:
        government = government or Government(sentence, mention.lang)
        before = word_before(sentence, mention.start)
        governed = government.at(mention.start, mention.end, before, mention)
        entity = entities.get(mention.id)
        if entity is None:
            continue
        everywhere = target.forms(mention, entity, dict.fromkeys((lang, *entity.names)))
        form = next(everywhere)
        if form is None:
            continue
        stays = entity.type == "person" and is_indeclinable(mention, entity, governed)
        forms = (("Nom", form),) if stays else forms_by_case(form, lang, entity.type, entity.gender)
        left = [mention.text, mention.lemma, *everywhere]
        others = tuple(dict.fromkeys(one for one in left if one and one != form))
        cases = source_cases(mention, entity, before, governed)
        at = mention.start / max(1, len(sentence))
        wanted.append(Wanted(mention, entity, form, forms, others, cases, at))
    return wanted


def put_names_right(
    text: str, lang: str, wanted: Sequence[Wanted], *, fluent: bool = True
) -> tuple[str, tuple[TranslatedName, ...]]:
    """A translated sentence with its names in the target's own form, and what became of each mention.

    A rendering is taken as it is where it is the name's form in the case that is asked for; otherwise the form takes
    its place. `fluent` says that the engine put names into their cases itself (see `asked_case`). A name not found
    again is `missing`.
    """
    places = _places(text, wanted)
    government = Government(text, lang)
    names: list[TranslatedName] = []
    out, done = "", 0
    for place in sorted(places.values(), key=lambda place: place.start):
        one = wanted[place.wanted]
        found = out + text[done : place.start]
        before = _with_own_preposition(found, lang, one.cases)
        governed = government.at(place.start, place.end, word_before(before, len(before)), one.mention)
        form, case, status = _write(text[place.start : place.end], governed, one, fluent)
        form, end = fitted(form, text, place.start, place.end)
        if form == text[place.start : end]:
            status = "kept"
        out = before if status == "kept" and before == found else _euphonic(before, form, lang)
        start = len(out)
        out += form
        done = end
        names.append(_named(one, form, status, start, start + len(form), case))
    names.extend(_named(one, one.form, "missing") for index, one in enumerate(wanted) if index not in places)
    return out + text[done:], tuple(sorted(names, key=lambda name: _number(name.mention)))


def _with_own_preposition(before: str, lang: str, cases: tuple[Case, ...]) -> str:
    """The text before a name, a preposition that its language does not write before names, or not before one that
    comes from these cases, replaced: к -> да.
    """
    found = _LAST_WORD.search(before)
    return before if found is None else _last_word(before, found, preposition_for(found.group(1), lang, cases))


def _euphonic(before: str, name: str, lang: str) -> str:
    """The text before a changed name, its last word fitted to the name's first sound: во Львове, у Львові."""
    found = _LAST_WORD.search(before)
    if found is None:
        return before
    return _last_word(before, found, mend(before[: found.start()], found.group(1), name, lang))


def _last_word(before: str, found: re.Match[str], word: str) -> str:
    return before[: found.start()] + word + before[found.end(1) :]


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
        form=sys.intern(form),
        status=status,
        start=start,
        end=end,
        case=case,
    )


def _number(mention_id: str) -> tuple[int, str]:
    return len(mention_id), mention_id


def _places(text: str, wanted: Sequence[Wanted]) -> dict[int, _Place]:
    """The likeliest place of each wanted name, no two overlapping; of equals the one nearest to the source's order.

    Of certain ones that of more words goes first, so that no Macedonia takes the half of North Macedonia.
    """
    windows = _Windows(text)
    found = [place for index, one in enumerate(wanted) for place in _renderings(windows, one, index)]
    share = {index: (index + 1) / (len(wanted) + 1) for index in range(len(wanted))}
    found.sort(
        key=lambda p: (
            -min(round(p.likelihood, 2), CERTAIN),
            -p.words if p.likelihood >= CERTAIN else 0,
            -round(p.likelihood, 2),
            abs(p.start / max(1, len(text)) - share[p.wanted]),
            p.start,
            p.wanted,
        )
    )
    chosen: dict[int, _Place] = {}
    taken = bytearray(len(text))
    for place in found:
        if place.wanted not in chosen and not any(taken[place.start : place.end]):
            chosen[place.wanted] = place
            taken[place.start : place.end] = b"\1" * (place.end - place.start)
    return chosen


class _Window(NamedTuple):
    """A stretch of a text, and the consonants of its words."""

    start: int
    end: int
    text: str
    consonants: Sequence[int | None]


class _Windows:
    """The stretches of a text with a capital among their words, where a name may stand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = [(found.start(), found.end(), text[found.start()].isupper()) for found in WORD.finditer(text)]
        self._by_size: dict[int, list[_Window]] = {}
        self._by_outline: dict[Outline, list[_Window]] = {}

    def of(self, name: Outline, at: float) -> list[_Window]:
        """The stretches, not too far from a share of the text, that may be a rendering of a name."""
        every = self._by_outline.get(name)
        if every is None:
            every = [window for window in self._all(name.size) if may_be_one(window.consonants, name)]
            self._by_outline[name] = every
        if len(self._text) <= REACH:
            return every
        middle = at * len(self._text)
        begin = bisect_left(every, middle - REACH, key=itemgetter(0))
        return every[begin : bisect_right(every, middle + REACH, key=itemgetter(0))]

    def _all(self, size: int) -> list[_Window]:
        if size not in self._by_size:
            runs = (self._words[first : first + size] for first in range(len(self._words) - size + 1)) if size else ()
            self._by_size[size] = [self._window(run) for run in runs if any(capital for _, _, capital in run)]
        return self._by_size[size]

    def _window(self, run: Sequence[tuple[int, int, bool]]) -> _Window:
        start, end = run[0][0], run[-1][1]
        return _Window(start, end, self._text[start:end], [consonants(self._text[at:to]) for at, to, _ in run])


def _renderings(windows: _Windows, wanted: Wanted, index: int) -> list[_Place]:
    found: dict[tuple[int, int], tuple[float, int]] = {}
    for spelling in dict.fromkeys((*(form for _, form in wanted.forms), *wanted.others)):
        name = outline(spelling, LIKELY)
        for start, end, text, _ in windows.of(name, wanted.at):
            best, _ = found.get((start, end), (0.0, 0))
            if best < 1 and (likelihood := phrase_likelihood(text, spelling)) >= LIKELY and likelihood > best:
                found[start, end] = likelihood, name.size
    return [_Place(likelihood, index, *place, size) for place, (likelihood, size) in found.items()]


def _is_a_guess(wanted: Wanted) -> bool:
    """Is it a new place? What an engine knew how to translate may be a common word that was taken for one."""
    return wanted.entity.new and wanted.entity.type == "place"


def _write(
    rendering: str, governed: Sequence[Case], wanted: Wanted, fluent: bool
) -> tuple[str, Case | None, NameStatus]:
    """What to write for a rendering: form, case and status."""
    if _is_a_guess(wanted) and rendering.casefold() != wanted.mention.text.casefold():
        return rendering, None, "kept"
    case = asked_case(rendering, governed, wanted.forms, wanted.cases, fluent=fluent)
    form = next((form for one, form in wanted.forms if one == case), wanted.form)
    if not wanted.form.isupper():
        form = in_capitals_as(rendering, form)
    if form == rendering:
        return form, case, "kept"
    return form, case, "inflected" if case != "Nom" else "inserted"
