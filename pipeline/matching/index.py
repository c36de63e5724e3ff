"""A gazetteer filed by sound: names that may be spellings of the one asked for, with how likely each is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import product
from typing import NamedTuple

from pipeline.gazetteer import Gazetteer, Name
from pipeline.gazetteer.asking import Question, note
from pipeline.gazetteer.lookup import Lookup, pack_lookup
from pipeline.gazetteer.sections import Sections
from pipeline.matching.parsed import ParsedNames, pack_parsed
from pipeline.matching.person import NameWord, first_names_together, parse_person, together
from pipeline.matching.phrase import phrase_keys, phrase_likelihood
from pipeline.matching.shortlist import PhraseShortlist, Shortlist, pack_phrases, pack_shortlist
from pipeline.matching.slips import slipped_keys, together_but_for_a_slip
from pipeline.matching.sounds import sound_keys
from pipeline.records import EntityType

_KNOWLEDGE = ("pipeline.matching", "pipeline.transliteration", "pipeline.languages")

SOUND = "sound"
LEAST_LIKELY = 0.02
"""Names less likely than this are not worth naming as candidates."""
LEAST = math.log(LEAST_LIKELY)

Compare = Callable[[Sequence[NameWord], Sequence[NameWord]], float]
"""How likely (natural logarithm) two names are one."""


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
        return self._gazetteer.derived("sounds", _KNOWLEDGE, _compile)

    @cached_property
    def _filed(self) -> Lookup:
        return Lookup(self._compiled, "sound")

    @cached_property
    def _parsed(self) -> ParsedNames:
        return ParsedNames(self._compiled, "person")

    @cached_property
    def _shortlist(self) -> Shortlist:
        return Shortlist(self._compiled, "person")

    @cached_property
    def _phrases(self) -> PhraseShortlist:
        return PhraseShortlist(self._compiled, "phrase")

    def find(self, form: str, kind: EntityType) -> list[Found]:
        """Every name of that type that `form` may be a spelling of, the likeliest name of each entity, best first."""
        if kind == "person":
            return self._persons(form, self._near(form, _keys(form, kind)), partial(together, least=LEAST))
        places = self._phrases.of(form, self._filed_under(_keys(form, kind), kind))
        likelihoods = ((place, phrase_likelihood(form, self._gazetteer.form(place))) for place in places)
        names = self._gazetteer.names
        return _likeliest(Found(names[place], likely) for place, likely in likelihoods if likely >= LEAST_LIKELY)

    def _persons(self, form: str, places: Sequence[int], compared: Compare) -> list[Found]:
        """The likeliest among the names of persons of those numbers."""
        asked = parse_person(form)
        likelihoods = ((place, compared(asked, self._parsed[place])) for place in places)
        names = self._gazetteer.names
        return _likeliest(Found(names[place], math.exp(likely)) for place, likely in likelihoods if likely > LEAST)

    def find_slipped(self, form: str) -> list[Found]:
        """Every person's name of which `form` is a spelling but for one slip of the hand, as `find` gives them."""
        words = [word for word in parse_person(form) if word.role != "initial"]
        if len(words) < 2:
            return []
        near = [key for word in words if word.role == "surname" for key in slipped_keys(word.text)]
        return self._persons(form, self._near(form, [*_keys(form, "person"), *near]), together_but_for_a_slip)

    def find_renamed(self, form: str) -> list[Found]:
        """Persons of this given name and patronymic (or second given name) under whatever surname."""
        places = dict.fromkeys(place for key in _first_names(form) for place in self._asked(key))
        return self._persons(form, list(places), first_names_together)

    def bearers(self, surname: str) -> Iterable[Name]:
        """Every name of a person that a surname of this sound is filed under: more than those of that surname."""
        return map(self._gazetteer.names.__getitem__, self._filed_under(sound_keys(surname), "person"))

    def questions(self) -> Iterator[tuple[Question, Sequence[int]]]:
        """Every question that finds something, with the numbers of the names that it finds."""
        return (((SOUND, key), places) for key, places in self._filed.lists())

    def _near(self, form: str, keys: Iterable[str]) -> Sequence[int]:
        """The numbers of the persons' names under any of the keys that are worth comparing with a name."""
        return self._shortlist.of(parse_person(form), self._filed_under(keys, "person"))

    def _filed_under(self, keys: Iterable[str], kind: EntityType) -> Sequence[int]:
        """The numbers of the names under any of the keys, each once."""
        found = dict.fromkeys(place for key in dict.fromkeys(keys) for place in self._asked(_filing(kind, key)))
        return list(found)

    def _asked(self, filing: str) -> Sequence[int]:
        note(SOUND, filing)
        return self._filed.get(filing)


def _likeliest(names: Iterable[Found]) -> list[Found]:
    """The likeliest name of each entity that is worth naming, best first."""
    best: dict[str, Found] = {}
    for found in names:
        known = best.get(found.name.entity)
        if found.likelihood >= LEAST_LIKELY and (known is None or found.likelihood > known.likelihood):
            best[found.name.entity] = found
    return sorted(best.values(), key=lambda found: (-found.likelihood, found.name.entity))


def _filing(kind: EntityType, key: str) -> str:
    return f"{kind} {key}"


def _compile(gazetteer: Gazetteer) -> dict[str, bytes]:
    """The parts of SoundIndex: under each key the numbers of the names."""
    keys: list[str] = []
    places: list[int] = []
    for place, name in enumerate(gazetteer.names):
        kind = gazetteer.entity(name.entity).type
        for key in _keys(name.form, kind):
            keys.append(_filing(kind, key))
            places.append(place)
        for key in _first_names(name.form) if kind == "person" else ():
            keys.append(key)
            places.append(place)
    kinds = [gazetteer.entity(name.entity).type for name in gazetteer.names]
    persons = [name.form if kind == "person" else "" for name, kind in zip(gazetteer.names, kinds, strict=True)]
    phrases = [name.form if kind != "person" else "" for name, kind in zip(gazetteer.names, kinds, strict=True)]
    return {
        **pack_lookup("sound", keys, places),
        **pack_parsed("person", persons),
        **pack_shortlist("person", persons),
        **pack_phrases("phrase", phrases),
    }


def _keys(form: str, kind: EntityType) -> list[str]:
    """The keys of a name: of a person's surname and rarer words, of a phrase's longest word."""
    if kind != "person":
        return list(phrase_keys(form))
    words = [word for word in parse_person(form) if word.role != "initial" and word.role != "patronymic"]
    chosen = [word for word in words if word.role == "surname"] or words
    likely_surnames = [word for word in words if not word.given and word not in chosen]
    return [key for word in chosen + likely_surnames for key in word.filed_under() if key]


def _first_names(form: str) -> list[str]:
    """What a name is filed under whose surname may have changed: its given name and the word beside it, if any."""
    words = [word for word in parse_person(form) if word.role in ("given", "patronymic")]
    if len(words) != 2:
        return []
    ways = ([f"={name}" for name in sorted(word.given)] or word.filed_under() for word in words)
    return [_filing("person", "+".join(way)) for way in product(*ways)]
