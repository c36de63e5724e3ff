"""Names in Belarusian text: its own dictionary, pairs of places, lists in one case, ў after a vowel, initials."""

from __future__ import annotations

import pytest

from pipeline.gazetteer import load
from pipeline.reading import read_text
from pipeline.records import Mention
from pipeline.spotting import Spotter
from pipeline.spotting.cases import Before, read_nominative
from pipeline.spotting.tagger.belarusian import belarusian_kinds, is_name_in_nominative


@pytest.fixture(scope="module")
def spotter() -> Spotter:
    return Spotter(load())


def spot(spotter: Spotter, text: str, lang: str = "be") -> tuple[Mention, ...]:
    return spotter.spot(read_text(text, id="t", lang=lang))


@pytest.mark.parametrize(
    ("lang", "text", "places"),
    [
        ("be", "Рамантуюць дарогу Менск-Горадня.", ["Менск", "Горадня"]),
        ("be", "Цягнік Гомель-Калінкавічы-Брэст спазніўся.", ["Гомель", "Калінкавічы", "Брэст"]),
        ("uk", "Рейс Київ-Варшава скасували.", ["Київ", "Варшава"]),
        ("ru", "Поезд Минск-Москва опоздал.", ["Минск", "Москва"]),
        ("en", "The Kyiv-Lviv train was late.", ["Kyiv", "Lviv"]),
        ("be", "Ён жыве ў Івана-Франкоўску.", ["Івана-Франкоўску"]),
        ("ru", "Он живёт в Ростове-на-Дону.", ["Ростове-на-Дону"]),
    ],
)
def test_a_hyphen_parts_places_but_not_the_name_of_one(
    lang: str, text: str, places: list[str], spotter: Spotter
) -> None:
    assert [(m.text, m.type) for m in spot(spotter, text, lang)] == [(place, "place") for place in places]


def test_a_double_surname_is_not_parted(spotter: Spotter) -> None:
    (mention,) = spot(spotter, "Выступіла Марыя Кузняцова-Смірнова.")
    assert (mention.text, mention.type) == ("Марыя Кузняцова-Смірнова", "person")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("be", "Вавёркі жывуць у Польшчы, Кітаі, Японіі і Канадзе."),
        ("uk", "Білки живуть у Польщі, Китаї, Японії та Канаді."),
        ("ru", "Белки живут в Польше, Китае, Японии и Канаде."),
    ],
)
def test_the_names_of_a_list_stand_in_the_case_of_its_preposition(lang: str, text: str, spotter: Spotter) -> None:
    assert [mention.case for mention in spot(spotter, text, lang)] == ["Loc"] * 4


def test_after_a_vowel_names_begin_with_another_letter(spotter: Spotter) -> None:
    (mention,) = spot(spotter, "Яна вярнулася на Ўкраіну.")
    assert (mention.text, mention.lemma) == ("Ўкраіну", "Украіна")


def test_initials_of_two_letters_are_part_of_the_name(spotter: Spotter) -> None:
    (mention,) = spot(spotter, "Пра гэта піша Дз. І. Вярбіцкі.")
    assert mention.text == "Дз. І. Вярбіцкі"


@pytest.mark.parametrize(
    "text",
    ["Карта дарог ляжала на стале.", "Згодна з артыкулам 12 Канвенцыі, дзеці маюць правы.", "Затрымалі ўсіх."],
)
def test_common_words_with_a_capital_are_no_names(text: str, spotter: Spotter) -> None:
    assert spot(spotter, text) == ()


def test_the_dictionary_tells_words_from_names() -> None:
    assert belarusian_kinds("размовы") == {"NOUN"}
    assert belarusian_kinds("затрымалі") == {"VERB"}
    assert belarusian_kinds("каліноўскага") == {"Surn"}
    assert belarusian_kinds("абвгд") == frozenset()
    assert is_name_in_nominative("гомель")
    assert not is_name_in_nominative("гомеля")


def test_the_dictionary_reads_taraskievica() -> None:
    assert belarusian_kinds("выступленьне") == belarusian_kinds("выступленне") == {"NOUN"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Як перадаваў Ланцуг, мост адкрылі ў траўні.", [("Ланцуг", "organisation", "Ланцуг")]),
        ("На мост паклалі асфальт, піша Хвіліна.", [("Хвіліна", "organisation", "Хвіліна")]),
        ("Мы былі на канцэрце гурта «Вецер і Дождж».", [("Вецер і Дождж", "organisation", "Вецер і Дождж")]),
        ('Пра гэта расказала газета "Ніва".', [("Ніва", "organisation", "Ніва")]),
        ("Футбольны клуб «Нёман» перамог.", [("Нёман", "organisation", "Нёман")]),
        ("Навіны чытаюць на Радыё Рацыя.", [("Радыё Рацыя", "organisation", "Радыё Рацыя")]),
        ("ДАІ папярэджвае кіроўцаў.", [("ДАІ", "organisation", "ДАІ")]),
        ("Ён працаваў у АН БССР.", [("АН", "organisation", "АН"), ("БССР", "place", "БССР")]),
        ("Гісторыя БНР за 7 хвілін.", [("БНР", "place", "БНР")]),
    ],
)
def test_bodies_are_told_by_the_words_before_them(
    text: str, names: list[tuple[str, str, str]], spotter: Spotter
) -> None:
    assert [(m.text, m.type, m.lemma) for m in spot(spotter, text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Дом стаіць на вул. Гарэцкага, 7.", [("Гарэцкага", "person", "Гарэцкі")]),
        ("Рыбу ловяць у парку Ракавага.", [("Ракавага", "person", "Ракавы")]),
        ("Мы гулялі па вуліцы Зялёны Луг.", [("Зялёны Луг", "place", "Зялёны Луг")]),
        ("Гэта напісаў паплечнік Вярыгі.", [("Вярыгі", "person", "Вярыга")]),
        ("Пра мяцеж Глінскіх пісалі шмат.", [("Глінскіх", "person", "Глінскі")]),
        ("Дочкі Зевеса: Электра, Тайгета, Келена.", [("Электра", "person", "Электра"),
            ("Тайгета", "person", "Тайгета"), ("Келена", "person", "Келена")]),
    ],
)  # fmt: skip
def test_persons_are_told_by_streets_kin_and_dictionaries(
    text: str, names: list[tuple[str, str, str]], spotter: Spotter
) -> None:
    assert [(m.text, m.type, m.lemma) for m in spot(spotter, text)][-len(names) :] == names


