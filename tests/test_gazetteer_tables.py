"""What the built-in tables have to know: one entity behind many spellings, and given names across languages."""

from __future__ import annotations

from collections import defaultdict

import pytest

from pipeline.gazetteer import Gazetteer, load
from pipeline.languages import given_name
from pipeline.languages.given_names import given_names
from pipeline.records import OUTPUT_LANGUAGES

SPELLINGS = {
    "nazvy:sviatlana-tsikhanouskaya": "Svitlana Tsikhanouskaya|Svetlana Tikhanovskaya|Святлана Ціханоўская|"
    "Сьвятлана Ціханоўская|Світлана Тихановська|Светлана Тихановская|Śviatłana Cichanoŭskaja",
    "nazvy:aliaksandr-lukashenka": "Alexander Lukashenko|Aliaksandr Lukashenka|Аляксандр Лукашэнка|Alaksandr Łukašenka",
    "nazvy:kastus-kalinouski": "Kastus Kalinouski|Kastuś Kalinoŭski|Кастусь Калиновський|Konstanty Kalinowski",
    "nazvy:kalinouski-regiment": "Kastus Kalinouski Regiment|Kastuś Kalinoŭski regiment|Kalinouski Regiment|"
    "Kastus Kalinouski Battalion|Kalinoŭski volunteers|Полк імя Кастуся Каліноўскага|полк Калиновского",
    "nazvy:ihor-kizim": "Igar Kizim|Igor Kizim|Ihor Kizim|Ігар Кізім|Iгар Кiзiм|Ігор Кизим|Игорь Кизим",
    "nazvy:volodymyr-zelenskyy": "Uladzimir Ziialenski|Volodymyr Zelensky|Володимир Зеленський|Уладзімір Зяленскі",
    "nazvy:denis-prokhorov": "Denis “Kit” Prokhorov|Dzianis Prokharau|Дзяніс Прохараў",
    "geonames:703448": "Kyiv|Kiev|Київ|Киев|Кіеў|Kijeŭ",
    "geonames:625144": "Minsk|Мінск|Менск|Минск|Мінськ|Мiнск",
    "geonames:627907": "Homiel|Gomel|Homel|Гомель",
    "geonames:627904": "Hrodna|Grodno|Гродна|Горадня|Гродно",
    "geonames:705812": "Kropyvnytskyi|Kirovohrad|Кіровоград|Кировоград",
    "geonames:498817": "Saint Petersburg|St. Petersburg|Leningrad|Санкт-Пецярбург|Питер",
}
EVERYWHERE = (
    "nazvy:siarhei-tsikhanouski",
    "nazvy:pavel-latushka",
    "nazvy:maryia-maroz",
    "nazvy:volha-kavalkova",
    "nazvy:siarhei-dylevski",
    "nazvy:ales-bialiatski",
    "nazvy:oleksiy-honcharenko",
    "nazvy:bohdan-yaremenko",
    "nazvy:kyiv-oblast",
    "nazvy:lukianivka-kyiv-oblast",
    "nazvy:litvin-battalion",
    "nazvy:volat-battalion",
    "nazvy:terror-battalion",
    "nazvy:belarusian-volunteer-corps",
    "nazvy:international-legion-of-ukraine",
    "nazvy:armed-forces-of-ukraine",
    "nazvy:young-front",
    "nazvy:white-legion",
    "nazvy:ministry-of-foreign-affairs-of-ukraine",
    "nazvy:kremlin",
    "nazvy:radio-free-europe-radio-liberty",
    "nazvy:for-a-democratic-belarus",
    "geonames:593116",
    "geonames:756135",
    "geonames:707565",
    "geonames:688956",
    "geonames:630336",
    "geonames:690791",
    "geonames:2017370",
    "geonames:597427",
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load()


@pytest.mark.parametrize("entity", SPELLINGS)
def test_every_spelling_of_the_news_is_known(gazetteer: Gazetteer, entity: str) -> None:
    for form in SPELLINGS[entity].split("|"):
        found = gazetteer.exact(form)
        assert {name.entity for name in found if name.kind != "short"} <= {entity}, form
        assert entity in {name.entity for name in found}, form


@pytest.mark.parametrize("entity", [*SPELLINGS, *EVERYWHERE])
def test_an_entity_of_the_news_has_a_name_in_every_language(gazetteer: Gazetteer, entity: str) -> None:
    for lang in OUTPUT_LANGUAGES:
        assert gazetteer.preferred(entity, lang) is not None, lang


def test_the_regiment_bears_the_mans_name_only_for_short(gazetteer: Gazetteer) -> None:
    man = {name.form for name in gazetteer.names_of("nazvy:kastus-kalinouski")}
    shared = [name for name in gazetteer.names_of("nazvy:kalinouski-regiment") if name.form in man]
    assert {name.kind for name in shared} == {"short"}


def test_persons_have_a_gender_and_rows_a_source(gazetteer: Gazetteer) -> None:
    assert [entity.id for entity in gazetteer.entities.values() if entity.type == "person" and not entity.gender] == []
    assert [name for name in gazetteer.names if not name.source] == []


def test_identifiers_of_geonames_agree(gazetteer: Gazetteer) -> None:
    for entity in gazetteer.entities.values():
        if entity.id.startswith("geonames:"):
            assert entity.geonames == entity.id.partition(":")[2]
        else:
            assert entity.geonames is None


def test_three_hundred_given_names_are_known() -> None:
    assert len({name.id for names in given_names().values() for name in names}) >= 300


@pytest.mark.parametrize(
    "forms",
    [
        "Сяргей Сергій Сергей Siarhei Sergey Sergei Serhiy Serhii Siarhiej",
        "Кастусь Канстанцін Костянтин Константин Kastus Konstantin",
        "Алесь Аляксандр Аляксандар Олександр Александр Саша Ales Aliaksandr",
        "Лёша Аляксей Олексій Алексей Oleksiy",
        "Святлана Сьвятлана Світлана Светлана Sviatlana Svetlana",
        "Зміцер Дзмітрый Дмитро Дима Dzmitry Dmytro",
    ],
)
def test_forms_of_one_given_name_share_its_id(forms: str) -> None:
    shared = set.intersection(*({name.id for name in given_name(form)} for form in forms.split()))
    assert len(shared) == 1


def test_patronymics_come_in_pairs() -> None:
    count: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for names in given_names().values():
        for name in names:
            if name.kind.startswith("patronymic") and name.lang in ("be", "uk", "ru"):
                count[name.id, name.lang][name.kind == "patronymic-feminine"] += 1
    assert count
    assert all(masculine == feminine for masculine, feminine in count.values())
