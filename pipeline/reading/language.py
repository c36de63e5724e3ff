"""Which language a text is in: be, be-tarask, be-Latn, uk, ru, en; `und` where it has neither Cyrillic nor
Latin letters.

py3langid, limited to the four languages, weighs byte sequences; added to that, in the same units, are what it
does not know: the alphabets (ў is no Ukrainian or Russian letter, и no Belarusian one), the common words, the
marks of the classical spelling (`language.toml`). Look-alike Latin letters in Cyrillic words are put right
first. A segment leans on the language of its document: only strong evidence makes a quotation of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from pipeline.languages import CYRILLIC, alphabets
from pipeline.reading.statistics import statistics
from pipeline.records import Record, primary_language
from pipeline.tables import read_toml
from pipeline.transliteration import repair

UNKNOWN = "und"
_SAMPLE = 20_000  # characters of a document that are looked at
_SEGMENT_SAMPLE = 1_000  # characters of a segment
_KEPT = 8_192  # words
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_NO_WORDS = re.compile(r"<[^<>]{0,300}>|(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]+\.[\w.-]+|[@#]\w+")
_MARKS_OF_NO_WORDS = ("<", "@", "#", "://", "www.")
_IS_CYRILLIC = re.compile("[\u0400-\u052f]")
_IS_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


class _Weights(Record, frozen=True):
    statistics: float
    letter: float
    word: float
    spelling: float
    document: float
    latin_letter: float


class _Table(Record, frozen=True):
    """`language.toml`, ready to use."""

    weights: _Weights
    words: dict[str, frozenset[str]]
    foreign: dict[str, frozenset[str]]
    impossible: dict[str, re.Pattern[str]]
    typical: dict[str, re.Pattern[str]]
    marks: re.Pattern[str]
    classical: str
    share: float
    latin: dict[str, Any]


@cache
def _table() -> _Table:
    raw = read_toml(__package__, "language.toml")
    letters = {lang: alphabets()[lang].written for lang in CYRILLIC}
    everything = frozenset().union(*letters.values())
    return _Table(
        weights=_Weights(**raw["weights"]),
        words={lang: frozenset(words.split()) for lang, words in raw["words"].items()},
        foreign={lang: everything - letters[lang] for lang in CYRILLIC},
        impossible={lang: re.compile(pattern) for lang, pattern in raw["impossible"].items()},
        typical={lang: re.compile(pattern) for lang, pattern in raw["typical"].items()},
        marks=re.compile("|".join(f"(?:{mark['pattern']})" for mark in raw["classical"]["mark"])),
        classical=raw["classical"]["lang"],
        share=raw["classical"]["share"],
        latin=raw["latin"],
    )


class _Word(NamedTuple):
    """What one word tells of its language: points for each language of Cyrillic script, and whether it bears a mark of
    the classical spelling; of a word in Latin letters points for Belarusian and for English.
    """

    text: str
    cyrillic: bool
    latin: bool
    be: float = 0.0
    uk: float = 0.0
    ru: float = 0.0
    marked: bool = False
    lacinka: float = 0.0
    en: float = 0.0


def detect(text: str) -> str:
    """The language of most of a text; of a long one its beginning, middle and end are looked at."""
    words = _words(_sample(text))
    cyrillic = [word for word in words if word.cyrillic]
    latin = [word for word in words if word.latin]
    if not cyrillic and not latin:
        return UNKNOWN
    if _length(latin) > _length(cyrillic):
        return _latin(latin, None)
    return _variant(_cyrillic(cyrillic, None), cyrillic)


def segment_language(text: str, document: str) -> str:
    """The language of a segment: that of its document, unless the evidence for another is strong."""
    return _segment_language(text[:_SEGMENT_SAMPLE], document)


@lru_cache(maxsize=4096)
def _segment_language(text: str, document: str) -> str:
    words = _words(text)
    cyrillic = [word for word in words if word.cyrillic]
    latin = [word for word in words if word.latin]
    of_cyrillic = primary_language(document) in CYRILLIC and document != _table().latin["lang"]
    share = _length(latin) / (_length(words) or 1)
    if not cyrillic and not latin:
        return document
    if share > (0.7 if of_cyrillic else 0.5):
        return document if of_cyrillic and not _running(latin) else _latin(latin, document)
    if not cyrillic:
        return document
    found = _cyrillic(cyrillic, document)
    if found == "be" and document.startswith("be") and of_cyrillic:
        return document
    return _variant(found, cyrillic)


def known_words(text: str) -> int:
    """How many words of a text (or of its first part) are common words of one of our languages."""
    words = _table().words.values()
    return sum(any(word in listed for listed in words) for word in _WORD.findall(text[:_SEGMENT_SAMPLE].lower()))


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    part = _SAMPLE // 3
    middle = len(text) // 2
    return f"{text[:part]} {text[middle : middle + part]} {text[-part:]}"


def _words(text: str) -> list[_Word]:
    if any(mark in text for mark in _MARKS_OF_NO_WORDS):
        text = _NO_WORDS.sub(" ", text)
    return list(map(_word, _WORD.findall(repair(text))))


def _length(words: Iterable[_Word]) -> int:
    return sum(len(word.text) for word in words)


@lru_cache(maxsize=_KEPT)
def _word(written: str) -> _Word:
    word = written.lower()
    if _IS_CYRILLIC.search(word):
        points = {lang: _points(word, lang) for lang in CYRILLIC}
        return _Word(word, True, False, **points, marked=_table().marks.search(word) is not None)
    if not _IS_LATIN.search(word):
        return _Word(word, False, False)
    table = _table()
    weights, latin = table.weights, table.latin
    lacinka = weights.word * (word in table.words[latin["lang"]])
    lacinka += weights.latin_letter * any(letter in latin["own"] for letter in word)
    lacinka -= weights.letter * sum(letter not in latin["alphabet"] for letter in word)
    return _Word(word, False, True, lacinka=lacinka, en=weights.word * (word in table.words["en"]))


def _points(word: str, lang: str) -> float:
    """What alphabet, spelling, common words and endings say for a language."""
    table = _table()
    against = sum(letter in table.foreign[lang] for letter in word) + bool(table.impossible[lang].search(word))
    speaks = (word in table.words[lang]) + bool(table.typical[lang].search(word))
    return table.weights.word * speaks - table.weights.letter * against


def _cyrillic(words: Sequence[_Word], document: str | None) -> str:
    """Which of be, uk, ru: statistics, alphabets, common words, spelling; the document's language before a
    tie.
    """
    table = _table()
    weights = table.weights
    scores = {lang: score * weights.statistics for lang, score in statistics(word.text for word in words).items()}
    scores["be"] += sum(word.be for word in words) + weights.spelling * sum(word.marked for word in words)
    scores["uk"] += sum(word.uk for word in words)
    scores["ru"] += sum(word.ru for word in words)
    base = primary_language(document or "")
    if base in scores and document != table.latin["lang"]:
        scores[base] += weights.document
    return max(CYRILLIC, key=lambda lang: scores[lang])


def _variant(lang: str, words: Sequence[_Word]) -> str:
    """Official or classical Belarusian by the share of words that bear a mark of the classical spelling."""
    table = _table()
    if lang != "be":
        return lang
    marked = sum(word.marked for word in words)
    return table.classical if marked and marked >= table.share * len(words) else lang


def _latin(words: Sequence[_Word], document: str | None) -> str:
    """English, or Belarusian in Latin letters."""
    table = _table()
    weights, latin = table.weights, table.latin
    belarusian, english = sum(word.lacinka for word in words), sum(word.en for word in words)
    letters = "".join(word.text for word in words)
    if len(letters) >= latin["needed_from"] and not any(letter in letters for letter in latin["needed"]):
        belarusian = 0.0
    if document == latin["lang"]:
        belarusian += weights.document
    elif document is not None:
        english += weights.document
    return str(latin["lang"]) if belarusian > english else "en"


def _running(words: Iterable[_Word]) -> bool:
    """Whether Latin words are running text and no mere names: one of them is a common word."""
    table = _table()
    return any(word.text in table.words["en"] or word.text in table.words[table.latin["lang"]] for word in words)
