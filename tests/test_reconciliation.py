"""Which entity a name stands for: the units one by one, the document's context, new names, clusters."""

from __future__ import annotations

import pytest

from pipeline.gazetteer import Entity, Gazetteer, Name, load
from pipeline.reading import read_text
from pipeline.reconciliation import NamedItem, Query, Reconciler, cluster, describe, new_entity_id
from pipeline.reconciliation.neighbours import by_neighbours
from pipeline.reconciliation.typed import table
from pipeline.reconciliation.units import units
from pipeline.spotting import Spotter

BUILT_IN = load()


@pytest.fixture(scope="module")
def reconciler() -> Reconciler:
    return Reconciler(BUILT_IN)


def linked(text: str, lang: str) -> list[tuple[str, str | None, str]]:
    """The names of a text: as written, the label of what each is tied to, the unit that decided."""
    document = read_text(text, id="test", lang=lang)
    mentions = Spotter(BUILT_IN).spot(document)
    links = Reconciler(BUILT_IN).link(document, mentions)
    labels = {entity.id: entity.label for entity in describe(mentions, links, BUILT_IN)}
    return [(m.text, labels.get(link.entity or ""), link.by) for m, link in zip(mentions, links, strict=True)]


@pytest.mark.parametrize("unit", units(BUILT_IN), ids=lambda unit: unit.name)
def test_each_unit_finds_its_example(unit) -> None:  # type: ignore[no-untyped-def]
    asked, label = unit.example
    assert label in [candidate.label for candidate in unit.candidates(Query(form=asked))]


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("Kiev", "Kyiv"),
        ("КІЕВЕ", "Kyiv"),
        ("Светланой Тихановской", "Sviatlana Tsikhanouskaya"),
        ("Tichanowskaja, Swetlana", "Sviatlana Tsikhanouskaya"),
        ("Сергей Тихановский", "Siarhei Tsikhanouski"),
        ("Uladzimir Ziialenski", "Volodymyr Zelenskyy"),
        ("Alexander Lukashenko", "Aliaksandr Lukashenka"),
        ("Полк Калиновского", "Kastus Kalinouski Regiment"),
        ("Kastuś Kalinoŭski", "Kastus Kalinouski"),
    ],
)
def test_one_entity_stands_behind_every_spelling(reconciler: Reconciler, asked: str, label: str) -> None:
    match = reconciler.rank(Query(form=asked)).match
    assert match is not None
    assert match.label == label


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("be", "Беларуская асацыяцыя журналістаў (БАЖ) заявіла пра ціск. У БАЖ кажуць, што яго больш."),
        ("en", "The Polesian Writers Union (PWU) met in Homiel. The PWU elected a new head."),
    ],
)
def test_an_acronym_that_the_document_explains_is_the_name_that_it_stands_for(lang: str, text: str) -> None:
    document = read_text(text, id="test", lang=lang)
    mentions = Spotter(BUILT_IN).spot(document)
    links = Reconciler(BUILT_IN).link(document, mentions)
    short = [link for mention, link in zip(mentions, links, strict=True) if mention.text.isupper()]
    assert {link.by for link in short} == {"acronym"}
    assert {link.entity for link in short} == {links[0].entity}


@pytest.mark.parametrize(
    ("asked", "label"), [example for kind in table() for example in kind["examples"]], ids=lambda text: text
)
def test_a_settlement_is_known_with_the_word_for_what_it_is(reconciler: Reconciler, asked: str, label: str) -> None:
    match = reconciler.rank(Query(form=asked, type="place")).match
    assert match is not None
    assert (match.label, match.by) == (label, "type-word")


@pytest.mark.parametrize("asked", ["вёска Мінск", "село Київ", "г. Беларусь", "город", "с. "])
def test_a_settlement_is_nothing_of_another_kind(reconciler: Reconciler, asked: str) -> None:
    assert reconciler.rank(Query(form=asked, type="place")).match is None


def test_brackets_with_other_letters_explain_nothing() -> None:
    text = "The Polesian Writers Union (BBC) met in Homiel. The BBC elected a new head."
    assert "acronym" not in [by for _, _, by in linked(text, "en")]


@pytest.mark.parametrize(
    "asked", ["Мікалай Ціханоўскі", "Halina Latushka", "Ігор Зеленський", "Пинская область", "", "?!"]
)
def test_whom_the_gazetteer_does_not_hold_is_not_joined_to_a_namesake(reconciler: Reconciler, asked: str) -> None:
    assert reconciler.rank(Query(form=asked)).match is None


