"""Which given names a word may be: as the table writes it, or in a spelling that the table does not hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.languages.given_names import GivenName, given_name, given_names
from pipeline.matching.distance import Writing, sound_distance, writing_of
from pipeline.matching.orthographies import foreign_readings, reading_keys
from pipeline.matching.sounds import sound_keys, sounds

NEAR = 0.35
"""Words this close in sound to a given name of the table are read as that name."""
READ_OTHERWISE = 0.1
"""What a reading by the orthography of one language adds to the distance."""

_KINDS = {False: ("full", "short"), True: ("patronymic-masculine", "patronymic-feminine")}


class _Known(NamedTuple):
    """A form of the table, as it sounds and is written."""

    name: GivenName
    heard: str
    writing: Writing


@cache
def _by_key(patronymic: bool) -> dict[str, tuple[_Known, ...]]:
    found: dict[str, dict[tuple[str, str], _Known]] = defaultdict(dict)
    for names in given_names().values():
        for name in names:
            if name.kind in _KINDS[patronymic]:
                heard = sounds(name.form)
                for key in sound_keys(name.form):
                    found[key].setdefault((name.id, heard), _Known(name, heard, writing_of(name.form, heard)))
    return {key: tuple(names.values()) for key, names in found.items()}


@lru_cache(maxsize=4_096)
def given_names_of(word: str, *, patronymic: bool = False) -> tuple[GivenName, ...]:
    """The given names that a word is, full or short (or whose patronymic it is), in any language and script.

    Forms of the table come first and alone; another spelling (`Uładzimir`) is taken for the nearest of them,
    if there is one near enough.

    >>> sorted({name.gender for name in given_names_of("Uładzimir")})
    ['Masc']
    """
    exact = tuple(name for name in given_name(word) if name.kind in _KINDS[patronymic])
    if exact:
        return exact
    heard = sounds(word)
    readings = [(heard, writing_of(word, heard), 0.0)]
    readings += [(reading.heard, reading.writing, READ_OTHERWISE) for reading in foreign_readings(word)]
    distances: dict[tuple[str, Writing], float] = {}
    near: list[tuple[float, GivenName]] = []
    for key in reading_keys(word):
        for known in _by_key(patronymic).get(key, ()):
            form = known.heard, known.writing
            if form not in distances:
                distances[form] = _distance(readings, *form)
            if distances[form] <= NEAR:
                near.append((distances[form], known.name))
    if not near:
        return ()
    best = min(distance for distance, _ in near)
    return tuple(name for distance, name in near if distance <= best + 0.05)


def _distance(readings: Sequence[tuple[str, Writing, float]], known: str, its_writing: Writing) -> float:
    """How far the nearest reading of a word (its sounds, their writing, what it costs) is from a name of the table."""
    return min(
        sound_distance(heard, known, max(writing, its_writing), NEAR) + cost for heard, writing, cost in readings
    )


@lru_cache(maxsize=16_384)
def given_name_ids(word: str, *, patronymic: bool = False) -> frozenset[str]:
    """The ids of the given names that a word may be (see `given_names_of`)."""
    return frozenset(name.id for name in given_names_of(word, patronymic=patronymic))
