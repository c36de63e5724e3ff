"""What is known about Belarusian, Ukrainian, Russian and English: alphabets, declension of names, given
names.
"""

from __future__ import annotations

from pipeline.languages.alphabets import CYRILLIC, LANGUAGES, Alphabet, alphabets, base_language, script_of
from pipeline.languages.builtin import builtin_folder
from pipeline.languages.declension import analyse, decline, possible_nominatives
from pipeline.languages.euphony import mend
from pipeline.languages.given_names import GivenName, given_name
from pipeline.languages.names import decline_name
from pipeline.languages.nominative import NameReading, nominative_name
from pipeline.languages.paradigms import Kind
from pipeline.languages.possessive import without_possessive
from pipeline.languages.prepositions import cases_after, preposition_for
from pipeline.languages.structure import joined_by_and
from pipeline.languages.words import Analysis

__all__ = [
    "CYRILLIC",
    "LANGUAGES",
    "Alphabet",
    "Analysis",
    "GivenName",
    "Kind",
    "NameReading",
    "alphabets",
    "analyse",
    "base_language",
    "builtin_folder",
    "cases_after",
    "decline",
    "decline_name",
    "given_name",
    "joined_by_and",
    "mend",
    "nominative_name",
    "possible_nominatives",
    "preposition_for",
    "script_of",
    "without_possessive",
]
