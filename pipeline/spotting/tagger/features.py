"""What the tagger sees of a token: bundles of attributes that are told by few words each, so that they can be kept.

A token is described by a fixed number of bundles. Each is a key (a tuple of strings); `attributes` writes out what a
key stands for. No attribute names a capitalised word itself: names are told by form and surroundings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.spotting.known import Match
from pipeline.spotting.tagger.letters import stem_of
from pipeline.spotting.tagger.lexicon import Lexicon, Word, word_of
from pipeline.spotting.tokens import Token

Bundle = tuple[str, ...]
OFFSETS = (-2, -1, 1, 2)
BORDER = Word("^", ("border",), ("border",))
QUOTE = '"'


class Sentence(NamedTuple):
    """A segment's tokens, its language, the gazetteer's names among them, and whether capitals say nothing in it."""

    tokens: Sequence[Token]
    lang: str
    matches: Sequence[Match]
    shouting: bool


class Describer:
    """Describes the tokens of documents; keeps what it read of words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def describe(self, sentences: Sequence[Sentence]) -> list[list[tuple[Bundle, ...]]]:
        """For each token of each sentence of one document its bundles."""
        words = [[word_of(self._lexicon, token, one.lang) for token in one.tokens] for one in sentences]
        flags = _document_flags(sentences, words)
        return [self._sentence(one, row, flags) for one, row in zip(sentences, words, strict=True)]

    def _sentence(self, sentence: Sentence, words: Sequence[Word], flags: dict[str, str]) -> list[tuple[Bundle, ...]]:
        tokens, lang = sentence.tokens, sentence.lang
        names = ["", "", *_name_states(sentence), "", ""]
        kinds = ["^", "^", *(word.kind for word in words), "^", "^"]
        inside = _quoted(tokens)
        keys = [_key(token, lang) for token in tokens]
        padded = [_EDGE, _EDGE, *keys, _EDGE, _EDGE]
        found: list[tuple[Bundle, ...]] = []
        for at, token in enumerate(tokens):
            here = at + 2
            first = "first" if token.first else "inner"
            found.append((
                ("w", *keys[at], first),
                ("-2", *padded[here - 2]),
                ("-1", *padded[here - 1]),
                ("+1", *padded[here + 1]),
                ("+2", *padded[here + 2]),
                ("k", kinds[here - 2], kinds[here - 1], kinds[here], kinds[here + 1], kinds[here + 2], first),
                ("g", names[here - 1], names[here], names[here + 1], kinds[here]),
                ("d", flags.get(stem_of(token.fold), "") if token.capital else "", kinds[here], first, inside[at],
                 "loud" if sentence.shouting else ""),
            ))  # fmt: skip
        return found

    def attributes(self, bundle: Bundle) -> list[str]:
        """The attributes that a bundle stands for."""
        kind = bundle[0]
        if kind == "w":
            traits = self._word(bundle[1:5]).traits
            told = (f"0:{bundle[5]}:{trait}" for trait in traits if _told(trait))
            return [*(f"0:{trait}" for trait in traits), *told]
        if kind in ("-2", "-1", "+1", "+2"):
            return [f"{kind}:{trait}" for trait in self._word(bundle[1:5]).context]
        return list(_PATTERNS[kind](bundle))

    def _word(self, key: Sequence[str]) -> Word:
        text, fold, lang, script = key
        return self._lexicon.word(text, fold, lang, script or None) if text else BORDER


_EDGE = ("", "", "", "")


def _told(trait: str) -> bool:
    return trait.startswith(("class=", "kinds=", "shape=", "suf=")) or trait in ("lower", "unheld")


def _key(token: Token, lang: str) -> tuple[str, str, str, str]:
    return (token.text, token.fold, lang, token.script or "")


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
    _, before, here, after, kind = bundle
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
    for sentence, row in zip(sentences, words, strict=True):
        states, quoted = _name_states(sentence), _quoted(sentence.tokens)
        for at, token in enumerate(sentence.tokens):
            if not token.word:
                continue
            stem = stem_of(token.fold)
            if not token.capital:
                seen[stem].add("lower")
                continue
            capital.add(stem)
            if sentence.shouting:
                continue
            seen[stem].update(_beside(sentence.tokens, row, at))
            if quoted[at]:
                seen[stem].add(f"quoted-{quoted[at]}")
            if states[at]:
                seen[stem].add(f"known-{states[at]}")
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
