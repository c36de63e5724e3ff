"""A gazetteer filed by sound: names that may be spellings of the one asked for, with how likely each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from pipeline.gazetteer import Gazetteer, Name
from pipeline.matching.person import parse_person, person_likelihood
from pipeline.matching.phrase import phrase_key_words, phrase_likelihood
from pipeline.matching.sounds import sound_keys
from pipeline.records import EntityType

LEAST_LIKELY = 0.02
"""Names less likely than this are not worth naming as candidates."""


class Found(NamedTuple):
    """A gazetteer's name and the probability (0 to 1) that the asked spelling is one of it."""

    name: Name
    likelihood: float


class SoundIndex:
    """Finds names by the keys of `sounds.py` and ranks them by the build of the name."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @cached_property
    def _filed(self) -> dict[tuple[EntityType, str], list[Name]]:
        filed: dict[tuple[EntityType, str], list[Name]] = defaultdict(list)
        for name in self._gazetteer.names:
            kind = self._gazetteer.entity(name.entity).type
            for key in _keys(name.form, kind):
                filed[kind, key].append(name)
        return dict(filed)

    def find(self, form: str, kind: EntityType) -> list[Found]:
        """Every name of that type that `form` may be a spelling of, the likeliest name of each entity, best first."""
        likelihood = person_likelihood if kind == "person" else phrase_likelihood
        best: dict[str, Found] = {}
        for name in self._filed_under(_keys(form, kind), kind):
            found = Found(name, likelihood(form, name.form))
            known = best.get(name.entity)
            if found.likelihood >= LEAST_LIKELY and (known is None or found.likelihood > known.likelihood):
                best[name.entity] = found
        return sorted(best.values(), key=lambda found: (-found.likelihood, found.name.entity))

    def _filed_under(self, keys: Iterable[str], kind: EntityType) -> Iterable[Name]:
        seen: dict[int, Name] = {}
        for key in keys:
            for name in self._filed.get((kind, key), ()):
                seen.setdefault(id(name), name)
        return seen.values()


def _keys(form: str, kind: EntityType) -> list[str]:
    """The keys of a name: of a person's surname and rarer words, of a phrase's longest word."""
    if kind != "person":
        return [key for word in phrase_key_words(form) for key in sound_keys(word) if key]
    words = [word for word in parse_person(form) if word.role != "initial" and word.role != "patronymic"]
    chosen = [word for word in words if word.role == "surname"] or words
    likely_surnames = [word for word in words if not word.given and word not in chosen]
    return [key for word in chosen + likely_surnames for key in sound_keys(word.text) if key]
