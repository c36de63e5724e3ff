"""What a person may choose about translation: the limits, and models of one's own."""

from __future__ import annotations

from pipeline.records import Record
from pipeline.translation.engines.folders import ModelFolder
from pipeline.translation.engines.neural import LONGEST

MOST_UNKNOWN = 0.5


class Choices(Record, frozen=True):
    """`longest` is how many tokens a sentence may have before it is cut at a clause; a segment with more than the share
    `most_unknown` (0 to 1) of its words left untranslated raises a warning; `folders` are models beside the installed.
    """

    longest: int = LONGEST
    most_unknown: float = MOST_UNKNOWN
    folders: tuple[ModelFolder, ...] = ()
