"""Each format of other people's data, on small samples of the real shape (names and numbers made up or public)."""

from __future__ import annotations

import bz2
import csv
import gzip
import json
import tomllib
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from pipeline.gazetteer import check, is_warning, load
from pipeline.gazetteer.importers import FORMATS, Filters, ImportReport, import_files
from pipeline.gazetteer.importers.calendar import iso_date
from pipeline.gazetteer.importers.cleaning import tag_of
from pipeline.records import Problem


def tabbed(*rows: str) -> str:
    """Rows of a tab-separated table, written with bars."""
    return "".join(row.replace("|", "\t") + "\n" for row in rows)


FEATURES = tabbed(
    "690791|Ukraine|Ukraine||49|32|A|PCLI|UA||00||||44622516||172|Europe/Kiev|2024-02-11",
    "703447|Kyiv City|Kyiv City||50.45|30.52|A|ADM1|UA||12||||2952301||187|Europe/Kiev|2023-10-05",
    "703448|Kyiv|Kyiv|IEV,Kiev,Київ,Киев,基辅|50.45466|30.5238|P|PPLC|UA||12||||2952301||187|Europe/Kiev|2024-05-21",
    "705812|Kropyvnytskyi|Kropyvnytskyi||48.5132|32.2597|P|PPLA|UA||10||||225339||124|Europe/Kiev|2024-01-08",
    "620127|Viciebsk|Viciebsk||55.1904|30.2049|P|PPLA|BY||07||||366299||155|Europe/Minsk|2024-03-01",
    "700001|Malyi Khutir|Malyi Khutir||48.1|32.1|P|PPL|UA||10||||40||120|Europe/Kiev|2011-07-31",
    "700002|Dovha Hora|Dovha Hora||48.2|32.2|T|HLL|UA||10||||0||310|Europe/Kiev|2011-07-31",
)
ALTERNATES = tabbed(
    "1|703448|uk|Київ|1|||||",
    "2|703448|uk|Києва||||||",
    "3|703448|ru|Киев||||||",
    "4|703448|ru|Киевом||||||",
    "5|703448|en|Kyiv|1|||||",
    "6|703448|en|Kiev||||1||1995",
    "7|703448|be-x-old|Кіеў||||||",
    "8|703448|be|Кieў||||||",
    "9|703448|link|https://en.wikipedia.org/wiki/Kyiv||||||",
    "10|703448|wkdt|Q1899||||||",
    "11|703448|iata|IEV||||||",
    "12|703448|zh|基辅|1|||||",
    "13|703448|pl|Kijów|1|||||",
    "14|703448|uk|Kyyiv||||||",
    "15|705812|uk|Кропивницький|1|||||",
    "16|705812|uk|Кіровоград||||1|1939|2016",
    "17|705812|uk|Кроп|||1|||",
    "18|620127|be|Віцебск||||||",
    "19|620127|be|Віцебска||||||",
)


def found(folder: Path, table: str = "names.csv") -> list[list[str]]:
    with (folder / table).open(encoding="utf-8", newline="") as file:
        return [row[:4] if table == "names.csv" else row for row in csv.reader(file)][1:]


def run(tmp_path: Path, files_: dict[str, str | bytes], **options: Any) -> tuple[ImportReport, list[str]]:
    paths = []
    for name, content in files_.items():
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        paths.append(path)
    told: list[Problem] = []
    report = import_files(paths, tmp_path / "into", tell=told.append, **options)
    return report, [problem.line().removeprefix(f"{tmp_path}/") for problem in told]


def assert_clean(folder: Path) -> None:
    assert [problem.line() for problem in check(folder) if not is_warning(problem)] == []


