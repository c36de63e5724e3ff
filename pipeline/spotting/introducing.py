"""Names of one word that nothing else found, told by the words beside them and by the dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from pipeline.languages import analyse, nominative_name
from pipeline.records import Case, Gender, primary_language
from pipeline.spotting.evidence import words
from pipeline.spotting.tagger import Span
from pipeline.spotting.tagger.belarusian import LANG as BELARUSIAN
from pipeline.spotting.tagger.belarusian import PROPER, SURNAME, belarusian_kinds
from pipeline.spotting.tagger.dictionary import ANIMATE, animate_agreements, nominative_kinds, word_kinds
from pipeline.spotting.things import is_thing, surname_ending
from pipeline.spotting.tokens import Token, covered
from pipeline.spotting.unknown import Surroundings, adjective_like, given_like, is_acronym, is_form_of

SHORTEST = 4
QUOTE = '"'
COLON, DASH = ":", "-"  # as dashes and hyphens are folded
PERSONS = frozenset({"Surn", "Name", "Patr"})
SURNAMES = frozenset({"Surn", "Patr"})
PLACES = frozenset({"Geox", PROPER})
ADJECTIVE = "ADJF"
_NO_NOUNS = frozenset({"VERB", "INFN", "PREP", "CONJ", "ADVB", "NPRO"})
_NOUNS = frozenset({ANIMATE, "NOUN", ADJECTIVE})
_BEFORE_NAMES_OF_THEIRS = ("organisation_heads", "called", "place_types")
LONGEST_OFFICE = 5
"""Words from a title to the name of who holds the office."""


def introduced(around: Surroundings, spans: Iterable[Span], known: frozenset[int]) -> Iterator[Span]:
    """The names that the first way tells which tells anything of a word."""
    taken = known.union(covered(spans))
    for at in around.capitals:
        token = around.tokens[at]
        if at in taken or not token.word or token.upper or len(token.text) < SHORTEST:
            continue
        label = next((label for label, tells in _WAYS if tells(around, at)), None)
        if label:
            yield Span(at, at + 1, label)


def follows_title(around: Surroundings, at: int) -> bool:
    """Does a word that looks like a surname, and is no known place, stand right after a title?"""
    token, lang = around.tokens[at], primary_language(around.lang)
    if at == 0 or not is_form_of(around.tokens[at - 1].fold, lang, "titles"):
        return False
    return "Geox" not in word_kinds(token.fold, lang) and surname_ending(token, lang)


def holds_an_office(around: Surroundings, at: int) -> bool:
    """Does a word for who holds an office stand before a word that looks like a surname, in the same case and gender,
    and between them what the office is of (мэр Казани Метшин, міністр абароны Хрэнін; not директор театра Чехова)?

    Of a surname with no native ending the likeliest case is the one that counts (губернатор Приморья Кожемяко).
    """
    tokens, lang = around.tokens, primary_language(around.lang)
    begin = at - 1
    while begin > max(0, at - LONGEST_OFFICE) and _may_be_genitive(tokens[begin], lang):
        begin -= 1
        if is_form_of(tokens[begin].fold, lang, "offices"):
            break
    if not 0 <= begin < at - 1 or not is_form_of(tokens[begin].fold, lang, "offices"):
        return False
    token, before = tokens[at], tokens[at - 1]
    if DASH in token.fold or "Geox" in word_kinds(token.fold, lang) or is_form_of(token.fold, lang, "ministries"):
        return False
    if any(is_form_of(before.fold, lang, group) for group in _BEFORE_NAMES_OF_THEIRS):
        return False
    agreements = animate_agreements(tokens[begin].fold, lang) or _as_listed(tokens[begin], lang)
    readings = nominative_name(token.text, lang, type="person")
    if not surname_ending(token, lang):
        readings = readings[:1] if _may_be_any_surname(around, at) else ()
    return any(one.gender == gender and one.case in (case, None) for one in readings for case, gender in agreements)


def _may_be_any_surname(around: Surroundings, at: int) -> bool:
    """Does the dictionary hold a word, with no other name after it, as a person's name, not at all, or as an adjective
    that belongs to no noun (Кожемяко, Садовий)?
    """
    token, after, lang = around.tokens[at], around.tokens[at + 1 : at + 2], primary_language(around.lang)
    kinds = word_kinds(token.fold, lang)
    if token.script != "Cyrl" or kinds - {*PERSONS, ADJECTIVE}:
        return False
    if any(one.capital for one in after):
        return False
    return ADJECTIVE not in kinds or all(_NOUNS.isdisjoint(word_kinds(one.fold, lang)) for one in after)


def _as_listed(token: Token, lang: str) -> Collection[tuple[Case, Gender]]:
    """The nominative of a word of the table that no dictionary holds, with the genders that its ending tells (очільник,
    очільниця).
    """
    if token.fold not in words("offices", lang):
        return ()
    nouns = (one for one in analyse(token.fold, lang) if one.kind == "noun" and one.number == "Sing")
    found: set[tuple[Case, Gender]] = {(one.case, one.gender) for one in nouns if one.case == "Nom" and one.gender}
    return found | {("Nom", "Masc")} if token.fold in words("offices_of_both", lang) else found


def _may_be_genitive(token: Token, lang: str) -> bool:
    kinds = word_kinds(token.fold, lang)
    if not token.word or (kinds and kinds <= _NO_NOUNS) or token.fold in words("function_words", lang):
        return False
    return any(one.case == "Gen" for one in analyse(token.text, lang))


def is_kin(around: Surroundings, at: int) -> bool:
    """Does a word for a relative or a companion stand right before a name that the dictionaries hold neither as a place
    nor as a word for a person (дачка Атланта; not сын Прэзідэнта), and that is no acronym?
    """
    lang = primary_language(around.lang)
    if is_acronym(around.tokens[at], around):
        return False
    kinds = word_kinds(around.tokens[at].fold, lang) if at else frozenset({ANIMATE})
    if "Geox" in kinds or (ANIMATE in kinds and kinds.isdisjoint((*PERSONS, PROPER))):
        return False
    before = around.tokens[at - 1].fold
    return any(is_form_of(before, lang, group) for group in ("kin", "companions"))


def is_of_a_family(around: Surroundings, at: int) -> bool:
    """Does a word for a family, or for several of one, stand right before a word (князёў Радзівілаў)?"""
    return at > 0 and around.tokens[at - 1].fold in words("families", primary_language(around.lang))


def is_only_a_surname(token: Token, lang: str) -> bool:
    """Do the dictionaries hold a word as a person's name alone (мяцеж Глінскіх)?"""
    kinds = word_kinds(token.fold, lang)
    return bool(kinds) and kinds <= PERSONS


