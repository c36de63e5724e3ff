"""Names of any type compared: each type by its own build."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.matching.person import parse_person, person_likelihood
from pipeline.matching.phrase import phrase_keys, phrase_likelihood
from pipeline.records import EntityType


def likelihood_of(kind: EntityType) -> Callable[[str, str], float]:
    """What gives the probability (0 to 1) that two spellings are one name of that type."""
    return person_likelihood if kind == "person" else phrase_likelihood


def keys_of_words(form: str, kind: EntityType) -> tuple[str, ...]:
    """The keys of a name's sounds, each once: of every word of a person's, of the longest of any other."""
    if kind != "person":
        return phrase_keys(form)
    return tuple(dict.fromkeys(key for word in parse_person(form) for key in word.filed_under() if key))
