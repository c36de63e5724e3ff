"""Names put right in a translated sentence: found again, in the target's own form, in the case it asks for."""

from __future__ import annotations

import pytest

from pipeline.gazetteer import Gazetteer, load
from pipeline.reading import read_text
from pipeline.reconciliation import Reconciler, describe
from pipeline.records import DocumentEntity, Mention, TranslatedName
from pipeline.spotting import Spotter
from pipeline.translation import NamedDocument, Router, Translator
from pipeline.translation.forms import TargetForms
from pipeline.translation.names import REACH, put_names_right, wanted_names

GAZETTEER = load()


def mended(source: str, lang: str, translated: str, target: str) -> tuple[str, tuple[TranslatedName, ...]]:
    mentions, entities = named(source, lang, GAZETTEER)
    wanted = wanted_names(source, mentions, entities, target, TargetForms(GAZETTEER))
    return put_names_right(translated, target, wanted, fluent=False)


def named(text: str, lang: str, gazetteer: Gazetteer) -> tuple[tuple[Mention, ...], dict[str, DocumentEntity]]:
    document = read_text(text, id="x", lang=lang)
    mentions = Spotter(gazetteer).spot(document)
    links = Reconciler(gazetteer).link(document, mentions)
    entities = {entity.id: entity for entity in describe(mentions, links, gazetteer)}
    return mentions, {link.mention: entities[link.entity] for link in links if link.entity}


CASES = [
    # what an engine made of the names: left as they were, transliterated wrongly, in the wrong case, right
    ("ru", "Посол встретился со Светланой Тихановской.", "be", "Пасол спаткаўся з Светланой Тихановской.",
     "Пасол спаткаўся са Святланай Ціханоўскай."),
    ("ru", "Полк воевал под Харьковом.", "be", "Полк ваяваў пад Харьковом.", "Полк ваяваў пад Харкавам."),
    ("be", "Гэта Уладзімір Зяленскі ў Кіеве.", "ru", "Это Владимир Зяленскі в Киеве.",
     "Это Владимир Зеленский в Киеве."),
    ("ru", "Делегация приехала во Львов.", "uk", "Делегація приїхала у Львов.", "Делегація приїхала у Львів."),
    ("uk", "Вони прибули з Одеси.", "ru", "Они прибыли из Одессы.", "Они прибыли из Одессы."),
    ("en", "Igor Kizim was in Kiev.", "ru", "Igor Kizim был в Kiev.", "Игорь Кизим был в Киеве."),
    # a neighbour's preposition, names that share one, a case that the engine guessed wrongly
    ("uk", "Олександр Лукашенко прибув до Мінська.", "be", "Аляксандр Лукашэнка прыбыў к Мінску.",
     "Аляксандр Лукашэнка прыбыў да Мінска."),
    ("be", "Кнігу пра Львоў і Кіеў выдалі.", "uk", "Книгу о Львові і Києву видали.",
     "Книгу про Львів і Київ видали."),
    ("be", "Вераніка Цапкала пераехала ў Польшчу.", "uk", "Вераніка Цапкала переїхала в Польщі.",
     "Вероніка Цепкало переїхала в Польщу."),
    ("uk", "Розмова із Світланою Тихановською.", "ru", "Разговор из Світланою Тихановською.",
     "Разговор со Светланой Тихановской."),
    ("uk", "Вона втекла із Гомеля.", "ru", "Она бежала из Гомеля.", "Она бежала из Гомеля."),
    ("ru", "СОБРАНИЕ В КИЕВЕ", "be", "СХОД У КИЕВЕ", "СХОД У КІЕВЕ"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "source", "target", "translated", "wanted"), CASES, ids=[row[4] for row in CASES])
def test_names_are_put_right(lang: str, source: str, target: str, translated: str, wanted: str) -> None:
    text, names = mended(source, lang, translated, target)
    assert text == wanted
    assert all(text[name.start : name.end] == name.form for name in names)


