"""Hyphenated words: which of their parts decline (compounds.toml)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import msgspec

from pipeline.languages.paradigms import Kind
from pipeline.languages.words import Analysis, analyse_word, decline_word
from pipeline.records import Case, Gender, Number
from pipeline.tables import read_toml

OTHER_GENDER = 0.01
NO_AGREEMENT = 0.005


class Compounds(msgspec.Struct, frozen=True):
    """First parts that stay as they are, words that begin a frozen tail (`на` of Ростов-на-Дону), and last parts before
    which any first part stays (`банк` of Альфа-Банк).
    """

    frozen: str
    linking_ends: str
    tail_starts: str
    bodies: str

    def is_frozen(self, part: str) -> bool:
        return part.lower() in self.frozen.split()

    def is_linking(self, part: str, kind: Kind) -> bool:
        """Whether a first part ends in the vowel that only links it to the next (of places: Данило-Іванівка)."""
        return kind == "place" and part.lower().endswith(tuple(self.linking_ends.split()))

    def is_body(self, lemma: str) -> bool:
        return lemma.lower() in self.bodies.split()

    def is_tail(self, part: str) -> bool:
        return part.lower() in self.tail_starts.split()


@cache
def compounds(lang: str) -> Compounds:
    return msgspec.convert(read_toml(__package__, "compounds.toml")[lang], Compounds)


def split_compound(word: str, lang: str) -> tuple[str, list[str], str]:
    """A hyphenated word as its frozen beginning, its declining parts and its frozen tail, hyphens kept.

    "Санкт-Петербург" -> ("Санкт-", ["Петербург"], ""); "Ростов-на-Дону" -> ("", ["Ростов"], "-на-Дону").
    """
    table, parts = compounds(lang), word.split("-")
    end = next((i for i, part in enumerate(parts) if i and table.is_tail(part)), len(parts))
    start = 0
    while start < end - 1 and (table.is_frozen(parts[start]) or not parts[start]):
        start += 1
    head = "".join(part + "-" for part in parts[:start])
    tail = "".join("-" + part for part in parts[end:])
    return head, parts[start:end], tail


def decline_compound(
    word: str, lang: str, case: Case, *, kind: Kind, gender: Gender | None, number: Number
) -> str | None:
    """Each declining part in the case; a first part that no rule knows stays as it is."""
    if "-" not in word.strip("-"):
        return decline_word(word, lang, case, kind, gender, number)
    head, parts, tail = split_compound(word, lang)
    done: list[str] = []
    stays = compounds(lang).is_body(parts[-1])
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        if not last and (stays or compounds(lang).is_linking(part, kind)):
            done.append(part)
            continue
        form = decline_word(part, lang, case, kind, gender, number)
        if form is None and last:
            return None
        done.append(form or part)
    return head + "-".join(done) + tail


def analyse_compound(word: str, lang: str) -> tuple[Analysis, ...]:
    """The readings of the last declining part, the parts before it in the same case where they can be."""
    if "-" not in word.strip("-"):
        return analyse_word(word, lang)
    head, parts, tail = split_compound(word, lang)
    before = [(part, analyse_word(part, lang)) for part in parts[:-1]]
    found: dict[tuple[str, Case | None, Number, Gender | None, Kind], Analysis] = {}
    for reading in analyse_word(parts[-1], lang):
        if compounds(lang).is_body(reading.lemma):
            firsts = [(part, 0.0) for part, _ in before]
        else:
            firsts = [_agreeing(part, readings, reading, lang) for part, readings in before]
        lemma = head + "-".join([form for form, _ in firsts] + [reading.lemma]) + tail
        weight = reading.weight + sum(weight for _, weight in firsts)
        key = (lemma, reading.case, reading.number, reading.gender, reading.kind)
        if key not in found:
            found[key] = Analysis(*key[:5], reading.paradigm, weight)
    return tuple(sorted(found.values(), key=lambda reading: -reading.weight))


def _agreeing(part: str, readings: Sequence[Analysis], last: Analysis, lang: str) -> tuple[str, float]:
    """The nominative of a first part in the case of the last; the part itself where it fits no such case."""
    for same_gender in (True, False):
        for reading in readings:
            if reading.kind != last.kind or reading.case not in (last.case, None):
                continue
            if reading.gender == last.gender or not same_gender:
                return reading.lemma, 0.0 if same_gender else math.log(OTHER_GENDER)
    return part, 0.0 if compounds(lang).is_linking(part, last.kind) else math.log(NO_AGREEMENT)
