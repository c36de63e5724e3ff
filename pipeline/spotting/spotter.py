"""Finds the names of a document: those the gazetteer holds, those their form gives away, and parts of either."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import NamedTuple

import msgspec

from pipeline.gazetteer import Gazetteer
from pipeline.languages import CYRILLIC, script_of
from pipeline.matching.given import given_names_of
from pipeline.matching.person import given_names_and_surname, parse_person
from pipeline.records import Document, EntityType, Gender, Mention, Segment, primary_language
from pipeline.spotting.cases import NOTHING_TOLD, Before, Nominative, Told, choose_case, count_votes, read_nominative
from pipeline.spotting.doubts import is_doubtful
from pipeline.spotting.english import LANG as ENGLISH
from pipeline.spotting.english import names_in_english
from pipeline.spotting.evidence import beginnings, words
from pipeline.spotting.finders import load_finders, spans_found
from pipeline.spotting.known import KnownName, KnownNames, Match
from pipeline.spotting.merging import merge, settle, surnames_told
from pipeline.spotting.pairs import part_places
from pipeline.spotting.tagger import Describer, Lexicon, Sentence, Span, load_tagger, model_fingerprint
from pipeline.spotting.tokens import Token, capitals, covered, fold_word, tokenise
from pipeline.spotting.unknown import Guess, Surroundings, guess_names, spoken_of
from pipeline.transliteration import convert_spelling

LACINKA = "be-Latn"
KEPT = 16_384
QUOTE = '"'
AT_ONCE = 2000
"""Segments of a document that are looked at together; later ones know what earlier ones told of persons."""
SHOUTING = 0.7
"""A segment with this share of its words in capitals is a headline in which capitals say nothing."""


class _Found(NamedTuple):
    """A name in one segment: its tokens, type and nominative."""

    first: int
    last: int
    type: EntityType
    nominative: Nominative


class _ToldBefore(NamedTuple):
    """What earlier segments of a document tell of its names: stems of surnames, and parts of persons' names."""

    surnames: set[str]
    parts: set[str]


