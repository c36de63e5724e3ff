"""What the tagger sees of a token: bundles of attributes that are told by few words each, so that they can be kept.

A token is described by the words around it, each in its place (`PLACES`), and by three bundles: the kinds of words
around it, the gazetteer's names around it, and what the document tells of it. Each bundle is a key (a tuple of
strings); `attributes` writes out what a key stands for, `word_attributes` what a word in a place does. No attribute
names a capitalised word itself: names are told by form and surroundings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
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
_OWN_PLACES = tuple(f"{place}:" for place in PLACES[:2])
BORDER = Word("^", ("border",), ("border",))
QUOTE = '"'
BIAS = "bias"
KIND_PATTERNS = (
    ((1, 2), ""),
    ((2, 3), "+"),
    ((1, 2, 3), ""),
    ((0, 1, 2), ""),
    ((2, 3, 4), "+"),
    ((1, 2, 5), ""),
    ((0, 1, 2, 3), ""),
)
"""What is told together of a bundle of kinds: the token itself is 2, 5 its place; and the mark that such attributes end
in. At most four are told together.
"""
MARKS = ("", "+")
PLAIN = ("g:.", "q:.")
"""What stands before the kind in attributes of plain bundles."""
_KIND = re.compile(r"(\.|[^.]+)(?:\.|$)")
_KINDS = re.compile(r"(?:\.|[^.]+)(?:\.(?:\.|[^.]+))*")


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
    """A sentence as the tagger sees it: for each token its word; which tokens are `first`; and the bundles of names and
    of what the document tells, of those tokens for which they are not `plain_names` and `plain_flags`.
    """

    words: Sequence[Word]
    firsts: Sequence[int]
    names: Mapping[int, Bundle]
    flags: Mapping[int, Bundle]


class _Marks(NamedTuple):
    """What stands in a sentence: the class of each token; the stems of its capitalised words; the gazetteer's names
    and short quotations, by the tokens that they cover; and where two capitalised words stand side by side.
    """

    kinds: Sequence[str]
    stems: Sequence[str]
    names: Mapping[int, str]
    quoted: Mapping[int, str]
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
            Described(row, _firsts(one), _name_bundles(here, pairs), _flag_bundles(one, here, flags))
            for one, row, here in zip(sentences, words, marks, strict=True)
        ]


def _marks(sentence: Sentence, words: Sequence[Word]) -> _Marks:
    kinds = [word.kind for word in words]
    stems = [stem_of(sentence.tokens[at].fold) for at in sentence.capitals]
    neighbours = list(_neighbours(sentence, stems))
    return _Marks(kinds, stems, _name_states(sentence), _quoted(sentence.tokens, kinds), neighbours)


def _firsts(sentence: Sentence) -> list[int]:
    return [at for at in sentence.capitals if sentence.tokens[at].first]


def _name_bundles(marks: _Marks, pairs: Container[Pair]) -> dict[int, Bundle]:
    names, paired = marks.names, _paired(marks, pairs)
    near = {at for name in names for at in (name - 1, name, name + 1)}.union(paired)
    return {
        at: ("g", names.get(at - 1, ""), names.get(at, ""), names.get(at + 1, ""), kind, paired.get(at, ""))
        for at, kind in ((at, marks.kinds[at]) for at in near if 0 <= at < len(marks.kinds))
    }


def _flag_bundles(sentence: Sentence, marks: _Marks, flags: Mapping[str, str]) -> dict[int, Bundle]:
    tokens, quoted = sentence.tokens, marks.quoted
    told = {at: flags[stem] for at, stem in zip(sentence.capitals, marks.stems, strict=True) if stem in flags}
    loud = "loud" if sentence.shouting else ""
    return {
        at: ("d", told.get(at, ""), marks.kinds[at], _place(tokens[at]), quoted.get(at, ""), loud)
        for at in (range(len(tokens)) if loud else told.keys() | quoted)
    }


def _place(token: Token) -> str:
    return "first" if token.first else "inner"


def kinds_bundle(kinds: Sequence[str], place: str) -> Bundle:
    """The bundle of the kinds of the two words before a token, itself, and the two words after it."""
    return ("k", *kinds, place)


def plain_names(kind: str) -> Bundle:
    """The bundle of names of a token that stands beside none."""
    return ("g", "", "", "", kind, "")


def plain_flags(kind: str, place: str) -> Bundle:
    """The bundle of a token of which the document tells nothing."""
    return ("d", "", kind, place, "", "")


def word_attributes(word: Word, place: str) -> list[str]:
    """The attributes that a word stands for in a place."""
    traits = word.traits if place in ("inner", "first") else word.context
    return [one for trait in traits for one in trait_attributes(trait, place)]


def trait_attributes(trait: str, place: str) -> list[str]:
    """The attributes that a trait of a word in a place stands for."""
    if place not in ("inner", "first"):
        return [f"{place}:{trait}"]
    return [f"0:{trait}", f"0:{place}:{trait}"] if _told(trait) else [f"0:{trait}"]


def trait_of(attribute: str) -> str:
    """The trait of a word that an attribute was written for, if it was.

    >>> trait_of("+1:class=G"), trait_of("0:first:shape=Xx")
    ('class=G', 'shape=Xx')
    """
    trait = attribute.partition(":")[2]
    return trait.partition(":")[2] if trait.startswith(_OWN_PLACES) else trait


def attributes(bundle: Bundle) -> list[str]:
    """The attributes that a bundle stands for."""
    return list(_PATTERNS[bundle[0]](bundle))


def attributes_of(described: Described) -> list[list[str]]:
    """All attributes of each token of a sentence."""
    padded = [BORDER, BORDER, *described.words, BORDER, BORDER]
    found = []
    for at, word in enumerate(described.words):
        around = padded[at : at + 5]
        place = "first" if at in described.firsts else "inner"
        bundles = (
            kinds_bundle([one.kind for one in around], place),
            described.names.get(at) or plain_names(word.kind),
            described.flags.get(at) or plain_flags(word.kind, place),
        )
        found.append(
            [
                *word_attributes(word, place),
                *(one for offset in OFFSETS for one in word_attributes(around[2 + offset], f"{offset:+}")),
                *(one for bundle in bundles for one in attributes(bundle)),
            ]
        )
    return found


def _told(trait: str) -> bool:
    return trait.startswith(("class=", "kinds=", "shape=", "suf=")) or trait in ("lower", "unheld", "unheld-own")


def _kinds(bundle: Bundle) -> Iterator[str]:
    yield BIAS
    for places, mark in KIND_PATTERNS:
        yield write_kinds([bundle[1 + at] for at in places], mark)


def write_kinds(kinds: Iterable[str], mark: str) -> str:
    """The attribute of kinds that are told together."""
    return f"k:{'.'.join(kinds)}{mark}"


def read_kinds(attribute: str) -> tuple[list[str], str] | None:
    """The kinds and the mark that an attribute was written of; None for an attribute of another sort.

    >>> read_kinds("k:G.S+"), read_kinds("k:n.++"), read_kinds("k:n..")
    ((['G', 'S'], '+'), (['n', '+'], '+'), (['n', '.'], ''))
    """
    if not attribute.startswith("k:"):
        return None
    parts = attribute[2:].split(".")
    if all(parts) and not parts[-1].endswith("+"):  # no kind is a full stop: most attributes
        return parts, ""
    for mark in reversed(MARKS):
        kinds = attribute[2:].removesuffix(mark)
        if attribute.endswith(mark) and _KINDS.fullmatch(kinds):
            return _KIND.findall(kinds), mark
    return None


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


def _name_states(sentence: Sentence) -> dict[int, str]:
    """The gazetteer's names by the tokens that they cover: `B` or `I`, the types it may be, and whether it is short."""
    states = {}
    for match in sentence.matches:
        types = "/".join(sorted({name.type for name in match.names}))
        size = "1" if match.last - match.first == 1 else "n"
        for at in range(match.first, match.last):
            states[at] = f"{'B' if at == match.first else 'I'}{size}-{types}"
    return states


