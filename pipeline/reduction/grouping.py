"""Which new names of many documents are spellings of one: across documents, languages and scripts.

Each name keeps its own id, which depends on the name alone. Names that are one form a group, called by the id of its
canonical member: the one with most of the name, then of the first language, then with the smallest id. Groups depend
on the set of names and on nothing else: not on the order, the batches or the runs in which they came.

Joining wrongly is worse than not joining. A name that is like two names which are not like each other (`Petrov`
beside I. and A. Petrov) joins neither, and no group holds two names that are not alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from pipeline.matching.alike import likelihood_of
from pipeline.matching.person import parse_person
from pipeline.matching.phrase import phrase_keys
from pipeline.records import EntityType, language_order
from pipeline.reduction.gathering import Form, NewName, total, whole_forms, words

ALIKE = 0.7
"""Least likelihood at which two new names are one: as within a document."""
COMPATIBLE = 0.3
"""Least likelihood of any two names of one group."""


class Group(msgspec.Struct, frozen=True):
    """Spellings of one new name: the id of the canonical member, and the members, by id."""

    id: str
    type: EntityType
    members: tuple[NewName, ...]

    def forms(self) -> dict[Form, int]:
        """The whole names of all members, in the nominative and by language, with how often they were met."""
        return dict(total(whole_forms(member) for member in self.members))


def group(news: Mapping[str, NewName]) -> list[Group]:
    """The groups of new names, by the id of their canonical member."""
    joined = {key: {key} for key in news}
    for _, one, other in sorted(_edges(news)):
        if joined[one] is joined[other]:
            continue
        if all(_likelihood(news[a], news[b]) >= COMPATIBLE for a in joined[one] for b in joined[other]):
            joined[one] |= joined[other]
            for member in joined[other]:
                joined[member] = joined[one]
    members = {id(found): [news[key] for key in sorted(found)] for found in joined.values()}
    groups = (Group(min(found, key=_canonical).id, found[0].type, tuple(found)) for found in members.values())
    return sorted(groups, key=lambda found: found.id)


def _canonical(new: NewName) -> tuple[int, int, str]:
    forms = whole_forms(new)
    languages = [language_order(lang)[0] for _, lang in forms]
    return -max((words(form, new.type) for form, _ in forms), default=0), min(languages, default=9), new.id


def _edges(news: Mapping[str, NewName]) -> Iterator[tuple[float, str, str]]:
    """Pairs of names that are alike, the likeliest first when sorted; none of a name that stands between two."""
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for one, other in _pairs(news):
        likelihood = _likelihood(news[one], news[other])
        if likelihood >= ALIKE:
            near[one][other] = near[other][one] = likelihood
    between = {key for key, found in near.items() if _contradict(found, news)}
    for one, found in near.items():
        for other, likelihood in found.items():
            if one < other and one not in between and other not in between:
                yield -likelihood, one, other


def _contradict(keys: Iterable[str], news: Mapping[str, NewName]) -> bool:
    keys = sorted(keys)
    return any(
        _likelihood(news[one], news[other]) < COMPATIBLE for at, one in enumerate(keys) for other in keys[at + 1 :]
    )


def _pairs(news: Mapping[str, NewName]) -> set[tuple[str, str]]:
    """Names of one type that share a key: of a person's full name, one of the surname and of a given name."""
    filed: dict[tuple[EntityType, str], list[str]] = defaultdict(list)
    for key in sorted(news):
        for sound in _keys(news[key]):
            filed[news[key].type, sound].append(key)
    return {(one, other) for found in filed.values() for at, one in enumerate(found) for other in found[at + 1 :]}


def _keys(new: NewName) -> set[str]:
    found: set[str] = set()
    for form, _ in whole_forms(new):
        if new.type == "person":
            found.update(_person_keys(form))
        else:
            found.update(phrase_keys(form))
    return found


def _person_keys(form: str) -> Iterator[str]:
    parts = parse_person(form)
    surnames = [key for word in parts if word.role == "surname" for key in word.filed_under() if key]
    given = [word for word in parts if word.role == "given"]
    beside = {
        *(name for word in given for name in word.given),
        *(key for word in given for key in word.filed_under()),
    }
    return (f"{surname} {other}" for surname in surnames for other in beside or {""})


def _likelihood(a: NewName, b: NewName) -> float:
    """How likely two new names are one: by their likeliest forms; not where one is a man's and one a woman's.

    A surname alone or with initials says too little in another document: it is never one with a full name.
    """
    if a.genders and b.genders and not a.genders & b.genders:
        return 0.0
    if a.type == "person" and _alone(a) != _alone(b):
        return 0.0
    likelihood = likelihood_of(a.type)
    return max((likelihood(x, y) for x, _ in whole_forms(a) for y, _ in whole_forms(b)), default=0.0)


def _alone(new: NewName) -> bool:
    return max((words(form, new.type) for form, _ in whole_forms(new)), default=0) < 2