class Spotter:
    """Finds names in documents with one gazetteer. Loaded once a process; it keeps no state between documents."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._known = KnownNames(gazetteer)
        self.describer = Describer(Lexicon(self._known.surnames))
        self._tagger = load_tagger(self.describer)
        self._finders = load_finders()
        self.model = "; ".join(
            [
                model_fingerprint() if self._tagger else "none",
                *sorted({finder.name for finder in self._finders.values()}),
            ]
        )

    def spot(self, document: Document) -> tuple[Mention, ...]:
        """The names of a document in the order of the text, none overlapping another.

        Offsets are code points of the segment's text, which `text` is cut from unchanged.
        """
        told_before = _ToldBefore(set(), set())
        mentions: list[Mention] = []
        for start in range(0, len(document.segments), AT_ONCE):
            mentions.extend(self._spot(document.segments[start : start + AT_ONCE], told_before, len(mentions) + 1))
        return tuple(mentions)

    def _spot(self, segments: Sequence[Segment], told_before: _ToldBefore, first: int) -> Iterator[Mention]:
        """The names of some segments, numbered from `first`; adds what they tell to what was told before."""
        around = [self._surroundings(segment) for segment in segments]
        matches = [self._matches(*each) for each in zip(segments, around, strict=True)]
        tagged = self._tagged(around, matches, told_before.surnames)
        chosen = [self._chosen(*each) for each in zip(around, matches, tagged, strict=True)]
        told = self._told(around, [guesses for _, guesses in chosen])
        found = [
            [
                *(_known_name(one, match) for match in known),
                *(self._guessed(one, guess, told) for guess in guesses),
            ]
            for one, (known, guesses) in zip(around, chosen, strict=True)
        ]
        told_before.parts.update(_name_parts(found))
        parts = frozenset(told_before.parts)
        for one, names in zip(around, found, strict=True):
            names.extend(self._spoken_of(one, names, parts, told))
            names.sort()
        numbers = count(first)
        for segment, one, names in zip(segments, around, found, strict=True):
            for name in names:
                yield _mention(f"m{next(numbers)}", segment, one, name)

    def sentences(self, document: Document) -> list[Sentence]:
        """A document's segments as the tagger sees them, in their order (to train it with)."""
        around = [self._surroundings(segment) for segment in document.segments]
        matches = [self._matches(*each) for each in zip(document.segments, around, strict=True)]
        return list(map(_sentence, around, matches))

    def _surroundings(self, segment: Segment) -> Surroundings:
        """A segment's tokens; Łacinka is read in Cyrillic letters, which the tables of Belarusian are written in."""
        tokens, lang = tokenise(segment.text), segment.lang
        if lang == LACINKA:
            tokens, lang = [_in_cyrillic(token) for token in tokens], "be"
        changed = beginnings(primary_language(lang))
        if any(letter in segment.text for letter in changed):
            tokens = [_respelled(token, changed.get(token.text[0], token.text[0]) + token.text[1:]) for token in tokens]
        tokens = part_places(tokens, lang, self._known)
        written = [token for token in tokens if token.word and len(token.text) > 1]
        shouting = len(written) > 2 and sum(token.upper for token in written) >= SHOUTING * len(written)
        return Surroundings(segment.text, lang, tokens, frozenset(), shouting, capitals(tokens))

    def _matches(self, segment: Segment, around: Surroundings) -> list[Match]:
        """The gazetteer's names of a segment; in Łacinka those too that are written as in English or by a passport."""
        found = self._known.matches(around.tokens, around.lang)
        found = [match for match in found if not is_doubtful(around.tokens, match, around.lang)]
        if segment.lang != LACINKA:
            return found
        taken = covered(found)
        others = self._known.matches(tokenise(segment.text), ENGLISH)
        return sorted([*found, *(one for one in others if taken.isdisjoint(range(one.first, one.last)))])

    def _tagged(
        self, around: Sequence[Surroundings], matches: Sequence[list[Match]], surnames: set[str]
    ) -> list[list[Span] | None]:
        """The tagger's names of each segment, None for a segment that it does not read; adds to the surnames."""
        answer: list[list[Span] | None] = [None] * len(around)
        read = []
        for at, one in enumerate(around):
            if finder := self._finders.get(primary_language(one.lang)):
                answer[at] = spans_found(finder, one.text, one.tokens)
            elif primary_language(one.lang) in CYRILLIC:
                read.append(at)
        if self._tagger and read:
            tagged = self._tagger.tag([_sentence(around[at], matches[at]) for at in read])
            surnames.update(
                stem for at, spans in zip(read, tagged, strict=True) for stem in surnames_told(around[at], spans)
            )
            stems = frozenset(surnames)
            for at, spans in zip(read, tagged, strict=True):
                answer[at] = settle(around[at], spans, stems, matches[at])
        return answer

    def _chosen(
        self, around: Surroundings, matches: list[Match], spans: list[Span] | None
    ) -> tuple[list[Match], list[Guess]]:
        if spans is not None:
            return merge(matches, spans)
        known = frozenset(covered(matches))
        if primary_language(around.lang) == ENGLISH:
            return names_in_english(around._replace(covered=known), matches, self._known)
        return matches, guess_names(around._replace(covered=known), self._known)

    def _told(self, around: Sequence[Surroundings], guesses: Sequence[Sequence[Guess]]) -> Told:
        """What a document tells of the nominatives of its names."""
        forms = [
            (_plain(one.tokens[guess.first : guess.last], one.text), primary_language(one.lang), guess.type)
            for one, row in zip(around, guesses, strict=True)
            if primary_language(one.lang) in CYRILLIC
            for guess in row
            if guess.type == "person"
        ]
        return Told(self._known.surnames, count_votes(forms))

    def _guessed(self, around: Surroundings, guess: Guess, told: Told) -> _Found:
        form = _plain(around.tokens[guess.first : guess.last], around.text)
        lang = primary_language(around.lang)
        if lang not in CYRILLIC or script_of(form) != "Cyrl":
            gender = _gender_of(form) if guess.type == "person" else None
            return _Found(guess.first, guess.last, guess.type, Nominative(form, None, None, gender))
        if guess.type != "person":
            told = NOTHING_TOLD
        nominative = read_nominative(form, lang, guess.type, _before(around, guess.first), told)
        if guess.type != "person":
            nominative = nominative._replace(gender=None)
        if "'" in around.text[around.tokens[guess.first].start : around.tokens[guess.last - 1].end]:
            nominative = nominative._replace(lemma=nominative.lemma.replace("’", "'").replace("ʼ", "'"))
        return _Found(guess.first, guess.last, guess.type, nominative)

    def _spoken_of(
        self, around: Surroundings, names: Sequence[_Found], parts: frozenset[str], told: Told
    ) -> Iterable[_Found]:
        """Single words that are part of a person's name which stands elsewhere in the document."""
        taken = covered(names)
        for at in around.capitals:
            token = around.tokens[at]
            name_like = at not in taken and token.word and len(token.text) > 2
            if name_like and spoken_of(token, parts, around.lang):
                yield self._guessed(around, Guess(at, at + 1, "person"), told)


def model_in_use() -> str:
    """What tells the models that a spotter would find names with from any others, without loading our own."""
    return "; ".join([model_fingerprint(), *sorted({finder.name for finder in load_finders().values()})])


