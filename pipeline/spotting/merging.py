"""The gazetteer's names and the tagger's names of one segment made one list, none overlapping another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import cast

from pipeline.languages import script_of
from pipeline.records import EntityType, primary_language
from pipeline.spotting.bodies import bodies_of_countries, is_a_company, named_body, shortened_bodies
from pipeline.spotting.calling import called_bodies, is_titled, names_a_body, quoted_whole
from pipeline.spotting.doubts import COMMON
from pipeline.spotting.evidence import words
from pipeline.spotting.fullnames import full_names, initialled, opens, whole_name
from pipeline.spotting.introducing import (
    ADJECTIVE,
    follows_title,
    holds_an_office,
    introduced,
    is_a_given_name,
    is_honoured,
    is_kin,
    is_of_a_family,
    is_only_a_surname,
    is_reported_by,
    is_said_by,
    stands_on_ground,
)
from pipeline.spotting.known import Match
from pipeline.spotting.listing import agree_in_lists
from pipeline.spotting.parting import is_initial, is_only_initials, joined, parted, without_trailing
from pipeline.spotting.places import told_places
from pipeline.spotting.tagger import Span
from pipeline.spotting.tagger.dictionary import word_kinds
from pipeline.spotting.tagger.letters import stem_of
from pipeline.spotting.things import (
    is_a_road_or_model,
    is_an_account,
    is_held_as_ordinary,
    is_no_name,
    is_of_inhabitants,
    is_thing,
)
from pipeline.spotting.tokens import Token, covered
from pipeline.spotting.unknown import (
    Guess,
    Surroundings,
    adjective_like,
    given_like,
    is_acronym,
    is_form_of,
    read_as_a_town,
)

OTHER, HYPHEN = "other", "-"
SHORTEST_ACRONYM = 3


def surnames_told(around: Surroundings, spans: Iterable[Span]) -> Iterator[str]:
    """The stems of the last words of persons' names of several words."""
    for span in spans:
        if span.label == "person" and span.last - span.first > 1 and around.tokens[span.last - 1].script != "Latn":
            yield stem_of(around.tokens[span.last - 1].fold)


def settle(
    around: Surroundings, spans: Sequence[Span], surnames: frozenset[str], matches: Sequence[Match]
) -> list[Span]:
    """The spans with the types that the document and the words themselves tell for sure.

    A single word that ends a person's longer name elsewhere in the document is that person (`surnames`: stems; not
    where the gazetteer, in `matches`, holds the word). A word in Latin letters is no person by itself: people are
    written in the letters of the text, companies in their own. A place one of whose words heads organisations is one of
    them. Names without any capital letter are left out.
    """
    if not around.capitals:
        return []
    known = frozenset(covered(matches))
    spans = [span for span in spans if not (is_only_initials(around, span) or is_an_account(around, span))]
    spans = [one for span in spans for one in parted(around, span, matches, surnames)]
    found = told_places(around, matches)
    taken = covered(found)
    missed = [*initialled(around), *full_names(around, spans, known), *bodies_of_countries(around, spans, matches)]
    for span in (*_mended(around, spans, known), *introduced(around, [*spans, *missed], known), *missed):
        span = named_body(around, span, matches)
        alone = span.last - span.first == 1 and span.first not in known
        if taken.isdisjoint(range(span.first, span.last)) and not _is_left_out(around, span, surnames, alone):
            found.append(_settled(around, span, surnames, matches, alone))
    return agree_in_lists(around, list(_outermost(_with_bodies(around, found, known))), matches)


def _mended(around: Surroundings, spans: Iterable[Span], known: frozenset[int]) -> list[Span]:
    """The spans without the words in them that are no part of a name, and with those beside them that are."""
    cut = (span for whole in spans for one in _at_hyphens(around, whole) for span in _in_one_script(around, one))
    begun = ((span, without_trailing(around, _begun(around, span))) for span in cut)
    # What is left of a longer guess was never one by itself: where the gazetteer knows it, the gazetteer tells.
    left = [shorter for span, shorter in begun if shorter == span or not known.issuperset(range(*shorter[:2]))]
    whole = list(joined(around, [quoted_whole(around, span) for span in left]))
    taken = known | covered(whole)
    return [whole_name(around, span, taken) for span in whole]


def _with_bodies(around: Surroundings, found: Sequence[Span], known: frozenset[int]) -> list[Span]:
    """The spans with the bodies that the words beside them or their own making tell, in place of what these cover."""
    called = list(called_bodies(around, covered(found), known))
    quoted = covered(called)
    both = [*called, *(span for span in found if not _is_told_by(span, quoted))]
    return [*both, *shortened_bodies(around, known | covered(both))]


def _is_told_by(span: Span, taken: set[int]) -> bool:
    """Do other spans cover all words of one, or some of one that the tagger knows no kind of?"""
    words_of_it = range(span.first, span.last)
    return taken.issuperset(words_of_it) or (span.label == OTHER and not taken.isdisjoint(words_of_it))


