from __future__ import annotations

from collections.abc import Sequence

import pytest
from needing import needs_apertium

from pipeline.translation.engines import installed_engines
from pipeline.translation.engines.apertium import ApertiumEngine
from pipeline.translation.engines.base import Engine, EngineResult, Pair
from pipeline.translation.routes import Hop, HopTable, Router, best


class Offering:
    """An engine that only says what it offers: routes are planned without translating."""

    def __init__(self, name: str, *pairs: str) -> None:
        self.name = name
        self._pairs = tuple((pair[:2], pair[3:]) for pair in pairs)

    def pairs(self) -> tuple[Pair, ...]:
        return self._pairs

    def versions(self) -> dict[Pair, str]:
        return dict.fromkeys(self._pairs, "1")

    def translate(self, sentences: Sequence[str], pair: Pair) -> list[EngineResult]:
        raise AssertionError("planning needs no translation")


APERTIUM = Offering("apertium", "be-ru", "ru-be", "ru-uk", "uk-ru")
ARGOS = Offering("argos", "en-ru", "ru-en", "en-uk", "uk-en")


def labels(router: Router, source: str, target: str) -> list[str] | None:
    route = router.route(source, target)
    return None if route is None else [step.label for step in route]


def test_the_shortest_good_route() -> None:
    router = Router([APERTIUM, ARGOS])
    assert labels(router, "be", "ru") == ["apertium:be-ru"]
    assert labels(router, "be", "uk") == ["apertium:be-ru", "apertium:ru-uk"]
    assert labels(router, "en", "uk") == ["argos:en-uk"]
    assert labels(router, "en", "be") == ["argos:en-ru", "apertium:ru-be"]
    assert labels(router, "be", "en") == ["apertium:be-ru", "argos:ru-en"]
    assert labels(router, "be", "be") == []
    assert len(router.pairs()) == 12


def test_what_is_installed_decides() -> None:
    router = Router([APERTIUM, Offering("argos", "en-uk", "ru-en")])
    assert labels(router, "en", "be") == ["argos:en-uk", "apertium:uk-ru", "apertium:ru-be"]
    assert labels(router, "uk", "en") == ["apertium:uk-ru", "argos:ru-en"]
    assert labels(Router([]), "en", "be") is None


def test_no_route_of_more_than_three_hops() -> None:
    assert labels(Router([Offering("x", "aa-bb", "bb-cc", "cc-dd", "dd-ee")]), "aa", "dd") is not None
    assert labels(Router([Offering("x", "aa-bb", "bb-cc", "cc-dd", "dd-ee")]), "aa", "ee") is None


def test_ties_go_to_the_engine_named_first() -> None:
    first, second = Offering("x", "aa-bb"), Offering("y", "aa-bb")
    assert labels(Router([first, second]), "aa", "bb") == ["x:aa-bb"]
    assert labels(Router([second, first]), "aa", "bb") == ["y:aa-bb"]


def test_quality_weighs_more_than_the_number_of_hops() -> None:
    hops = [
        Hop(engine="poor", pair=("aa", "cc"), chrf=5.0, seconds=0.0),
        Hop(engine="good", pair=("aa", "bb"), chrf=90.0, seconds=0.0),
        Hop(engine="good", pair=("bb", "cc"), chrf=90.0, seconds=0.0),
    ]
    path = best(hops, "aa", "cc")
    assert path is not None
    assert [hop.engine for hop in path] == ["good", "good"]


@pytest.mark.parametrize(
    ("engines", "pair", "line"),
    [
        ([APERTIUM], "en-be", "argos:en-ru not installed; nazvy models install en-ru"),
        ([APERTIUM], "uk-en", "argos:uk-en not installed; nazvy models install uk-en"),
        ([ARGOS], "en-be", "apertium:ru-be not installed; apt install apertium-bel-rus"),
        ([ARGOS], "be-uk", "apertium:be-ru, apertium:ru-uk not installed; "
                           "apt install apertium-bel-rus && apt install apertium-rus-ukr"),
        ([], "en-uk", "argos:en-uk not installed; nazvy models install en-uk"),
        ([], "en-fr", "no engine knows a way"),
    ],
)  # fmt: skip
def test_a_missing_route_names_the_command_that_mends_it(engines: list[Engine], pair: str, line: str) -> None:
    problem = Router(engines).explain(pair[:2], pair[3:])
    assert problem is not None
    assert problem.line() == f"translation: no translation from {pair[:2]} to {pair[3:]}: {line}"
    (result,) = Router(engines).translate(["x"], pair[:2], pair[3:])
    assert (result.text, result.problem) == (None, problem.line())
    assert Router([APERTIUM, ARGOS]).explain("en", "be") is None


def test_every_row_of_the_table_is_sound() -> None:
    table = HopTable()
    for hop in table.hops:
        assert table.hop(hop.engine, hop.pair) == hop
        assert 0 < hop.chrf < 100
        assert hop.install
    assert table.hop("argos", ("en", "fr")).chrf > 0
    assert table.hop("anything", ("en", "fr")).chrf > 0


@needs_apertium
def test_hops_are_joined_and_a_pivot_is_translated_once() -> None:
    asked: list[tuple[Pair, int]] = []

    class Counting(ApertiumEngine):
        def translate(self, sentences: Sequence[str], pair: Pair) -> list[EngineResult]:
            asked.append((pair, len(sentences)))
            return super().translate(sentences, pair)

    router = Router([Counting()])
    sentences = ["Сёння бамбардульк.", "Дзень.", "Дзень."]
    russian = router.translate(sentences, "be", "ru")
    ukrainian = router.translate(sentences, "be", "uk")
    assert asked == [(("be", "ru"), 2), (("ru", "uk"), 2)]
    assert [result.text for result in russian] == ["Сегодня бамбардульк.", "День.", "День."]
    assert [result.text for result in ukrainian] == ["Сьогодні бамбардульк.", "День.", "День."]
    assert [result.unknown_words for result in ukrainian] == [0.5, 0.0, 0.0]
    assert router.translate(["сам"], "be", "be") == [EngineResult(text="сам")]


def test_installed_engines_can_be_asked_for_their_pairs() -> None:
    engines = installed_engines()
    assert engines[0].name == "apertium"
    assert all(isinstance(engine.pairs(), tuple) for engine in engines)
