"""What stands beside a name tells what it is: names side by side, bodies of countries, lists, ordinary words."""

from __future__ import annotations

import pytest

from pipeline.gazetteer import load
from pipeline.reading import read_text
from pipeline.spotting import Spotter

Found = list[tuple[str, str]]


@pytest.fixture(scope="module")
def spotter() -> Spotter:
    return Spotter(load())


def spot(spotter: Spotter, text: str, lang: str) -> Found:
    return [(m.text, m.type) for m in spotter.spot(read_text(text, id="t", lang=lang))]


SIDE_BY_SIDE = [
    ("ru", "Делегация провинции Пенджаб Индии приехала утром.", [("Пенджаб", "place"), ("Индии", "place")]),
    ("uk", "Сказав міністр Латвії Ярослав Верещинський.", [("Латвії", "place"), ("Ярослав Верещинський", "person")]),
    ("be", "Пра гэта напісаў Дж. Верашчэня.", [("Дж. Верашчэня", "person")]),
    ("ru", "Выставку открыла Ирина Верещагина Почему пришли не все?", [("Ирина Верещагина", "person")]),
]  # fmt: skip
OFFICES = [
    ("uk", "Про це розповів голова Львова Садовий.", [("Львова", "place"), ("Садовий", "person")]),
    ("ru", "Об этом сообщил председатель Думы Матвейчев.", [("Матвейчев", "person")]),
    ("ru", "Указ подписал губернатор Приморья Кожемяко.", [("Приморья", "place"), ("Кожемяко", "person")]),
]
BODIES = [
    ("ru", "Решение принял Верховный суд Непала.", [("Верховный суд Непала", "organisation")]),
    ("be", "Рашэнне прыняў Вярхоўны суд Літвы.", [("Вярхоўны суд Літвы", "organisation")]),
    ("be", "Пра гэта паведаміла Мінздароўя.", [("Мінздароўя", "organisation")]),
    ("be", "Навукоўцы з Мічыганскага ўніверсітэта прыехалі.", [("Мічыганскага ўніверсітэта", "organisation")]),
    ("be", "Ён гуляе за каманду Луізіянскага ўніверсітэта.", [("Луізіянскага ўніверсітэта", "organisation")]),
    ("be", "Скаргу разгледзіць Апеляцыйны суд.", [("Апеляцыйны суд", "organisation")]),
    ("uk", "Скаргу розгляне Конституційний суд.", [("Конституційний суд", "organisation")]),
    ("be", "«Пералёт» адмовіўся ад гульні.", [("Пералёт", "organisation")]),
    ("be", "Госці абыгралі «Пералёт».", [("Пералёт", "organisation")]),
    ("ru", "«Перелёт» уступил хозяевам поля.", [("Перелёт", "organisation")]),
    ("uk", "Конституційний суд розглянув скаргу.", [("Конституційний суд", "organisation")]),
    ("be", "Вярхоўны суд адхіліў скаргу.", [("Вярхоўны суд", "organisation")]),
    ("ru", "Жалобу рассмотрит Апелляционный суд.", [("Апелляционный суд", "organisation")]),
    (
        "be",
        "Пастаноўкі Дзяржаўнага рускага драматычнага тэатра Непала.",
        [("Дзяржаўнага рускага драматычнага тэатра Непала", "organisation")],
    ),
    ("be", "Ён падпісаў кантракт з Marks учора.", []),
]
PLACES = [
    ("ru", "Толпа собралась на Бейкер-стрит.", [("Бейкер-стрит", "place")]),
    ("uk", "Дощі йдуть на півдні Європи.", [("Європи", "place")]),
    ("be", "Птушкі ляцяць у Афрыку.", [("Афрыку", "place")]),
    ("be", "Рака Шчара мелкая.", [("Шчара", "place")]),
    ("be", "Аэрапорт Хітроу закрылі.", [("Хітроу", "place")]),
    ("ru", "Снег выпал в Южной Польше.", [("Южной Польше", "place")]),
    ("be", "Дом стаіць у вёсцы Гуркі Вілейскага раёна.", [("Гуркі", "place")]),
]
NO_NAMES = [
    ("ru", "Королева приехала вечером.", []),
    ("be", "Дажджы ідуць праз Мінскі і Пінскі раёны.", []),
    ("ru", "Билеты на ЧМ-2018 кончились.", []),
    ("be", "Ён узнагароджаны ордэнам Працоўнага Чырвонага Сцяга.", []),
    ("ru", "Ведущая программы «Перелёт» объявила о конце сезона.", []),
    ("be", "Пішыце на https://example.org/Navinar штодня.", []),
]


@pytest.mark.parametrize(("lang", "text", "names"), [*SIDE_BY_SIDE, *OFFICES, *BODIES, *PLACES, *NO_NAMES])
def test_neighbours_tell_what_a_name_is(lang: str, text: str, names: Found, spotter: Spotter) -> None:
    assert spot(spotter, text, lang) == names


@pytest.mark.parametrize(("lang", "text"), [("uk", "Місто Палу затопило."), ("be", "Хвалі накрылі горад Палу.")])
def test_after_a_word_for_a_kind_of_place_a_name_stands_as_it_is(lang: str, text: str, spotter: Spotter) -> None:
    assert [m.lemma for m in spotter.spot(read_text(text, id="t", lang=lang))] == ["Палу"]


def test_what_stands_in_a_list_of_places_is_a_place(spotter: Spotter) -> None:
    text = "Дарога вядзе праз Мінск, Оршу, Мсціслаў, Віцебск і Полацк."
    assert ("Мсціслаў", "place") in spot(spotter, text, "be")


def test_a_known_word_for_a_person_is_still_a_surname_where_the_text_says_so(spotter: Spotter) -> None:
    found = spot(spotter, "Выступила Ирина Королева. Королева приехала вечером.", "ru")
    assert found == [("Ирина Королева", "person"), ("Королева", "person")]
