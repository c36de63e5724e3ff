"""Every example of the tables of prepositions, euphony and possessives; the tables behind declension."""

from __future__ import annotations

import pytest

from pipeline.languages import (
    LANGUAGES,
    alphabets,
    cases_after,
    decline_name,
    given_name,
    mend,
    nominative_name,
    preposition_for,
    without_possessive,
)
from pipeline.languages.euphony import rules
from pipeline.languages.nouns import head_nouns
from pipeline.languages.paradigms import read_paradigms
from pipeline.languages.possessive import suffixes
from pipeline.languages.ranking import known_places
from pipeline.languages.words import row_of
from pipeline.tables import read_csv

PREPOSITIONS = list(read_csv("pipeline.languages", "prepositions.csv"))
SWAPS = list(read_csv("pipeline.languages", "preposition_swaps.csv"))
RULES = [(rule, example) for lang in LANGUAGES for rule in rules(lang) for example in rule.examples]
POSSESSIVES = [example for suffix in suffixes() for example in suffix.examples]


@pytest.mark.parametrize("row", PREPOSITIONS, ids=[f"{row['lang']} {row['example']}" for row in PREPOSITIONS])
def test_example_of_a_preposition(row):
    preposition, _, name = row["example"].partition(" ")
    assert row["case"] in cases_after(preposition, row["lang"])
    assert decline_name(row["name"], row["lang"], row["case"], type=row["type"]) == name


@pytest.mark.parametrize("row", SWAPS, ids=[f"{row['lang']} {row['before']}" for row in SWAPS])
def test_example_of_a_preposition_in_the_place_of_another(row):
    foreign, _, name = row["before"].partition(" ")
    own, _, right = row["after"].partition(" ")
    assert foreign in row["forms"].split()
    only = (row["only"],) if row["only"] else ()
    assert preposition_for(foreign, row["lang"], only) == own == row["write"]
    assert preposition_for(foreign, row["lang"]) == (foreign if only else own)
    assert row["asks"] in cases_after(own, row["lang"])
    assert decline_name(row["name"], row["lang"], row["case"], type=row["type"]) == name
    assert decline_name(row["name"], row["lang"], row["asks"], type=row["type"]) == right
    assert preposition_for(own, row["lang"]) == own


@pytest.mark.parametrize(("rule", "example"), RULES)
def test_example_of_euphony(rule, example):
    before, word, after, written = example
    assert mend(before, word, after, rule.lang) == written


def test_euphony_leaves_other_words_and_capitals():
    assert mend("яна", "пра", "Мінск", "be") == "пра"
    assert mend("", "В", "Києві", "uk") == "У"
    assert mend("he", "in", "Kyiv", "en") == "in"


@pytest.mark.parametrize(("with_it", "without"), POSSESSIVES)
def test_example_of_a_possessive(with_it, without):
    assert without_possessive(with_it) == without


def test_only_the_end_is_possessive():
    assert without_possessive("'s") == "'s"
    assert without_possessive("Kyiv") == "Kyiv"


@pytest.mark.parametrize("lang", ["be", "uk", "ru"])
def test_nouns_that_head_names_decline(lang):
    for noun, (gender, number) in head_nouns(lang).items():
        row = row_of(noun, lang, "noun", gender, number)
        assert row is not None, noun
        assert row.gender == gender, noun
        assert row.number == number, noun


@pytest.mark.parametrize("lang", ["be", "uk", "ru"])
def test_well_known_places_decline(lang):
    unknown = [place for place in known_places(lang) if decline_name(place, lang, "Gen", type="place") is None]
    assert not unknown


@pytest.mark.parametrize("lang", ["be", "uk", "ru"])
def test_words_of_the_lists_fit_their_paradigm(lang):
    for paradigm in read_paradigms(lang):
        endings = ["" if ending == "-" else ending for ending in paradigm.lemma.split()]
        for word in paradigm.words.split():
            assert any(word.lower().endswith(ending) for ending in endings), (paradigm.id, word)


def test_given_names_come_from_the_table():
    assert any(name.gender == "Fem" for name in given_name("Святлана", "be"))
    assert not given_name("Святлана", "uk")
    assert given_name("Абракадабра") == ()


def test_letters_of_the_languages():
    assert set(alphabets()) == set(LANGUAGES)
    assert set("ў") <= set(alphabets()["be"].letters)
    assert set("їєґ") <= set(alphabets()["uk"].letters)


@pytest.mark.parametrize(
    ("form", "nominative"),
    [
        ("Наваселлем", "Наваселле"),
        ("Канзас-Сіці", "Канзас-Сіці"),
        ("Троіцка-Пячорску", "Троіцка-Пячорск"),
        ("Шры-Ланцы", "Шры-Ланка"),
        ("Найробі", "Найробі"),
    ],
)
def test_belarusian_places_go_back_to_a_nominative_that_may_be_written(form: str, nominative: str) -> None:
    assert nominative_name(form, "be", type="place")[0].lemma == nominative


@pytest.mark.parametrize(
    ("form", "nominative"),
    [("Кені Мілера", "Кені Мілер"), ("Холі Мілер", "Холі Мілер"), ("Скарсезэ", "Скарсезэ"), ("Рагулі", "Рагуля")],
)
def test_belarusian_leaves_foreign_names_in_a_vowel_as_they_are(form: str, nominative: str) -> None:
    assert nominative_name(form, "be", type="person")[0].lemma == nominative
