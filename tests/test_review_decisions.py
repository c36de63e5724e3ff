"""What people decided in review is obeyed: by the units, the linker and the context."""

from __future__ import annotations

import pytest

from pipeline.gazetteer import Decision, Entity, Gazetteer, Name
from pipeline.reading import read_text
from pipeline.reconciliation import Query, Reconciler
from pipeline.records import Link
from pipeline.spotting import Spotter

PEOPLE = {"x:ivan": "Іван Пазьбіцкі", "x:yan": "Ян Пазьбіцкі", "x:petr": "Пётр Сідарчук"}


def gazetteer(*decisions: tuple[str, str, str, str]) -> Gazetteer:
    entities = {key: Entity(id=key, type="person", label=form) for key, form in PEOPLE.items()}
    names = [Name(entity=key, form=form, lang="be", kind="preferred") for key, form in PEOPLE.items()]
    taken = [
        Decision(form=form, lang=lang, type="person", decision=kind, entity=entity or None)  # type: ignore[arg-type]
        for form, lang, kind, entity in decisions
    ]
    return Gazetteer(entities, names, taken, "")


def match(form: str, lang: str | None, *decisions: tuple[str, str, str, str]) -> str | None:
    found = Reconciler(gazetteer(*decisions)).rank(Query(form=form, lang=lang, type="person")).match
    return found and found.entity


def links(text: str, *decisions: tuple[str, str, str, str]) -> list[Link]:
    tables = gazetteer(*decisions)
    document = read_text(text, id="x", lang="be")
    return list(Reconciler(tables).link(document, Spotter(tables).spot(document)))


@pytest.mark.parametrize(
    ("form", "lang", "found"),
    [
        ("Дзядзька Янка", "be", "x:yan"),
        ("ДЗЯДЗЬКА ЯНКА", "be-tarask", "x:yan"),
        ("Дзядзька Янка", None, "x:yan"),
        ("Дзядзька Янка", "ru", None),
        ("Дядзька Янка", "be", None),
    ],
)
def test_same_ties_a_form_in_its_language(form: str, lang: str | None, found: str | None) -> None:
    assert match(form, lang, ("Дзядзька Янка", "be", "same", "x:yan")) == found


def test_same_wins_over_what_the_tables_say() -> None:
    assert match("Іван Пазьбіцкі", "be") == "x:ivan"
    assert match("Іван Пазьбіцкі", "be", ("Іван Пазьбіцкі", "be", "same", "x:yan")) == "x:yan"


def test_never_keeps_a_form_from_an_entity() -> None:
    assert match("Іван Пазьбіцкі", "be", ("Іван Пазьбіцкі", "be", "never", "x:ivan")) != "x:ivan"
    assert match("Ivan Pazbitski", "en", ("Іван Пазьбіцкі", "be", "never", "x:ivan")) == "x:ivan"


def test_never_without_an_entity_leaves_a_form_unlinked() -> None:
    (link,) = links("Прыехаў Іван Пазьбіцкі.", ("Іван Пазьбіцкі", "be", "never", ""))
    assert (link.entity, link.by, link.candidates) == (None, "decided", ())


def test_two_decisions_that_contradict_join_nothing() -> None:
    assert match("Янка", "be", ("Янка", "be", "same", "x:yan"), ("Янка", "be", "same", "x:ivan")) is None


def test_the_ids_of_merged_entities_mean_the_survivor() -> None:
    merged = (("x:yan", "und", "merged-into", "x:ivan"), ("x:ivan", "und", "merged-into", "x:petr"))
    assert match("Ян Пазьбіцкі", "be", *merged) == "x:petr"
    assert match("Янка", "be", *merged, ("Янка", "be", "same", "x:yan")) == "x:petr"
    decisions = Reconciler(gazetteer(*merged)).decisions
    assert [decisions.survivor(key) for key in ("x:yan", "x:ivan", "x:petr", "x:other")] == [
        "x:petr", "x:petr", "x:petr", "x:other",
    ]  # fmt: skip


def test_a_circle_of_merges_ends() -> None:
    circle = (("x:yan", "und", "merged-into", "x:ivan"), ("x:ivan", "und", "merged-into", "x:yan"))
    assert match("Пётр Сідарчук", "be", *circle) == "x:petr"


def test_a_decided_surname_needs_no_context() -> None:
    text = "Прыехаў Іван Пазьбіцкі. Пазьбіцкі ўсміхаўся."
    assert [link.entity for link in links(text)] == ["x:ivan", "x:ivan"]
    decided = links(text, ("Пазьбіцкі", "be", "same", "x:yan"))
    assert [(link.entity, link.by) for link in decided] == [("x:ivan", "exact"), ("x:yan", "decided")]


def test_the_context_obeys_never() -> None:
    text = "Прыехаў Іван Пазьбіцкі. Пазьбіцкі ўсміхаўся."
    assert links(text, ("Пазьбіцкі", "be", "never", "x:ivan"))[1].entity != "x:ivan"