def is_reported_by(around: Surroundings, at: int) -> bool:
    """Is a word for a thing what reports (як перадаваў Тэлеграф), or what signs a remark (іх — Тэлеграф)?"""
    tokens, lang = around.tokens, primary_language(around.lang)
    if at == 0 or tokens[at].first or not is_thing(tokens[at].fold, lang):
        return False
    before, after = tokens[at - 1].fold, tokens[at + 1].fold if at + 1 < len(tokens) else ""
    return before in words("reporting", lang) or (before == DASH and after == ")")


def is_said_by(around: Surroundings, at: int) -> bool:
    """Does a word follow a verb whose subject speaks (рассказал Абу-Мазин)?"""
    return at > 0 and around.tokens[at - 1].fold in words("speaking", primary_language(around.lang))


def stands_on_ground(around: Surroundings, at: int) -> bool:
    """May a word be a place's name in the locative, after a preposition that asks for it of places alone (на
    Камароўцы)?
    """
    lang = primary_language(around.lang)
    if around.fold_before(at) not in words("grounds", lang):
        return False
    readings = nominative_name(around.tokens[at].text, lang, type="place")
    return any(reading.case == "Loc" for reading in readings)


def _is_quoted_in_a_headline(around: Surroundings, at: int) -> bool:
    """Does a headline begin with a surname and a colon?"""
    tokens, lang = around.tokens, primary_language(around.lang)
    token = tokens[0]
    if at or len(tokens) < 3 or tokens[1].text != COLON or token.script != "Cyrl":
        return False
    if word_kinds(token.fold, lang) - {*PERSONS, PROPER} or token.fold in words("function_words", lang):
        return False
    return not adjective_like(token, lang) and surname_ending(token, lang)


