"""`nazvy explain`: what it tells is what the program does."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import status_of
from pipeline.gazetteer import load
from pipeline.matching.alignment import align, pair_words
from pipeline.matching.distance import sound_distance
from pipeline.matching.person import person_likelihood
from pipeline.reconciliation import Query, Reconciler
from pipeline.reconciliation.explaining import compare, explain

BUILT_IN = Reconciler(load())
SOUNDS = st.text("abcdefghijklmnoprstuvwxzCDHSZö", max_size=7)
NAMES = [
    "Siarhei Tsikhanouski", "Сергей Тихановский", "Светлана Тихановская", "С. Тихановский", "Тихановский",
    "Ціханоўская", "Сяргей Леанідавіч Ціханоўскі", "Tikhanovsky Sergey", "Іван Пазьбіцкі",
    "Иванов Иван Иванович", "І. І. Іваноў", "",
]  # fmt: skip


@given(SOUNDS, SOUNDS)
def test_the_steps_of_an_alignment_are_the_two_words_and_cost_their_distance(a: str, b: str) -> None:
    steps = align(a, b)
    assert ("".join(step.asked for step in steps), "".join(step.known for step in steps)) == (a, b)
    assert sum(step.cost for step in steps) == pytest.approx(sound_distance(a, b))


@pytest.mark.parametrize("asked", NAMES)
def test_the_pairs_of_words_make_the_likelihood_of_names(asked: str) -> None:
    for known in NAMES:
        likelihood = person_likelihood(asked, known)
        if likelihood > 0.001:
            assert math.prod(pair.likelihood for pair in pair_words(asked, known)) == pytest.approx(likelihood)


@pytest.mark.parametrize(
    "name", ["Kiev", "Светланой Тихановской", "Ціханоўскі", "Бацька Лукашэнка", "Іван Пазьбіцкі", "", "?"]
)
def test_a_story_ends_as_the_ranking_does(name: str) -> None:
    story = explain(name, BUILT_IN)
    ranking = BUILT_IN.rank(Query(form=name))
    assert (story.candidates, story.match) == (ranking.candidates, ranking.match)
    assert story.why.startswith("joined:" if ranking.match else "not joined:")
    told = {candidate.entity for unit in story.units for candidate in unit.candidates or ()}
    assert told == {candidate.entity for candidate in ranking.candidates}


def test_two_namesakes_are_told_apart_in_words() -> None:
    story = compare("Тихановский", "Tsikhanouskaya", BUILT_IN)
    assert not story.joined
    (pair,) = story.pairs
    assert pair.genders_differ
    first = pair.differences[0]
    assert (first.asked, first.known, first.why) == ("t", "c", "tsekanne: soft т is ц in Belarusian")


def test_spellings_of_one_entity_are_joined_by_the_gazetteer() -> None:
    story = compare("Kiev", "Києвом", BUILT_IN)
    assert (story.joined, story.type, len(set(story.entities))) == (True, "place", 1)


def test_names_that_no_gazetteer_holds_are_joined_by_their_words() -> None:
    story = compare("Сяргей Марчук", "Sergei Martschuk", BUILT_IN)
    assert (story.joined, story.entities) == (True, (None, None))
    assert story.pairs[0].given == ("siarhei",)
    assert not compare("Сяргей Марчук", "Ihar Marchuk", BUILT_IN).joined
    assert "shares a key" in compare("Сяргей Марчук", "Вольга Ткач", BUILT_IN).why


def test_names_are_joined_by_what_their_words_mean() -> None:
    story = compare("Министерство культуры Беларуси", "Ministry of Culture of Belarus", BUILT_IN)
    assert (story.type, story.joined, story.same_meaning, story.pairs) == ("organisation", True, True, ())
    assert story.meanings
    assert {told.meanings for told in story.meanings} == {("BY", "culture", "ministry")}
    other = compare("Министерство культуры Беларуси", "Ministry of Defence of Belarus", BUILT_IN)
    assert (other.joined, other.same_meaning) == (False, False)


def test_an_adjective_and_the_name_it_is_made_of_are_set_against_each_other() -> None:
    story = compare("Маладзечанскі раён", "Maladziečna District", BUILT_IN, "place")
    (pair,) = story.pairs
    assert (story.joined, story.same_meaning, pair.adjective) == (True, True, True)


def test_the_command_answers_people_and_programs(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert status_of(["explain", "Светланой Тихановской"]) == 0
    told = capfdbinary.readouterr().out.decode()
    assert "units, in order\n  decided: nothing\n  exact: nothing\n  inflected: nazvy:sviatlana-tsikhanouskaya" in told
    assert status_of(["explain", "Магілёўская вобласць", "Mogilev Region"]) == 0
    told = capfdbinary.readouterr().out.decode()
    assert "in meaning: the same\n  Магілёўская вобласць: region, a name of a kind of region, Магілёўская\n" in told
    assert "Магілёўская / Mogilev: 0.95\n    one is the adjective made of the other\n" in told
    assert status_of(["explain", "Kyiv", "Киев", "--json", "--type", "place"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["joined"] is True
    assert status_of(["explain", "Kyiv", "--gazetteer", str(tmp_path / "absent")]) == 2
    assert status_of(["explain"]) == 2
