"""What the tagger sees of a token: bundles of attributes that are told by few words each, so that they can be kept.

A token is described by the words around it, each in its place (`PLACES`), and by a fixed number of bundles. Each bundle
is a key (a tuple of strings); `attributes` writes out what a key or a word in a place stands for. No attribute names a
capitalised word itself: names are told by form and surroundings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise, repeat
from typing import NamedTuple

from pipeline.spotting.known import Match
from pipeline.spotting.tagger.letters import stem_of
from pipeline.spotting.tagger.lexicon import Lexicon, Word
from pipeline.spotting.tokens import Token

Bundle = tuple[str, ...]
Pair = tuple[str, str]
OFFSETS = (-2, -1, 1, 2)
PLACES = ("inner", "first", "-2", "-1", "+1", "+2")
"""The token itself, inside a sentence or where a capital says nothing, and its neighbours."""
BORDER = Word("^", ("border",), ("border",))
QUOTE = '"'


class Sentence(NamedTuple):
    """A segment's tokens, which of them have capitals, its language, the gazetteer's names among them, and whether
    capitals say nothing in it.
    """

    tokens: Sequence[Token]
    capitals: Sequence[int]
    lang: str
    matches: Sequence[Match]
    shouting: bool


class Described(NamedTuple):
    """A sentence as the tagger sees it: for each token its word, whether it is `first`, and its bundle of each sort."""

    words: Sequence[Word]
    firsts: Sequence[bool]
    bundles: tuple[Sequence[Bundle], ...]


class _Marks(NamedTuple):
    """What stands at each token of a sentence: its class, the gazetteer's name that covers it, its place in a short
    quotation; and where two capitalised words stand side by side.
    """

    kinds: Sequence[str]
    names: Sequence[str]
    quoted: Sequence[str]
    neighbours: Sequence[tuple[int, Pair]]


class Describer:
    """Describes the tokens of documents; keeps what it read of words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def describe(self, sentences: Sequence[Sentence]) -> list[Described]:
        """The sentences of one document."""
        words = [self._lexicon.words(one.tokens, one.lang) for one in sentences]
        marks = [_marks(one, row) for one, row in zip(sentences, words, strict=True)]
        flags, pairs = _document_flags(sentences, marks), _bent_pairs(sentences, marks)
        return [
            Described(row, *_bundles(one, here, flags, pairs))
            for one, row, here in zip(sentences, words, marks, strict=True)
        ]


def _marks(sentence: Sentence, words: Sequence[Word]) -> _Marks:
    kinds = [word.kind for word in words]
    neighbours = list(_neighbours(sentence))
    return _Marks(kinds, _name_states(sentence), _quoted(sentence.tokens, kinds), neighbours)


def _bundles(
    sentence: Sentence, marks: _Marks, flags: dict[str, str], pairs: Container[Pair]
) -> tuple[list[bool], tuple[Sequence[Bundle], ...]]:
    """For each token whether it is first; and its bundles, a row for each sort."""
    tokens, size = sentence.tokens, len(sentence.tokens)
    firsts, places, told = [False] * size, ["inner"] * size, [""] * size
    for at in sentence.capitals:
        told[at] = flags.get(stem_of(tokens[at].fold), "")
        if tokens[at].first:
            firsts[at], places[at] = True, "first"
    kinds, names = ("^", "^", *marks.kinds, "^", "^"), ("", *marks.names, "")
    loud = repeat("loud" if sentence.shouting else "")
    return firsts, (
        list(zip(repeat("k"), kinds, kinds[1:], kinds[2:], kinds[3:], kinds[4:], places, strict=False)),
        list(zip(repeat("g"), names, names[1:], names[2:], marks.kinds, _paired(marks, pairs), strict=False)),
        list(zip(repeat("d"), told, marks.kinds, places, marks.quoted, loud, strict=False)),
    )


def word_attributes(word: Word, place: str) -> list[str]:
    """The attributes that a word stands for in a place."""
    traits = word.traits if place in ("inner", "first") else word.context
    return [one for trait in traits for one in trait_attributes(trait, place)]


def trait_attributes(trait: str, place: str) -> list[str]:
    """The attributes that a trait of a word in a place stands for."""
    if place not in ("inner", "first"):
        return [f"{place}:{trait}"]
    return [f"0:{trait}", f"0:{place}:{trait}"] if _told(trait) else [f"0:{trait}"]


def attributes(bundle: Bundle) -> list[str]:
    """The attributes that a bundle stands for."""
    return list(_PATTERNS[bundle[0]](bundle))


def attributes_of(described: Described) -> list[list[str]]:
    """All attributes of each token of a sentence."""
    padded = [BORDER, BORDER, *described.words, BORDER, BORDER]
    return [
        [
            *word_attributes(padded[at + 2], "first" if first else "inner"),
            *(one for offset in OFFSETS for one in word_attributes(padded[at + 2 + offset], f"{offset:+}")),
            *(one for bundle in bundles for one in attributes(bundle)),
        ]
        for at, (first, *bundles) in enumerate(zip(described.firsts, *described.bundles, strict=True))
    ]


def _told(trait: str) -> bool:
    return trait.startswith(("class=", "kinds=", "shape=", "suf=")) or trait in ("lower", "unheld", "unheld-own")


def _kinds(bundle: Bundle) -> Iterator[str]:
    _, before2, before, here, after, after2, first = bundle
    yield "bias"
    yield f"k:{before}.{here}"
    yield f"k:{here}.{after}+"
    yield f"k:{before}.{here}.{after}"
    yield f"k:{before2}.{before}.{here}"
    yield f"k:{here}.{after}.{after2}+"
    yield f"k:{before}.{here}.{first}"
    yield f"k:{before2}.{before}.{here}.{after}"


