"""What one word tells by itself: its shape, its endings, and what tables and dictionaries say of it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from functools import cache, lru_cache, partial

import msgspec

from pipeline.gazetteer.asking import Kept, heard, note_all
from pipeline.languages import CYRILLIC, given_name, script_of
from pipeline.spotting.evidence import particles, words
from pipeline.spotting.known import lemmas, widest
from pipeline.spotting.tagger.belarusian import LANG as BELARUSIAN
from pipeline.spotting.tagger.belarusian import PROPER
from pipeline.spotting.tagger.dictionary import word_kinds
from pipeline.spotting.tagger.letters import common_letters
from pipeline.spotting.tokens import Token, fold_word

STEM = 5
KEPT = 16_384
_GROUPS = (
    "titles", "place_types", "organisation_heads", "place_prepositions", "locative_prepositions", "events",
)  # fmt: skip
_CLASS_BY_KIND = (
    ("Name", "G"), ("Patr", "P"), ("Surn", "S"), ("Geox", "L"), ("Orgn", "O"), ("Abbr", "A"), ("Trad", "T"),
)  # fmt: skip

_CLASS_BY_GROUP = (("titles", "t"), ("place_types", "l"), ("organisation_heads", "o"), ("place_prepositions", "i"))


class Word(msgspec.Struct, frozen=True, eq=False):
    """A word's class (one short sign, for patterns of neighbouring words) and what is known of it."""

    kind: str
    traits: tuple[str, ...]
    context: tuple[str, ...]


class Lexicon:
    """What words tell, kept by word. `surnames` are the folded surnames of the gazetteer."""

    def __init__(self, surnames: Container[str]) -> None:
        self._surnames = surnames
        self._kept = cache(lambda lang: Kept(partial(self._read, lang), KEPT))

    def words(self, tokens: Iterable[Token], lang: str) -> list[Word]:
        """What is told of each token; the same word gives the same object while it is kept."""
        told = list(map(self._kept(lang).answer, [token.text for token in tokens]))
        if heard():
            for _, asked in told:
                note_all(asked)
        return [word for word, _ in told]

    def _read(self, lang: str, text: str) -> Word:
        fold, script = fold_word(text), script_of(text)
        if script is None:
            sign = "9" if fold[:1].isdigit() else fold
            return _word(sign, (f"sign={sign}",), (f"sign={sign}",))
        if not text[0].isupper():
            return _lower(fold, lang)
        return self._capital(text, fold, lang, script)

    def _capital(self, text: str, fold: str, lang: str, script: str) -> Word:
        common = common_letters(fold)
        tells: list[str] = [f"shape={_shape(text)}"]
        kinds: frozenset[str] = frozenset()
        groups = _groups(fold, lang)
        if script == "Latn":
            tells.append("latin")
        else:
            kinds = _kinds(fold, lang)
            tells.extend(f"dict={kind}" for kind in sorted(kinds))
            tells.extend(self._names(text, fold, lang))
            if not kinds - {PROPER}:
                tells.extend(("unheld", "unheld-own") if lang == BELARUSIAN else ("unheld",))
        held = "+".join(sorted(kinds)) if kinds else "none"
        endings = [f"suf={common[-size:]}" for size in range(1, 5) if len(common) > size]
        starts = [f"pre={common[:size]}" for size in (3, 4) if len(common) > size]
        tells.extend(groups)
        kind = _class(text, script, kinds, tells)
        more = [f"kinds={held}", f"class={kind}", f"len={min(len(text), 8)}"]
        traits = (*tells, *endings, *starts, *more)
        return _word(kind, traits, (*tells, *endings[1:3], *more[:2]))

    def _names(self, text: str, fold: str, lang: str) -> Iterator[str]:
        if any("patronymic" not in name.kind for name in given_name(fold, widest(lang))):
            yield "given-written"
        if fold in self._surnames:
            yield "surname-known"
        found = lemmas(text, lang) if lang in CYRILLIC else {}
        seen = set()
        for lemma, readings in found.items():
            for reading in readings:
                if reading.kind == "given" and given_name(lemma, widest(lang)):
                    seen.add("given")
                elif reading.kind == "patronymic":
                    seen.add("patronymic")
                elif reading.kind == "surname" and lemma in self._surnames:
                    seen.add("surname-known")
        if any(lemma.endswith(_endings(lang)) and len(lemma) > 4 for lemma in found):
            seen.add("surname-ending")
        yield from sorted(seen)


