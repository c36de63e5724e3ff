"""Names that the gazetteer does not hold: capitalised words whose form and surroundings tell what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.languages import CYRILLIC, analyse, given_name, nominative_name
from pipeline.matching.given import given_names_of
from pipeline.records import EntityType, primary_language
from pipeline.spotting.evidence import beginnings, particles, roman_numerals, words
from pipeline.spotting.known import KnownNames, lemmas, widest
from pipeline.spotting.tokens import Token, adjacent

LONGEST_RUN = 8
LEAST_SURNAME = 4
LONGEST_ACRONYM = 6
SAME_START = 3
KEPT = 8_192
QUOTES = frozenset('"“”„«»')


class Guess(NamedTuple):
    """Tokens `first` to `last` (exclusive) are taken for a name of that type."""

    first: int
    last: int
    type: EntityType


class Surroundings(NamedTuple):
    """A segment's tokens with what is known of them: language, tokens already part of a name, headline or not, and
    which have capitals.
    """

    text: str
    lang: str
    tokens: Sequence[Token]
    covered: frozenset[int]
    shouting: bool
    capitals: Sequence[int]

    def fold_before(self, at: int) -> str:
        """The folded word before a token, full stops of abbreviations passed over; empty at the beginning."""
        at -= 1
        while at >= 0 and self.tokens[at].fold in (".", '"'):
            at -= 1
        return self.tokens[at].fold if at >= 0 else ""

    def fold_before_list(self, at: int) -> str:
        """The folded word before the list of capitalised words that a token goes on; empty where it goes on none."""
        between = between_names(primary_language(self.lang))
        begin = at
        while begin > 1 and self.tokens[begin - 1].fold in between and self.tokens[begin - 2].capital:
            begin -= 2
            while begin and self.tokens[begin - 1].capital:
                begin -= 1
        return self.fold_before(begin) if begin < at else ""


@cache
def between_names(lang: str) -> frozenset[str]:
    """What stands between the names of a list: commas and conjunctions."""
    return words("conjunctions", lang) | {","}


def guess_names(around: Surroundings, known: KnownNames) -> list[Guess]:
    """Names among the tokens of a Cyrillic text that no gazetteer name covers, in their order."""
    if primary_language(around.lang) not in CYRILLIC:
        return []
    guesses = (_guess_cyrillic(around, first, last, known) for first, last in runs(around))
    return [guess for guess in guesses if guess]


def runs(around: Surroundings) -> Iterator[tuple[int, int]]:
    """Longest sequences of capitalised words, with initials, particles and a nickname in quotes between them."""
    at, tokens = 0, around.tokens
    while at < len(tokens):
        if not _opens(around, at):
            at += 1
            continue
        last = at + 1
        while last < len(tokens) and last - at < LONGEST_RUN:
            step = _continues(around, last)
            if not step:
                break
            last += step
        yield at, last
        at = last


def _opens(around: Surroundings, at: int) -> bool:
    token = around.tokens[at]
    if not token.capital or not token.word or at in around.covered:
        return False
    return len(token.text) > 1 or (at + 1 < len(around.tokens) and around.tokens[at + 1].text == ".")


def _continues(around: Surroundings, at: int) -> int:
    """How many tokens from `at` continue the run before it: 0 where it ends."""
    tokens = around.tokens
    if tokens[at].text == "." and len(tokens[at - 1].text) == 1 and _follows(around, at + 1):
        return 2
    if not adjacent(around.text, tokens[at - 1], tokens[at]):
        return 0
    if _opens(around, at):
        return 1
    ahead = at
    while ahead < len(tokens) and tokens[ahead].fold in particles():
        ahead += 1
    if ahead > at and _follows(around, ahead):
        return ahead - at + 1
    nickname = at + 3 < len(tokens) and tokens[at].text in QUOTES and tokens[at + 2].text in QUOTES
    return 4 if nickname and _opens(around, at + 1) and _follows(around, at + 3) else 0


def _follows(around: Surroundings, at: int) -> bool:
    tokens = around.tokens
    return at < len(tokens) and _opens(around, at) and adjacent(around.text, tokens[at - 1], tokens[at])


def _guess_cyrillic(around: Surroundings, first: int, last: int, known: KnownNames) -> Guess | None:
    lang, tokens = primary_language(around.lang), around.tokens
    titled = False
    while first < last and is_form_of(tokens[first].fold, lang, "titles"):
        first, titled = first + 1, True
    if first == last:
        return None
    if last - first > 1 and _begins_a_sentence_only(tokens[first], tokens[first + 1], lang, known):
        first += 1
    run = [token for token in tokens[first:last] if token.word and token.fold not in particles()]
    if not run:
        return None
    after_type = around.fold_before(first) in words("place_types", lang)
    if after_type or _in_a_place(around, first, run):
        return Guess(first, last, "place")
    if _is_person(run, lang, known, titled=titled or _titled(around, first), alone=len(run) == 1):
        return Guess(first, last, "person")
    if is_form_of(tokens[first].fold, lang, "organisation_heads") and last - first > 1:
        return Guess(first, last, "organisation")
    if tokens[first].first and len(run) == 1:
        return None
    kind = _kind_around(around, first, run, lang)
    return Guess(first, last, kind) if kind else None


def _begins_a_sentence_only(token: Token, following: Token, lang: str, known: KnownNames) -> bool:
    """Is a word capitalised for its place alone: nothing of a name in it, and a given name after it?"""
    if not token.first or not following.word or not given_like(following, lang):
        return False
    if token.fold in known.surnames or given_like(token, lang):
        return False
    return token.fold.endswith(tuple(words("verb_endings", lang))) or not _surname_like(token, lang, known)


def _in_a_place(around: Surroundings, first: int, run: Sequence[Token]) -> bool:
    """Does "in" before a locative tell a place (у Кривому Розі), with no given name to begin a person's?"""
    lang = primary_language(around.lang)
    if around.fold_before(first) not in words("locative_prepositions", lang) or given_like(run[0], lang):
        return False
    readings = nominative_name(" ".join(token.text for token in run), lang, type="place")
    return any(reading.case == "Loc" for reading in readings)


