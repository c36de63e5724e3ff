"""How good the names are that are found: measured on texts in which the right answers are marked.

A line is a language, a tab and a text with its names marked `[form|type]` or `[form|type|entity]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.gazetteer import Gazetteer
from pipeline.reading import read_text
from pipeline.records import ENTITY_TYPES, Record
from pipeline.road import Road

OWN = Path(__file__).with_name("labelled.txt")
_NAME = re.compile(r"\[(?P<form>[^|\]]+)\|(?P<type>[a-z]+)(?:\|(?P<entity>[^\]\s]+))?\]")


class LabelledError(ValueError):
    """A file of labelled texts that cannot be used; the message says where and why."""


class Labelled(Record, frozen=True):
    """A text with its names: start and end (code points), type, and the entity where one is given."""

    lang: str
    text: str
    names: tuple[tuple[int, int, str, str | None], ...]


class Figure(Record, frozen=True):
    """Names of one type: how many there are, precision and recall of finding them (place and type), and the share of
    those with an entity that were tied to it; each None where there is nothing to tell it by.
    """

    type: str
    names: int
    precision: float | None
    recall: float | None
    linked: float | None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        if self.precision is None or self.recall is None:
            return None
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_labelled(path: Path | None = None) -> list[Labelled]:
    """The labelled texts of a file, or those that come with the program; raises LabelledError."""
    path = path or OWN
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LabelledError(f"{path}: cannot be read ({error})") from error
    return [_labelled(f"{path}:{number}", line) for number, line in enumerate(lines, 1) if line.strip()]


def _labelled(where: str, line: str) -> Labelled:
    lang, tab, marked = line.partition("\t")
    if not tab:
        raise LabelledError(f"{where}: no tab; a line is a language, a tab and a text")
    text, names, last = "", [], 0
    for found in _NAME.finditer(marked):
        if found["type"] not in ENTITY_TYPES:
            raise LabelledError(f"{where}: no type {found['type']!r}; there are {', '.join(ENTITY_TYPES)}")
        text += marked[last : found.start()]
        names.append((len(text), len(text) + len(found["form"]), found["type"], found["entity"]))
        text += found["form"]
        last = found.end()
    return Labelled(lang, text + marked[last:], tuple(names))


def measure(texts: Sequence[Labelled], gazetteer: Gazetteer) -> list[Figure]:
    """The figures of each type of name, and of all together."""
    road = Road(gazetteer)
    wanted: list[tuple[int, int, int, str]] = []
    found: list[tuple[int, int, int, str]] = []
    right: dict[tuple[int, int, int, str], str | None] = {}
    entities: dict[tuple[int, int, int, str], str] = {}
    for number, one in enumerate(texts):
        document = read_text(one.text, id=str(number), lang=one.lang)
        named = road.name(document)
        starts = {segment.id: segment.start for segment in document.segments}
        for mention, link in zip(named.mentions, named.links, strict=True):
            at = starts[mention.segment]
            key = (number, at + mention.start, at + mention.end, mention.type)
            found.append(key)
            right[key] = link.entity
        for start, end, kind, entity in one.names:
            wanted.append((number, start, end, kind))
            if entity:
                entities[wanted[-1]] = entity
    types = [*ENTITY_TYPES, "all"]
    return [_figure(kind, _of(kind, wanted), _of(kind, found), right, entities) for kind in types]


def _of(kind: str, keys: Iterable[tuple[int, int, int, str]]) -> set[tuple[int, int, int, str]]:
    return {key for key in keys if kind in ("all", key[3])}


def _figure(
    kind: str,
    wanted: set[tuple[int, int, int, str]],
    found: set[tuple[int, int, int, str]],
    right: dict[tuple[int, int, int, str], str | None],
    entities: dict[tuple[int, int, int, str], str],
) -> Figure:
    known = [key for key in wanted if key in entities]
    return Figure(
        type=kind,
        names=len(wanted),
        precision=_share(len(wanted & found), len(found)),
        recall=_share(len(wanted & found), len(wanted)),
        linked=_share(sum(right.get(key) == entities[key] for key in known), len(known)),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
