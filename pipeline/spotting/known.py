"""Names that the gazetteer holds, in every case, letter case and script in which running text writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.gazetteer import Gazetteer, Name
from pipeline.languages import Analysis, analyse, script_of
from pipeline.matching.person import parse_person
from pipeline.records import Case, EntityType, Gender, Number
from pipeline.spotting.tokens import Token, fold_word, tokenise

CYRILLIC = ("be", "uk", "ru")
SAME_START = 2
"""A word and its nominative begin with the same letters, at least so many."""


class KnownName(NamedTuple):
    """A gazetteer's form, ready to be recognised: its words, and what stands behind it."""

    form: str
    lang: str
    type: EntityType
    gender: Gender | None
    entity: str
    indeclinable: bool
    full: bool


class Match(NamedTuple):
    """Tokens `first` to `last` (exclusive) are a known name; the cases are those its words agree on."""

    first: int
    last: int
    names: tuple[KnownName, ...]
    cases: tuple[tuple[Case, Number], ...]
    inflected: bool


class _Node:
    """A place in the trie: which words may follow, and the names that end here."""

    __slots__ = ("_by_start", "names", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.names: list[KnownName] = []
        self._by_start: dict[str, list[str]] | None = None

    def near(self, word: str) -> Sequence[str]:
        """The words that may follow and begin like this one: only they can be its nominative."""
        if self._by_start is None:
            self._by_start = defaultdict(list)
            for one in self.next:
                self._by_start[one[:SAME_START]].append(one)
        return self._by_start.get(word[:SAME_START], ())


def base(lang: str) -> str:
    """`be` for be-tarask, `uk` for uk-Latn and so on."""
    return lang.partition("-")[0]


@lru_cache(maxsize=100_000)
def lemmas(word: str, lang: str) -> dict[str, tuple[Analysis, ...]]:
    """The folded nominatives that a word of a Cyrillic language may have, each with its readings."""
    found: dict[str, list[Analysis]] = defaultdict(list)
    for reading in analyse(word, lang):
        found[fold_word(reading.lemma)].append(reading)
    return {lemma: tuple(readings) for lemma, readings in found.items()}


class KnownNames:
    """The gazetteer's forms as a trie over folded words and signs."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._root = _Node()
        self._starts: set[str] = set()
        self._phrase_starts: set[str] = set()
        self.surnames: dict[str, set[Gender | None]] = defaultdict(set)
        for name in gazetteer.names:
            entity = gazetteer.entity(name.entity)
            self._add(
                name,
                KnownName(
                    name.form, name.lang, entity.type, entity.gender, entity.id, name.indeclinable, name.kind != "short"
                ),
            )
            if entity.type == "person":
                self._add_surname(name, entity.gender)

    def _add(self, name: Name, known: KnownName) -> None:
        node = self._root
        words = [token.fold for token in tokenise(name.form)]
        for word in words:
            node = node.next.setdefault(word, _Node())
        if words:
            node.names.append(known)
            self._starts.add(words[0][:SAME_START])
            if len(words) > 1:
                self._phrase_starts.add(words[0][:SAME_START])

    def _add_surname(self, name: Name, gender: Gender | None) -> None:
        words = parse_person(name.form)
        if len(words) > 1:
            for word in words:
                if word.role == "surname":
                    self.surnames[fold_word(word.text)].add(gender)

    def matches(self, tokens: Sequence[Token], lang: str) -> list[Match]:
        """The longest known names from left to right, none overlapping another."""
        found: list[Match] = []
        at = 0
        while at < len(tokens):
            match = self._longest(tokens, at, lang) if self._may_start(tokens[at]) else None
            if match:
                found.append(match)
                at = match.last
            else:
                at += 1
        return found

    def _may_start(self, token: Token) -> bool:
        starts = self._starts if token.capital else self._phrase_starts
        return token.word and token.fold[:SAME_START] in starts

    def _longest(self, tokens: Sequence[Token], at: int, lang: str) -> Match | None:
        paths: list[tuple[_Node, bool]] = [(self._root, False)]
        best: Match | None = None
        for end in range(at, len(tokens)):
            paths = [step for node, inflected in paths for step in _steps(node, inflected, tokens[end], lang)]
            if not paths:
                break
            for inflected in (False, True):
                names = [name for node, bent in paths if bent is inflected for name in node.names]
                match = _match(tokens, at, end + 1, names, inflected, lang)
                if match:
                    best = match
                    break
        return best


def _steps(node: _Node, inflected: bool, token: Token, lang: str) -> Iterable[tuple[_Node, bool]]:
    """Where a token leads: as it is written, and by each nominative that it may be a form of."""
    straight = node.next.get(token.fold)
    if straight:
        yield straight, inflected
    if base(lang) in CYRILLIC and token.script == "Cyrl" and node.next:
        for lemma in node.near(token.fold):
            if lemma != token.fold and lemma in lemmas(token.text, base(lang)):
                yield node.next[lemma], True


def _match(
    tokens: Sequence[Token], first: int, last: int, names: list[KnownName], inflected: bool, lang: str
) -> Match | None:
    """A match, if the tokens may really stand for one of the names: capitals, language and cases agree."""
    words = [token for token in tokens[first:last] if token.word]
    if not any(token.capital for token in words) or (len(words) == 1 and not words[0].capital):
        return None
    if inflected:
        names = [name for name in names if base(name.lang) == base(lang) and not name.indeclinable]
    agreeing: list[KnownName] = []
    cases: tuple[tuple[Case, Number], ...] = ()
    for name in names:
        agreed = common_cases(words, name, base(lang))
        if agreed or not inflected:
            agreeing.append(name)
            cases = cases or agreed
    return Match(first, last, tuple(agreeing), cases, inflected) if agreeing else None


def common_cases(words: Sequence[Token], name: KnownName, lang: str) -> tuple[tuple[Case, Number], ...]:
    """The cases that the words of a match have in common as forms of the name, likeliest first.

    Words that are written as in the name and could be of no case (a frozen genitive, a quoted title, a name of
    another script) do not vote; a name none of whose words votes has no case.
    """
    if lang not in CYRILLIC or name.indeclinable:
        return ()
    wanted = [token.fold for token in tokenise(name.form) if token.word]
    agreed: dict[tuple[Case, Number], float] | None = None
    for token, lemma in zip(words, wanted, strict=True):
        readings = lemmas(token.text, lang).get(lemma, ()) if token.script == "Cyrl" else ()
        votes: dict[tuple[Case, Number], float] = {}
        for reading in readings:
            if reading.case is not None and _gender_fits(reading, name):
                key = (reading.case, reading.number)
                votes[key] = max(votes.get(key, -99.0), reading.weight)
        if not votes:
            continue
        joint = votes if agreed is None else {k: agreed[k] + votes[k] for k in agreed if k in votes}
        if joint:
            agreed = joint
        elif name.type == "person":
            return ()
    ranked = sorted((agreed or {}).items(), key=lambda item: (-item[1], item[0]))
    return tuple(key for key, _ in ranked)


def _gender_fits(reading: Analysis, name: KnownName) -> bool:
    return name.type != "person" or None in (reading.gender, name.gender) or reading.gender == name.gender


def script_matches(name: KnownName, token: Token) -> bool:
    """Is a name written in the script of the token?"""
    return script_of(name.form) == token.script