def _kind_around(around: Surroundings, first: int, run: Sequence[Token], lang: str) -> EntityType | None:
    """What the word before a name, its script and its capitals tell where its own words do not."""
    if run[0].script == "Latn" or (len(run) == 1 and is_acronym(run[0], around)):
        return "organisation"
    return "place" if around.fold_before(first) in words("place_prepositions", lang) else None


def is_acronym(token: Token, around: Surroundings) -> bool:
    numeral = roman_numerals().issuperset(token.fold)
    return token.upper and 2 <= len(token.text) <= LONGEST_ACRONYM and not numeral and not around.shouting


def _titled(around: Surroundings, first: int) -> bool:
    return is_form_of(around.fold_before(first), primary_language(around.lang), "titles")


@lru_cache(KEPT)
def is_form_of(word: str, lang: str, group: str) -> bool:
    """Is a folded word one of a group's words, in any case, and whatever letter it begins with after a vowel?"""
    wanted = words(group, lang)
    first = word[:1].upper()
    word = beginnings(lang).get(first, first).lower() + word[1:]
    if word in wanted:
        return True
    near = [one for one in wanted if one[:SAME_START] == word[:SAME_START] and one[-1:] != word[-1:]]
    return bool(near) and not lemmas(word, lang).keys().isdisjoint(near)


def _is_person(run: Sequence[Token], lang: str, known: KnownNames, *, titled: bool, alone: bool) -> bool:
    """Given names, patronymics, initials with a surname, a title, or a surname's ending tell a person."""
    surnames = sum(_surname_like(token, lang, known) for token in run)
    if alone:
        token = run[0]
        if any(lemma in known.surnames for lemma in lemmas(token.text, lang)) or token.fold in known.surnames:
            return True
        if token.first or (token.upper and len(token.text) < LEAST_SURNAME):
            return False
        return titled or (bool(surnames) and not adjective_like(token, lang)) or given_like(token, lang)
    if not 2 <= len(run) <= 4:
        return False
    given = sum(given_like(token, lang) for token in run)
    initials = sum(len(token.text) == 1 for token in run)
    return bool(given or (initials and surnames) or (initials == len(run) - 1) or titled or surnames == len(run))


def given_like(token: Token, lang: str) -> bool:
    """May a word be a given name, or two with a hyphen (Жан-Клод)?"""
    if len(token.text) == 1:
        return False
    if token.script == "Latn":
        return bool(given_names_of(token.text))
    return all(_is_given(part, lang) for part in token.text.split("-"))


def _is_given(word: str, lang: str) -> bool:
    return any(r.kind == "given" and given_name(r.lemma, widest(lang)) for r in analyse(word, lang))


def adjective_like(token: Token, lang: str) -> bool:
    """May a word alone be an adjective as well (Нобелеўская прэмія, Борисовский район)?"""
    return _reads_as_adjective(token.text, lang)


@lru_cache(KEPT)
def _reads_as_adjective(word: str, lang: str) -> bool:
    endings = tuple(words("adjective_endings", lang))
    return any(lemma.endswith(endings) for lemma in lemmas(word, lang))


@lru_cache(KEPT)
def read_as_a_town(word: str, lang: str) -> bool:
    """Is the likeliest reading of a word a place whose name is no adjective (Вовчанська: of Вовчанськ)?"""
    endings = tuple(words("adjective_endings", lang))
    best = next(iter(analyse(word, lang)), None)
    return best is not None and best.kind == "place" and not best.lemma.endswith(endings)


def _surname_like(token: Token, lang: str, known: KnownNames) -> bool:
    if token.fold in known.surnames:
        return True
    endings = tuple(words("surname_endings", lang))
    found = lemmas(token.text, lang)
    if any(lemma in known.surnames for lemma in found):
        return True
    return any(
        len(lemma) > LEAST_SURNAME and lemma.endswith(endings) and any(r.kind == "surname" for r in readings)
        for lemma, readings in found.items()
    )


def spoken_of(token: Token, folds: frozenset[str], lang: str) -> bool:
    """Is a word, or a nominative that it may have, among these folded words?"""
    if token.fold in folds:
        return True
    return primary_language(lang) in CYRILLIC and not folds.isdisjoint(lemmas(token.text, primary_language(lang)))
