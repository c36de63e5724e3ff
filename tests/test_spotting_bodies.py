"""Bodies, companies and whom they stand beside, told by how their names are made and by the words before them."""

from __future__ import annotations

import pytest

from pipeline.gazetteer import load
from pipeline.reading import read_text
from pipeline.spotting import Spotter
from pipeline.spotting.evidence import is_of_stumps

NAMES = [
    # shortened names of bodies and companies, at the beginning of a sentence too
    ("ru", "Росстат опубликовал данные.", {"Росстат": ("organisation", "Росстат")}),
    ("ru", "Минпромторг поддержал завод.", {"Минпромторг": ("organisation", "Минпромторг")}),
    ("uk", "Укрпошта підвищить тарифи.", {"Укрпошта": ("organisation", "Укрпошта")}),
    ("uk", "«Укроборонпром» підписав угоду.", {"Укроборонпром": ("organisation", "Укроборонпром")}),
    ("be", "Кантракт з Раснафтай падпісалі ўчора.", {"Раснафтай": ("organisation", "Раснафта")}),
    ("uk", "ПриватБанк знизив ставки.", {"ПриватБанк": ("organisation", "ПриватБанк")}),
    ("ru", "Об этом рассказал Абу-Мазин.", {"Абу-Мазин": ("person", "Абу-Мазин")}),
    ("ru", "Роспотребнадзор закрыл кафе.", {"Роспотребнадзор": ("organisation", "Роспотребнадзор")}),
    # words for what bears a name
    ("ru", "Газета «Утро столицы» закрылась.", {"Утро столицы": ("organisation", "Утро столицы")}),
    ("uk", "Про це розповів телеканал «Обрій».", {"Обрій": ("organisation", "Обрій")}),
    ("ru", "Об этом пишет газета Corriere della Sera.", {
        "Corriere della Sera": ("organisation", "Corriere della Sera")
    }),
    ("uk", "Лабораторія Касперського знайшла вірус.", {
        "Лабораторія Касперського": ("organisation", "Лабораторія Касперського")
    }),
    ("ru", "Вылет организует туроператор «Пегас Туристик».", {"Пегас Туристик": ("organisation", "Пегас Туристик")}),
    ("ru", "Фильм «Крыльцо» получил приз.", {}),
    ("ru", "Рубль укрепился на Московской бирже.", {"Московской бирже": ("organisation", "Московская биржа")}),
    ("uk", "Це дані Геологічної служби США.", {"Геологічної служби США": ("organisation", "Геологічна служба США")}),
    ("uk", "Кнесет відхилив законопроєкт.", {"Кнесет": ("organisation", "Кнесет")}),
    ("ru", "Следственный комитет возбудил дело.", {"Следственный комитет": ("organisation", "Следственный комитет")}),
    ("ru", "Акции Альфа-Банка упали.", {"Альфа-Банка": ("organisation", "Альфа-Банк")}),
    ("uk", "Шторм «Бабет» накрив узбережжя.", {}),
    # whom something is named after
    ("be", "Яна атрымала прэмію імя Гедройца.", {"Гедройца": ("person", "Гедройц")}),
    ("be", "Тэатр імя Янкі Купалы закрылі.", {"Тэатр імя Янкі Купалы": ("organisation", "Тэатр імя Янкі Купалы")}),
    # persons by what is said of them
    ("ru", "Об этом рассказал Касем-Хан.", {"Касем-Хан": ("person", "Касем-Хан")}),
    ("ru", "Суд отказал Джейкобу Зуме. Адвокат Зумы промолчал.", {
        "Джейкобу Зуме": ("person", "Джейкоб Зума"), "Зумы": ("person", "Зума")
    }),
    # places by their preposition and kind
    ("ru", "В посёлке Харп умер заключённый.", {"Харп": ("place", "Харп")}),
    ("ru", "Людно на Невском проспекте и у Большого Каменного моста.", {
        "Невском проспекте": ("place", "Невский проспект"),
        "Большого Каменного моста": ("place", "Большой Каменный мост"),
    }),
    ("uk", "Вони йшли по Андріївському узвозу до Арсенальної площі.", {
        "Андріївському узвозу": ("place", "Андріївський узвіз"),
        "Арсенальної площі": ("place", "Арсенальна площа"),
    }),
    ("be", "Яны гулялі ў Лошыцкім парку.", {"Лошыцкім парку": ("place", "Лошыцкі парк")}),
    ("ru", "Как сообщил Путин, площадь закрыта.", {"Путин": ("person", "Путин")}),
    # initials of two letters, joined by a hyphen, or of nobody
    ("be", "Сустрэўся з М. Дз. Кавалёвым.", {"М. Дз. Кавалёвым": ("person", "М. Дз. Кавалёў")}),
    ("ru", "Ему ответил Ж.-К. Юнкер.", {"Ж.-К. Юнкер": ("person", "Ж.-К. Юнкер")}),
    ("uk", "Зустрівся з Ж.-К. Юнкером.", {"Ж.-К. Юнкером": ("person", "Ж.-К. Юнкер")}),
    ("ru", "Говорил Ж.-М. Ле Пен.", {"Ж.-М. Ле Пен": ("person", "Ж.-М. Ле Пен")}),
    ("ru", "И.о. губернатора ушёл. П. С. Это не всё.", {}),
    ("ru", "А.С. ПУШКИН", {"А.С. ПУШКИН": ("person", "А.С. Пушкин")}),
    # two names that stand together
    ("ru", "Ле Пен уступила сопернику.", {"Ле Пен": ("person", "Ле Пен")}),
    ("ru", "Лионель Месси признан лучшим игроком.", {"Лионель Месси": ("person", "Лионель Месси")}),
    ("ru", "Принц принял Си Цзиньпина.", {"Си Цзиньпина": ("person", "Си Цзиньпин")}),
    ("uk", "Принц прийняв Сі Цзіньпіна.", {"Сі Цзіньпіна": ("person", "Сі Цзіньпін")}),
    ("uk", "Професор Джон Гуденаф отримав премію.", {"Джон Гуденаф": ("person", "Джон Гуденаф")}),
    ("ru", "Акции Сбербанка и «Яндекса» выросли.", {
        "Сбербанка": ("organisation", "Сбербанк"), "Яндекса": ("organisation", "Яндекс")
    }),
    ("uk", "Пішов міністр у справах Північної Ірландії Шайлеш Вара.", {
        "Північної Ірландії": ("place", "Північна Ірландія"), "Шайлеш Вара": ("person", "Шайлеш Вара")
    }),
    ("uk", "Майк Пенс від коментарів відмовився.", {"Майк Пенс": ("person", "Майк Пенс")}),
    ("ru", "Уроженку Пакистана Анну Петрову отпустили.", {
        "Пакистана": ("place", "Пакистан"), "Анну Петрову": ("person", "Анна Петрова")
    }),
    ("uk", "Прихильники Гончаренка вийшли на площу.", {"Гончаренка": ("person", "Гончаренко")}),
]  # fmt: skip