def test_geonames_places_get_their_labelled_names(tmp_path: Path) -> None:
    report, told = run(tmp_path, {"alternateNamesV2.txt": ALTERNATES, "UA.txt": FEATURES})
    assert told == []
    assert (report.entities_added, report.written) == (6, True)
    assert [row[1:] for row in found(tmp_path / "into") if row[0] == "geonames:703448"] == [
        ["Кіеў", "be", "preferred"],
        ["Kyiv", "en", "preferred"],
        ["Kiev", "en", "former"],
        ["Kijów", "pl", "preferred"],
        ["Киев", "ru", "preferred"],
        ["Київ", "uk", "preferred"],
        ["Kyyiv", "und-Latn", "variant"],
    ]
    assert report.left_out["inflected forms of names that are there"] == 3
    assert_clean(tmp_path / "into")


def test_geonames_facts(tmp_path: Path) -> None:
    run(tmp_path, {"alternateNamesV2.txt": ALTERNATES, "UA.txt": FEATURES})
    gazetteer = load(tmp_path / "into")
    kyiv = gazetteer.entity("geonames:703448")
    assert (kyiv.label, kyiv.country, kyiv.part_of, kyiv.feature) == ("Kyiv", "UA", "geonames:703447", "PPLC")
    assert (kyiv.latitude, kyiv.longitude, kyiv.population) == (50.45466, 30.5238, 2952301)
    assert (kyiv.wikidata, kyiv.geonames) == ("Q1899", "703448")
    assert gazetteer.entity("geonames:703447").part_of == "geonames:690791"
    former = next(name for name in gazetteer.names_of("geonames:705812") if name.kind == "former")
    assert (former.form, former.since, former.until, former.source) == ("Кіровоград", "1939", "2016", "geonames")
    assert [name.kind for name in gazetteer.names_of("geonames:705812") if name.form == "Кроп"] == ["nickname"]


def test_geonames_names_without_a_language_are_told_by_their_letters(tmp_path: Path) -> None:
    run(tmp_path, {"UA.txt": FEATURES})
    assert [row[1:] for row in found(tmp_path / "into") if row[0] == "geonames:703448"] == [
        ["Київ", "uk", "variant"],
        ["IEV", "und-Latn", "variant"],
        ["Kiev", "und-Latn", "variant"],
        ["Kyiv", "und-Latn", "variant"],
    ]  # Киев may be Russian or Bulgarian


@pytest.mark.parametrize(
    ("filters", "labels"),
    [
        (Filters(countries=frozenset({"BY"})), {"Viciebsk"}),
        (Filters(feature_classes=frozenset({"T"})), {"Dovha Hora"}),
        (Filters(min_population=300_000), {"Ukraine", "Kyiv City", "Kyiv", "Viciebsk"}),
        (Filters(types=frozenset({"person"})), set()),
    ],
)
def test_geonames_filters(tmp_path: Path, filters: Filters, labels: set[str]) -> None:
    run(tmp_path, {"all.txt": FEATURES}, filters=filters)
    folder = tmp_path / "into"
    assert (
        {row[2] for row in found(folder, "entities.csv")} == labels if labels else not (folder / "names.csv").exists()
    )


def statement(value: object, rank: str = "normal") -> dict[str, object]:
    snak = {"snaktype": "value", "property": "P0", "datavalue": {"value": value, "type": "x"}}
    return {"mainsnak": snak, "type": "statement", "rank": rank, "id": "Q0$0", "references": []}


def points_to(*items: str) -> list[dict[str, object]]:
    return [statement({"entity-type": "item", "numeric-id": int(item[1:]), "id": item}) for item in items]


def time(text: str, precision: int, model: str = "Q1985727") -> dict[str, object]:
    return {
        "time": text,
        "timezone": 0,
        "before": 0,
        "after": 0,
        "precision": precision,
        "calendarmodel": f"http://www.wikidata.org/entity/{model}",
    }


def texts(**by_lang: str) -> dict[str, object]:
    return {lang.replace("_", "-"): {"language": lang, "value": text} for lang, text in by_lang.items()}


