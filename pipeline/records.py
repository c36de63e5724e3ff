"""What travels down the road: the only things that one stage hands to the next.

All offsets count Unicode code points. Languages are BCP 47 tags (`be`, `be-tarask`, `be-Latn`, `uk`, `ru`, `en`);
case, number and gender are Universal Dependencies values; scripts are ISO 15924 codes (`Cyrl`, `Latn`).
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, get_args, overload

import msgspec

EntityType = Literal["person", "place", "organisation"]
Case = Literal["Nom", "Gen", "Dat", "Acc", "Ins", "Loc", "Voc"]
Number = Literal["Sing", "Plur"]
Gender = Literal["Masc", "Fem", "Neut"]
Script = Literal["Cyrl", "Latn"]
NameStatus = Literal["kept", "inflected", "inserted", "respelled", "missing"]

ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
OUTPUT_LANGUAGES: tuple[str, ...] = ("be", "uk", "ru", "en")


@lru_cache(maxsize=1_024)
def primary_language(tag: str) -> str:
    """The language of a BCP 47 tag, without its script and variant: `be` of `be-tarask` and `be-Latn`."""
    return tag.partition("-")[0]


def language_order(tag: str) -> tuple[int, str]:
    """What sorts languages: those of the output first, in their order and with their spellings, then others by tag."""
    language = primary_language(tag)
    known = OUTPUT_LANGUAGES.index(language) if language in OUTPUT_LANGUAGES else len(OUTPUT_LANGUAGES)
    return known, tag


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of everything that travels: immutable, compared by value, cheap to pickle between processes.

    No record holds itself, so the garbage collector need not look at the thousands of a long document.
    """


class Problem(Record, frozen=True):
    """Something a person has to know: where it is, what is wrong and what mends it."""

    source: str
    message: str
    remedy: str = ""
    place: str = ""

    def line(self) -> str:
        """One line for a terminal or a log: `source:place: message; remedy`."""
        where = f"{self.source}:{self.place}" if self.place else self.source
        return f"{where}: {self.message}" + (f"; {self.remedy}" if self.remedy else "")


def in_one_line(error: BaseException) -> str:
    """What an error says, on one line; what it is, where it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__


class Segment(Record, frozen=True):
    """A sentence, headline or list item; `start` and `end` cut `text` out of the document's text."""

    id: str
    start: int
    end: int
    lang: str
    text: str


class Segments(Sequence[Segment]):
    """Segments numbered `s1`, `s2`, …, cut from their text as they are asked for: it stands in memory once.

    `spans` are the start, the end and the language of each, in order. Equal to any sequence of the same segments.
    """

    def __init__(self, text: str, spans: Iterable[tuple[int, int, str]]) -> None:
        self._text = text
        self._starts, self._ends = array("Q"), array("Q")
        self._languages: list[str] = []
        for start, end, lang in spans:
            self._starts.append(start)
            self._ends.append(end)
            self._languages.append(sys.intern(lang))

    def __len__(self) -> int:
        return len(self._languages)

    @overload
    def __getitem__(self, index: int) -> Segment: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Segment]: ...
    def __getitem__(self, index: int | slice) -> Segment | Sequence[Segment]:
        places = range(len(self))[index]
        return self._segment(places) if isinstance(places, int) else tuple(map(self._segment, places))

    def _segment(self, place: int) -> Segment:
        start, end = self._starts[place], self._ends[place]
        lang, text = self._languages[place], self._text[start:end]
        return Segment(id=f"s{place + 1}", start=start, end=end, lang=lang, text=text)

    def __iter__(self) -> Iterator[Segment]:
        return map(self._segment, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


class NameStyle(Record, frozen=True):
    """How names are written, as far as more than one way is right.

    `english` is how English writes names of Belarus, Ukraine and Russia: `press`, `official`, or codes of
    romanisation systems, one a language. `names_of` says what a place that was renamed is called: as the `writer`
    calls it, by its name of the `present`, or by that of the document's `date`. `belarusian` is the spelling of what is
    written in Belarusian; with `original` a name's own form follows it in brackets at its first mention.
    """

    english: tuple[str, ...] = ("press",)
    names_of: Literal["writer", "present", "date"] = "writer"
    belarusian: Literal["be", "be-tarask", "be-Latn"] = "be"
    original: bool = False


AS_USUAL = NameStyle()
"""How names are written where nobody chooses."""


class Document(Record, frozen=True):
    """One text in one file (or one item of a file of several), its boilerplate gone, in NFC."""

    id: str
    source: str
    sha256: str
    lang: str
    text: str
    segments: Sequence[Segment]
    url: str | None = None
    title: str | None = None
    date: str | None = None


class Mention(Record, frozen=True):
    """A name where it stands; `start` and `end` cut `text` out of its segment's text.

    `lemma` is the nominative in the mention's own language; `case`, `number` and `gender` are None where the
    language or the word does not tell.
    """

    id: str
    segment: str
    start: int
    end: int
    text: str
    type: EntityType
    lang: str
    script: Script
    lemma: str
    case: Case | None = None
    number: Number | None = None
    gender: Gender | None = None


class Candidate(Record, frozen=True):
    """An entity that a name may stand for; `score` is between 0 and 1, `by` names the unit that found it."""

    entity: str
    label: str
    score: float
    by: str = ""


class Link(Record, frozen=True):
    """What a mention stands for: a gazetteer entity, a new name (`new:…`), or nothing (`entity` is None).

    `by` names the unit that decided, `candidates` what else came close, best first.
    """

    mention: str
    entity: str | None
    score: float
    by: str
    candidates: tuple[Candidate, ...] = ()


class NameForm(Record, frozen=True):
    """One form of an entity's name in one language and where it was read (`geonames`, `editor`, `rule:…`)."""

    form: str
    source: str


class Spelling(Record, frozen=True):
    """A spelling met in the document, and how often."""

    form: str
    count: int


class DocumentEntity(Record, frozen=True):
    """An entity as one document needs it: its preferred name by language, romanisations, spellings met."""

    id: str
    type: EntityType
    label: str
    new: bool
    names: dict[str, NameForm]
    romanisations: dict[str, str] = {}
    spellings: tuple[Spelling, ...] = ()
    gender: Gender | None = None


class TranslatedName(Record, frozen=True):
    """What became of one mention in a translated segment; offsets into the translated text, None if missing."""

    mention: str
    entity: str
    form: str
    status: NameStatus
    start: int | None = None
    end: int | None = None
    case: Case | None = None


class Translation(Record, frozen=True):
    """One segment in one language; `text` is None where no engine could translate it.

    `route` names the engines in order (`apertium:be-ru`, `argos:ru-en`, `names`); `unknown_words` is the share
    (0 to 1) of words that the engines left untranslated.
    """

    segment: str
    lang: str
    text: str | None
    route: tuple[str, ...] = ()
    unknown_words: float = 0.0
    names: tuple[TranslatedName, ...] = ()


OWN_STEPS = ("dates", "names", "spelling")
"""The steps of a route that are rules of ours; what kind of spelling stands behind a colon."""


def is_by_engines(route: Sequence[str]) -> bool:
    """Did an engine take a step of a route?"""
    return any(step.partition(":")[0] not in OWN_STEPS for step in route)
