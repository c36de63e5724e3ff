"""A document whose names are known, and its linked mentions by the segment in which they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from pipeline.records import Document, DocumentEntity, Link, Mention, Segment

Found = tuple[Mention, DocumentEntity]
"""A mention and the entity that it is linked to."""


class NamedDocument(msgspec.Struct, frozen=True):
    """A document with its names: mentions in the order of the text, the link of each, and the entities that the links
    speak of.
    """

    document: Document
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    entities: tuple[DocumentEntity, ...]


class Names:
    """What is asked of some segments of a named document again and again: which linked mentions they hold, and who
    these are.
    """

    def __init__(self, document: Document, segments: Sequence[Segment], found: Iterable[Found]) -> None:
        self.document, self.segments = document, segments
        self.mentions: dict[str, Mention] = {}
        self.entities: dict[str, DocumentEntity] = {}
        self._by_segment: dict[str, list[Mention]] = {}
        for mention, entity in found:
            self.mentions[mention.id], self.entities[mention.id] = mention, entity
            self._by_segment.setdefault(mention.segment, []).append(mention)

    def of(self, segment: Segment) -> Sequence[Mention]:
        """The linked mentions of a segment, in their order."""
        return self._by_segment.get(segment.id, ())


def in_parts(named: NamedDocument, most: int) -> Iterator[Names]:
    """The segments of a document in their order, at most so many at a time, with their names."""
    entities = {entity.id: entity for entity in named.entities}
    linked = (
        (mention, entities[link.entity])
        for mention, link in zip(named.mentions, named.links, strict=True)
        if link.entity is not None
    )
    following = next(linked, None)
    for start in range(0, len(named.document.segments), most):
        segments = named.document.segments[start : start + most]
        here, found = {segment.id for segment in segments}, list[Found]()
        while following is not None and following[0].segment in here:
            found.append(following)
            following = next(linked, None)
        yield Names(named.document, segments, found)