POET = {
    "type": "item",
    "id": "Q900001",
    "labels": texts(
        be="Янка Лучына", be_tarask="Янка Лучына", ru="Янка Лучина", en="Yanka Luchyna", fr="Yanka Loutchyna"
    ),
    "descriptions": texts(en="Belarusian poet", de="Dichter"),
    "aliases": {"be": [{"language": "be", "value": "Лучына"}], "sr-ec": [{"language": "sr-ec", "value": "Лучина"}]},
    "claims": {
        "P31": points_to("Q5"),
        "P21": points_to("Q6581097"),
        "P27": [*points_to("Q900099"), *points_to("Q184")],
        "P569": [
            statement(time("+1850-01-01T00:00:00Z", 9), "deprecated"),
            statement(time("+1851-06-24T00:00:00Z", 11, "Q1985786")),
        ],
        "P570": [statement(time("+1897-00-00T00:00:00Z", 9))],
        "P106": points_to("Q49757"),
        "P18": [{"mainsnak": {"snaktype": "somevalue", "property": "P18"}, "type": "statement", "rank": "normal"}],
    },
    "sitelinks": {},
}
TOWN = {
    "type": "item",
    "id": "Q900002",
    "labels": texts(uk="Лиман", en="Lyman"),
    "descriptions": [],
    "aliases": [],
    "claims": {
        "P31": points_to("Q900098"),
        "P17": points_to("Q212"),
        "P1566": [statement("702320")],
        "P625": [
            statement({"latitude": 48.98917, "longitude": 37.80222, "globe": "http://www.wikidata.org/entity/Q2"})
        ],
        "P1082": [
            statement({"amount": "+20469", "unit": "1"}),
            statement({"amount": "+20066", "unit": "1"}, "preferred"),
        ],
    },
}
UNKNOWN = {"type": "item", "id": "Q900003", "labels": texts(en="Something"), "aliases": [], "claims": []}


def dump(*items: dict[str, object]) -> str:
    return "[\n" + ",\n".join(json.dumps(item) for item in items) + "\n]\n"


def test_wikidata_items(tmp_path: Path) -> None:
    report, told = run(tmp_path, {"latest-all.json": dump(POET, TOWN, UNKNOWN)})
    assert told == []
    assert report.formats == {str(tmp_path / "latest-all.json"): "wikidata"}
    gazetteer = load(tmp_path / "into")
    poet, town = gazetteer.entity("wikidata:Q900001"), gazetteer.entity("wikidata:Q900002")
    assert (poet.type, poet.label, poet.country, poet.gender) == ("person", "Yanka Luchyna", "BY", "Masc")
    assert (poet.born, poet.died, poet.description, poet.wikidata) == (
        "1851-07-06",
        "1897",
        "Belarusian poet",
        "Q900001",
    )
    assert (town.type, town.country, town.geonames, town.population) == ("place", "UA", "702320", 20066)
    assert (town.latitude, town.longitude) == (48.98917, 37.80222)
    assert {(name.form, name.lang, name.kind) for name in gazetteer.names_of(poet.id)} == {
        ("Янка Лучына", "be", "preferred"),
        ("Лучына", "be", "short"),
        ("Янка Лучина", "ru", "preferred"),
        ("Yanka Luchyna", "en", "preferred"),
    }
    assert report.left_out["of no known class (--class Q…=TYPE adds one)"] == 1
    assert_clean(tmp_path / "into")


def test_wikidata_classes_can_be_added(tmp_path: Path) -> None:
    item = UNKNOWN | {"claims": {"P31": points_to("Q900097")}}
    run(tmp_path, {"x.json": dump(item)}, filters=Filters(classes={"Q900097": "organisation"}))
    assert load(tmp_path / "into").entity("wikidata:Q900003").type == "organisation"