@lru_cache(maxsize=8)
def _endings(lang: str) -> tuple[str, ...]:
    return tuple(sorted(words("surname_endings", lang)))


def _kinds(fold: str, lang: str) -> frozenset[str]:
    kinds = word_kinds(fold, lang if lang in CYRILLIC else "ru")
    if not kinds and "-" in fold:
        kinds = word_kinds(fold.rpartition("-")[2], lang)
    return kinds


def _lower(fold: str, lang: str) -> Word:
    common = common_letters(fold)
    groups = _groups(fold, lang)
    kinds = sorted(_kinds(fold, lang)) if fold[0].isalpha() and fold.isalpha() else []
    kind = _lower_class(fold, groups, kinds)
    endings = (f"end={common[-2:]}", f"end={common[-3:]}")
    parts = (f"is={one}" for one in kinds)
    tells = (f"stem={common[:STEM]}", f"word={common}", *endings, *parts, *groups, f"class={kind}")
    return _word(kind, ("lower", *tells), tells)


def _word(kind: str, traits: tuple[str, ...], context: tuple[str, ...]) -> Word:
    """A word whose traits, most of which many words have, stand in memory once."""
    return Word(kind, tuple(map(sys.intern, traits)), tuple(map(sys.intern, context)))


def _lower_class(fold: str, groups: list[str], kinds: list[str]) -> str:
    for group, sign in _CLASS_BY_GROUP:
        if group in groups:
            return sign
    if fold in particles():
        return "d"
    for kind, sign in (("PREP", "p"), ("CONJ", "c"), ("anim", "h"), ("VERB", "v"), ("NOUN", "n"), ("ADJF", "a")):
        if kind in kinds:
            return sign
    return "x"


@cache
def _groups_of_words(lang: str) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The groups by their words, and by the stems of those that are long enough to have one."""
    whole: dict[str, set[str]] = defaultdict(set)
    stems: dict[str, set[str]] = defaultdict(set)
    for group in _GROUPS:
        for word in words(group, lang):
            whole[word].add(group)
            if len(word) > 3:
                stems[word[:-1] if len(word) > 5 else word].add(group)
    return dict(whole), dict(stems)


def _groups(fold: str, lang: str) -> list[str]:
    """The groups of evidence.toml that a word belongs to, in any case: up to three letters of ending may differ."""
    whole, stems = _groups_of_words(lang)
    found = [whole.get(fold, ()), *(stems.get(fold[:size], ()) for size in range(max(len(fold) - 3, 4), len(fold) + 1))]
    return [group for group in _GROUPS if any(group in groups for groups in found)] if any(found) else []


def _shape(text: str) -> str:
    if len(text) == 1:
        return "X"
    if text.isupper():
        return "XX" if len(text) < 6 else "XXXXXX"
    if "-" in text:
        after = text.partition("-")[2][:1]
        return "X-X" if after.isupper() else ("X-9" if after.isdigit() else "X-x")
    return "Xx" if text[1:].islower() else "XxX"


def _class(text: str, script: str, kinds: frozenset[str], tells: list[str]) -> str:
    if len(text) == 1:
        return "I"
    if "events" in tells:
        return "E"
    if script == "Latn":
        return "Z"
    if text.isupper():
        return "U"
    if "given" in tells or "given-written" in tells:
        return "G"
    return _class_by_tables(kinds, tells)


def _class_by_tables(kinds: frozenset[str], tells: list[str]) -> str:
    if "patronymic" in tells and "Patr" in kinds:
        return "P"
    for kind, sign in _CLASS_BY_KIND:
        if kind in kinds:
            return sign
    for tell, sign in (("organisation_heads", "H"), ("titles", "M")):
        if tell in tells:
            return sign
    if kinds - {PROPER}:
        return "J" if "ADJF" in kinds else "C"
    return next((sign for tell, sign in (("surname-known", "S"), ("surname-ending", "Y")) if tell in tells), "X")
