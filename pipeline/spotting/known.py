"""Names that the gazetteer holds, in every case, letter case and script in which running text writes them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.gazetteer import Gazetteer
from pipeline.gazetteer.asking import Question, note
from pipeline.gazetteer.lookup import KeySet, Lists, pack_keys, pack_lists
from pipeline.gazetteer.prominence import is_small_place
from pipeline.languages import Analysis, analyse
from pipeline.matching.person import parse_person
from pipeline.records import Case, EntityType, Gender, Number
from pipeline.spotting.evidence import words
from pipeline.spotting.tokens import Token, fold_word, tokenise

CYRILLIC = ("be", "uk", "ru")
STEP, NO_STEP, START, PHRASE_START, SURNAME = "step", "no step", "start", "start of a phrase", "surname"
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
    small: bool


class Match(NamedTuple):
    """Tokens `first` to `last` (exclusive) are a known name; the cases are those its words agree on."""

    first: int
    last: int
    names: tuple[KnownName, ...]
    cases: tuple[tuple[Case, Number], ...]
    inflected: bool


class _Node(NamedTuple):
    """A place in the trie: the words that led there, how many, and the number of the step that led there."""

    path: str
    depth: int
    number: int

    def key(self, word: str) -> str:
        """The step from here by a word."""
        return f"{chr(_FIRST_DEPTH + self.depth)}{self.path}{word}"

    def after(self, word: str, number: int) -> _Node:
        """Where that step leads."""
        return _Node(f"{self.path}{word}{_BORDER}", self.depth + 1, number)


_FIRST_DEPTH = ord("0")
_BORDER = "\x1f"
_ROOT = _Node("", 0, -1)
_KNOWLEDGE = ("pipeline.spotting", "pipeline.matching", "pipeline.transliteration", "pipeline.languages")
_KEPT = 16_384


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


class _Surnames(KeySet):
    """The folded surnames of the gazetteer."""

    def __contains__(self, key: object) -> bool:
        note(SURNAME, str(key))
        return super().__contains__(key)


class KnownNames:
    """The gazetteer's forms as a trie over folded words and signs.

    The trie is compiled: a set of all steps, each written as its depth, the words before it and its own word, so that
    the steps from one place begin alike.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        sections = gazetteer.derived("known-names", _KNOWLEDGE, _compile)
        self._gazetteer = gazetteer
        self._steps = KeySet(sections, "step")
        self._first = sections["step.first"].cast("I")
        self._names = Lists(sections, "step.names")
        self._starts = _words_of(sections["starts"])
        self._phrase_starts = _words_of(sections["phrase_starts"])
        self._known = lru_cache(_KEPT)(self._read)
        self.surnames: Container[str] = _Surnames(sections, "surname")

    def _read(self, place: int) -> KnownName:
        name = self._gazetteer.names[place]
        entity = self._gazetteer.entity(name.entity)
        return KnownName(
            form=name.form,
            lang=name.lang,
            type=entity.type,
            gender=entity.gender,
            entity=entity.id,
            indeclinable=name.indeclinable,
            full=name.kind != "short",
            small=is_small_place(self._gazetteer, entity),
        )

    def _names_at(self, node: _Node) -> list[KnownName]:
        return [self._known(place) for place in self._names[node.number]]

    def _step(self, node: _Node, word: str) -> _Node | None:
        key = node.key(word)
        note(STEP, key)
        number = self._steps.number(key)
        return node.after(word, number) if number >= 0 else None

    def _near(self, node: _Node, token: Token, lang: str) -> Iterable[_Node]:
        """Where the nominatives lead that a token may be a form of, by the order of the names that they lead to.

        A word is analysed only where a word may follow that begins like it.
        """
        start = token.fold[:SAME_START]
        key = node.key(start)
        if not self._steps.any_starting(key):
            note(NO_STEP, key)
            return ()
        found = [
            step
            for lemma in lemmas(token.text, lang)
            if lemma != token.fold and lemma[:SAME_START] == start and (step := self._step(node, lemma))
        ]
        return sorted(found, key=lambda step: self._first[step.number])

    def matches(self, tokens: Sequence[Token], lang: str) -> list[Match]:
        """The longest known names from left to right, none overlapping another."""
        found: list[Match] = []
        at = 0
        while at < len(tokens):
            match = self._longest(tokens, at, lang) if self._may_start(tokens[at]) else None
            before = found[-1] if found else None
            if match and (_is_widely_known(match) or _is_told_a_place(tokens, match.first, before, lang)):
                found.append(match)
                at = match.last
            else:
                at += 1
        return found

    def questions(self) -> Iterator[tuple[Question, Sequence[int]]]:
        """Every question that finds a name, or a part of one, with the numbers of the names that it finds.

        That a word may follow which begins in some way is no question: only that none may.
        """
        for key, number in self._steps.items():
            places = self._names[number]
            if places:
                yield from ((question, places) for question in _ways_to(key[1:].split(_BORDER)))
        for place, name in enumerate(self._gazetteer.names):
            if self._gazetteer.entity(name.entity).type == "person":
                yield from (((SURNAME, surname), (place,)) for surname in _surnames(name.form))

    def _may_start(self, token: Token) -> bool:
        index, starts = (START, self._starts) if token.capital else (PHRASE_START, self._phrase_starts)
        start = token.fold[:SAME_START]
        if not token.word or start in starts:
            return token.word
        note(index, start)
        return False

    def _longest(self, tokens: Sequence[Token], at: int, lang: str) -> Match | None:
        paths: list[tuple[_Node, bool]] = [(_ROOT, False)]
        best: Match | None = None
        for end in range(at, len(tokens)):
            paths = [step for node, inflected in paths for step in self._ways(node, inflected, tokens[end], lang)]
            if not paths:
                break
            for inflected in (False, True):
                names = [name for node, bent in paths if bent is inflected for name in self._names_at(node)]
                match = _match(tokens, at, end + 1, names, inflected, lang)
                if match:
                    best = match
                    break
        return best

    def _ways(self, node: _Node, inflected: bool, token: Token, lang: str) -> Iterable[tuple[_Node, bool]]:
        """Where a token leads: as it is written, and by each nominative that it may be a form of."""
        straight = self._step(node, token.fold)
        if straight:
            yield straight, inflected
        if base(lang) in CYRILLIC and token.script == "Cyrl":
            for step in self._near(node, token, base(lang)):
                yield step, True