def test_wikidata_joins_the_place_that_geonames_gave(tmp_path: Path) -> None:
    run(
        tmp_path, {"UA.txt": tabbed("702320|Lyman|Lyman||48.98|37.80|P|PPL|UA||05||||20469||66|Europe/Kiev|2024-01-01")}
    )
    report, _ = run(tmp_path, {"lines.json": json.dumps(TOWN)})
    assert (report.entities_added, report.entities_changed) == (0, 1)
    town = load(tmp_path / "into").entity("geonames:702320")
    assert (town.wikidata, town.population, town.latitude) == ("Q900002", 20469, 48.98)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_dump_is_read_as_it_is_packed(tmp_path: Path, pack: Any) -> None:
    run(tmp_path, {"dump": pack(dump(POET).encode())})
    assert load(tmp_path / "into").entities.keys() == {"wikidata:Q900001"}


def test_each_table_of_a_zip_archive_is_known_by_its_content(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "alternateNamesV2.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("iso-languagecodes.txt", "ISO 639-3\tISO 639-2\tISO 639-1\tLanguage Name\n")
        archive.writestr("alternateNamesV2.txt", ALTERNATES)
    packed = (tmp_path / "alternateNamesV2.zip").read_bytes()
    report, told = run(tmp_path, {"alternateNamesV2.zip": packed, "UA.txt": FEATURES})
    assert told == []
    assert sorted(report.formats.values()) == ["geonames", "geonames-names"]


@pytest.mark.parametrize(
    ("value", "date"),
    [
        (time("+1986-05-01T00:00:00Z", 11), "1986-05-01"),
        (time("+1986-05-00T00:00:00Z", 10), "1986-05"),
        (time("+00000001986-00-00T00:00:00Z", 9), "1986"),
        (time("+1980-00-00T00:00:00Z", 8), ""),
        (time("-0044-03-15T00:00:00Z", 11), ""),
        (time("+1917-10-25T00:00:00Z", 11, "Q1985786"), "1917-11-07"),
        (time("+1582-10-05T00:00:00Z", 11, "Q1985786"), "1582-10-15"),
        ({"time": 7}, ""),
        ({}, ""),
    ],
)
def test_times_of_wikidata(value: dict[str, object], date: str) -> None:
    assert iso_date(value) == date


def test_query_results(tmp_path: Path) -> None:
    rows = (
        "item,itemLabel,instance,country,gender,born,coordinates,label_be,label_be_tarask,label_en,alias_en\n"
        "http://www.wikidata.org/entity/Q900004,Ina Hrab,http://www.wikidata.org/entity/Q5,"
        "http://www.wikidata.org/entity/Q184,wd:Q6581072,1978-01-01T00:00:00Z,,Іна Граб,,Ina Hrab,Inna Grab|I. Hrab\n"
        "wd:Q900005,Q900005,Q515,BY,,,Point(27.5 53.9),Горад,,Q900005,\n"
        "Q900004,Ina Hrab,Q5,,,,,,Іна Грабава,,\n"
        "nonsense,,,,,,,,,,\n"
    )
    report, told = run(tmp_path, {"query.csv": rows})
    assert told == ["query.csv:5: 'nonsense' is no Wikidata item"]
    gazetteer = load(tmp_path / "into")
    person, town = gazetteer.entity("wikidata:Q900004"), gazetteer.entity("wikidata:Q900005")
    assert (person.gender, person.country, person.born) == ("Fem", "BY", "1978")
    assert {name.form for name in gazetteer.names_of(person.id)} == {
        "Іна Граб",
        "Іна Грабава",
        "Ina Hrab",
        "Inna Grab",
        "I. Hrab",
    }
    assert (town.latitude, town.longitude, town.label) == (53.9, 27.5, "Горад")
    assert report.formats == {str(tmp_path / "query.csv"): "wikidata-csv"}
    assert_clean(tmp_path / "into")


FTM = [
    {
        "id": "NK-aaa1",
        "caption": "Ivan HRAB",
        "schema": "Person",
        "referents": ["src-17", "src-18"],
        "datasets": ["made_up"],
        "target": True,
        "properties": {
            "name": ["Ivan HRAB", "Иван Граб"],
            "alias": ["Іўан Граб"],
            "weakAlias": ["Vania"],
            "citizenship": ["by"],
            "gender": ["male"],
            "birthDate": ["1971-03-04", "1971"],
        },
    },
    {"id": "Q900006", "schema": "Company", "properties": {"name": ["Hrab Trade LLC"], "jurisdiction": ["ua"]}},
    {"id": "a-1", "schema": "Address", "properties": {"full": ["Minsk"]}},
    {"id": "p-2", "schema": "Person", "properties": {"birthDate": ["1980"]}},
]


def test_follow_the_money(tmp_path: Path) -> None:
    report, told = run(tmp_path, {"entities.ftm.json": "\n".join(json.dumps(one) for one in FTM)})
    assert told == ["entities.ftm.json:4: no name"]
    assert report.left_out["another schema"] == 1
    gazetteer = load(tmp_path / "into")
    person, company = gazetteer.entity("ftm:NK-aaa1"), gazetteer.entity("wikidata:Q900006")
    assert (person.type, person.country, person.gender, person.born) == ("person", "BY", "Masc", "1971-03-04")
    assert {(name.form, name.lang, name.kind) for name in gazetteer.names_of(person.id)} == {
        ("Ivan HRAB", "und-Latn", "variant"),
        ("Іўан Граб", "be", "variant"),
        ("Vania", "und-Latn", "nickname"),
    }  # Иван Граб may be Russian or Bulgarian
    assert (company.type, company.country, company.wikidata) == ("organisation", "UA", "Q900006")


def test_follow_the_money_entities_that_were_joined_stay_one(tmp_path: Path) -> None:
    before = FTM[0] | {"id": "src-18", "referents": []}
    run(tmp_path, {"old.json": json.dumps(before)})
    run(tmp_path, {"new.json": json.dumps(FTM[0])})
    assert load(tmp_path / "into").entities.keys() == {"ftm:src-18"}


def test_a_list_brings_new_entities_only_where_their_type_is_said(tmp_path: Path) -> None:
    person = Filters(type="person")
    run(tmp_path, {"people.csv": "\ufeffname,lang\r\nЯсь Птушка,be\r\nYas Ptushka,en\r\n"}, filters=person)
    folder = tmp_path / "into"
    assert {row[0] for row in found(folder)} == {"list:ясь-птушка", "list:yas-ptushka"}
    report, told = run(tmp_path, {"forms.csv": "entity,form,lang\nlist:ясь-птушка,Ясь Птушкін,be\nx:y,Хто,be\n"})
    assert report.names_added == 1
    assert told == ["forms.csv:3: entity x:y is not in the tables: add it, or say with --type what it is"]
    report, told = run(tmp_path, {"more.csv": "name,lang\nЯсь Птушкін,be\nНіхто,be\n"})
    assert report.entities_added == report.names_added == 0
    assert told == ["more.csv:3: no entity is called 'Ніхто': say with --type what it is"]
    assert_clean(folder)


def test_a_name_that_two_bear_is_given_to_neither(tmp_path: Path) -> None:
    folder = tmp_path / "into"
    folder.mkdir()
    (folder / "entities.csv").write_text("id,type,label\na:1,person,A\na:2,person,B\n", "utf-8")
    (folder / "names.csv").write_text("entity,form,lang\na:1,Іван Граб,be\na:2,Іван Граб,be\n", "utf-8")
    _, told = run(tmp_path, {"x.csv": "name,lang\nІван Граб,be\n"})
    assert told == ["x.csv:2: 'Іван Граб' is a name of a:1 and of a:2: give the entity"]


def test_examples_of_the_table_of_tags() -> None:
    table = tomllib.loads((files("pipeline.gazetteer.importers") / "tags.toml").read_text("utf-8"))
    for example in table["examples"]:
        assert tag_of(example["code"]) == example.get("tag")


def test_formats_have_their_own_names() -> None:
    assert list(FORMATS) == ["geonames", "geonames-names", "wikidata", "wikidata-csv", "ftm", "list"]
