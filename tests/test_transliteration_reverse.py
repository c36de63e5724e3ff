"""Latin back to Cyrillic."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.transliteration import System, get_system, systems

REVERSIBLE = [pytest.param(system, id=system.code) for system in systems() if system.reversible]


def words(system: System) -> st.SearchStrategy[str]:
    return st.text(alphabet=system.alphabet, min_size=1, max_size=12)


def has_case(text: str) -> bool:
    return text.lower() != text.upper()


def test_there_are_reversible_systems_of_every_language() -> None:
    assert {system.lang for system in systems() if system.reversible} == {"be", "uk", "ru"}


@pytest.mark.parametrize("system", REVERSIBLE)
@settings(deadline=None)
@given(data=st.data())
def test_every_word_comes_back(system: System, data: st.DataObject) -> None:
    word = data.draw(words(system))
    assert system.reverse(system.romanise(word)) == word


@pytest.mark.parametrize("system", REVERSIBLE)
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_capitals_come_back(system: System, data: st.DataObject) -> None:
    word = data.draw(words(system).filter(lambda text: has_case(text[0]) and text[0] not in "ьъ"))
    other = data.draw(words(system).filter(lambda text: text[0] not in "ьъ"))
    compound = f"{word.capitalize()}-{other.capitalize()}"
    assert system.reverse(system.romanise(compound)) == compound
    if sum(char not in "ьъ" for char in word) > 1:
        assert system.reverse(system.romanise(word.upper())) == word.upper()


@pytest.mark.parametrize("system", REVERSIBLE)
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_text_around_words_comes_back(system: System, data: st.DataObject) -> None:
    first, second = data.draw(words(system)), data.draw(words(system))
    text = f"{first}, 12 {second}!\n({first})"
    assert system.reverse(system.romanise(text)) == text


@pytest.mark.parametrize(
    ("name", "latin", "cyrillic"),
    [
        ("be-lacinka", "Śviatłana Cichanoŭskaja", "Сьвятлана Ціханоўская"),
        ("be-geo-2007", "Vierabjovičy", "Вераб’ёвічы"),
        ("be-bgn", "Mahilyow", "Магілёў"),
        ("be-geo", "Sharkawshchyna", "Шаркаўшчына"),
        ("uk-national", "Khmelnytskyi", "Хмельницький"),
        ("uk-national", "Volodymyr Zelenskyi", "Володимир Зеленський"),
        ("ru-bgn", "Tikhonovskiy", "Тихоновский"),
        ("ru-odni", "Mikhail Vasilyevich", "Михаил Васильевич"),
        ("ru-iso9", "Ŝëlkovo", "Щёлково"),
        ("uk-dstu-b", "Shchastja", "Щастя"),
    ],
)
def test_first_reading_of_real_names(name: str, latin: str, cyrillic: str) -> None:
    assert get_system(name).reverse(latin) == cyrillic


def test_ambiguous_latin_has_ranked_readings() -> None:
    readings = get_system("uk-national").readings("Marine", limit=8)
    assert [reading.cost for reading in readings] == sorted(reading.cost for reading in readings)
    assert "Мар’їне" in [reading.text for reading in readings]
    assert all(get_system("uk-national").romanise(reading.text) == "Marine" for reading in readings)
    assert len(get_system("uk-national").readings("Marine Marine", limit=3)) == 3


def test_letters_that_no_table_has_stay() -> None:
    assert get_system("ru-bgn").reverse("12 % Qq") == "12 % Qq"
    assert get_system("uk-national").reverse("“Kyiv” (2022)") == "“Київ” (2022)"


def test_a_run_of_letters_that_is_no_word_stays_as_it_is() -> None:
    letters = "kovalenka" * 100_000
    assert get_system("be-bgn").reverse(f"Minsk {letters} Minsk") == f"Мінск {letters} Мінск"