def _ways_to(folds: Sequence[str]) -> Iterator[Question]:
    """What is asked on the way to a name of these words."""
    yield START, folds[0][:SAME_START]
    yield PHRASE_START, folds[0][:SAME_START]
    node = _ROOT
    for fold in folds:
        yield STEP, node.key(fold)
        yield NO_STEP, node.key(fold[:SAME_START])
        node = node.after(fold, -1)


def _is_widely_known(match: Match) -> bool:
    """Does a match stand for itself: several words, or anything but small places?"""
    return match.last - match.first > 1 or not all(name.small for name in match.names)


def _is_told_a_place(tokens: Sequence[Token], at: int, before: Match | None, lang: str) -> bool:
    """Does the text say that a place stands here: by the word before it, or as one of a list of places?"""
    if before and before.names[0].type == "place" and at - before.last in (1, 2):
        between = [token.fold for token in tokens[before.last : at]]
        if set(between) <= {",", *words("conjunctions", base(lang))}:
            return True
    return _is_pointed_at(tokens, at, lang)


def _is_pointed_at(tokens: Sequence[Token], at: int, lang: str) -> bool:
    """Does the word before say that a place follows: a preposition of place, "вёска", "г."?"""
    while at > 0 and tokens[at - 1].text == ".":
        at -= 1
    before = tokens[at - 1].fold if at else ""
    return any(before in words(group, base(lang)) for group in ("place_prepositions", "place_types"))


def _words_of(section: memoryview) -> frozenset[str]:
    return frozenset(str(section, "utf-8").split("\n"))


def _compile(gazetteer: Gazetteer) -> dict[str, bytes]:
    """The parts of KnownNames."""
    first: dict[str, int] = {}
    ends: list[str] = []
    places: list[int] = []
    starts: dict[str, None] = {}
    phrase_starts: dict[str, None] = {}
    surnames: dict[str, None] = {}
    for place, name in enumerate(gazetteer.names):
        folds = [token.fold for token in tokenise(name.form)]
        node, key = _ROOT, ""
        for fold in folds:
            key = node.key(fold)
            first.setdefault(key, place)
            node = node.after(fold, -1)
        if folds:
            ends.append(key)
            places.append(place)
            starts[folds[0][:SAME_START]] = None
        if len(folds) > 1:
            phrase_starts[folds[0][:SAME_START]] = None
        if gazetteer.entity(name.entity).type == "person":
            surnames.update(dict.fromkeys(_surnames(name.form)))
    parts, trie = pack_keys("step", list(first))
    earliest = array("I", bytes(4 * len(first)))
    for key, place in first.items():
        earliest[trie.key_id(key)] = place
    return {
        **parts,
        "step.first": earliest.tobytes(),
        **pack_lists("step.names", [trie.key_id(key) for key in ends], len(first), places),
        **pack_keys("surname", list(surnames))[0],
        "starts": "\n".join(starts).encode(),
        "phrase_starts": "\n".join(phrase_starts).encode(),
    }


def _surnames(form: str) -> list[str]:
    parts = parse_person(form)
    return [fold_word(part.text) for part in parts if part.role == "surname"] if len(parts) > 1 else []


def _match(
    tokens: Sequence[Token], first: int, last: int, names: list[KnownName], inflected: bool, lang: str
) -> Match | None:
    """A match, if the tokens may really stand for one of the names: capitals, language and cases agree."""
    spoken = [token for token in tokens[first:last] if token.word]
    if not any(token.capital for token in spoken) or (len(spoken) == 1 and not spoken[0].capital):
        return None
    if inflected:
        names = [name for name in names if base(name.lang) == base(lang) and not name.indeclinable]
    agreeing: list[KnownName] = []
    cases: tuple[tuple[Case, Number], ...] = ()
    for name in names:
        agreed = common_cases(spoken, name, base(lang))
        if agreed or not inflected:
            agreeing.append(name)
            cases = cases or agreed
    return Match(first, last, tuple(agreeing), cases, inflected) if agreeing else None


def common_cases(spoken: Sequence[Token], name: KnownName, lang: str) -> tuple[tuple[Case, Number], ...]:
    """The cases that the words of a match have in common as forms of the name, likeliest first.

    Words that are written as in the name and could be of no case (a frozen genitive, a quoted title, a name of
    another script) do not vote; a name none of whose words votes has no case.
    """
    if lang not in CYRILLIC or name.indeclinable:
        return ()
    wanted = [token.fold for token in tokenise(name.form) if token.word]
    agreed: dict[tuple[Case, Number], float] | None = None
    for token, lemma in zip(spoken, wanted, strict=True):
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