def test_two_namesakes_are_not_told_apart_by_guessing() -> None:
    people = {f"test:{n}": Entity(id=f"test:{n}", type="person", label=f"Іван Іваноў {n}") for n in (1, 2)}
    names = [Name(entity=key, form="Іван Іваноў", lang="be", kind="preferred") for key in people]
    ranking = Reconciler(Gazetteer(people, names, [], "")).rank(Query(form="Иван Иванов"))
    assert len(ranking.candidates) == 2
    assert ranking.match is None


def test_a_husband_is_found_by_his_wifes_surname_not_by_the_namesake_just_named() -> None:
    text = "Siarhei Dylevski left. Tsikhanouskaya’s own husband, Siarhei, is serving a long term."
    assert linked(text, "en")[-1] == ("Siarhei", "Siarhei Tsikhanouski", "kinship")


def test_a_brother_whom_nobody_knows_stays_unlinked() -> None:
    text = "Siarhei Dylevski left. Latushka’s brother, Siarhei, stayed."
    assert linked(text, "en")[-1][1] is None


def test_a_given_name_alone_is_the_one_person_who_bears_it() -> None:
    assert linked("Siarhei Dylevski spoke. Then Siarhei left.", "en")[-1] == (
        "Siarhei",
        "Siarhei Dylevski",
        "given-name",
    )
    two = "Siarhei Dylevski met Siarhei Tsikhanouski. Then Siarhei left."
    assert linked(two, "en")[-1][1] is None


def test_a_surname_alone_is_the_person_named_in_full() -> None:
    found = linked("Игорь Кизим приехал. Кизима встретили бойцы.", "ru")
    assert {label for _, label, _ in found} == {"Ihor Kizim"}
    assert found[-1][2] == "surname"


def test_a_womans_surname_is_not_a_mans() -> None:
    found = linked("Siarhei Tsikhanouski was freed. Tsikhanouskaya met him.", "en")
    assert found[-1][1] != "Siarhei Tsikhanouski"


def test_spellings_of_a_new_name_are_one_new_entity_with_one_id() -> None:
    document = read_text(
        "Прыехаў Міхась Пазьбіцкі. Міхася Пазьбіцкага сустрэлі. Пазьбіцкі ўсміхаўся.", id="x", lang="be"
    )
    mentions = Spotter(BUILT_IN).spot(document)
    links = Reconciler(BUILT_IN).link(document, mentions)
    assert {link.entity for link in links} == {new_entity_id("Міхась Пазьбіцкі", "person", "be")}
    (entity,) = describe(mentions, links, BUILT_IN)
    assert entity.new
    assert entity.names["be"].form == "Міхась Пазьбіцкі"
    assert entity.names["en"].source.startswith("rule:")


def test_entities_have_their_names_in_all_four_languages() -> None:
    document = read_text("Tikhanovskaya met Latushka in Kiev.", id="x", lang="en")
    mentions = Spotter(BUILT_IN).spot(document)
    entities = describe(mentions, Reconciler(BUILT_IN).link(document, mentions), BUILT_IN)
    assert all(set(entity.names) == {"be", "uk", "ru", "en"} for entity in entities)


def test_names_are_brought_together_without_a_gazetteer() -> None:
    forms = [
        ("Асия Биби", "ru", "person"),
        ("Асії Бібі", "uk", "person"),
        ("Борис Джонсон", "ru", "person"),
        ("Бориса Джонсона", "ru", "person"),
        ("Джонсон", "uk", "person"),
        ("Лондоні", "uk", "place"),
        ("Лондоне", "ru", "place"),
        ("Лозанна", "ru", "place"),
    ]
    items = [NamedItem(form, lang, kind) for form, lang, kind in forms]  # type: ignore[arg-type]
    assert cluster(items, Reconciler(Gazetteer({}, [], [], ""))) == [0, 0, 1, 1, 1, 2, 2, 3]


def grouped(kind: str, *forms: tuple[str, str]) -> list[int]:
    """The groups of forms (with their languages) where no gazetteer knows any."""
    items = [NamedItem(form, lang, kind) for form, lang in forms]  # type: ignore[arg-type]
    return cluster(items, Reconciler(Gazetteer({}, [], [], "")))