@pytest.mark.parametrize(
    ("text", "place", "lemma"),
    [
        ("Глуша, Бабруйскі раён.", "Глуша", "Глуша"),
        ("Свіслач (прыток Нёмана)", "Свіслач", "Свіслач"),
        ("Пціч (на Палессі) — рака на поўдні.", "Пціч", "Пціч"),
        ("Ураджэнец Капыля стаў мастаком.", "Капыля", "Капыль"),
        ("Крамы на Нямізе зачынены.", "Нямізе", "Няміга"),
        ("Асноўныя рэкі — Проня і Раста.", "Проня", "Проня"),
    ],
)
def test_places_are_told_by_what_a_text_says_of_them(text: str, place: str, lemma: str, spotter: Spotter) -> None:
    mention = spot(spotter, text)[0]
    assert (mention.text, mention.type, mention.lemma) == (place, "place", lemma)


@pytest.mark.parametrize(
    "text",
    [
        "Вучні чыталі раман «Каласы».",
        "Прэмію «Ружа» ўручылі ў траўні.",
        "Пікетоўцы стаялі да ночы.",
        "Аўтобусы едуць праз Мінскі, Слуцкі і Пінскі раёны.",
        "Стаў на бок #Змагаймася і пайшоў.",
        "Усе хадзілі на Дзяды і на Дзень Волі.",
        "Навіну знайшлі ў Інтэрнэце.",
        "Гэта сказаў сын Прэзідэнта.",
        "Рамантуюць дарогі М-5 і Р-23.",
        "Рахунак адкрыты: BY24 ALFA 30142984390010270000.",
    ],
)
def test_titles_holidays_accounts_and_groups_of_people_are_no_names(text: str, spotter: Spotter) -> None:
    assert spot(spotter, text) == ()


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Гэта замак князёў Радзівілаў.", "Радзівіл"),
        ("Сям'я Карпенкаў жыве ў горадзе.", "Карпенка"),
        ("Прайшла выстава Настассі Мірашнічэнка.", "Настасся Мірашнічэнка"),
        ("Курс Нацбанка вырас.", "Нацбанк"),
        ("Прайшлі канцэрты гурта «Талака».", "Талака"),
        ("Вырашылі ўраўненні Гамільтана.", "Гамільтан"),
        ("Ураган ідзе на штат Ніжняя Каліфорнія.", "Ніжняя Каліфорнія"),
        ("Навіны з Заходняй Вірджыніі.", "Заходняя Вірджынія"),
    ],
)
def test_nominatives_are_told_by_the_words_beside_a_name(text: str, lemma: str, spotter: Spotter) -> None:
    assert spot(spotter, text)[0].lemma == lemma


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("На сцэну выйшаў рэпер Кейні Уэст.", "Кейні Уэст"),
        ("Пра гэта расказала тэлевядучая Холі Уілаўбі.", "Холі Уілаўбі"),
        ("Вершы пісаў Іван Дамінікавіч Луцэвіч.", "Іван Дамінікавіч Луцэвіч"),
        ("— Добры дзень, Юзік, — пачуў ён.", "Юзік"),
        ("Суддзя выслухаў Крысціну Блэйсі Форд.", "Крысціну Блэйсі Форд"),
    ],
)
def test_names_of_persons_are_found_whole(text: str, name: str, spotter: Spotter) -> None:
    assert [(m.text, m.type) for m in spot(spotter, text)] == [(name, "person")]


def test_an_adjective_after_a_surname_is_no_part_of_the_name(spotter: Spotter) -> None:
    assert [m.text for m in spot(spotter, "Яны далі Лукашэнку Нобэлеўскую прэмію.")] == ["Лукашэнку"]


def test_what_stands_before_a_name_tells_its_nominative() -> None:
    assert read_nominative("Індура", "be", "place", Before("")).lemma == "Індура"
    assert read_nominative("Свабоды", "be", "organisation", Before("карэспандэнтка")).lemma == "Свабода"
