"""Sentences of nothing but dates and places, in every language, with and without engines."""

from __future__ import annotations

import pytest

from pipeline.gazetteer import load
from pipeline.reading import read_text
from pipeline.road import Road
from pipeline.tables import read_toml
from pipeline.translation.datelines import dateline

GAZETTEER = load()


@pytest.fixture(scope="module")
def road() -> Road:
    return Road(GAZETTEER)


ROWS = [
    # in be, uk, ru, en
    ("be", "6 сакавіка 2023 года",
     ["6 сакавіка 2023 г.", "6 березня 2023 р.", "6 марта 2023 г.", "March 6, 2023"]),
    ("en", "Monday, March 6, 2023",
     ["панядзелак, 6 сакавіка 2023 г.", "понеділок, 6 березня 2023 р.", "понедельник, 6 марта 2023 г.",
      "Monday, March 6, 2023"]),
    ("en", "(12 May)", ["(12 мая)", "(12 травня)", "(12 мая)", "(May 12)"]),
    ("uk", "Нова Зеландія, 2023-03-06.",
     ["Новая Зеландыя, 2023-03-06.", "Нова Зеландія, 2023-03-06.", "Новая Зеландия, 2023-03-06.",
      "New Zealand, 2023-03-06."]),
    ("uk", "7 жовтня 2022 року.",
     ["7 кастрычніка 2022 г.", "7 жовтня 2022 р.", "7 октября 2022 г.", "October 7, 2022."]),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "sentence", "written"), ROWS, ids=[row[1] for row in ROWS])
def test_dates_and_countries(lang: str, sentence: str, written: list[str]) -> None:
    made = [dateline(sentence, lang, target, ()) for target in ("be", "uk", "ru", "en")]
    assert [one.text if one else None for one in made] == written


@pytest.mark.parametrize(
    ("lang", "sentence"), read_toml("pipeline.translation", "datelines.toml")["year"]["examples"], ids=str
)
def test_the_number_of_a_year_may_have_a_word_behind_it(lang: str, sentence: str) -> None:
    made = dateline(sentence, lang, "en", ())
    assert made is not None
    assert made.text == "March 6, 2023"


@pytest.mark.parametrize(
    "sentence", ["", "...", "31 февраля 2020", "6 марта было холодно", "мая", "В Минске", "99 мая 2020", "6 " * 300]
)
def test_what_is_no_dateline_is_left_to_the_engines(sentence: str) -> None:
    assert dateline(sentence, "ru", "uk", ()) is None


@pytest.mark.parametrize(
    ("lang", "text", "target", "written"),
    [
        ("ru", "Киев, 14 декабря 2021 года", "be", "Кіеў, 14 снежня 2021 г."),
        ("uk", "МІНСЬК — ВІЛЬНЮС, 3 березня", "ru", "МИНСК — ВИЛЬНЮС, 3 марта"),
        ("en", "KIEV, March 6, 2023", "uk", "КИЇВ, 6 березня 2023 р."),
        ("be", "Беларусь", "en", "Belarus"),
    ],
)
def test_a_dateline_needs_no_engine(road: Road, lang: str, text: str, target: str, written: str) -> None:
    result = road.travel(read_text(text, id="x", lang=lang))
    (part,) = result.translations[target]
    assert (part.text, part.route) == (written, ("dates", "names"))
    assert [written[name.start : name.end] for name in part.names] == [name.form for name in part.names]
    assert part.names
