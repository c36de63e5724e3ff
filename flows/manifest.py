"""What a folder of results knows of how they were made, so that a later run does again only what it must.

`.nazvy/manifest` holds one entry for each input. While a run is under way the entries of each finished shard stand in
a file of their own (`.nazvy/done-…`), written whole; in the end all are made one manifest. An entry counts only if its
checksum fits: whatever is damaged or missing is done again, and costs nothing but time.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Container, Iterable, Iterator
from itertools import chain, groupby
from operator import itemgetter

import msgspec

from flows.places import Place
from pipeline.records import Problem, Record

FOLDER = ".nazvy"
MOST_ATTEMPTS = 3
"""So often a file that fails is tried, in as many runs; then again only when something about it changes."""

_MANIFEST, _DONE, _GAZETTEER = f"{FOLDER}/manifest", f"{FOLDER}/done-", f"{FOLDER}/gazetteer-"
_MAGIC = b"nazvy-manifest/1\n"
_FRAME = struct.Struct("<II")


class DocumentReport(Record, frozen=True, kw_only=True):
    """One document in numbers; `translated` counts segments by language, `lacking` says what was missing.

    `words` counts, by language, those of the segments that engines translated, and `untranslated` how many of them
    they left as they were, in hundredths of a word, so that the order of adding makes no difference.
    """

    id: str
    lang: str
    segments: int
    mentions: int
    linked: int
    new: int
    translated: dict[str, int]
    lacking: tuple[tuple[str, str], ...]
    words: dict[str, int] = msgspec.field(default_factory=dict)
    untranslated: dict[str, int] = msgspec.field(default_factory=dict)


class Entry(Record, frozen=True, kw_only=True):
    """How the results of one input were made.

    `content`, `identity` (program, settings, models) and `gazetteer` (fingerprint) are what they were made of,
    `asked` the checksums of the questions put to the gazetteer (`pipeline.reduction.redoing`). `results` are the files
    with their sizes, `troubles` what was wrong with the input, `failures` what could not be done, `attempts` how
    often that was tried.
    """

    id: str
    address: str
    content: str
    identity: str = ""
    gazetteer: str = ""
    asked: bytes = b""
    documents: tuple[DocumentReport, ...] = ()
    results: tuple[tuple[str, int], ...] = ()
    troubles: tuple[Problem, ...] = ()
    failures: tuple[Problem, ...] = ()
    attempts: int = 0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that a person has to know of it."""
        return self.troubles + self.failures


class Manifest:
    """The entries of one folder of results. What it holds in memory is where each of them stands."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Entry).decode
        self._where: dict[str, tuple[str, int, int]] = {}
        self.interrupted = False
        """Was the last run ended before its end?"""
        self.damaged: list[str] = []
        """The files that could not be read whole."""
        self._next = 1
        for name in (_MANIFEST, *self._done()):
            self._index(name)
        for name in self._done():
            self.interrupted = True
            number = name.removeprefix(_DONE)
            self._next = max(self._next, int(number) + 1 if number.isdecimal() else 1)

    def entries(self, ids: Container[str] | None = None) -> Iterator[Entry]:
        """The entries of some inputs, or all, read one after the other."""
        return (self._decode(raw) for raw in self._raw(ids))

    def entry(self, id_: str) -> Entry | None:
        """The latest entry of an input, if there is one."""
        if id_ not in self._where:
            return None
        name, start, end = self._where[id_]
        return self._decode(memoryview(self._place.read(name) or b"")[start:end])

    def add(self, entries: Iterable[Entry]) -> None:
        """Keep the entries of a shard. Raises OSError."""
        name = f"{_DONE}{self._next:08}"
        self._place.write(name, _MAGIC + b"".join(_framed(self._encode(entry)) for entry in entries))
        self._next += 1
        self._index(name)

    def drop(self, ids: Iterable[str]) -> None:
        """Forget inputs, from the next `settle` on."""
        for id_ in ids:
            self._where.pop(id_, None)

    def keep_gazetteer(self, fingerprint: str, inventory: bytes) -> None:
        """Keep the inventory of a gazetteer that entries will name. Raises OSError."""
        if f"{_GAZETTEER}{fingerprint}" not in self._place.sizes(FOLDER):
            self._place.write(f"{_GAZETTEER}{fingerprint}", inventory)

    def settle(self) -> None:
        """Make one manifest of all entries, and let go of gazetteers that none of them names. Raises OSError."""
        self._place.write_all(_MANIFEST, chain((_MAGIC,), map(_framed, self._raw())))
        for name in self._done():
            self._place.remove(name)
        self._where.clear()
        self._index(_MANIFEST)
        named = {f"{_GAZETTEER}{entry.gazetteer}" for entry in self.entries()}
        for name in self._place.sizes(FOLDER):
            if name.startswith(_GAZETTEER) and name not in named:
                self._place.remove(name)

    def gazetteer(self, fingerprint: str) -> bytes | None:
        """The inventory of a gazetteer that entries name, if it was kept."""
        found = self._place.read(f"{_GAZETTEER}{fingerprint}")
        return None if found is None else bytes(found)

    def _done(self) -> list[str]:
        return sorted(name for name in self._place.sizes(FOLDER) if name.startswith(_DONE))

    def _raw(self, ids: Container[str] | None = None) -> Iterator[memoryview]:
        """The bytes of the entries of some inputs, or all, file by file."""
        wanted = (where for id_, where in self._where.items() if ids is None or id_ in ids)
        for name, group in groupby(sorted(wanted), key=itemgetter(0)):
            data = memoryview(self._place.read(name) or b"")
            yield from (data[start:end] for _, start, end in group)

    def _index(self, name: str) -> None:
        """Note where the entries of a file stand, up to the first that is damaged."""
        data = memoryview(self._place.read(name) or _MAGIC)
        at = len(_MAGIC)
        if data[:at] != _MAGIC:
            self.damaged.append(name)
            return
        while at < len(data):
            start = at + _FRAME.size
            length, checksum = _FRAME.unpack(data[at:start]) if start <= len(data) else (0, 0)
            at = start + length
            entry = self._entry(data[start:at], length, checksum)
            if entry is None:
                self.damaged.append(name)
                return
            self._where[entry.id] = (name, start, at)

    def _entry(self, raw: memoryview, length: int, checksum: int) -> Entry | None:
        if not length or len(raw) != length or zlib.crc32(raw) != checksum:
            return None
        try:
            return self._decode(raw)
        except msgspec.DecodeError:
            return None


def _framed(raw: bytes | memoryview) -> bytes:
    return _FRAME.pack(len(raw), zlib.crc32(raw)) + raw
