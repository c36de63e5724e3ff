"""Names that no gazetteer holds, in the neighbouring languages: every example of the letters, and whole names."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest
from needing import needs_apertium

import pipeline.matching
from pipeline.gazetteer import Gazetteer, load
from pipeline.gazetteer.places.likely import TABLE as LIKELY
from pipeline.gazetteer.places.likely import count_likely, likely_form, likely_worth
from pipeline.gazetteer.places.measure import read_named_places
from pipeline.matching.guessing import BY_LETTERS, BY_NAMESAKES, Guesser
from pipeline.matching.letters import by_letters
from pipeline.matching.person import parse_person
from pipeline.matching.respelling import NAMES_BY_RULE
from pipeline.reading import read_text
from pipeline.road import Road
from pipeline.writing import DocumentResult

TABLE = Path(pipeline.matching.__file__).with_name("letters.csv")
GAZETTEER = Path(__file__).parents[1] / "gazetteer"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load()


@pytest.fixture(scope="module")
def road(gazetteer: Gazetteer) -> Road:
    return Road(gazetteer)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['from']} {row['to']} {row['example']}" for row in ROWS])
def test_example_of_a_letter(row: dict[str, str]) -> None:
    assert re.compile(row["pattern"])
    assert by_letters(row["example"], row["from"], row["to"]) == row["expected"]


@pytest.mark.parametrize(
    ("source", "target", "least"),
    [
        ("uk", "ru", 0.92),
        ("ru", "uk", 0.88),
        ("be", "ru", 0.65),
        ("ru", "be", 0.6),
        ("be", "uk", 0.6),
        ("uk", "be", 0.6),
    ],
)
def test_surnames_of_the_gazetteer_by_their_letters(
    gazetteer: Gazetteer, source: str, target: str, least: float
) -> None:
    pairs = [
        (surname(here.form), surname(there.form))
        for entity in gazetteer.entities.values()
        if entity.type == "person"
        and (here := gazetteer.preferred(entity.id, source))
        and (there := gazetteer.preferred(entity.id, target))
    ]
    right = sum(by_letters(here, source, target) == there for here, there in pairs)
    assert right >= least * len(pairs) > 100


@pytest.mark.parametrize(
    ("source", "target", "form", "made"),
    [
        ("uk", "ru", "Куп'янськ", "Купянск"),
        ("uk", "ru", "Володимирівка", "Владимировка"),
        ("uk", "ru", "Нове", "Новое"),
        ("uk", "be", "Вовчанськ", "Ваўчанск"),
        ("ru", "uk", "Шебекино", "Шебекіно"),
    ],
)
def test_a_new_place_is_called_as_most_places_are(source: str, target: str, form: str, made: str) -> None:
    found = likely_form(form, source, target)
    assert found is not None
    assert (found[0], found[1].startswith("rule:"), found[1].endswith("-likely")) == (made, True, True)


def test_no_rule_makes_a_place_out_of_a_page() -> None:
    assert likely_form("Нове " * 100, "uk", "ru") is None


def test_what_most_places_are_called_is_counted_in_the_gazetteer() -> None:
    places = read_named_places(GAZETTEER)
    with (files("pipeline.gazetteer.places") / LIKELY).open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == count_likely(places)
    shares = {rule: right / attested for rule, (right, attested) in likely_worth(places).items()}
    assert shares["ru-uk-2019"] > 0.85
    assert min(shares.values()) > 0.55


def test_a_known_place_gets_the_forms_that_the_gazetteer_lacks_marked_with_their_rule(road: Road) -> None:
    result = road.travel(read_text("Мешканці Куп'янська виїхали.", id="x", lang="uk"))
    (entity,) = result.entities
    assert (entity.new, entity.names["en"].source) == (False, "geonames")
    assert (entity.names["uk"].form, entity.names["uk"].source) == ("Куп'янськ", "document")
    assert (entity.names["ru"].form, entity.names["ru"].source) == ("Купянск", "rule:uk-ru-tradition-likely")


def test_a_spelling_in_latin_letters_makes_no_form_of_a_known_place(road: Road) -> None:
    result = road.travel(read_text("Мешканці міста Kupyansk виїхали.", id="x", lang="uk"))
    assert [sorted(entity.names) for entity in result.entities] == [["en"]]


def surname(form: str) -> str:
    return next((word.text for word in parse_person(form) if word.role == "surname"), form)


@pytest.mark.parametrize(
    ("name", "kind", "source", "target", "form", "rule"),
    [
        ("Сергей Ганский", "person", "ru", "uk", "Сергій Ганський", NAMES_BY_RULE),
        ("Марына Ціханоўская", "person", "be", "ru", "Марина Тихановская", BY_NAMESAKES),
        ("Ольга Мещерякова", "person", "ru", "uk", "Ольга Мещерякова", BY_LETTERS),
        ("П. Щербак", "person", "uk", "ru", "П. Щербак", BY_LETTERS),
        ("Новозерск", "place", "ru", "uk", "Новозерськ", "rule:ru-uk-2019-likely"),
        ("Новоспаське", "place", "uk", "ru", "Новоспасское", "rule:uk-ru-tradition-likely"),
        ("Лондондеррі", "place", "uk", "ru", "Лондондерри", BY_LETTERS),
        ("Сан-Бернардіно", "place", "uk", "ru", "Сан-Бернардино", BY_LETTERS),
        ("Малая Вішня", "place", "be", "ru", None, None),
        ("Рух за волю", "organisation", "uk", "be", None, None),
    ],
)
def test_a_new_name_says_by_which_rule_it_is_made(
    gazetteer: Gazetteer, name: str, kind: str, source: str, target: str, form: str | None, rule: str | None
) -> None:
    made = Guesser(gazetteer).form(name, kind, source, target)  # type: ignore[arg-type]
    assert (made.form, made.source) == (form, rule) if made else form is None


SENTENCES = [
    # as the engine leaves, transliterates or translates them; the surname alone after the full name
    ("be", "Настаўніца Ірына Давідзюк жыве ў Лунінцы.", "ru", ["Ирина Давидюк"]),
    ("uk", "Лікар Ігор Ткачук працює в Ізюмі.", "be", ["Ігар Ткачук"]),
    ("ru", "Журналист Степан Кудрявцев молчал. Кудрявцеву не верили.", "be", ["Сцяпан Кудраўцаў", "Кудраўцаву"]),
    ("uk", "Вона зустріла Богдана Гнатюка і Марту Гнатюк.", "ru", ["Богдана Гнатюка", "Марту Гнатюк"]),
    ("be", "Ліст Дар’і Саладухі надрукавалі.", "ru", ["Дарьи Саладухи"]),
]  # fmt: skip


@needs_apertium
@pytest.mark.parametrize(("lang", "text", "target", "forms"), SENTENCES, ids=[row[1][:30] for row in SENTENCES])
def test_new_names_stand_in_translations_in_their_case(
    road: Road, lang: str, text: str, target: str, forms: list[str]
) -> None:
    result = road.travel(read_text(text, id="x", lang=lang))
    new = {entity.id for entity in result.entities if entity.new}
    made = [name.form for part in result.translations[target] for name in part.names if name.entity in new]
    assert made == forms
    written = " ".join(part.text or "" for part in result.translations[target])
    assert all(form in written for form in forms)
    assert all(rule.startswith("rule:") for rule in rules(result, target))


def rules(result: DocumentResult, lang: str) -> list[str]:
    return [entity.names[lang].source for entity in result.entities if entity.new]