def _names(bundle: Bundle) -> Iterator[str]:
    _, before, here, after, kind, pair = bundle
    if pair:
        yield f"p:{pair}"
        yield f"p:{pair}.{here}"
        yield f"p:{pair}.{kind}"
    yield f"g:{here}"
    yield f"g:{here}.{kind}"
    yield f"g-:{before}.{here}"
    yield f"g+:{here}.{after}"
    if after:
        yield f"g+:{after}"
    if before:
        yield f"g-:{before}"


def _flags(bundle: Bundle) -> Iterator[str]:
    _, flags, kind, first, quoted, loud = bundle
    yield f"q:{quoted}.{kind}"
    if loud:
        yield f"loud:{kind}"
    if not flags:
        return
    for flag in flags.split():
        yield f"d:{flag}"
        yield f"d:{flag}.{kind}"
        yield f"d:{flag}.{first}"


_PATTERNS = {"k": _kinds, "g": _names, "d": _flags}


def _name_states(sentence: Sentence) -> list[str]:
    """For each token the gazetteer's name that covers it: `B` or `I`, the types it may be, and whether it is short."""
    states = [""] * len(sentence.tokens)
    for match in sentence.matches:
        types = "/".join(sorted({name.type for name in match.names}))
        size = "1" if match.last - match.first == 1 else "n"
        for at in range(match.first, match.last):
            states[at] = f"{'B' if at == match.first else 'I'}{size}-{types}"
    return states


def _neighbours(sentence: Sentence) -> Iterator[tuple[int, Pair]]:
    """Where two capitalised words stand side by side, and their stems."""
    tokens = sentence.tokens
    for at, after in pairwise(sentence.capitals):
        left, right = tokens[at], tokens[after]
        if after == at + 1 and left.word and right.word and len(left.text) > 1 and len(right.text) > 1:
            yield at, (stem_of(left.fold), stem_of(right.fold))


def _bent_pairs(sentences: Sequence[Sentence], marks: Sequence[_Marks]) -> frozenset[Pair]:
    """Stems of neighbours of which the first stands in several forms: the words of one name bend together, but a
    country before its minister's surname stays in the genitive.
    """
    forms: dict[Pair, set[str]] = defaultdict(set)
    for sentence, row in zip(sentences, marks, strict=True):
        for at, pair in row.neighbours:
            forms[pair].add(sentence.tokens[at].fold)
    return frozenset(pair for pair, seen in forms.items() if len(seen) > 1)


def _paired(marks: _Marks, pairs: Container[Pair]) -> list[str]:
    """For each token whether it is the left (`L`), the right (`R`) or a middle word (`RL`) of such pairs."""
    found = [""] * len(marks.kinds)
    for at, pair in marks.neighbours:
        if pair in pairs:
            found[at] += "L"
            found[at + 1] = "R"
    return found


def _quoted(tokens: Sequence[Token], kinds: Sequence[str]) -> list[str]:
    """For each token where it stands in a short quotation: first (`B`), within (`I`), alone (`A`); else nothing."""
    found = [""] * len(tokens)
    marks = [at for at, kind in enumerate(kinds) if kind == QUOTE] if QUOTE in kinds else ()
    for begin, end in pairwise(marks):
        opens = tokens[begin].text in "«“„" or begin == 0 or tokens[begin - 1].end < tokens[begin].start
        if not opens or not 1 < end - begin <= 7:
            continue
        for at in range(begin + 1, end):
            found[at] = "A" if end - begin == 2 else ("B" if at == begin + 1 else "I")
    return found


def _document_flags(sentences: Sequence[Sentence], marks: Sequence[_Marks]) -> dict[str, str]:
    """For each stem what the document tells of it elsewhere: beside which kinds of words it stands."""
    seen: dict[str, set[str]] = defaultdict(set)
    capital: set[str] = set()
    for sentence, row in zip(sentences, marks, strict=True):
        for at in sentence.capitals:
            token = sentence.tokens[at]
            if not token.word:
                continue
            stem = stem_of(token.fold)
            capital.add(stem)
            if sentence.shouting:
                continue
            seen[stem].update(_beside(sentence.tokens, row.kinds, at))
            if row.quoted[at]:
                seen[stem].add(f"quoted-{row.quoted[at]}")
            if row.names[at]:
                seen[stem].add(f"known-{row.names[at]}")
    lower = {token.fold for one in sentences for token in one.tokens if token.word and not token.capital}
    for stem in capital.intersection(map(stem_of, lower)):
        seen[stem].add("lower")
    return {stem: " ".join(sorted(seen[stem])) for stem in capital if seen[stem]}


def _beside(tokens: Sequence[Token], kinds: Sequence[str], at: int) -> Iterator[str]:
    """What the place of a capitalised word and its neighbours tell."""
    before = kinds[at - 1] if at else "^"
    after = kinds[at + 1] if at + 1 < len(kinds) else "^"
    if not tokens[at].first:
        yield "inner"
    if before in _TELLING and not (before in "ipl" and tokens[at - 1].capital):
        yield f"after-{before}"
    if before == "." and at > 1 and kinds[at - 2] == "I":
        yield "after-I"
    if len(after) == 1 and after in "GPSXYv":
        yield f"before-{after}"


_TELLING = frozenset("GIPtMhliopHXY")
