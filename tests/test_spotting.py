"""Names found in running text: exact offsets, type, case and nominative, in every language and spelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.gazetteer import load
from pipeline.reading import read_text
from pipeline.records import Mention
from pipeline.spotting import Spotter


@pytest.fixture(scope="module")
def spotter() -> Spotter:
    return Spotter(load())


def spot(spotter: Spotter, text: str, lang: str | None = None) -> list[Mention]:
    document = read_text(text, id="test", lang=lang)
    mentions = spotter.spot(document)
    segments = {segment.id: segment for segment in document.segments}
    for mention in mentions:
        assert segments[mention.segment].text[mention.start : mention.end] == mention.text
    return list(mentions)


KNOWN = [
    # language, text, name as it stands, type, nominative, case
    ("ru", "Он встретился со Светланой Тихановской.", "Светланой Тихановской", "person", "Светлана Тихановская", "Ins"),
    ("uk", "Делегація побувала у Львові.", "Львові", "place", "Львів", "Loc"),
    ("be", "Журналісты спыталі Лукашэнку пра выбары.", "Лукашэнку", "person", "Лукашэнка", "Acc"),
    ("be", "Пра гэта паведаміла Міністэрства замежных спраў Украіны.", "Міністэрства замежных спраў Украіны",
     "organisation", "Міністэрства замежных спраў Украіны", "Nom"),
    ("be", "Яны выехалі з Мінска ўначы.", "Мінска", "place", "Мінск", "Gen"),
    ("be-tarask", "Помнік Кастусю Каліноўскаму стаіць у сквэры.", "Кастусю Каліноўскаму", "person",
     "Кастусь Каліноўскі", "Dat"),
    ("ru", "Награду вручили Алесю Беляцкому.", "Алесю Беляцкому", "person", "Алесь Беляцкий", "Dat"),
    ("uk", "Розмову з Володимиром Зеленським записали вчора.", "Володимиром Зеленським", "person",
     "Володимир Зеленський", "Ins"),
    ("en", "Kyiv’s mayor spoke.", "Kyiv", "place", "Kyiv", None),
    ("ru", "ВЫБОРЫ В КИЕВЕ", "КИЕВЕ", "place", "Киев", "Loc"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "form", "kind", "lemma", "case"), KNOWN, ids=[row[2] for row in KNOWN])
def test_known_names_are_found_in_every_case(
    spotter: Spotter, lang: str, text: str, form: str, kind: str, lemma: str, case: str | None
) -> None:
    found = {mention.text: mention for mention in spot(spotter, text, lang)}
    assert form in found
    assert (found[form].type, found[form].lemma, found[form].case) == (kind, lemma, case)


UNKNOWN = [
    ("ru", "Об этом рассказал Виктор Семашкевич.", "Виктор Семашкевич", "person", "Виктор Семашкевич"),
    ("ru", "Суд допросил Марину Ткачук и её соседа.", "Марину Ткачук", "person", "Марина Ткачук"),
    ("uk", "Про це повідомив А. П. Дорошенко.", "А. П. Дорошенко", "person", "А. П. Дорошенко"),
    ("be", "Прыехаў дэпутат Гурыновіч.", "Гурыновіч", "person", "Гурыновіч"),
    ("be", "Яны жывуць каля вёскі Цюцькаў.", "Цюцькаў", "place", "Цюцькаў"),
    ("en", "President Maria Kowalczyk signed the law.", "Maria Kowalczyk", "person", "Maria Kowalczyk"),
    ("en", "He joined the Institute of Northern Rivers last year.", "Institute of Northern Rivers", "organisation",
     "Institute of Northern Rivers"),
    ("en", "Anna Maria van der Berg arrived.", "Anna Maria van der Berg", "person", "Anna Maria van der Berg"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "form", "kind", "lemma"), UNKNOWN, ids=[row[2] for row in UNKNOWN])
def test_names_that_no_gazetteer_holds_are_found_by_form_and_surroundings(
    spotter: Spotter, lang: str, text: str, form: str, kind: str, lemma: str
) -> None:
    found = {mention.text: mention for mention in spot(spotter, text, lang)}
    assert form in found
    assert (found[form].type, found[form].lemma) == (kind, lemma)


OFFICES = [
    ("ru", "Мэр Казани Метшин открыл парк.", {"Казани": "place", "Метшин": "person"}),
    ("uk", "Мер Вінниці Моргунов зустрівся з послом.", {"Вінниці": "place", "Моргунов": "person"}),
    ("be", "Міністр абароны Хрэнін прыляцеў у Пекін.", {"Хрэнін": "person", "Пекін": "place"}),
    ("uk", "Очільниця Харкова Сокирська подала у відставку.", {"Харкова": "place", "Сокирська": "person"}),
]


@pytest.mark.parametrize(("lang", "text", "names"), OFFICES, ids=[row[1] for row in OFFICES])
def test_who_holds_an_office_is_told_from_what_the_office_is_of(
    spotter: Spotter, lang: str, text: str, names: dict[str, str]
) -> None:
    assert {mention.text: mention.type for mention in spot(spotter, text, lang)} == names


def test_whom_a_theatre_is_named_after_holds_no_office_there(spotter: Spotter) -> None:
    names = {mention.text: mention.type for mention in spot(spotter, "Директор театра Кожедубова ушёл.", "ru")}
    assert names.get("Кожедубова") != "person"


TEAMS = [
    ("be", "Трэнер «Дынама» пахваліў каманду.", "Дынама", "Дынама"),
    ("uk", "Він забив гол у ворота «Динамо».", "Динамо", "Динамо"),
    ("ru", "Тренер «Зенита» похвалил команду.", "Зенита", "Зенит"),
]


@pytest.mark.parametrize(("lang", "text", "form", "lemma"), TEAMS, ids=[row[0] for row in TEAMS])
def test_what_a_person_plays_for_is_a_body(spotter: Spotter, lang: str, text: str, form: str, lemma: str) -> None:
    found = {mention.text: (mention.type, mention.lemma) for mention in spot(spotter, text, lang)}
    assert found == {form: ("organisation", lemma)}


TOWNS = [
    ("uk", "Росіяни обстріляли Куп'янськ.", {"Куп'янськ"}),
    ("uk", "Мешканці Вовчанська виїхали.", {"Вовчанська"}),
    ("uk", "Про це просить Вовчанська громада.", set()),
    ("ru", "Киевляне вышли на площадь.", set()),
]


@pytest.mark.parametrize(("lang", "text", "places"), TOWNS, ids=[row[1] for row in TOWNS])
def test_towns_are_told_from_adjectives_and_inhabitants(
    spotter: Spotter, lang: str, text: str, places: set[str]
) -> None:
    assert {mention.text for mention in spot(spotter, text, lang) if mention.type == "place"} == places


def test_latin_i_inside_cyrillic_words_does_no_harm(spotter: Spotter) -> None:
    (mention,) = spot(spotter, "Святлана Цiханоўская выступiла.", "be")
    assert mention.text == "Святлана Цiханоўская"
    assert mention.lemma == "Святлана Ціханоўская"


def test_lacinka_is_read_as_belarusian_and_keeps_its_letters(spotter: Spotter) -> None:
    mentions = spot(spotter, "Jany sustreli Śviatłanu Cichanoŭskuju ŭ Vilni.", "be-Latn")
    assert [(m.text, m.lemma, m.case, m.script) for m in mentions] == [
        ("Śviatłanu Cichanoŭskuju", "Śviatłana Cichanoŭskaja", "Acc", "Latn"),
        ("Vilni", "Vilnia", "Loc", "Latn"),
    ]


def test_a_title_is_no_part_of_a_name(spotter: Spotter) -> None:
    (mention,) = spot(spotter, "Прэзідэнт Лукашэнка прыехаў.", "be")
    assert mention.text == "Лукашэнка"


def test_a_name_cut_by_a_line_break_is_one_name(spotter: Spotter) -> None:
    (mention,) = spot(spotter, "Учора выступіла Святлана\nЦіханоўская.", "be")
    assert mention.text == "Святлана\nЦіханоўская"
    assert mention.lemma == "Святлана Ціханоўская"


def test_the_article_tells_the_regiment_from_the_man(spotter: Spotter) -> None:
    text = "Honcharenko and the Kastuś Kalinoŭski agreed. Kastuś Kalinoŭski led the rising."
    found = [mention for mention in spot(spotter, text, "en") if mention.text.endswith("Kalinoŭski")]
    assert [mention.type for mention in found] == ["organisation", "person"]


def test_a_surname_said_elsewhere_in_full_is_found_alone(spotter: Spotter) -> None:
    mentions = spot(spotter, "Прыйшла Марта Ліпень. Усе чакалі Ліпень.", "be")
    assert [mention.text for mention in mentions] == ["Марта Ліпень", "Ліпень"]


def test_days_months_and_peoples_are_no_names_in_english(spotter: Spotter) -> None:
    assert spot(spotter, "On Friday the Ukrainians met Belarusian officials in March.", "en") == []


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("АБВСбвіїў «»“”'’-.,\nKyivШевченкоЦiханоўская\u0301\u200b"), max_size=60))
def test_offsets_always_cut_the_mention_out_of_the_text(text: str) -> None:
    for lang in ("be", "en"):
        mentions = spot(_SPOTTER, text, lang)
        places = [(mention.segment, mention.start, mention.end) for mention in mentions]
        assert all(start < end for _, start, end in places)
        assert len(set(places)) == len(places)


_SPOTTER = Spotter(load())


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("uk", "Пілоти Ryanair оголосили страйк.", "Ryanair"),
        ("uk", "Про це заявив представник Vereinigung Інгольф Шумахер.", "Vereinigung"),
        ("ru", "Об этом сообщил представитель Lufthansa Иван Петренко.", "Lufthansa"),
    ],
)
def test_a_word_in_latin_letters_is_no_person_by_itself(spotter: Spotter, lang: str, text: str, name: str) -> None:
    found = {mention.text: mention.type for mention in spot(spotter, text, lang)}
    assert found.get(name, "organisation") == "organisation"
    assert not any(name in text and text != name for text in found)
