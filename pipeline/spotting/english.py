"""Names in English text: what the gazetteer knows and what shape, titles and neighbours tell, weighed together.

Capitals say much in English and endings little, so a name is read from a whole run of capitalised words, those that the
gazetteer knows included: in "Taras Shevchenko National University" no person stands, and no town in "Brest Street".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.languages import given_name
from pipeline.matching.given import given_names_of
from pipeline.records import EntityType
from pipeline.spotting.evidence import calendar, particles, words
from pipeline.spotting.known import KnownNames, Match
from pipeline.spotting.tokens import Token, covered
from pipeline.spotting.unknown import Guess, Surroundings, is_acronym, runs

LANG = "en"
LONGEST_PERSON = 4
LONGEST_SURE_PLACE = 2
LEAST_TELLING = 6
"""A word needs so many letters for its ending to tell anything."""


class _Piece(NamedTuple):
    """Tokens `first` to `last` (exclusive) of a run; `titled`: a person's title stands before them."""

    first: int
    last: int
    titled: bool


def names_in_english(
    around: Surroundings, matches: Sequence[Match], known: KnownNames
) -> tuple[list[Match], list[Guess]]:
    """The gazetteer's names that stand, and the other names of a segment; none overlapping another."""
    guesses: list[Guess] = []
    for first, last in runs(around._replace(covered=frozenset())):
        for piece in _pieces(around, first, last):
            guesses += _read(around, piece, matches, known)
    taken = covered(guesses)
    return [match for match in matches if taken.isdisjoint(range(match.first, match.last))], guesses


def _pieces(around: Surroundings, first: int, last: int) -> Iterator[_Piece]:
    """A run cut at titles, at days and months and at other words whose capital says nothing."""
    titled = around.fold_before(first) in words("titles", LANG)
    begin = first
    for at in range(first, last):
        fold = around.tokens[at].fold
        title = fold in words("titles", LANG)
        mute = at == begin and (fold in words("not_names", LANG) or fold in calendar() or fold == ".")
        if title or mute:
            if begin < at:
                yield _Piece(begin, at, titled)
            begin, titled = at + 1, title or (mute and titled)
    if begin < last:
        yield _Piece(begin, last, titled)


def _read(around: Surroundings, piece: _Piece, matches: Sequence[Match], known: KnownNames) -> Iterator[Guess]:
    """What a piece holds beside the gazetteer's names, or in their place where they are but parts of it."""
    shape = _shape(around, piece, known)
    if shape and not _agrees(shape, matches):
        yield shape
        return
    inside = [match for match in matches if match.first < piece.last and match.last > piece.first]
    places = frozenset(match.last for match in matches if match.names[0].type == "place")
    begin = piece.first
    for first, last in [*((match.first, match.last) for match in inside), (piece.last, piece.last)]:
        rest = _Piece(begin, first, piece.titled and begin == piece.first)
        guess = _surrounded(around, rest, known, places) if begin < first else None
        if guess:
            yield guess
        begin = max(begin, last)


def _agrees(shape: Guess, matches: Sequence[Match]) -> bool:
    """Does the gazetteer know the name of a shape, or a longer one, or another complete name within a person's?"""
    for match in matches:
        if match.first <= shape.first and match.last >= shape.last:
            return True
        overlap = match.first < shape.last and match.last > shape.first
        if overlap and shape.type == "person" and (match.first == shape.first or _is_whole_person(match)):
            return True
    return False


def _is_whole_person(match: Match) -> bool:
    return match.last - match.first > 1 and match.names[0].type == "person"


def _shape(around: Surroundings, piece: _Piece, known: KnownNames) -> Guess | None:
    """What the words of a piece alone make of it: a body, a place with its kind, or a person's full name."""
    tokens = around.tokens
    run = [token for token in tokens[piece.first : piece.last] if token.word and token.fold not in particles()]
    if not run:
        return None
    if around.shouting:
        return _person(around, piece, known)
    if _is_organisation(around, piece):
        return Guess(piece.first, _organisation_end(around, piece.last), "organisation")
    kinds = words("place_types", LANG)
    if len(run) > 1 and (run[-1].fold in kinds or run[0].fold in kinds):
        return Guess(piece.first, piece.last, "place")
    return _person(around, piece, known)


def _is_organisation(around: Surroundings, piece: _Piece) -> bool:
    tokens, heads = around.tokens, words("organisation_heads", LANG)
    after = tokens[piece.last].fold if piece.last < len(tokens) else ""
    goes_on = after in words("organisation_links", LANG) and after not in words("locative_prepositions", LANG)
    several = piece.last - piece.first > 1
    return (several or goes_on) and any(token.fold in heads for token in tokens[piece.first : piece.last])


