"""One run over one folder of results: what it finds there, what has to be done, and what it leaves behind."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path

import msgspec
from msgspec.structs import replace

from flows.history import begin, note, remember
from flows.inputs import content, find_inputs
from flows.manifest import FOLDER, Entry, Manifest
from flows.places import LocalPlace, place
from flows.planning import Makers, Plan, plan
from flows.quarantine import write_quarantine
from flows.summary import Summary, summarise
from pipeline.identity import identity
from pipeline.records import Problem, Record
from pipeline.reduction import Reduced, reduce
from pipeline.settings import Settings

log = logging.getLogger(__name__)

_TABLES = f"{FOLDER}/tables.json"
_MADE = ("new-entities.csv", "review.csv")


class _Tables(Record, frozen=True, kw_only=True):
    """The tables over all results as the last run left them."""

    identity: str
    reduced: Reduced
    sizes: dict[str, int]


class Session:
    """Made by a run that holds the lock of its folder. Raises OSError and pipeline.gazetteer.GazetteerError."""

    def __init__(self, inputs: Sequence[str], out: str, settings: Settings, *, prune: bool = False) -> None:
        self.out = place(out)
        self.settings = settings
        self._prune = prune
        self._run = begin(self.out)
        self.files, problems = find_inputs(inputs, out)
        self._makers = Makers(identity(settings), settings.load_gazetteer())
        self._manifest = Manifest(self.out)
        self._unnoted: dict[str, Entry] = {}
        self.plan: Plan = plan(self.files, inputs, self._manifest, self._makers, self.out)
        self._problems = [*problems, *self.plan.problems]
        numbers = {"todo": len(self.plan.todo), "kept": len(self.plan.kept), "gone": len(self.plan.gone)}
        log.info("%s: to do %d, stay %d, gone %d", out, *numbers.values(), extra={"out": out, **numbers})
        for name in self._manifest.damaged:
            log.warning("%s/%s is damaged; what it does not tell is done again", out, name)
        remember(self.out)

    def remember_gazetteer(self) -> None:
        """Keep what the gazetteer holds now, to be compared with later; may take seconds."""
        try:
            self._manifest.keep_gazetteer(self._makers.gazetteer.fingerprint, self._makers.inventory)
        except OSError as error:
            self._problems.append(_unwritable(self.out.address, error))

    def take(self, entries: Iterable[Entry]) -> None:
        """What came of a shard: kept at once, so that it need not be done again whatever happens."""
        pairs = [(before := self._manifest.entry(entry.id), self._completed(entry, before)) for entry in entries]
        try:
            self._manifest.add(entry for _, entry in pairs)
            for before, entry in pairs:
                if before and not entry.failures:
                    self._remove(dict(before.results).keys() - dict(entry.results).keys())
        except OSError as error:
            self._problems.append(_unwritable(self.out.address, error))
            self._unnoted |= {entry.id: entry for _, entry in pairs}
        for _, entry in pairs:
            failed = {"failures": [problem.line() for problem in entry.failures]} if entry.failures else {}
            said = "%s: failed" if failed else "%s: done"
            log.info(said, entry.address, extra={"documents": len(entry.documents), **failed})

    def _completed(self, entry: Entry, before: Entry | None) -> Entry:
        """An entry with what the worker could not know: earlier attempts, and of one that died what it was about."""
        if not entry.identity:
            file = next((file for file in self.plan.todo if file.id == entry.id), None)
            with suppress(OSError):
                entry = replace(
                    entry,
                    identity=self._makers.identity,
                    gazetteer=self._makers.gazetteer.fingerprint,
                    content=content(file) if file else "",
                )
        if before is None or not entry.failures:
            return entry
        same = (before.content, before.identity) == (entry.content, entry.identity)
        results = dict(before.results) | dict(entry.results)  # the earlier ones stand until they are made anew
        return replace(entry, results=tuple(results.items()), attempts=1 + before.attempts * same)

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            self.out.remove(name)

    def entries(self) -> Iterator[Entry]:
        """All inputs of this run, read one after the other: those that stayed as they were first."""
        noted = {file.id for file in self.files} - self._unnoted.keys()
        return chain(self._manifest.entries(noted), self._unnoted.values())

    @property
    def is_settled(self) -> bool:
        """Is there nothing to do, and are the tables what they would be if they were made again?"""
        return not (self.plan.todo or self._manifest.interrupted or self._pruned) and self._tables is not None

    @property
    def _pruned(self) -> tuple[Entry, ...]:
        return self.plan.gone if self._prune else ()

    @cached_property
    def _tables(self) -> _Tables | None:
        """What the last run left of the tables, if all of it still stands."""
        sizes = self.out.sizes("")
        try:
            found = msgspec.json.decode(bytes(self.out.read(_TABLES) or b""), type=_Tables)
        except msgspec.DecodeError:
            return None
        standing = {name: sizes.get(name) for name in found.sizes} == found.sizes
        return found if standing and found.identity == self._makers.identity else None

    def reduce(self) -> Reduced:
        """Make the tables over all results: new names, and what to review. Raises OSError."""
        for entry in self._pruned:
            self._remove(name for name, _ in entry.results)
        self._manifest.drop(entry.id for entry in self._pruned)
        self.out.remove(_TABLES)
        reduced = reduce(self.out.path) if isinstance(self.out, LocalPlace) else self._reduce_elsewhere()
        sizes = self.out.sizes("")
        made = _Tables(identity=self._makers.identity, reduced=reduced, sizes={name: sizes[name] for name in _MADE})
        if not reduced.problems:
            self.out.write(_TABLES, msgspec.json.encode(made))
        return reduced

    def _reduce_elsewhere(self) -> Reduced:
        with tempfile.TemporaryDirectory(prefix="nazvy-") as folder:
            here = LocalPlace(Path(folder))
            for name in self.out.sizes("documents"):
                here.write(name, bytes(self.out.read(name) or b""))
            if standing := self.out.read("review.csv"):  # what people have decided in it is kept
                here.write("review.csv", bytes(standing))
            reduced = reduce(here.path)
            for name in _MADE:
                self.out.write(name, bytes(here.read(name) or b""))
        return reduced

    def finish(self, reduced: Reduced | None = None) -> Summary:
        """Settle what is known, list what failed, and give the run in numbers. Raises OSError."""
        if reduced is None:
            reduced = self._tables.reduced if self._tables else self.reduce()
        if not self.is_settled:
            self._manifest.settle()
        write_quarantine(self.out, (problem for entry in self.entries() for problem in entry.problems))
        summary = replace(
            summarise(self.entries(), self._problems, reduced),
            done=len(self.plan.todo),
            kept=len(self.plan.kept),
            gone=tuple(entry.address for entry in self.plan.gone),
            pruned=self._prune,
        )
        self._note(summary, sum(bool(entry.problems) for entry in self.entries()))
        return summary

    def _note(self, summary: Summary, failed: int) -> None:
        self._run = replace(
            self._run,
            ended=datetime.now(UTC),
            state="done",
            inputs=len(self.files),
            done=summary.done,
            kept=summary.kept,
            failed=failed,
            gone=len(summary.gone),
            documents=sum(row.documents for row in summary.languages.values()),
        )
        note(self.out, self._run)
        log.info("%s: done", self.out.address, extra=msgspec.to_builtins(self._run, builtin_types=(datetime,)))


def _unwritable(address: str, error: OSError) -> Problem:
    return Problem(
        source=address,
        message=f"what was done cannot be noted ({error.strerror or error}), and will be done again",
        remedy="make room, and run it again",
    )
