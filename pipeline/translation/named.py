"""A document whose names are known, and its linked mentions by the segment in which they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from pipeline.records import Document, DocumentEntity, Link, Mention, Segment


class NamedDocument(msgspec.Struct, frozen=True):
    """A document with its names: mentions, their links, and the entities that the links speak of."""

    document: Document
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    entities: tuple[DocumentEntity, ...]


class Names:
    """What is asked of a named document again and again: which linked mentions a segment holds, and who they are."""

    def __init__(self, named: NamedDocument) -> None:
        entities = {entity.id: entity for entity in named.entities}
        self.document = named.document
        self.entities = {link.mention: entities[link.entity] for link in named.links if link.entity is not None}
        self.mentions = {mention.id: mention for mention in named.mentions}
        self._by_segment: dict[str, list[Mention]] = {}
        for mention in named.mentions:
            if mention.id in self.entities:
                self._by_segment.setdefault(mention.segment, []).append(mention)

    def of(self, segment: Segment) -> Sequence[Mention]:
        """The linked mentions of a segment, in their order."""
        return self._by_segment.get(segment.id, ())

    def parts(self, most: int) -> Iterator[Sequence[Segment]]:
        """The segments in their order, at most so many at a time."""
        segments = self.document.segments
        return (segments[start : start + most] for start in range(0, len(segments), most))