def _organisation_end(around: Surroundings, last: int) -> int:
    """The end of an organisation's name that goes on after a small word: Ministry | of Foreign Affairs | of Ukraine."""
    tokens, links = around.tokens, words("organisation_links", LANG)
    outer = words("locative_prepositions", LANG) | words("conjunctions", LANG)
    while last + 1 < len(tokens) and tokens[last].fold in links:
        ahead = last
        while ahead < len(tokens) and tokens[ahead].fold in links:
            ahead += 1
        stop = ahead
        while stop < len(tokens) and tokens[stop].capital and tokens[stop].word:
            stop += 1
        alone = stop - ahead == 1 and ahead in around.covered
        apart = tokens[last].fold in words("conjunctions", LANG) and ahead - last > 1
        if stop == ahead or apart or (tokens[last].fold in outer and alone):
            break
        last = stop
    return last


def _person(around: Surroundings, piece: _Piece, known: KnownNames) -> Guess | None:
    """A given name, or initials, and what follows it; in a headline in capitals no more than a surname."""
    tokens = around.tokens
    last = min(piece.last, piece.first + 2) if around.shouting else piece.last
    run = [token for token in tokens[piece.first : last] if token.word and token.fold not in particles()]
    names = [token for token in run if len(token.text) > 1]
    if not 2 <= len(run) <= LONGEST_PERSON or not names or any(_is_common(token) for token in names):
        return None
    surname = names[-1].fold in known.surnames or _ends_like(names[-1], "surname_endings")
    if around.shouting:
        return Guess(piece.first, last, "person") if surname and _is_given(names[0]) else None
    if len(names) < len(run):
        return Guess(piece.first, last, "person") if len(run[0].text) == 1 or _is_given(run[0]) else None
    if piece.titled or surname or _is_given(names[0]) or any(_is_patronymic(token) for token in names[1:]):
        return Guess(piece.first, last, "person")
    return None


def _is_common(token: Token) -> bool:
    return token.fold in words("not_names", LANG) or token.fold in calendar()


def _is_given(token: Token) -> bool:
    """A given name; at the start of a sentence only as tables write it, not by its sound."""
    return bool(given_name(token.text) if token.first else given_names_of(token.text))


def _is_patronymic(token: Token) -> bool:
    return _ends_like(token, "patronymic_endings")


def _ends_like(token: Token, group: str) -> bool:
    return len(token.text) >= LEAST_TELLING and token.fold.endswith(tuple(words(group, LANG)))


def _surrounded(around: Surroundings, piece: _Piece, known: KnownNames, places: frozenset[int]) -> Guess | None:
    """What a piece that no shape decides is by its neighbours, its title, its capitals and its endings.

    `places` holds the tokens that known places end before.
    """
    tokens, (first, last, titled) = around.tokens, piece
    names = [t for t in tokens[first:last] if t.word and t.fold not in particles() and len(t.text) > 1]
    if not names or around.shouting or any(_is_common(token) for token in names):
        return None
    alone = len(names) == 1
    if alone and (names[0].fold in known.surnames or (titled and not names[0].first)):
        return Guess(first, last, "person")
    if titled and len(names) <= LONGEST_PERSON:
        return Guess(first, last, "person")
    if alone and is_acronym(names[0], around):
        return Guess(first, last, "organisation") if not names[0].first or len(names[0].text) > 2 else None
    kind = _kind_around(around, piece, len(names), places) if not (alone and names[0].first) else None
    kind = kind or (_kind_of_ending(names[-1], sentence_start=names[0].first) if alone else None)
    if not kind and alone and not names[0].first and given_name(names[0].text):
        kind = "person"
    return Guess(first, last, kind) if kind else None


def _kind_around(around: Surroundings, piece: _Piece, names: int, places: frozenset[int]) -> EntityType | None:
    tokens = around.tokens
    before = around.fold_before(piece.first)
    after = tokens[piece.last].fold if piece.last < len(tokens) else ""
    kinds = words("place_types", LANG)
    if before in kinds or after in kinds:
        return "place"
    if before in words("apposition_links", LANG) and around.fold_before(piece.first - 1) in kinds:
        return "place"
    if names > LONGEST_SURE_PLACE:
        return None
    return "place" if before in words("place_prepositions", LANG) or _is_listed(around, piece.first, places) else None


def _is_listed(around: Surroundings, at: int, places: frozenset[int]) -> bool:
    """Does a word stand in a list after a place: Dnipro, the Dniester and the Southern Bug?"""
    between = words("conjunctions", LANG) | words("articles", LANG) | {","}
    begin = at
    while begin and around.tokens[begin - 1].fold in between:
        begin -= 1
    return begin < at and begin in places


def _kind_of_ending(token: Token, *, sentence_start: bool) -> EntityType | None:
    """Endings of romanised East Slavic surnames and places; short ones tell nothing where any word has a capital."""
    if _ends_like(token, "place_endings"):
        return "place"
    if _ends_like(token, "surname_endings") and not (sentence_start and len(token.text) == LEAST_TELLING):
        return "person"
    return None