def _neighbours(sentence: Sentence, stems: Sequence[str]) -> Iterator[tuple[int, Pair]]:
    """Where two capitalised words stand side by side, and their stems."""
    tokens = sentence.tokens
    for (at, after), pair in zip(pairwise(sentence.capitals), pairwise(stems), strict=True):
        if after == at + 1:
            left, right = tokens[at], tokens[after]
            if left.word and right.word and len(left.text) > 1 and len(right.text) > 1:
                yield at, pair


def _bent_pairs(sentences: Sequence[Sentence], marks: Sequence[_Marks]) -> frozenset[Pair]:
    """Stems of neighbours of which the first stands in several forms: the words of one name bend together, but a
    country before its minister's surname stays in the genitive.
    """
    forms: dict[Pair, set[str]] = defaultdict(set)
    for sentence, row in zip(sentences, marks, strict=True):
        for at, pair in row.neighbours:
            forms[pair].add(sentence.tokens[at].fold)
    return frozenset(pair for pair, seen in forms.items() if len(seen) > 1)


def _paired(marks: _Marks, pairs: Container[Pair]) -> dict[int, str]:
    """The tokens that are the left (`L`), the right (`R`) or a middle word (`RL`) of such pairs."""
    found: dict[int, str] = {}
    for at, pair in marks.neighbours:
        if pair in pairs:
            found[at] = found.get(at, "") + "L"
            found[at + 1] = "R"
    return found


def _quoted(tokens: Sequence[Token], kinds: Sequence[str]) -> dict[int, str]:
    """Where tokens stand in a short quotation: first (`B`), within (`I`), alone (`A`)."""
    found: dict[int, str] = {}
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
        for at, stem in zip(sentence.capitals, row.stems, strict=True):
            if not sentence.tokens[at].word:
                continue
            capital.add(stem)
            if sentence.shouting:
                continue
            here = seen[stem]
            here.update(_beside(sentence.tokens, row.kinds, at))
            if at in row.quoted:
                here.add(f"quoted-{row.quoted[at]}")
            if at in row.names:
                here.add(f"known-{row.names[at]}")
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
