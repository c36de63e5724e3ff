"""From one language to another over the engines that are installed: the best path, and why there is none.

What a hop is worth stands in `routes.toml`. A path costs what its hops lose: each hop the share of quality
that it does not keep (100 - chrF), so that a second hop must be much better than the first alone to be
worth taking.
"""

from __future__ import annotations

import tomllib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.records import Problem, Record
from pipeline.translation.choices import Choices
from pipeline.translation.engines import installed_engines
from pipeline.translation.engines.base import Engine, EngineResult, Origin, Pair, label_of
from pipeline.translation.engines.folders import NAME as FOLDERS

TABLE = Path(__file__).with_name("routes.toml")
MOST_HOPS = 3

_KEPT = 4096  # sentences whose hop is remembered: a pivot is translated once for all targets
_SECONDS_WEIGHT = 1.0  # points of chrF that a second a sentence is worth
_ABSENT = 20.0  # what a hop costs more that would have to be installed first


class Hop(Record, frozen=True):
    """One engine and pair in the table: `chrf` 0 to 100, `seconds` a sentence, the command to install.

    `fluent` says that it writes whole sentences, and so knows in which case a name stands; one that goes word by
    word guesses where a form may be of several.
    """

    engine: str
    pair: Pair
    chrf: float
    seconds: float
    install: str = ""
    fluent: bool = True

    @property
    def label(self) -> str:
        """`apertium:be-ru`, as it stands in results."""
        return label_of(self.engine, self.pair)

    def cost(self) -> float:
        """What the hop loses, in points of chrF."""
        return 100.0 - self.chrf + _SECONDS_WEIGHT * self.seconds


class Step(Record, frozen=True):
    """One hop of a route: an engine's name and its pair."""

    engine: str
    pair: Pair

    @property
    def label(self) -> str:
        """`apertium:be-ru`, as it stands in results."""
        return label_of(self.engine, self.pair)


class _Route(NamedTuple):
    """The steps of a route, and whether the last engine writes whole sentences."""

    steps: tuple[Step, ...]
    fluent: bool


class HopTable:
    """`routes.toml` in memory; `declared` are hops whose worth somebody states, which come before it."""

    def __init__(self, table: Path = TABLE, declared: Iterable[Hop] = ()) -> None:
        content = tomllib.loads(table.read_text(encoding="utf-8"))
        self.hops = tuple(_hop(row, (row["from"], row["to"])) for row in content["hop"])
        self._exact = {(hop.engine, hop.pair): hop for hop in (*self.hops, *reversed(tuple(declared)))}
        self._defaults: dict[str, dict[str, Any]] = {row["engine"]: row for row in content["default"]}

    def hop(self, engine: str, pair: Pair) -> Hop:
        """The row of this engine and pair, else the engine's default, else the default of all."""
        exact = self._exact.get((engine, pair))
        if exact is not None:
            return exact
        row = self._defaults.get(engine, self._defaults["*"])
        return _hop({**row, "engine": engine}, pair)


def _hop(row: dict[str, Any], pair: Pair) -> Hop:
    return Hop(
        engine=row["engine"],
        pair=pair,
        chrf=row["chrf"],
        seconds=row["seconds"],
        install=row.get("install", ""),
        fluent=row.get("fluent", True),
    )


def router_for(choices: Choices) -> Router:
    """The router over everything on this machine and the models that the settings declare."""
    declared = [
        Hop(engine=FOLDERS, pair=folder.pair, chrf=folder.chrf, seconds=folder.seconds) for folder in choices.folders
    ]
    return Router(installed_engines(choices), HopTable(declared=declared))


