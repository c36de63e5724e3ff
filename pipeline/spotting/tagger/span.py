"""What the tagger says of a sentence."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """Tokens `first` to `last` (exclusive) with a label: person, place, organisation, or other (a name of none)."""

    first: int
    last: int
    label: str