@pytest.fixture(scope="module")
def spotter() -> Spotter:
    return Spotter(load())


def spot(spotter: Spotter, text: str, lang: str) -> dict[str, tuple[str, str]]:
    mentions = spotter.spot(read_text(text, id="test", lang=lang))
    return {mention.text: (mention.type, mention.lemma) for mention in mentions}


@pytest.mark.parametrize(("lang", "text", "names"), NAMES, ids=[row[1] for row in NAMES])
def test_names_are_told_by_their_making_and_their_neighbours(
    spotter: Spotter, lang: str, text: str, names: dict[str, tuple[str, str]]
) -> None:
    assert spot(spotter, text, lang) == names


def test_whom_a_title_is_of_is_another_person_than_who_bears_it(spotter: Spotter) -> None:
    text = "Джо Трамп выступил в суде. Адвокат Трампа Руди Джулиани молчал."
    assert {"Трампа", "Руди Джулиани"} <= spot(spotter, text, "ru").keys()


def test_what_stands_in_one_list_after_a_preposition_is_of_one_kind(spotter: Spotter) -> None:
    found = spot(spotter, "В Марселе и Лионе прошли протесты.", "ru")
    assert {form: kind for form, (kind, _) in found.items()} == {"Марселе": "place", "Лионе": "place"}


def test_an_ordinary_word_parts_two_companies(spotter: Spotter) -> None:
    assert {"UOKiK", "Газпром"} <= spot(spotter, "Польський регулятор UOKiK оштрафував Газпром.", "uk").keys()


@pytest.mark.parametrize(
    ("word", "lang"), [("росток", "ru"), ("газета", "ru"), ("газ", "ru"), ("укриття", "uk"), ("белы", "be")]
)
def test_ordinary_words_are_not_made_of_stumps(word: str, lang: str) -> None:
    assert not is_of_stumps(word, lang)
