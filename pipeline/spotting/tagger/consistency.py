"""One name, one kind: what the tagger says of a name in most of its places in a document holds in the others too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.spotting.tagger.belarusian import PROPER
from pipeline.spotting.tagger.dictionary import word_kinds
from pipeline.spotting.tagger.features import Sentence
from pipeline.spotting.tagger.letters import stem_of
from pipeline.spotting.tagger.span import Span
from pipeline.spotting.tokens import Token, covered

Key = tuple[str, ...]
NOTHING = ""
LEAST = 2
"""So many places must agree before others follow them."""


def agree(sentences: Sequence[Sentence], spans: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """The spans of a document's sentences, made to agree: one kind for one name, and a name wherever it stands.

    Names that the gazetteer holds are left alone, and words of the dictionary become names nowhere.
    """
    untold = [_untold(one, row) for one, row in zip(sentences, spans, strict=True)]
    votes = _votes(sentences, spans, untold)
    kinds = {key: counts.most_common(1)[0] for key, counts in votes.items()}
    sure = {
        key: kind
        for key, (kind, count) in kinds.items()
        if kind != NOTHING and count >= LEAST and 2 * count > votes[key].total()
    }
    if not sure:
        return [list(row) for row in spans]
    return [_agreed(one, row, alone, sure) for one, row, alone in zip(sentences, spans, untold, strict=True)]


def _votes(
    sentences: Sequence[Sentence], spans: Sequence[Sequence[Span]], untold: Sequence[Sequence[int]]
) -> dict[Key, Counter[str]]:
    votes: dict[Key, Counter[str]] = defaultdict(Counter)
    for sentence, row, alone in zip(sentences, spans, untold, strict=True):
        if sentence.shouting:
            continue
        for span in row:
            votes[_key(sentence.tokens[span.first : span.last])][span.label] += 1
        for at in alone:
            if not sentence.tokens[at].first:
                votes[_key(sentence.tokens[at : at + 1])][NOTHING] += 1
    return votes


def _agreed(sentence: Sentence, row: Sequence[Span], untold: Sequence[int], sure: dict[Key, str]) -> list[Span]:
    known = covered(sentence.matches)
    found = []
    for span in row:
        kind = sure.get(_key(sentence.tokens[span.first : span.last]), span.label)
        found.append(span if known.intersection(range(span.first, span.last)) else span._replace(label=kind))
    for at in untold:
        token = sentence.tokens[at]
        kind = sure.get(_key((token,)), NOTHING)
        held = token.script != "Latn" and word_kinds(token.fold, sentence.lang) - {PROPER}
        if kind and at not in known and not held:
            found.append(Span(at, at + 1, kind))
    return sorted(found)


def _untold(sentence: Sentence, row: Sequence[Span]) -> list[int]:
    """Capitalised words outside all spans that have no such word of the same script beside them."""
    taken = covered(row)
    open_ = {at for at in sentence.capitals if sentence.tokens[at].word and at not in taken}
    return [at for at in sorted(open_) if at - 1 not in open_ and at + 1 not in open_]


def _key(tokens: Sequence[Token]) -> Key:
    return tuple([token.fold if token.script == "Latn" else stem_of(token.fold) for token in tokens])
