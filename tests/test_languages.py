"""Every example of every table of the languages; and declension there and back for words over every ending."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.languages import alphabets, analyse, decline, decline_name, nominative_name, script_of
from pipeline.languages.paradigms import START, Paradigm, paradigms, read_paradigms
from pipeline.tables import read_toml

DECLINING = ("be", "uk", "ru")
EXAMPLES = [
    pytest.param(lang, paradigm, example, id=f"{paradigm.id}: {example[:40]}")
    for lang in DECLINING
    for paradigm in read_paradigms(lang)
    for example in paradigm.examples
]
NAMES = read_toml("pipeline.languages", "names.toml")["examples"]


def parsed(paradigm: Paradigm, example: str):
    """Kind, gender, nominative and (case, number, form) of an example; the paradigm's own gender where it says none."""
    kind, *rest = example.split()
    gender = rest.pop(0) if rest[0] in ("Masc", "Fem", "Neut") else None
    if gender is None:
        genders = [entry.split()[1:] for entry in paradigm.kinds if entry.split()[0] == kind]
        gender = genders[0][0] if genders and genders[0] else None
    lemma, *pairs = rest
    forms = [
        (case.removeprefix("Plur."), "Plur" if case.startswith("Plur.") else "Sing", form)
        for case, form in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    return kind, gender, lemma, forms


@pytest.mark.parametrize(("lang", "paradigm", "example"), EXAMPLES)
def test_example_of_a_paradigm(lang, paradigm, example):
    kind, gender, lemma, forms = parsed(paradigm, example)
    assert forms
    for case, number, form in forms:
        assert decline(lemma, lang, case, kind=kind, gender=gender, number=number) == form
        assert any(
            reading.lemma == lemma and reading.kind == kind and reading.case in (case, None)
            for reading in analyse(form, lang)
        )


def test_every_paradigm_has_source_and_examples():
    for lang in DECLINING:
        found = read_paradigms(lang)
        assert len({paradigm.id for paradigm in found}) == len(found)
        assert all(paradigm.source and paradigm.examples for paradigm in found)


@pytest.mark.parametrize("entry", NAMES, ids=[f"{entry['lang']} {entry['name']}" for entry in NAMES])
def test_example_of_a_whole_name(entry):
    lang, type_, name = entry["lang"], entry["type"], entry["name"]
    for case, form in entry["forms"].items():
        assert decline_name(name, lang, case, type=type_, gender=entry.get("gender")) == form
        readings = nominative_name(form, lang, type=type_)
        assert any(one.nominative == name and one.case in (case, None) for one in readings[:4])


@st.composite
def words(draw):
    """A word over the ending of a nominative of some paradigm, which may but need not be that paradigm's in the end."""
    lang = draw(st.sampled_from(DECLINING))
    rows = [row for row in paradigms(lang) if not row.derived]
    row = draw(st.sampled_from(rows))
    letters = "".join(c for c in alphabets()[lang].letters if c not in "ьъйўы")
    stem = "" if row.lemma.startswith(START) else draw(st.text(letters, min_size=2, max_size=6))
    word = (stem + row.lemma.removeprefix(START)).capitalize()
    return lang, word, row


@settings(max_examples=600, deadline=None)
@given(words())
def test_analysis_brings_back_what_was_declined(drawn):
    lang, word, row = drawn
    vowels = alphabets()[lang].vowels
    assume(any(letter in vowels for letter in word.lower()))
    for case in row.forms:
        form = decline(word, lang, case, kind=row.kind, gender=row.gender, number=row.number)
        assert form is not None
        lemmas = {(one.lemma, one.kind) for one in analyse(form, lang) if one.case in (case, None)}
        assert (word, row.kind) in lemmas


@pytest.mark.parametrize(
    ("lang", "form", "lemma"),
    [
        ("ru", "Светланой Тихановской", "Светлана Тихановская"),
        ("uk", "Володимиром Зеленським", "Володимир Зеленський"),
        ("be", "Аляксандру Лукашэнку", "Аляксандр Лукашэнка"),
        ("be", "ЛУКАШЭНКУ", "Лукашэнка"),
        ("ru", "Александра Григорьевича Лукашенко", "Александр Григорьевич Лукашенко"),
    ],
)
def test_persons_come_back_to_the_nominative(lang, form, lemma):
    assert nominative_name(form, lang, type="person")[0].nominative == lemma


@pytest.mark.parametrize(
    ("lang", "form", "lemma", "type_"),
    [
        ("uk", "Львові", "Львів", "place"),
        ("uk", "Львовом", "Львів", "place"),
        ("uk", "Києва", "Київ", "place"),
        ("uk", "Часового Яру", "Часів Яр", "place"),
        ("uk", "Кременчуці", "Кременчук", "place"),
        ("ru", "Минском", "Минск", "place"),
        ("ru", "Бабьего Яра", "Бабий Яр", "place"),
        ("be", "Часавага Яра", "Часаў Яр", "place"),
        ("be", "Беларуссю", "Беларусь", "place"),
        ("be", "Міністэрству замежных спраў Украіны", "Міністэрства замежных спраў Украіны", "organisation"),
        ("be", "палка імя Каліноўскага", "полк імя Каліноўскага", "organisation"),
        ("ru", "Министерством иностранных дел", "Министерство иностранных дел", "organisation"),
        ("uk", "Верховної Ради", "Верховна Рада", "organisation"),
        ("ru", "МИД России", "МИД России", "organisation"),
    ],
)
def test_places_and_organisations_come_back_to_the_nominative(lang, form, lemma, type_):
    assert nominative_name(form, lang, type=type_)[0].nominative == lemma


def test_readings_of_an_ambiguous_form_all_come():
    cases = {one.case for one in analyse("Тихановской", "ru") if one.lemma == "Тихановская"}
    assert cases == {"Gen", "Dat", "Ins", "Loc"}


def test_what_does_not_decline():
    assert decline("Лукашенко", "ru", "Gen", kind="surname", gender="Masc") == "Лукашенко"
    assert decline("Лукашенко", "uk", "Gen", kind="surname", gender="Masc") == "Лукашенка"
    assert decline("Лукашенко", "uk", "Gen", kind="surname", gender="Fem") == "Лукашенко"
    assert decline("Ковальчук", "ru", "Dat", kind="surname", gender="Fem") == "Ковальчук"
    assert decline_name("Чили", "ru", "Loc", type="place") == "Чили"
    assert decline_name("Kyiv", "en", "Gen", type="place") == "Kyiv"
    assert decline_name("Звязда", "be", "Gen", type="organisation", indeclinable=True) == "Звязда"
    assert decline("Kijeŭ", "be-Latn", "Gen", kind="place") is None


def test_capitals_stay():
    assert decline("МИНСК", "ru", "Gen", kind="place") == "МИНСКА"
    assert decline_name("СВЕТЛАНА ТИХАНОВСКАЯ", "ru", "Ins", type="person") == "СВЕТЛАНОЙ ТИХАНОВСКОЙ"
    assert analyse("УКРАИНЕ", "ru")[0].lemma == "Украина"


def test_hyphenated_words_part_by_part():
    assert decline("Салтыков-Щедрин", "ru", "Ins", kind="surname", gender="Masc") == "Салтыковым-Щедриным"
    assert any(one.lemma == "Нечуй-Левицький" for one in analyse("Нечуя-Левицького", "uk"))
    assert any(one.lemma == "Франкфурт-на-Майне" for one in analyse("Франкфурте-на-Майне", "ru"))


@pytest.mark.parametrize("word", ["", "-", "--", "'", "М", "123", "Kyiv", "Мск", "А-", "\u0301", "ЁЁЁЁ" * 50])
@pytest.mark.parametrize("lang", ["be", "uk", "ru", "en", "be-tarask", "be-Latn"])
def test_odd_words_do_no_harm(lang, word):
    analyse(word, lang)
    for type_ in ("person", "place", "organisation"):
        decline_name(word, lang, "Gen", type=type_)
        assert nominative_name(word, lang, type=type_)


def test_the_script_of_a_word_is_that_of_most_of_its_letters():
    assert script_of("Менск") == "Cyrl"
    assert script_of("Kyїv") == "Latn"
    assert script_of("2022") is None


def test_import_reads_no_table():
    code = "import pipeline.languages as l, pipeline.languages.paradigms as p; print(p.paradigms.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