def test_a_part_of_a_name_joins_the_one_person_who_bears_it() -> None:
    whole = ("Майкл Уорнер", "ru"), ("Майкла Уорнера", "ru"), ("Michael Warner", "en")
    assert grouped("person", *whole[:2], ("Уорнеру", "ru"), ("М. Уорнер", "ru"), ("Майкл", "ru")) == [0, 0, 0, 0, 0]
    other = ("Майкл Стоун", "ru"), ("Анна Уорнер", "ru")
    assert grouped("person", *whole[:2], *other, ("Уорнер", "ru"), ("Майкл", "ru")) == [0, 0, 1, 2, 3, 4]


def test_most_of_the_bearers_decide_who_is_meant_by_a_surname() -> None:
    forms = [("Ольга Мельничук", lang) for lang in ("ru", "uk")] + [("Вольга Мельнічук", "be"), ("О. Мельничук", "uk")]
    assert grouped("person", *forms, ("Мельничук", "ru")) == [0] * 5


def test_a_hyphenated_name_may_be_a_given_name_and_a_surname() -> None:
    assert grouped("person", ("Амина Даут", "ru"), ("Амину-Даут", "ru")) == [0, 0]


def test_places_come_together_by_country_translated_words_adjectives_and_initials() -> None:
    assert grouped("place", ("Германии", "ru"), ("Німеччину", "uk"), ("Germany", "en")) == [0, 0, 0]
    assert grouped("place", ("Північної Осетії", "uk"), ("Северную Осетию", "ru"), ("Южная Осетия", "ru")) == [0, 0, 1]
    assert grouped("place", ("Лозанна", "ru"), ("лозаннский", "ru"), ("брюссельский", "ru")) == [0, 0, 1]
    union = ("Всемирный союз почты", "ru"), ("ВСП", "ru")
    assert grouped("organisation", *union) == [0, 0]
    assert grouped("organisation", *union, ("Верхний суд Праги", "ru")) == [0, 1, 2]


def test_places_of_one_name_are_told_apart_by_the_places_named_beside_them() -> None:
    def place(key: str, label: str, country: str, part_of: str | None = None) -> Entity:
        return Entity(
            id=f"test:{key}", type="place", label=label, country=country, part_of=part_of and f"test:{part_of}"
        )

    places = [
        place("north", "Паўночны край", "BY"),
        place("south", "Паўднёвы край", "BY"),
        place("town", "Лугаўск", "BY", "north"),
        place("one", "Азярышча", "BY", "north"),
        place("two", "Азярышча", "BY", "south"),
        place("three", "Азярышча", "RU"),
    ]
    names = [Name(entity=each.id, form=each.label, lang="be", kind="preferred") for each in places]
    gazetteer = Gazetteer({each.id: each for each in places}, names, [], "")
    ranked = Reconciler(gazetteer).rank(Query(form="Азярышча", lang="be", type="place"))
    assert ranked.match is None
    meant = {
        beside: found.entity if (found := by_neighbours(ranked.candidates, [f"test:{beside}"], gazetteer)) else None
        for beside in ("town", "south", "three", "nowhere")
    }
    assert meant == {"town": "test:one", "south": "test:two", "three": "test:three", "nowhere": None}


def test_ids_of_new_names_depend_on_the_name_alone() -> None:
    assert new_entity_id("Зянон Пазьняк", "person", "be") == new_entity_id("ЗЯНОН ПАЗЬНЯК", "person", "be")
    assert new_entity_id("Зянон Пазьняк", "person", "be") != new_entity_id("Зянон Пазьняк", "place", "be")


def test_a_surname_by_itself_is_not_the_place_that_sounds_like_it():
    person = Entity(id="test:poet", type="person", label="Kastus Kalinouski")
    place = Entity(id="test:village", type="place", label="Kalynivskyi")
    names = [
        Name(entity=person.id, form="Кастусь Каліноўскі", lang="be"),
        Name(entity=place.id, form="Калинівський", lang="uk"),
    ]
    reconciler = Reconciler(Gazetteer({each.id: each for each in (person, place)}, names, [], ""))
    for form in ("Калиновский", "Kalinouski"):
        ranking = reconciler.rank(Query(form=form))
        assert ranking.match is None
        assert {candidate.entity for candidate in ranking.candidates} == {person.id, place.id}
    assert reconciler.rank(Query(form="Калиновский", type="place")).match
    assert reconciler.rank(Query(form="Калинівський")).match
