"""What the tagger sees of a token: bundles of attributes that are told by few words each, so that they can be kept.

A token is described by the words around it, each in its place (`PLACES`), and by a fixed number of bundles. Each bundle
is a key (a tuple of strings); `attributes` writes out what a key or a word in a place stands for. No attribute names a
capitalised word itself: names are told by form and surroundings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import pairwise
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
    """A segment's tokens, its language, the gazetteer's names among them, and whether capitals say nothing in it."""

    tokens: Sequence[Token]
    lang: str
    matches: Sequence[Match]
    shouting: bool


class Described(NamedTuple):
    """A sentence as the tagger sees it: for each token its word, whether it is `first`, and its bundles."""

    words: Sequence[Word]
    firsts: Sequence[bool]
    bundles: Sequence[tuple[Bundle, ...]]


class Describer:
    """Describes the tokens of documents; keeps what it read of words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def describe(self, sentences: Sequence[Sentence]) -> list[Described]:
        """The sentences of one document."""
        words = [self._lexicon.words(one.tokens, one.lang) for one in sentences]
        flags, pairs = _document_flags(sentences, words), _bent_pairs(sentences)
        return [
            Described(row, [token.first for token in one.tokens], _bundles(one, row, flags, pairs))
            for one, row in zip(sentences, words, strict=True)
        ]


def _bundles(
    sentence: Sentence, words: Sequence[Word], flags: dict[str, str], pairs: Container[Pair]
) -> list[tuple[Bundle, ...]]:
    tokens = sentence.tokens
    names = ["", "", *_name_states(sentence), "", ""]
    kinds = ["^", "^", *(word.kind for word in words), "^", "^"]
    inside, paired = _quoted(tokens), _paired(tokens, pairs)
    found: list[tuple[Bundle, ...]] = []
    for at, token in enumerate(tokens):
        here = at + 2
        first = "first" if token.first else "inner"
        found.append((
            ("k", kinds[here - 2], kinds[here - 1], kinds[here], kinds[here + 1], kinds[here + 2], first),
            ("g", names[here - 1], names[here], names[here + 1], kinds[here], paired[at]),
            ("d", flags.get(stem_of(token.fold), "") if token.capital else "", kinds[here], first, inside[at],
             "loud" if sentence.shouting else ""),
        ))  # fmt: skip
    return found


def word_attributes(word: Word, place: str) -> list[str]:
    """The attributes that a word stands for in a place."""
    if place in ("inner", "first"):
        told = (f"0:{place}:{trait}" for trait in word.traits if _told(trait))
        return [*(f"0:{trait}" for trait in word.traits), *told]
    return [f"{place}:{trait}" for trait in word.context]


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
        for at, (first, bundles) in enumerate(zip(described.firsts, described.bundles, strict=True))
    ]


def _told(trait: str) -> bool:
    return trait.startswith(("class=", "kinds=", "shape=", "suf=")) or trait in ("lower", "unheld")


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


def _neighbours(tokens: Sequence[Token]) -> Iterator[tuple[int, Pair]]:
    """Where two capitalised words stand side by side, and their stems."""
    for at, (left, right) in enumerate(pairwise(tokens)):
        if left.word and right.word and left.capital and right.capital and len(left.text) > 1 and len(right.text) > 1:
            yield at, (stem_of(left.fold), stem_of(right.fold))


def _bent_pairs(sentences: Iterable[Sentence]) -> frozenset[Pair]:
    """Stems of neighbours of which the first stands in several forms: the words of one name bend together, but a
    country before its minister's surname stays in the genitive.
    """
    forms: dict[Pair, set[str]] = defaultdict(set)
    for sentence in sentences:
        for at, pair in _neighbours(sentence.tokens):
            forms[pair].add(sentence.tokens[at].fold)
    return frozenset(pair for pair, seen in forms.items() if len(seen) > 1)


def _paired(tokens: Sequence[Token], pairs: Container[Pair]) -> list[str]:
    """For each token whether it is the left (`L`), the right (`R`) or a middle word (`RL`) of such pairs."""
    found = [""] * len(tokens)
    for at, pair in _neighbours(tokens):
        if pair in pairs:
            found[at] += "L"
            found[at + 1] = "R"
    return found


def _quoted(tokens: Sequence[Token]) -> list[str]:
    """For each token where it stands in a short quotation: first (`B`), within (`I`), alone (`A`); else nothing."""
    found = [""] * len(tokens)
    marks = [at for at, token in enumerate(tokens) if token.fold == QUOTE]
    for begin, end in pairwise(marks):
        opens = tokens[begin].text in "«“„" or begin == 0 or tokens[begin - 1].end < tokens[begin].start
        if not opens or not 1 < end - begin <= 7:
            continue
        for at in range(begin + 1, end):
            found[at] = "A" if end - begin == 2 else ("B" if at == begin + 1 else "I")
    return found


def _document_flags(sentences: Sequence[Sentence], words: Sequence[Sequence[Word]]) -> dict[str, str]:
    """For each stem what the document tells of it elsewhere: beside which kinds of words it stands."""
    seen: dict[str, set[str]] = defaultdict(set)
    capital: set[str] = set()
    lower: set[str] = set()
    for sentence, row in zip(sentences, words, strict=True):
        states, quoted = _name_states(sentence), _quoted(sentence.tokens)
        for at, token in enumerate(sentence.tokens):
            if not token.word:
                continue
            if not token.capital:
                lower.add(token.fold)
                continue
            stem = stem_of(token.fold)
            capital.add(stem)
            if sentence.shouting:
                continue
            seen[stem].update(_beside(sentence.tokens, row, at))
            if quoted[at]:
                seen[stem].add(f"quoted-{quoted[at]}")
            if states[at]:
                seen[stem].add(f"known-{states[at]}")
    for stem in capital.intersection(map(stem_of, lower)):
        seen[stem].add("lower")
    return {stem: " ".join(sorted(seen[stem])) for stem in capital if seen[stem]}


def _beside(tokens: Sequence[Token], row: Sequence[Word], at: int) -> Iterator[str]:
    """What the place of a capitalised word and its neighbours tell."""
    before = row[at - 1].kind if at else "^"
    after = row[at + 1].kind if at + 1 < len(row) else "^"
    if not tokens[at].first:
        yield "inner"
    if before in _TELLING and not (before in "ipl" and tokens[at - 1].capital):
        yield f"after-{before}"
    if before == "." and at > 1 and row[at - 2].kind == "I":
        yield "after-I"
    if len(after) == 1 and after in "GPSXYv":
        yield f"before-{after}"


_TELLING = frozenset("GIPtMhliopHXY")