def test_an_engine_that_writes_whole_sentences_knows_the_case() -> None:
    source, translated = "Он поблагодарил Светлану Тихановскую.", "Ён падзякаваў Святлане Ціханоўскай."
    mentions, entities = named(source, "ru", GAZETTEER)
    wanted = wanted_names(source, mentions, entities, "be", TargetForms(GAZETTEER))
    assert put_names_right(translated, "be", wanted, fluent=True)[0] == translated
    assert put_names_right(translated, "be", wanted, fluent=False)[0] == "Ён падзякаваў Святлану Ціханоўскую."


def test_each_name_says_what_became_of_it() -> None:
    _, names = mended(
        "Игорь Кизим и Александр Лукашенко говорили в Минске о Вильнюсе.",
        "ru",
        "Игорь Кизим і Аляксандр Лукашенко казалі ў Мінску аб гэтым.",
        "be",
    )
    assert [(name.form, name.status, name.case) for name in names] == [
        ("Ігар Кізім", "inserted", "Nom"),
        ("Аляксандр Лукашэнка", "inserted", "Nom"),
        ("Мінску", "kept", "Loc"),
        ("Вільнюс", "missing", None),
    ]


def test_a_name_does_not_take_the_half_of_a_longer_one() -> None:
    text, names = mended(
        "Екваторіальна Гвінея відповіла Гвінеї.", "uk", "Экваториальная Гвінея ответила соседям.", "ru"
    )
    assert text == "Экваториальная Гвинея ответила соседям."
    assert [(name.form, name.status) for name in names] == [
        ("Экваториальная Гвинея", "inserted"),
        ("Гвинея", "missing"),
    ]


def test_two_of_one_surname_keep_their_order() -> None:
    source = "Siarhei Tsikhanouski met Sviatlana Tsikhanouskaya."
    text, _ = mended(source, "en", source.replace("met", "встретил"), "ru")
    assert text.startswith("Сергей Тихановский встретил Светлан")


def test_a_name_of_a_long_list_is_looked_for_where_it_would_stand() -> None:
    far = "и так далее, " * (REACH // 10)
    text, names = mended(f"Сталін, {far}Масква.", "be", f"Москва, {far}Москва.", "ru")
    assert text == f"Москва, {far}Москва."
    assert [(name.form, name.status, name.end) for name in names if name.form == "Москва"] == [
        ("Москва", "kept", len(text) - 1)
    ]


def test_a_translation_without_names_is_left_alone() -> None:
    assert put_names_right("Нічога тут няма.", "be", []) == ("Нічога тут няма.", ())


@pytest.mark.parametrize(
    ("lang", "text", "written"),
    [
        ("en", "Sergei Tikhanovsky met Kiev’s mayor.", "Siarhei Tsikhanouski met Kyiv’s mayor."),
        ("uk", "Бої точилися на Київщині.", "Бої точилися на Київщині."),
        ("uk", "Створили батальйон імені Кастуся Калиновського.", "Створили батальйон імені Кастуся Калиновського."),
        ("be", "Янка Купала, ён жа Іван Луцэвіч, жыў у Вільні.", "Янка Купала, ён жа Іван Луцэвіч, жыў у Вільні."),
        ("uk", "Проти форми Kiev у пресі.", "Проти форми Kiev у пресі."),
        ("ru", "Виталий и Владимир Кличко боксируют.", "Виталий и Владимир Кличко боксируют."),
        ("ru", "Президент Белоруссии уехал.", "Президент Беларуси уехал."),
    ],
)  # fmt: skip
def test_spellings_are_put_right_but_synonyms_are_the_writers_choice(lang: str, text: str, written: str) -> None:
    document = read_text(text, id="x", lang=lang)
    mentions = Spotter(GAZETTEER).spot(document)
    links = Reconciler(GAZETTEER).link(document, mentions)
    whole = NamedDocument(document, mentions, links, describe(mentions, links, GAZETTEER))
    (own,) = Translator(Router([]), GAZETTEER).translate(whole, (lang,)).translations
    assert own.text == written
