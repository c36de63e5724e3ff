"""Scripts and romanisation systems, both ways: tables in `tables/`, one small engine, repair of typing."""

from __future__ import annotations

from pipeline.transliteration.registry import (
    Romanised,
    UnknownSystem,
    all_systems_for,
    default_system,
    get_system,
    languages_of,
    reverse,
    romanise,
    systems,
)
from pipeline.transliteration.repair import Repaired, repair, repair_letters, repair_with_offsets
from pipeline.transliteration.reverse import Reading
from pipeline.transliteration.spelling import SPELLINGS, Undecided, convert_spelling, undecided
from pipeline.transliteration.system import Example, System

__all__ = [
    "SPELLINGS",
    "Example",
    "Reading",
    "Repaired",
    "Romanised",
    "System",
    "Undecided",
    "UnknownSystem",
    "all_systems_for",
    "convert_spelling",
    "default_system",
    "get_system",
    "languages_of",
    "repair",
    "repair_letters",
    "repair_with_offsets",
    "reverse",
    "romanise",
    "systems",
    "undecided",
]