def _sentence(around: Surroundings, matches: Sequence[Match]) -> Sentence:
    return Sentence(around.tokens, around.capitals, primary_language(around.lang), matches, around.shouting)


def _in_cyrillic(token: Token) -> Token:
    if token.script != "Latn":
        return token
    return _respelled(token, convert_spelling(token.text, LACINKA, "be"))


def _respelled(token: Token, text: str) -> Token:
    if text == token.text:
        return token
    script = script_of(text)
    return msgspec.structs.replace(token, text=text, fold=fold_word(text), script=script, word=script is not None)


def _known_name(around: Surroundings, match: Match) -> _Found:
    name = _choose(around, match)
    lang = primary_language(around.lang)
    case, number = choose_case(match.cases, _before(around, match.first), lang, name.type)
    gender = name.gender if name.type == "person" else None
    lemma = _as_written(around.tokens[match.first : match.last], name.form)
    return _Found(match.first, match.last, name.type, Nominative(lemma, case, number, gender))


def _before(around: Surroundings, first: int) -> Before:
    quoted = first > 0 and around.tokens[first - 1].fold == QUOTE
    return Before(around.fold_before(first), around.fold_before_list(first), quoted)


def _as_written(tokens: Sequence[Token], form: str) -> str:
    """A known form with the capitals of the text (Европейского Союза, RyanAir), and its е for ё."""
    written = _printed(form)
    if len(written) != len(tokens):
        return form
    for token, word in zip(tokens, written, strict=True):
        if token.text == word.text or token.upper or not token.word or token.script != word.script:
            continue
        new = _in_print(word.text, token.text)
        if token.fold == word.fold and word.script == "Latn":
            new = token.text
        elif not (token.first and token.capital):
            new = (new[:1].upper() if token.capital else new[:1].lower()) + new[1:]
        form = form[: word.start] + new + form[word.end :] if len(new) == word.end - word.start else form
    return form


@lru_cache(maxsize=KEPT)
def _printed(form: str) -> tuple[Token, ...]:
    return tuple(tokenise(form))


def _in_print(word: str, written: str) -> str:
    """A word with е for ё where the text prints it so."""
    here = written.ljust(len(word))
    return "".join("е" if pair == ("ё", "е") else pair[0] for pair in zip(word, here, strict=False))


def _choose(around: Surroundings, match: Match) -> KnownName:
    """Which of several entities' forms is meant: the article and the preposition tell persons from the rest, and `во
    Львове` is Львов rather than a village Львово.
    """
    if len(match.names) == 1:
        return match.names[0]
    before = around.tokens[match.first - 1].fold if match.first else ""
    lang = primary_language(around.lang)

    def rank(name: KnownName) -> tuple[bool, bool, bool, bool, bool]:
        with_article = before in words("articles", lang)
        after_preposition = before in words("place_prepositions", lang)
        return (
            with_article == (name.type == "person") and with_article,
            after_preposition and name.type != "place",
            name.small,
            not name.full,
            primary_language(name.lang) != lang,
        )

    return min(match.names, key=rank)


def _mention(mention_id: str, segment: Segment, around: Surroundings, found: _Found) -> Mention:
    start, end = around.tokens[found.first].start, around.tokens[found.last - 1].end
    text = sys.intern(segment.text[start:end])
    nominative = found.nominative
    lemma = convert_spelling(nominative.lemma, "be", LACINKA) if segment.lang == LACINKA else nominative.lemma
    return Mention(
        id=mention_id,
        segment=segment.id,
        start=start,
        end=end,
        text=text,
        type=found.type,
        lang=segment.lang,
        script=script_of(text) or "Latn",
        lemma=sys.intern(lemma),
        case=nominative.case,
        number=nominative.number,
        gender=nominative.gender,
    )


def _plain(tokens: Sequence[Token], text: str) -> str:
    """The words of a name in repaired spelling, line breaks and runs of spaces made one space."""
    out = ""
    for before, token in zip((None, *tokens), tokens, strict=False):
        gap = text[before.end : token.start] if before else ""
        out += (" " if gap.isspace() else gap) + token.text
    return out


def _gender_of(form: str) -> Gender | None:
    genders = {name.gender for word in parse_person(form) if word.role == "given" for name in given_names_of(word.text)}
    return genders.pop() if len(genders) == 1 else None


def _name_parts(found: Iterable[Iterable[_Found]]) -> Iterable[str]:
    for names in found:
        for name in names:
            if name.type == "person":
                yield from _parts_of(name.nominative.lemma)


@lru_cache(maxsize=KEPT)
def _parts_of(lemma: str) -> tuple[str, ...]:
    return tuple(map(fold_word, given_names_and_surname(lemma)))
