"""Names that the gazetteer holds, in every case, letter case and script in which running text writes them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from typing import NamedTuple

from pipeline.gazetteer import Gazetteer, Name
from pipeline.gazetteer.asking import Kept, Question, heard, note, note_all
from pipeline.gazetteer.lookup import KeySet, Lists, pack_keys, pack_lists
from pipeline.gazetteer.prominence import is_small_place
from pipeline.languages import CYRILLIC, Analysis, analyse, possible_nominatives, script_of
from pipeline.matching.person import parse_person
from pipeline.records import Case, EntityType, Gender, Number, Script, primary_language
from pipeline.spotting.evidence import words
from pipeline.spotting.tokens import Token, fold_word, tokenise

WIDEST = {"be": "be-tarask"}
STEP, NO_STEP, SURNAME = "step", "no step", "surname"
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
    """A place in the trie: the words that led there, the first name that they begin, the names that they are, and
    whether more words lead on.
    """

    path: str
    first: int
    names: tuple[KnownName, ...]
    leads_on: bool


_FIRST_DEPTH, _BORDER, _ROOT = ord("0"), "\x1f", ""
_KNOWLEDGE = ("pipeline.spotting", "pipeline.matching", "pipeline.transliteration", "pipeline.languages")
_KEPT, _KEPT_WORDS = 8_192, 16_384
_Way = tuple[_Node, bool]
"""A way through the trie by one word, and whether the word had to be brought back to a nominative."""
_folded = cache(fold_word)  # of endings, of which there are few


def _key(path: str, word: str) -> str:
    """The step by a word after the words of a path."""
    return f"{chr(_FIRST_DEPTH + path.count(_BORDER))}{path}{word}"


def widest(lang: str) -> str:
    """The tag under which tables are asked for all that a language has, other spellings of it too."""
    return WIDEST.get(lang, lang)


@lru_cache(maxsize=4_096)
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
        self._known = lru_cache(_KEPT)(self._read)
        self._ways = Kept(self._find_ways, _KEPT_WORDS)
        self._openings = cache(lambda lang: Kept(partial(self._find_openings, lang), _KEPT_WORDS))
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

    def _step(self, path: str, word: str) -> _Node | None:
        key = _key(path, word)
        note(STEP, key)
        number = self._steps.number(key)
        if number < 0:
            return None
        further = f"{path}{word}{_BORDER}"
        names = tuple(self._known(place) for place in self._names[number])
        return _Node(further, self._first[number], names, self._steps.any_starting(_key(further, "")))

    def _find_ways(self, path: str, text: str, script: Script | None, lang: str) -> tuple[_Way, ...]:
        """Where a word leads: as it is written, and by each nominative that it may be a form of."""
        fold = fold_word(text)
        straight = self._step(path, fold)
        ways = [(straight, False)] if straight else []
        if lang in CYRILLIC and script == "Cyrl":
            ways.extend((step, True) for step in self._near(path, text, fold, lang))
        return tuple(ways)

    def _near(self, path: str, text: str, fold: str, lang: str) -> Iterable[_Node]:
        """Where the nominatives lead that a word may be a form of, by the order of the names that they lead to.

        A word is analysed only where a word may follow that begins like it.
        """
        start = fold[:SAME_START]
        key = _key(path, start)
        if not self._steps.any_starting(key):
            note(NO_STEP, key)
            return ()
        if not self._may_lead(path, text, fold, lang):
            return ()
        found = [
            step
            for lemma in lemmas(text, lang)
            if lemma != fold and lemma[:SAME_START] == start and (step := self._step(path, lemma))
        ]
        return sorted(found, key=lambda step: step.first)

    def _may_lead(self, path: str, text: str, fold: str, lang: str) -> bool:
        """Is a word that some nominative of a word could be among those that may follow?"""
        possible = possible_nominatives(text, lang)
        if possible is None:
            return True
        for beginning, endings in possible:
            begun = fold_word(beginning)
            key = _key(path, begun)
            if not self._steps.any_starting(key):
                note(NO_STEP, key)
                return False
            for one in (begun + _folded(ending) for ending in endings):
                if one[:SAME_START] == fold[:SAME_START] and one != fold and self._step(path, one):
                    return True
        return False

    def _find_openings(self, lang: str, text: str) -> tuple[_Way, ...]:
        """The ways by a name's first word; without a capital it can only begin a name of several."""
        ways = self._find_ways(_ROOT, text, script_of(text), lang)
        return tuple(way for way in ways if text[0].isupper() or way[0].leads_on)

    def matches(self, tokens: Sequence[Token], lang: str) -> list[Match]:
        """The longest known names from left to right, none overlapping another."""
        found: list[Match] = []
        free, spoken, asking = 0, primary_language(lang), heard()
        told = map(self._openings(spoken).answer, [token.text for token in tokens])
        for at, (openings, asked) in enumerate(told):
            if not (openings or asking) or at < free or not tokens[at].word:
                continue
            if asking:
                note_all(asked)
            match = self._longest(tokens, at, openings, spoken) if openings else None
            before = found[-1] if found else None
            if match and (_is_widely_known(match) or _is_told_a_place(tokens, match.first, before, lang)):
                found.append(match)
                free = match.last
        return found

    def alone(self, token: Token, lang: str) -> list[KnownName]:
        """The names that one capitalised word may be, in any case, small places among them."""
        return [name for node, _ in self._openings(lang)(token.text) for name in node.names]

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

    def _longest(self, tokens: Sequence[Token], at: int, openings: Iterable[_Way], lang: str) -> Match | None:
        paths, best = list(openings), None
        for end in range(at + 1, len(tokens) + 1):
            best = _best_match(tokens, at, end, paths, lang) or best
            paths = self._further(paths, tokens[end], lang) if end < len(tokens) else []
            if not paths:
                break
        return best

    def _further(self, paths: Iterable[_Way], token: Token, lang: str) -> list[_Way]:
        """The ways that go on by a token."""
        return [
            (further, inflected or bent)
            for node, inflected in paths
            if node.leads_on
            for further, bent in self._ways(node.path, token.text, token.script, lang)
        ]


