"""What the rules of a language say against a name: its spelling, the gender that it shows, whether it declines.

Units beside those of `faults`, of the same shape. A form that is right in fact and breaks a rule all the same
stands in `exceptions.csv`, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple, cast

from pipeline.gazetteer.faults import WARNING, Tables
from pipeline.languages import CYRILLIC, base_language, decline_name
from pipeline.languages.paradigms import Kind
from pipeline.languages.persons import gender_by_ending, gender_of_given, parts_of
from pipeline.languages.spelling import broken_rules
from pipeline.languages.structure import pieces_of
from pipeline.records import ENTITY_TYPES, EntityType, Gender, Problem
from pipeline.tables import read_csv

FULL_KINDS = ("", "preferred", "variant", "misspelling")
"""Kinds of names that name the whole person; a table without kinds holds such."""

_OTHER: dict[str, Gender] = {"Masc": "Fem", "Fem": "Masc"}


@cache
def exceptions(check: str) -> frozenset[str]:
    """The forms that are right although a check (spelling, gender, declension, sound) speaks against them."""
    return frozenset(row["form"] for row in read_csv(__package__, "exceptions.csv") if row["check"] == check)


class Owner(NamedTuple):
    """What the rules need to know of the entity that a name belongs to."""

    type: EntityType
    gender: Gender | None


def owners(tables: Tables) -> dict[str, Owner]:
    """Type and gender of each entity that has a type."""
    known = (row for row in tables.entities if "id" in row and row.get("type") in ENTITY_TYPES)
    return {row["id"]: Owner(cast(EntityType, row["type"]), cast("Gender | None", row.get("gender"))) for row in known}


def misspelt(tables: Tables) -> Iterator[Problem]:
    """`Порошэнко` in Belarusian, `Украіна` in Ukrainian: what the spelling of the language never writes."""
    right = exceptions("spelling")
    for row in tables.forms:
        form, lang = row.get("form", ""), row.get("lang", "")
        if row.get("kind") == "misspelling" or form in right:
            continue
        for rule in broken_rules(form, lang):
            yield row.problem(f"{form!r} breaks a rule of {lang}: {rule.says}", "mend the form, or the language tag")


def wrong_gender(tables: Tables) -> Iterator[Problem]:
    """A man named Ольга, a woman named Иванов: the given name or surname tells another gender than the entity has."""
    known, right = owners(tables), exceptions("gender")
    for row in tables.names:
        owner = known.get(row.get("entity", ""))
        form, lang = row.get("form", ""), base_language(row.get("lang", ""))
        if owner is None or owner.type != "person" or owner.gender not in _OTHER or lang not in CYRILLIC:
            continue
        if row.get("kind", "") not in FULL_KINDS or form in right:
            continue
        for word, part, told in told_genders(form, lang):
            if told == _OTHER[owner.gender]:
                yield row.problem(
                    f"{WARNING}{word!r} in {form!r} is the {part} of a {told} person, but the entity is {owner.gender}",
                    "mend the form, or the gender in entities.csv",
                )


def told_genders(form: str, lang: str) -> list[tuple[str, Kind, Gender]]:
    """The words of a person's name that tell a gender, with their part and what they tell."""
    words = [piece.text for piece in pieces_of(form, lang) if piece.declines]
    found = []
    for word, part in zip(words, parts_of(tuple(words), lang), strict=True):
        told = gender_of_given(word, lang) if part == "given" else gender_by_ending(word, lang, part)
        if told is not None:
            found.append((word, part, told))
    return found


def undeclinable(tables: Tables) -> Iterator[Problem]:
    """A preferred form whose genitive no table of endings knows, and which is not said to be indeclinable."""
    known, right = owners(tables), exceptions("declension")
    for row in tables.names:
        owner, form, lang = known.get(row.get("entity", "")), row.get("form", ""), row.get("lang", "")
        if owner is None or row.get("kind") != "preferred" or base_language(lang) not in CYRILLIC:
            continue
        if row.get("indeclinable", "").lower() == "true" or form in right:
            continue
        if decline_name(form, lang, "Gen", type=owner.type, gender=owner.gender) is None:
            yield row.problem(
                f"{WARNING}no rule of {lang} declines {form!r}", "mark it as indeclinable if it is, or mend the form"
            )


NAME_UNITS: tuple[Callable[[Tables], Iterator[Problem]], ...] = (misspelt, wrong_gender, undeclinable)