def _is_left_out(around: Surroundings, span: Span, surnames: frozenset[str], alone: bool) -> bool:
    """Do the words of a span tell that it is no name of a person, a place or a body?"""
    tokens, lang = around.tokens[span.first : span.last], primary_language(around.lang)
    if _is_lower(tokens) or is_no_name(around, span) or is_titled(around, span):
        return True
    if span.label == "person" and any(token.fold in words("states", lang) for token in tokens):
        return True
    if is_called(span, tokens, lang) and stem_of(tokens[0].fold) not in surnames:
        return True
    if not alone or is_only_a_surname(tokens[0], lang) or any(tells(around, span.first) for tells in _IN_A_ROLE):
        return False
    return is_common(tokens[0], span.label, lang) or (span.label == "place" and is_an_adjective(around, span.first))


def _settled(around: Surroundings, span: Span, surnames: frozenset[str], matches: Sequence[Match], alone: bool) -> Span:
    """A span with the type that its own words, those beside it and the document tell."""
    token = around.tokens[span.first]
    if span.label == "place" and _is_known_person(around, span, matches):
        return span._replace(label="person")
    if alone and span.label != "place" and token.fold in words("states", primary_language(around.lang)):
        return span._replace(label="place")
    if _is_body(around, span, alone):
        return span._replace(label="organisation")
    told = stem_of(token.fold) in surnames or _is_told_a_person(around, span.first)
    if alone and (told or (span.label == "place" and _is_a_persons_here(around, span.first))):
        return span._replace(label="person")
    return span


def _is_told_a_person(around: Surroundings, at: int) -> bool:
    return any(tells(around, at) for tells in _TELLING_A_PERSON)


_IN_A_ROLE = (is_kin, holds_an_office, is_reported_by)
_TELLING_A_PERSON = (follows_title, holds_an_office, is_kin, is_honoured, is_of_a_family)


def _outermost(spans: Sequence[Span]) -> Iterator[Span]:
    """Spans without those that lie within another."""
    last = 0
    for span in sorted(spans, key=lambda span: (span.first, -span.last)):
        if span.last > last:
            yield span
        last = max(last, span.last)


def _is_lower(tokens: Iterable[Token]) -> bool:
    return not any(token.text != token.text.lower() for token in tokens)


def _is_body(around: Surroundings, span: Span, alone: bool) -> bool:
    """Do the words of a person or place tell that they name an organisation?"""
    tokens = around.tokens[span.first : span.last]
    if alone and tokens[0].script == "Latn":
        return span.label == "person" or follows_title(around, span.first)
    if alone and is_a_company(tokens[0], primary_language(around.lang)):
        return True
    if names_a_body(around, span) or _ends_in_a_body(around, span):
        return True
    if alone and is_reported_by(around, span.first):
        return True
    return span.label == "place" and len(tokens) > 1 and any(_may_head(token, around.lang) for token in tokens)


def _ends_in_a_body(around: Surroundings, span: Span) -> bool:
    """Do several words taken for a person end in an acronym or a body of the dictionary (Апазіцыя БНФ)?"""
    first, last = around.tokens[span.first], around.tokens[span.last - 1]
    if (
        span.label != "person"
        or first is last
        or given_like(first, primary_language(around.lang))
        or is_initial(around, span.first)
    ):
        return False
    if word_kinds(last.fold, primary_language(around.lang)) == {"Orgn"}:
        return True
    return len(last.text) >= SHORTEST_ACRONYM and last.script == "Cyrl" and is_acronym(last, around)


def _is_known_person(around: Surroundings, span: Span, matches: Sequence[Match]) -> bool:
    """Does the gazetteer hold one word as a person's name alone, and the dictionaries as a surname (са Сталіным)?"""
    same = (match for match in matches if _same(match, span))
    known = any(name.type == "person" for match in same for name in match.names)
    alone = span.last - span.first == 1
    return known and alone and is_only_a_surname(around.tokens[span.first], primary_language(around.lang))


def _is_a_persons_here(around: Surroundings, at: int) -> bool:
    """Does a verb before a word that no dictionary holds as a place tell that it speaks; or do they hold it as a
    surname or a given name alone, and does nothing tell that it is a place (у Хайсах)?
    """
    token, lang = around.tokens[at], primary_language(around.lang)
    if is_said_by(around, at):
        return "Geox" not in word_kinds(token.fold, lang)
    if is_only_a_surname(token, lang) and adjective_like(token, lang):
        return True
    return (is_only_a_surname(token, lang) or is_a_given_name(around, at)) and not stands_on_ground(around, at)


def _in_one_script(around: Surroundings, span: Span) -> Iterator[Span]:
    """A person's name of words in two scripts cut between them: one of its words is a company's, the others are left
    where two or more stand together.
    """
    scripts = {token.script for token in around.tokens[span.first : span.last] if token.word}
    if span.label != "person" or len(scripts) < 2:
        yield span
        return
    begin = span.first
    for script, run in groupby(around.tokens[span.first : span.last], lambda token: token.script or "Cyrl"):
        end = begin + len(list(run))
        if script == "Latn" or end - begin > 1:
            yield span._replace(first=begin, last=end)
        begin = end


