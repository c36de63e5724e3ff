"""What of a run's inputs has to be done: all that is new or changed, and what a change elsewhere may concern."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cached_property

import msgspec

from flows.inputs import Input, content
from flows.manifest import MOST_ATTEMPTS, Entry, Manifest
from flows.places import Place, local_path
from pipeline.gazetteer import Gazetteer
from pipeline.reading.source import printable
from pipeline.records import Problem, in_one_line
from pipeline.reduction.redoing import Numbers, changed, concerned, inventory

RESULTS = ("documents", "texts")


class Makers:
    """What results are made with now: program, settings and models in one digest, and the gazetteer."""

    def __init__(self, identity: str, gazetteer: Gazetteer) -> None:
        self.identity = identity
        self.gazetteer = gazetteer

    @cached_property
    def inventory(self) -> bytes:
        """What the gazetteer holds, to be compared; takes seconds where nobody asked before."""
        return inventory(self.gazetteer)


class Plan(msgspec.Struct, frozen=True):
    """Inputs to be done, those that stay, and the entries (without what they asked) of inputs that are gone."""

    todo: tuple[Input, ...]
    kept: tuple[Input, ...]
    gone: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def plan(files: Sequence[Input], roots: Iterable[str], manifest: Manifest, makers: Makers, out: Place) -> Plan:
    """Compare inputs with what is known of them. `roots` are the files, folders and addresses that were given."""
    answers = _Answers(manifest, makers)
    sizes = {name: size for folder in RESULTS for name, size in out.sizes(folder).items()}
    wanted = {file.id: file for file in files}
    stays: set[str] = set()
    gone: list[Entry] = []
    problems: list[Problem] = []
    given = [printable(_absolute(root)) for root in roots]
    for entry in manifest.entries():
        file = wanted.get(entry.id)
        if file is None:
            if any(_inside(_absolute(entry.address), root) for root in given):
                gone.append(msgspec.structs.replace(entry, asked=b""))
            continue
        try:
            if _stands(entry, file, sizes) and not answers.may_differ(entry):
                stays.add(entry.id)
        except OSError as error:
            problems.append(Problem(source=file.shown, message=f"it cannot be read: {in_one_line(error)}"))
    todo = tuple(file for file in files if file.id not in stays)
    kept = tuple(file for file in files if file.id in stays)
    return Plan(todo, kept, tuple(gone), tuple(problems))


def _stands(entry: Entry, file: Input, sizes: dict[str, int]) -> bool:
    """Is an entry about this very file, done, and are its results in their places?"""
    if entry.address != file.shown or entry.content != content(file):
        return False
    if entry.failures and entry.attempts < MOST_ATTEMPTS:
        return False
    return all(sizes.get(name) == size for name, size in entry.results)


class _Answers:
    """Which entries are made with what would make them now, or with what answers their questions alike."""

    def __init__(self, manifest: Manifest, makers: Makers) -> None:
        self._manifest = manifest
        self._makers = makers
        self._changed: dict[str, Numbers | None] = {}

    def may_differ(self, entry: Entry) -> bool:
        if entry.identity != self._makers.identity:
            return True
        if entry.gazetteer == self._makers.gazetteer.fingerprint:
            return False
        if entry.gazetteer not in self._changed:
            self._changed[entry.gazetteer] = self._compare(entry.gazetteer)
        return concerned(entry.asked, self._changed[entry.gazetteer])

    def _compare(self, fingerprint: str) -> Numbers | None:
        kept = self._manifest.gazetteer(fingerprint)
        try:
            return changed(kept, self._makers.inventory) if kept is not None else None
        except msgspec.DecodeError:
            return None


def _absolute(address: str) -> str:
    path = local_path(address)
    return address.rstrip("/") if path is None else os.path.abspath(path)  # noqa: PTH100 - links stay as they are named


def _inside(address: str, root: str) -> bool:
    return address == root or address.startswith(root.rstrip("/") + "/")
