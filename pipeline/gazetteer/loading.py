"""Packages of tables laid over each other, and the gazetteer that they make."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from pipeline.gazetteer.cache import KNOWLEDGE, Cache, cache_folder, signature
from pipeline.gazetteer.compiled import open_compiled
from pipeline.gazetteer.digests import digest_of
from pipeline.gazetteer.model import Decision, Entity, Name
from pipeline.gazetteer.store import Gazetteer
from pipeline.gazetteer.tables import REQUIRED, convert, refuse, rows
from pipeline.languages import builtin_folder

TABLES = ("decisions.csv", "entities.csv", "names.csv")
NEEDED = ("entities.csv", "names.csv")

SMALL = 1 << 16
"""Tables of fewer bytes in all are read faster than compiled ones are looked for; nothing is kept of them."""
SLOW = 1 << 20
"""Tables of so many bytes take some seconds to compile, and whoever waits is told so."""
ATTEMPTS = 3
"""How often tables that change while they are read are read again."""


class Layer(NamedTuple):
    """One package as it was found: its folder, and the bytes and SHA-256 of each of its tables."""

    folder: Path
    sizes: tuple[int, ...]
    digests: tuple[tuple[str, bytes], ...]


def look_at(folder: Path, *, base: bool) -> Layer:
    """Which tables a package has, and their content; one laid over another may bring any of them.

    Raises GazetteerError where the folder is no package.
    """
    if not folder.is_dir():
        remedy = "give a folder with entities.csv and names.csv (gazetteer/README.md describes them)"
        refuse(folder, None, "no such folder" if not folder.exists() else "not a folder", remedy)
    present = [table for table in TABLES if (folder / table).exists()]
    if not base and not present:
        refuse(folder, None, f"none of {', '.join(TABLES)} is here", "give the folder that holds the tables")
    for table in NEEDED if base else ():
        if table not in present:
            refuse(folder / table, None, "no such file", "a gazetteer is a folder with entities.csv and names.csv")
    sizes, digests = [], []
    for table in present:
        path = folder / table
        try:
            size, digest = digest_of(path)
        except OSError as error:
            refuse(path, None, f"cannot be read ({error.strerror})", "check the path and its permissions")
        sizes.append(size)
        digests.append((table, digest))
    return Layer(folder, tuple(sizes), tuple(digests))


class _Builder:
    """Lays packages over each other; what a later one says stands."""

    def __init__(self) -> None:
        self.entity_rows: dict[str, dict[str, str]] = {}
        self.entities: dict[str, Entity] = {}
        self.names: dict[tuple[str, str, str], Name] = {}
        self.preferred: dict[tuple[str, str], tuple[str, str, str]] = {}
        self.decisions: dict[tuple[str, str, str, str | None], Decision] = {}

    def add(self, layer: Layer) -> None:
        """Read one package."""
        present = {table for table, _ in layer.digests}
        if "entities.csv" in present:
            self.add_entities(layer.folder / "entities.csv")
        if "names.csv" in present:
            self.add_names(layer.folder / "names.csv")
        if "decisions.csv" in present:
            self.add_decisions(layer.folder / "decisions.csv")

    def add_entities(self, path: Path) -> None:
        required = REQUIRED["entities.csv"]
        seen: dict[str, int] = {}
        for line, row in rows(path, required):
            entity_id = row.get("id", "")
            if entity_id in seen:
                message = f"id {entity_id} stands in line {seen[entity_id]} already"
                refuse(path, line, message, "join the two rows, or give one another id")
            seen[entity_id] = line
            merged = {**self.entity_rows.get(entity_id, {}), **row}
            self.entities[entity_id] = convert(path, line, merged, Entity, required)
            self.entity_rows[entity_id] = merged

    def add_names(self, path: Path) -> None:
        required = REQUIRED["names.csv"]
        own: set[tuple[str, str]] = set()
        for line, row in rows(path, required):
            name = convert(path, line, row, Name, required)
            if name.entity not in self.entities:
                remedy = "add the entity to entities.csv, or mend the id"
                refuse(path, line, f"entity {name.entity} is not in entities.csv", remedy)
            self.add_name(name, own)

    def add_name(self, name: Name, own: set[tuple[str, str]]) -> None:
        """Keep one name; a preferred form makes the one of an earlier package a variant."""
        key, slot = (name.entity, name.form, name.lang), (name.entity, name.lang)
        if name.kind == "preferred":
            if slot in own:
                name = replace(name, kind="variant")
            else:
                earlier = self.preferred.get(slot)
                if earlier is not None and earlier != key and earlier in self.names:
                    self.names[earlier] = replace(self.names[earlier], kind="variant")
                self.preferred[slot] = key
                own.add(slot)
        self.names[key] = name

    def add_decisions(self, path: Path) -> None:
        required = REQUIRED["decisions.csv"]
        for line, row in rows(path, required):
            decision = convert(path, line, row, Decision, required)
            key = (decision.form, decision.lang, decision.type, decision.entity)
            self.decisions[key] = decision


def load(folder: Path | None = None, over: Sequence[Path] = ()) -> Gazetteer:
    """The gazetteer of a folder (built-in if None), with other packages laid over it, the later winning.

    An entity of the same id takes over the columns that the later package gives; names are added; a name
    equal in entity, form and language is replaced; a later preferred form makes the earlier one a variant. A
    names table without a `kind` column holds variants only. Raises GazetteerError: file, line, value, remedy.

    Tables are compiled on first use, kept in the user's cache directory, and compiled again only when the content
    of one has changed.
    """
    folders = (folder if folder is not None else builtin_folder(), *over)
    for _ in range(ATTEMPTS):
        layers = look_at_all(folders)
        size = sum(sum(layer.sizes) for layer in layers)
        if size < SMALL:
            return read(layers)
        try:
            cache = Cache(cache_folder(), _key(layers), slow=size >= SLOW)
            return open_compiled(cache, fingerprint(layers), partial(_unchanged, layers))
        except _ChangedError:
            continue
    return read(layers)


def look_at_all(folders: Sequence[Path]) -> tuple[Layer, ...]:
    """The packages of folders, the first of them the base."""
    return tuple(look_at(folder, base=not at) for at, folder in enumerate(folders))


def read(layers: Sequence[Layer]) -> Gazetteer:
    """The gazetteer of packages, in memory."""
    builder = _Builder()
    for layer in layers:
        builder.add(layer)
    return Gazetteer(builder.entities, builder.names.values(), builder.decisions.values(), fingerprint(layers))


def fingerprint(layers: Sequence[Layer]) -> str:
    """SHA-256 of the tables of packages, in their order."""
    digest = hashlib.sha256()
    for layer in layers:
        for table, content in layer.digests:
            digest.update(table.encode() + content)
    return digest.hexdigest()


class _ChangedError(Exception):
    """A table changed while it was read."""


def _unchanged(layers: Sequence[Layer]) -> Gazetteer:
    """The gazetteer of packages, if they are still what they were when they were looked at."""
    gazetteer = read(layers)
    if look_at_all([layer.folder for layer in layers]) != tuple(layers):
        raise _ChangedError
    return gazetteer


def _key(layers: Sequence[Layer]) -> str:
    """What stands for all that a compiled gazetteer is built from, in the names of its files."""
    digest = hashlib.sha256(signature(KNOWLEDGE).encode())
    for layer in layers:
        digest.update(b"layer" + b"".join(table.encode() + content for table, content in layer.digests))
    return digest.hexdigest()[:32]