def is_honoured(around: Surroundings, at: int) -> bool:
    """Is a word in the genitive whom something is named after (премия имени Гедройца); of a street, one with the
    ending of a surname (пр. Машэрава)?
    """
    token, lang = around.tokens[at], primary_language(around.lang)
    before = around.fold_before(at)
    if before in words("named_after", lang):
        return any(one.case == "Gen" for one in nominative_name(token.text, lang, type="person"))
    if before not in words("honouring", lang):
        return False
    kinds = word_kinds(token.fold, lang)
    last = at + 1 == len(around.tokens) or not around.tokens[at + 1].capital
    named = surname_ending(token, lang) or not SURNAMES.isdisjoint(kinds) or (last and kinds == {ADJECTIVE})
    genders = {one.gender for one in nominative_name(token.text, lang, type="person") if one.case == "Gen"}
    return named and ("Masc" in genders if kinds == {ADJECTIVE} else bool(genders))


def _is_introduced_as_kin(around: Surroundings, at: int) -> bool:
    return not around.tokens[at].first and is_kin(around, at)


def _is_held_as_a_surname(around: Surroundings, at: int) -> bool:
    """Does the dictionary hold a word as a surname alone; one that a sentence begins with, as its nominative?"""
    token, lang = around.tokens[at], primary_language(around.lang)
    kinds = word_kinds(token.fold, lang)
    told = _speaks(around, token) or (_is_written_as_a_name(around, token) and bool(nominative_kinds(token.fold, lang)))
    return told and bool(kinds) and kinds <= SURNAMES


def is_a_given_name(around: Surroundings, at: int) -> bool:
    """May a word in no quotation be a given name, and does the Belarusian dictionary hold it as nothing else?"""
    token, lang = around.tokens[at], primary_language(around.lang)
    if lang != BELARUSIAN or token.upper or token.script != "Cyrl" or not given_like(token, lang):
        return False
    quoted = at > 0 and around.tokens[at - 1].fold == QUOTE
    return not quoted and belarusian_kinds(token.fold) <= {PROPER, SURNAME}


def _is_held_as_a_place(around: Surroundings, at: int) -> bool:
    token, kinds = around.tokens[at], word_kinds(around.tokens[at].fold, primary_language(around.lang))
    if primary_language(around.lang) == BELARUSIAN and not belarusian_kinds(token.fold):
        kinds = kinds - {ANIMATE}  # of a Russian word that is written alike
    return _speaks(around, token) and "Geox" in kinds and kinds <= PLACES


def _is_held_as_a_body(around: Surroundings, at: int) -> bool:
    token = around.tokens[at]
    return _is_written_as_a_name(around, token) and word_kinds(token.fold, primary_language(around.lang)) == {"Orgn"}


def _is_an_unheld_place(around: Surroundings, at: int) -> bool:
    """Is a word that the Belarusian dictionary holds as a name or not at all a place by its preposition and case?"""
    token = around.tokens[at]
    if primary_language(around.lang) != BELARUSIAN or DASH in token.fold or not _speaks(around, token):
        return False
    kinds = belarusian_kinds(token.fold)
    return (PROPER in kinds or kinds <= {SURNAME}) and stands_on_ground(around, at)


def _speaks(around: Surroundings, token: Token) -> bool:
    """Does the capital of a token say anything?"""
    return not token.first and _is_written_as_a_name(around, token)


def _is_written_as_a_name(around: Surroundings, token: Token) -> bool:
    return not around.shouting and token.script == "Cyrl"


_WAYS: Sequence[tuple[str, Callable[[Surroundings, int], bool]]] = (
    ("person", follows_title),
    ("person", holds_an_office),
    ("person", _is_quoted_in_a_headline),
    ("person", _is_introduced_as_kin),
    ("organisation", is_reported_by),
    ("person", is_honoured),
    ("person", is_of_a_family),
    ("person", _is_held_as_a_surname),
    ("place", _is_held_as_a_place),
    ("person", is_a_given_name),
    ("organisation", _is_held_as_a_body),
    ("place", _is_an_unheld_place),
)
