"""The whole road of one document, by the real engines: what goes in as news comes out named and in other languages."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.gazetteer import load
from pipeline.languages import decline_name
from pipeline.reading import find, read, read_text
from pipeline.records import Case, Document
from pipeline.road import Road
from pipeline.writing import DocumentResult, encode

ROOT = Path(__file__).parents[1]
FIRST_INPUT = ROOT.parent / "shared" / "seeds"

GAZETTEER = load()
CASES: tuple[Case, ...] = ("Nom", "Gen", "Dat", "Acc", "Ins", "Loc")
ONE_ENTITY = {
    "Sviatlana Tsikhanouskaya": ["Tsikhanouskaya", "Svitlana Tsikhanouskaya", "Sviatlana Tsikhanouskaya",
                                 "Svetlana Tsikhanouskaya", "Tikhanovskaya"],
    "Kastus Kalinouski": ["Kastus Kalinouski"],
    "Kastus Kalinouski Regiment": ["Kastus Kalinouski Regiment", "Kastuś Kalinoŭski Regiment", "Kastuś Kalinoŭski",
                                   "Kastus Kalinouski Battalion", "Kalinouski Regiment"],
    "Aliaksandr Lukashenka": ["Aliaksandr Lukashenka", "Lukashenka", "Lukashenko"],
    "Ihor Kizim": ["Igar Kizim", "Igor Kizim", "Kizim"],
    "Volodymyr Zelenskyy": ["Uladzimir Ziialenski"],
    "Kyiv": ["Kyiv", "Kiev"],
    "Siarhei Tsikhanouski": ["Siarhei"],
    "Siarhei Dylevski": ["Siarhei Dylevski"],
    **{label: [label] for label in (
        "Minsk", "Vilnius", "Warsaw", "Irpin", "Vorzel", "Kyiv Oblast", "Belarus", "Ukraine", "Russia", "Lithuania",
        "Bohdan Yaremenko", "Oleksiy Honcharenko", "Pavel Latushka", "Volha Kavalkova", "Ales Bialiatski",
    )},
    "Lukianivka": ["Lukyanivka"],
    "Maryia Maroz": ["Mariya Maroz"],
    "Denis Prokhorov": ["Denis “Kit” Prokhorov"],
}  # fmt: skip


@pytest.fixture(scope="module")
def road() -> Road:
    return Road(GAZETTEER)


def documents(folder: Path) -> list[Document]:
    sources, problems = find([folder])
    assert problems == []
    return [document for source in sources for document in read(source)[0]]


@pytest.fixture(scope="module")
def first_results(road: Road) -> list[DocumentResult]:
    if not FIRST_INPUT.is_dir():
        pytest.skip("the first real input is not beside this checkout")
    return [road.travel(document) for document in documents(FIRST_INPUT)]


def test_every_spelling_of_the_first_input_is_its_one_entity(first_results: list[DocumentResult]) -> None:
    labels = defaultdict(set)
    for result in first_results:
        named = {entity.id: entity.label for entity in result.entities}
        for mention in result.mentions:
            assert mention.link is not None
            labels[" ".join(mention.text.split())].add(named.get(mention.link.entity or "", "nothing"))
    said = {spelling: found for wanted in ONE_ENTITY.values() for spelling in wanted if (found := labels[spelling])}
    allowed = {spelling: {label} for label, spellings in ONE_ENTITY.items() for spelling in spellings}
    # The man's full name is the regiment's short one too: the article before it tells which is meant.
    allowed["Kastus Kalinouski"] |= {"Kastus Kalinouski Regiment"}
    assert {spelling: found for spelling, found in said.items() if not found <= allowed[spelling]} == {}
    assert [spelling for wanted in ONE_ENTITY.values() for spelling in wanted if not labels[spelling]] == []


def test_every_entity_of_the_first_input_has_its_name_in_four_languages(first_results: list[DocumentResult]) -> None:
    entities = [entity for result in first_results for entity in result.entities if entity.label in ONE_ENTITY]
    assert {entity.label for entity in entities} == ONE_ENTITY.keys()
    assert [entity.label for entity in entities if set(entity.names) != {"be", "uk", "ru", "en"}] == []


@pytest.fixture(scope="module")
def seed_results(road: Road) -> list[tuple[Document, DocumentResult]]:
    return [(document, road.travel(document)) for document in documents(ROOT / "seeds")]


def test_cyrillic_documents_come_out_in_full_in_the_other_two(
    seed_results: list[tuple[Document, DocumentResult]],
) -> None:
    for document, result in seed_results:
        if document.lang == "en":
            continue
        for target in ("be", "uk", "ru"):
            assert [part.text for part in result.translations[target] if not part.text] == [], document.id


def declined(entity: str, lang: str) -> set[str]:
    """Every form of every name of a place in a language, in lower case."""
    names = [name for name in GAZETTEER.names_of(entity) if name.lang == lang]
    forms = (decline_name(name.form, lang, case, type="place") for name in names for case in CASES)
    return {form.lower() for form in forms if form}


def test_names_stand_in_translations_in_a_form_that_the_tables_know(
    seed_results: list[tuple[Document, DocumentResult]],
) -> None:
    """Of the names that the seeds hold, hardly one may be lost on the way, and none may be misspelled."""
    statuses: dict[str, int] = defaultdict(int)
    for _, result in seed_results:
        entities = {entity.id: entity for entity in result.entities}
        for target in ("be", "uk", "ru"):
            for part in result.translations[target]:
                for name in part.names:
                    statuses[name.status] += 1
                    if name.start is None or name.end is None or part.text is None:
                        continue
                    assert part.text[name.start : name.end] == name.form
                    known = entities[name.entity].type == "place" and not entities[name.entity].new
                    if name.status == "inflected" and known:
                        assert name.form.lower() in declined(name.entity, target), (name.form, target)
    total = sum(statuses.values())
    assert total > 500
    assert statuses["missing"] <= total * 0.02


def test_english_gets_its_names_and_a_plain_word_on_what_is_missing(road: Road) -> None:
    result = road.travel(read_text("Svetlana Tikhanovskaya flew to Kiev, and Kiev welcomed her.", id="x", lang="en"))
    (own,) = result.translations["en"]
    assert own.text == "Sviatlana Tsikhanouskaya flew to Kyiv, and Kyiv welcomed her."
    assert [name.status for name in own.names] == ["respelled"] * 3
    if result.translations["be"][0].text is None:
        assert any("models install" in (warning.remedy or "") for warning in result.warnings)


def test_the_own_language_is_respelled_in_its_case_and_nothing_else_is_touched(road: Road) -> None:
    text = "Делегация  из Белоруссии — 12 человек —\nвстретилась с Гомелем, 100% http://tut.by/Минск?"
    (own,) = road.travel(read_text(text, id="x", lang="ru")).translations["ru"]
    assert own.text == text.replace("Белоруссии", "Беларуси")


def test_an_empty_text_and_one_without_letters_travel_too(road: Road) -> None:
    for text in ("", "…", "12 345", "？"):
        result = road.travel(read_text(text, id="x"))
        assert result.mentions == ()


def test_the_same_document_gives_the_same_bytes_on_two_roads(road: Road) -> None:
    document = read_text("Игорь Кизим встретился в Киеве с бойцами полка Калиновского.", id="x")
    assert encode(road.travel(document)) == encode(Road(load()).travel(document))


@pytest.mark.parametrize(
    "text",
    ["Прэмію атрымалі расійскі «Мемарыял» і заснавальнік праваабарончага цэнтра «Вясна».", 'Прыехаў "Мемарыял".'],
)
def test_quotation_marks_are_not_doubled_around_names_that_bring_their_own(road: Road, text: str) -> None:
    (own,) = road.travel(read_text(text, id="x", lang="be")).translations["be"]
    assert own.text == text
    assert [own.text[name.start : name.end] for name in own.names] == [name.form for name in own.names]
