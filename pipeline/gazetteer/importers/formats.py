"""The formats, and which one a file is in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from pipeline.gazetteer.importers.facts import Format, Line
from pipeline.gazetteer.importers.ftm import FollowTheMoney
from pipeline.gazetteer.importers.geonames import AlternateNames, Features
from pipeline.gazetteer.importers.lists import PlainList
from pipeline.gazetteer.importers.sparql import QueryResult
from pipeline.gazetteer.importers.wikidata import Dump

FORMATS: dict[str, Format] = {
    known.name: known for known in (Features(), AlternateNames(), Dump(), QueryResult(), FollowTheMoney(), PlainList())
}
_LOOK = 5


def told_by(lines: Iterator[Line]) -> tuple[Format | None, Iterator[Line]]:
    """The format that the first lines are in (None where none knows them), and all lines again."""
    head = list(islice(lines, _LOOK))
    for line in head:
        text = (line.data or b"").decode("utf-8", "replace")
        if text.strip() in ("", "["):
            continue
        found = next((known for known in FORMATS.values() if known.recognises(text)), None)
        if found:
            return found, chain(head, lines)
    return None, chain(head, lines)
