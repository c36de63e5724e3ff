"""A gazetteer filed by sound: names that may be spellings of the one asked for, with how likely each is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from pipeline.gazetteer import Gazetteer, Name
from pipeline.gazetteer.asking import Question, note
from pipeline.gazetteer.lookup import Lookup
from pipeline.gazetteer.sections import Sections
from pipeline.matching.filing import compile_filing, filing_key, first_names_of, keys_of
from pipeline.matching.parsed import (
    ParsedNames,
    ParsedPhrases,
)
from pipeline.matching.person import NameWord, first_names_together, given_names_and_surname, parse_person, together
from pipeline.matching.phrase import parse_phrase, phrases_together
from pipeline.matching.shortlist import PhraseShortlist, Shortlist
from pipeline.matching.slips import slipped_keys, together_but_for_a_slip
from pipeline.matching.sounds import sound_keys
from pipeline.records import EntityType

_KNOWLEDGE = ("pipeline.matching", "pipeline.transliteration", "pipeline.languages")

SOUND = "sound"
LEAST_LIKELY = 0.02
"""Names less likely than this are not worth naming as candidates."""
LEAST = math.log(LEAST_LIKELY)

Compare = Callable[[Sequence[NameWord], Sequence[NameWord], float], float]
"""How likely (natural logarithm) two names are one; it need not be told exactly where it is no more than a limit."""


class Found(NamedTuple):
    """A gazetteer's name and the probability (0 to 1) that the asked spelling is one of it."""

    name: Name
    likelihood: float


class SoundIndex:
    """Finds names by the keys of `sounds.py` and ranks them by the build of the name."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @cached_property
    def _compiled(self) -> Sections:
        return self._gazetteer.derived("sounds", _KNOWLEDGE, compile_filing)

    @cached_property
    def _filed(self) -> Lookup:
        return Lookup(self._compiled, "sound")

    @cached_property
    def _parsed(self) -> ParsedNames:
        return ParsedNames(self._compiled, "person")

    @cached_property
    def _parsed_phrases(self) -> ParsedPhrases:
        return ParsedPhrases(self._compiled, "phrase")

    @cached_property
    def _shortlist(self) -> Shortlist:
        return Shortlist(self._compiled, "person")

    @cached_property
    def _phrases(self) -> PhraseShortlist:
        return PhraseShortlist(self._compiled, "phrase")

    def find(self, form: str, kind: EntityType) -> list[Found]:
        """Every name of that type that `form` may be a spelling of, the likeliest name of each entity, best first."""
        if kind == "person":
            return self._persons(form, self._near(form, keys_of(form, kind)), together)
        places = self._phrases.of(form, self._filed_under(keys_of(form, kind), kind))
        if not places:
            return []
        asked, known, names = parse_phrase(form), self._parsed_phrases, self._gazetteer.names
        numbers = [known.number(place) for place in places]
        likely = {number: phrases_together(asked, known[number]) for number in dict.fromkeys(numbers)}
        paired = zip(places, numbers, strict=True)
        return _likeliest(Found(names[at], likely[one]) for at, one in paired if likely[one] >= LEAST_LIKELY)

    def _persons(self, form: str, places: Sequence[int], compared: Compare) -> list[Found]:
        """The likeliest among the names of persons of those numbers."""
        if not places:
            return []
        asked, parsed, names = parse_person(form), self._parsed, self._gazetteer.names
        found = ((place, compared(asked, parsed[place], LEAST)) for place in places)
        return _likeliest(Found(names[place], math.exp(likely)) for place, likely in found if likely > LEAST)

    def find_slipped(self, form: str) -> list[Found]:
        """Every person's name of which `form` is a spelling but for one slip of the hand, as `find` gives them."""
        if len(given_names_and_surname(form)) < 2:
            return []
        near = [key for word in parse_person(form) if word.role == "surname" for key in slipped_keys(word.text)]
        return self._persons(form, self._near(form, [*keys_of(form, "person"), *near]), _but_for_a_slip)

    def find_renamed(self, form: str) -> list[Found]:
        """Persons of this given name and patronymic (or second given name) under whatever surname."""
        places = dict.fromkeys(place for key in first_names_of(form) for place in self._asked(key))
        return self._persons(form, list(places), _by_first_names)

    def bearers(self, surname: str) -> Iterable[Name]:
        """Every name of a person that a surname of this sound is filed under: more than those of that surname."""
        return map(self._gazetteer.names.__getitem__, self._filed_under(sound_keys(surname), "person"))

    def questions(self) -> Iterator[tuple[Question, Sequence[int]]]:
        """Every question that finds something, with the numbers of the names that it finds."""
        return (((SOUND, key), places) for key, places in self._filed.lists())

    def _near(self, form: str, keys: Iterable[str]) -> Sequence[int]:
        """The numbers of the persons' names under any of the keys that are worth comparing with a name."""
        places = self._filed_under(keys, "person")
        return self._shortlist.of(parse_person(form), places) if places else ()

    def _filed_under(self, keys: Iterable[str], kind: EntityType) -> Sequence[int]:
        """The numbers of the names under any of the keys, each once."""
        found = dict.fromkeys(place for key in dict.fromkeys(keys) for place in self._asked(filing_key(kind, key)))
        return list(found)

    def _asked(self, filing: str) -> Sequence[int]:
        note(SOUND, filing)
        return self._filed.get(filing)


def _but_for_a_slip(asked: Sequence[NameWord], known: Sequence[NameWord], _limit: float) -> float:
    return together_but_for_a_slip(asked, known)


def _by_first_names(asked: Sequence[NameWord], known: Sequence[NameWord], _limit: float) -> float:
    return first_names_together(asked, known)


def _likeliest(names: Iterable[Found]) -> list[Found]:
    """The likeliest name of each entity that is worth naming, best first."""
    best: dict[str, Found] = {}
    for found in names:
        known = best.get(found.name.entity)
        if found.likelihood >= LEAST_LIKELY and (known is None or found.likelihood > known.likelihood):
            best[found.name.entity] = found
    return sorted(best.values(), key=lambda found: (-found.likelihood, found.name.entity))