def _at_hyphens(around: Surroundings, span: Span) -> Iterator[Span]:
    """A place's name cut where a hyphen is a word of its own: the ends of a road are two places."""
    begin = span.first
    if span.label == "place":
        for at in range(span.first, span.last):
            if around.tokens[at].fold == HYPHEN:
                yield span._replace(first=begin, last=at)
                begin = at + 1
    yield span._replace(first=begin)


def _begun(around: Surroundings, span: Span) -> Span:
    """A span without the words at its beginning that are capitalised for their place alone."""
    first, tokens = span.first, around.tokens
    if first + 1 < span.last and tokens[first + 1].text == ".":
        return span
    lang = primary_language(around.lang)
    while first < span.last and (opens(tokens[first].fold, lang) or is_a_road_or_model(tokens[first])):
        first += 1
    if span.label == "person" and first + 1 < span.last and _is_a_thing_first(tokens[first], tokens[first + 1], lang):
        first += 1
    return span._replace(first=first) if first > span.first else span


def _is_a_thing_first(token: Token, following: Token, lang: str) -> bool:
    """Does a word for a thing begin a sentence, and no given name follow it (Карта Альфа-Банк)?"""
    return token.first and is_thing(token.fold, lang) and not (given_like(token, lang) or given_like(following, lang))


def is_common(token: Token, label: str, lang: str) -> bool:
    """Is a word that was taken for a name of one word a common one: an abbreviation, an adjective, a kind of body?"""
    if token.fold in words("abbreviations", lang) or (token.first and is_held_as_ordinary(token, lang)):
        return True
    if label == "person":
        return is_form_of(token.fold, lang, "organisation_heads") or is_thing(token.fold, lang)
    return label == "place" and is_of_inhabitants(token, lang)


def is_an_adjective(around: Surroundings, at: int) -> bool:
    """Is a word that was taken for a place one that the dictionary does not hold as one, and an adjective? What may be
    the case of a town (Вовчанська) is one only before a word for a thing (Вовчанська громада).
    """
    token, lang = around.tokens[at], primary_language(around.lang)
    if not adjective_like(token, lang) or "Geox" in word_kinds(token.fold, lang):
        return False
    return _stands_before_a_noun(around, at) or not read_as_a_town(token.text, lang)


def _stands_before_a_noun(around: Surroundings, at: int) -> bool:
    """Does a common noun follow, with adjectives before it or not?"""
    for token in around.tokens[at + 1 :]:
        kinds = word_kinds(token.fold, primary_language(around.lang))
        if not COMMON.isdisjoint(kinds):
            return not token.capital
        if ADJECTIVE not in kinds:
            return False
    return False


def is_called(span: Span, tokens: Sequence[Token], lang: str) -> bool:
    """Does a word for a person begin a sentence, and is no name (Королева заявила)?"""
    alone = len(tokens) == 1 and span.label == "person" and tokens[0].first
    return alone and "anim" in word_kinds(tokens[0].fold, lang) and not given_like(tokens[0], lang)


def _may_head(token: Token, lang: str) -> bool:
    return is_form_of(token.fold, primary_language(lang), "organisation_heads")


def merge(matches: Sequence[Match], spans: Iterable[Span]) -> tuple[list[Match], list[Guess]]:
    """The matches that stay, and the guesses beside them.

    The gazetteer is trusted for its span; only a longer name (an organisation's that holds the name of a place) or
    another reading of the same single word takes its place.
    """
    kept = list(matches)
    guesses: list[Guess] = []
    for span in spans:
        touched = [match for match in kept if match.first < span.last and span.first < match.last]
        if not all(_gives_way(match, span) for match in touched):
            continue
        if span.label == OTHER:
            kept = [match for match in kept if match not in touched or not _within(match, span)]
            continue
        same = [match for match in touched if _same(match, span)]
        if same and any(name.type == span.label for name in same[0].names):
            names = tuple(name for name in same[0].names if name.type == span.label)
            kept[kept.index(same[0])] = same[0]._replace(names=names)
            continue
        kept = [match for match in kept if match not in touched]
        guesses.append(Guess(span.first, span.last, cast(EntityType, span.label)))
    return kept, guesses


def _same(match: Match, span: Span) -> bool:
    return (match.first, match.last) == (span.first, span.last)


def _within(match: Match, span: Span) -> bool:
    return span.first <= match.first and match.last <= span.last


def _gives_way(match: Match, span: Span) -> bool:
    if _same(match, span):
        # Of a name in Latin letters in Cyrillic text the tagger knows little but that it is foreign.
        foreign = script_of(match.names[0].form) == "Latn"
        return (match.last - match.first == 1 and not foreign) or any(name.type == span.label for name in match.names)
    return span.last - span.first > match.last - match.first