class Router:
    """Plans routes over engines and translates along them.

    Engines given first win where two hops are worth the same. Remembers the last few thousand sentences, so
    that the first hop of two targets is translated once. Not to be shared between threads.
    """

    def __init__(self, engines: Iterable[Engine], table: HopTable | None = None) -> None:
        self._engines = {engine.name: engine for engine in engines}
        self._table = table or HopTable()
        self._hops = tuple(
            self._table.hop(name, pair) for name, engine in self._engines.items() for pair in engine.pairs()
        )
        self._routes: dict[Pair, _Route | None] = {}
        self._kept: OrderedDict[tuple[Step, str], EngineResult] = OrderedDict()

    def versions(self) -> dict[str, str]:
        """What translates each hop (`apertium:be-ru`): the version or fingerprint of its model."""
        return {
            label_of(name, pair): version
            for name, engine in self._engines.items()
            for pair, version in engine.versions().items()
        }

    def origins(self) -> dict[str, Origin]:
        """Where what translates each hop came from."""
        return {
            label_of(name, pair): origin
            for name, engine in self._engines.items()
            for pair, origin in engine.origins().items()
        }

    def forget(self) -> None:
        """Translate anew what comes next: how sentences are batched may not depend on earlier documents."""
        self._kept.clear()

    def hops(self) -> tuple[Hop, ...]:
        """Every hop that an engine offers here, with what it is worth."""
        return self._hops

    def pairs(self) -> tuple[Pair, ...]:
        """Every pair that a route joins, in alphabetical order."""
        sources = sorted({hop.pair[0] for hop in self._hops})
        targets = sorted({hop.pair[1] for hop in self._hops})
        return tuple(
            (source, target)
            for source in sources
            for target in targets
            if source != target and self.route(source, target) is not None
        )

    def route(self, source: str, target: str) -> tuple[Step, ...] | None:
        """The steps of the best route (none from a language to itself); None where there is no route."""
        route = self._route(source, target)
        return route.steps if route else None

    def is_fluent(self, source: str, target: str) -> bool:
        """Does the last engine of the route write whole sentences, with names in the case that they ask for?"""
        route = self._route(source, target)
        return route is None or route.fluent

    def _route(self, source: str, target: str) -> _Route | None:
        if (source, target) not in self._routes:
            hops = best(self._hops, source, target)
            steps = tuple(Step(engine=hop.engine, pair=hop.pair) for hop in hops or ())
            fluent = not hops or hops[-1].fluent
            self._routes[source, target] = None if hops is None else _Route(steps, fluent)
        return self._routes[source, target]

    def explain(self, source: str, target: str) -> Problem | None:
        """Why there is no route and which commands bring one; None where there is a route."""
        if self.route(source, target) is not None:
            return None
        here = {(hop.engine, hop.pair) for hop in self._hops}
        absent = tuple(hop for hop in self._table.hops if (hop.engine, hop.pair) not in here)
        wanted = best((*self._hops, *absent), source, target, absent=frozenset(absent))
        problem = f"no translation from {source} to {target}"
        if wanted is None:
            return Problem(source="translation", message=f"{problem}: no engine knows a way")
        lacking = [hop for hop in wanted if hop in absent]
        labels = ", ".join(label_of(hop.engine, hop.pair) for hop in lacking)
        commands = dict.fromkeys(hop.install for hop in lacking)
        return Problem(source="translation", message=f"{problem}: {labels} not installed", remedy=" && ".join(commands))

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[EngineResult]:
        """One result for each sentence, in order, over all steps of the route.

        `unknown_words` is the largest share of any step (a word that the first leaves is mostly left by the
        second too, so the true share may be a little higher); a step that fails ends that sentence, its
        problem named.
        """
        steps = self.route(source, target)
        if steps is None:
            reason = self.explain(source, target)
            return [EngineResult(text=None, problem=reason.line() if reason else None) for _ in sentences]
        results = [EngineResult(text=sentence) for sentence in sentences]
        for step in steps:
            alive = [index for index, result in enumerate(results) if result.text is not None]
            made = self._step(step, [results[index].text or "" for index in alive])
            for index, result in zip(alive, made, strict=True):
                results[index] = _joined(results[index], result)
        return results

    def _step(self, step: Step, sentences: Sequence[str]) -> list[EngineResult]:
        """One hop for all sentences, each different one translated once, remembered ones not at all."""
        known = {text: self._kept[step, text] for text in sentences if (step, text) in self._kept}
        fresh = [text for text in dict.fromkeys(sentences) if text not in known]
        made = self._engines[step.engine].translate(fresh, step.pair) if fresh else []
        for text, result in zip(fresh, made, strict=True):
            known[text] = self._kept[step, text] = result
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return [known[text] for text in sentences]


def _joined(before: EngineResult, after: EngineResult) -> EngineResult:
    problems = dict.fromkeys(problem for problem in (before.problem, after.problem) if problem)
    return EngineResult(
        text=after.text,
        unknown_words=max(before.unknown_words, after.unknown_words),
        problem="; ".join(problems) or None,
    )


def best(hops: Sequence[Hop], source: str, target: str, absent: frozenset[Hop] = frozenset()) -> tuple[Hop, ...] | None:
    """The cheapest path of at most three hops; of equal ones the shorter, then the one whose hops come first.

    Hops in `absent` cost more, so that few of them are taken.
    """
    if source == target:
        return ()
    order = {hop: place for place, hop in enumerate(hops)}

    def worth(path: tuple[Hop, ...]) -> tuple[float, int, tuple[int, ...]]:
        cost = sum(hop.cost() + (_ABSENT if hop in absent else 0.0) for hop in path)
        return round(cost, 6), len(path), tuple(order[hop] for hop in path)

    return min(_paths(hops, source, target), key=worth, default=None)


def _paths(hops: Sequence[Hop], source: str, target: str) -> Iterator[tuple[Hop, ...]]:
    """Every way of at most three hops that visits no language twice."""
    open_paths: list[tuple[Hop, ...]] = [(hop,) for hop in hops if hop.pair[0] == source]
    while open_paths:
        path = open_paths.pop()
        if path[-1].pair[1] == target:
            yield path
        elif len(path) < MOST_HOPS:
            seen = {source, *(hop.pair[1] for hop in path)}
            open_paths += [(*path, hop) for hop in hops if hop.pair[0] == path[-1].pair[1] and hop.pair[1] not in seen]