def _best_match(tokens: Sequence[Token], first: int, last: int, paths: Iterable[_Way], lang: str) -> Match | None:
    """A match of the names that ways lead to; as they are written, if that can be."""
    for inflected in (False, True):
        names = [name for node, bent in paths if bent is inflected for name in node.names]
        match = _match(tokens, first, last, names, inflected, lang) if names else None
        if match:
            return match
    return None


def _ways_to(folds: Sequence[str]) -> Iterator[Question]:
    """What is asked on the way to a name of these words."""
    path = _ROOT
    for fold in folds:
        yield STEP, _key(path, fold)
        yield from ((NO_STEP, _key(path, fold[:size])) for size in range(1, len(fold) + 1))
        path += f"{fold}{_BORDER}"


def _is_widely_known(match: Match) -> bool:
    """Does a match stand for itself: several words, or anything but small places?"""
    return match.last - match.first > 1 or not all(name.small for name in match.names)


def _is_told_a_place(tokens: Sequence[Token], at: int, before: Match | None, lang: str) -> bool:
    """Does the text say that a place stands here: by the word before it, or as one of a list of places?"""
    if before and before.names[0].type == "place" and at - before.last in (1, 2):
        between = [token.fold for token in tokens[before.last : at]]
        if set(between) <= {",", *words("conjunctions", primary_language(lang))}:
            return True
    return _is_pointed_at(tokens, at, lang)


def _is_pointed_at(tokens: Sequence[Token], at: int, lang: str) -> bool:
    """Does the word before say that a place follows: a preposition of place, "вёска", "г."?"""
    while at > 0 and tokens[at - 1].text == ".":
        at -= 1
    before = tokens[at - 1].fold if at else ""
    return any(before in words(group, primary_language(lang)) for group in ("place_prepositions", "place_types"))


def _compile(gazetteer: Gazetteer) -> dict[str, bytes]:
    """The parts of KnownNames."""
    first: dict[str, int] = {}
    ends: list[str] = []
    places: list[int] = []
    surnames: dict[str, None] = {}
    for place, name in enumerate(gazetteer.names):
        for folds in _ways_to_print(name):
            path, key = _ROOT, ""
            for fold in folds:
                key = _key(path, fold)
                first.setdefault(key, place)
                path += f"{fold}{_BORDER}"
            if folds:
                ends.append(key)
                places.append(place)
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
    }


def _ways_to_print(name: Name) -> list[list[str]]:
    """The folded words of a name, and again with the е that Russian print has for ё."""
    folds = [token.fold for token in tokenise(name.form)]
    plain = [_in_print(fold) for fold in folds] if primary_language(name.lang) == "ru" else folds
    return [folds] if plain == folds else [folds, plain]


def _in_print(fold: str) -> str:
    return fold.replace("ё", "е")


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
        language = primary_language(lang)
        names = [name for name in names if primary_language(name.lang) == language and not name.indeclinable]
    agreeing: list[KnownName] = []
    cases: tuple[tuple[Case, Number], ...] = ()
    for name in names:
        agreed = common_cases(spoken, name, primary_language(lang))
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
    agreed: dict[tuple[Case, Number], float] | None = None
    for token, lemma in zip(spoken, _words_of(name.form), strict=True):
        votes = _votes(token.text, lemma, lang, name.type, name.gender) if token.script == "Cyrl" else None
        if not votes:
            continue
        joint = votes if agreed is None else {k: agreed[k] + votes[k] for k in agreed if k in votes}
        if joint:
            agreed = joint
        elif name.type == "person" or _disagree(agreed or {}, votes):
            return ()
    ranked = sorted((agreed or {}).items(), key=lambda item: (-item[1], item[0]))
    return tuple(key for key, _ in ranked)


def _disagree(one: Iterable[tuple[Case, Number]], other: Iterable[tuple[Case, Number]]) -> bool:
    """Are the words of a name of different numbers (Мінскі раёны)?"""
    return {number for _, number in one}.isdisjoint(number for _, number in other)


@lru_cache(_KEPT)
def _words_of(form: str) -> tuple[str, ...]:
    return tuple(token.fold for token in tokenise(form) if token.word)


@lru_cache(_KEPT)
def _votes(
    word: str, lemma: str, lang: str, kind: EntityType, gender: Gender | None
) -> dict[tuple[Case, Number], float]:
    """The cases that a word may be in as a form of a nominative, each with how likely it is."""
    votes: dict[tuple[Case, Number], float] = {}
    found = lemmas(word, lang)
    for reading in found.get(lemma) or found.get(_in_print(lemma), ()):
        if reading.case is not None and (kind != "person" or _gender_fits(reading, gender)):
            key = (reading.case, reading.number)
            votes[key] = max(votes.get(key, -99.0), reading.weight)
    return votes


def _gender_fits(reading: Analysis, gender: Gender | None) -> bool:
    return None in (reading.gender, gender) or reading.gender == gender
