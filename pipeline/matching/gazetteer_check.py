"""Are the forms that a gazetteer gives an entity spellings of one name? A check beside those of `gazetteer.check`.

The forms of a person, and the one-word names of a place or organisation, are compared by sound across languages. A
pair that is one name in fact and sounds otherwise stands in the gazetteer's `exceptions.csv`, with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.gazetteer import check
from pipeline.gazetteer.faults import WARNING, Row, Tables
from pipeline.gazetteer.name_faults import exceptions, owners
from pipeline.languages import CYRILLIC
from pipeline.matching.distance import word_distance
from pipeline.matching.given import given_name_ids
from pipeline.matching.person import parse_person, person_likelihood
from pipeline.records import Problem

ALIKE = 0.3
"""Persons' forms less likely than this to be spellings of one name are reported."""

CHANGED_SHARE = 0.25
"""Single words are reported where so much of the longer one, in units of `word_distance` a sound, is changed."""

SPELLED_ALIKE = frozenset({"BY", "UA", "RU"})
"""Countries whose places are romanised in English; elsewhere English has names of its own (Georgia, Warsaw)."""

_Alike = Callable[[str, str], bool]


def unlike_persons(tables: Tables) -> Iterator[Problem]:
    """`Максім Знак` beside `Mikalai Znak`: forms of one person that are not one name.

    Preferred forms have to agree with each other, any other whole name with one form at least of the entity
    besides itself, a part of a name (kind `short`) with words of a preferred form.
    """
    for rows in _rows_of(tables, "person").values():
        preferred = [row for row in rows if row.get("kind") == "preferred"]
        yield from _apart(preferred, persons_alike)
        for row in rows:
            if row.get("kind") == "short":
                yield from _alone(row, preferred, short_alike)
            elif row.get("kind") in ("variant", "misspelling"):
                yield from _alone(row, [other for other in rows if other is not row], persons_alike)


def unlike_words(tables: Tables) -> Iterator[Problem]:
    """`Гомель` beside `Магілёў`: preferred one-word names of a place or organisation that are not one name.

    Names of several words may be translations, and so may acronyms; they are not compared.
    """
    romanised = {row["id"] for row in tables.entities if "id" in row and row.get("country") in SPELLED_ALIKE}
    for kind in ("place", "organisation"):
        for entity, rows in _rows_of(tables, kind).items():
            yield from _apart(
                [
                    row
                    for row in rows
                    if row.get("kind") == "preferred"
                    and (row.get("lang") in CYRILLIC or (row.get("lang") == "en" and entity in romanised))
                    and _one_word(row["form"])
                ],
                words_alike,
            )


NAMES_ALIKE: tuple[Callable[[Tables], Iterator[Problem]], ...] = (unlike_persons, unlike_words)


def check_names(folder: Path) -> list[Problem]:
    """What `gazetteer.check` finds in the package of a folder, and the forms of one entity that are not one name."""
    return check(folder, beside=NAMES_ALIKE)


def persons_alike(a: str, b: str) -> bool:
    """Whether two whole names may be spellings of one person's name."""
    return person_likelihood(a, b) >= ALIKE


def words_alike(a: str, b: str) -> bool:
    """Whether two words may be one name as two languages have it, vowels and endings of their own allowed for."""
    return word_distance(a, b) <= CHANGED_SHARE * max(len(a), len(b))


def short_alike(short: str, whole: str) -> bool:
    """Whether each word of a short form is a spelling of some word of the whole name."""
    words = [word.text for word in parse_person(whole)]
    return all(any(_one_word_of_a_name(part.text, word) for word in words) for part in parse_person(short))


def _one_word_of_a_name(a: str, b: str) -> bool:
    return bool(given_name_ids(a) & given_name_ids(b)) or words_alike(a, b)


def _rows_of(tables: Tables, kind: str) -> dict[str, list[Row]]:
    """The names of each entity of a type, but for the forms that are exceptions."""
    known, right = owners(tables), exceptions("sound")
    found: dict[str, list[Row]] = defaultdict(list)
    for row in tables.names:
        owner = known.get(row.get("entity", ""))
        if owner is not None and owner.type == kind and row.get("form", "") not in {"", *right}:
            found[row["entity"]].append(row)
    return found


def _one_word(form: str) -> bool:
    return form.isalpha() and not form.isupper()


def _apart(rows: Sequence[Row], alike: _Alike) -> Iterator[Problem]:
    """The forms that are not of the largest group in which each is like some other."""
    groups: list[list[Row]] = []
    for row in rows:
        joined = [group for group in groups if any(alike(row["form"], other["form"]) for other in group)]
        groups = [group for group in groups if group not in joined] + [[*(o for group in joined for o in group), row]]
    groups.sort(key=len, reverse=True)
    for group in groups[1:]:
        for row in group:
            yield from _unlike(row, groups[0][0])


def _alone(row: Row, others: Sequence[Row], alike: _Alike) -> Iterator[Problem]:
    """The form, where it is like none of the others."""
    if others and not any(alike(row["form"], other["form"]) for other in others):
        yield from _unlike(row, others[0])


def _unlike(row: Row, other: Row) -> Iterator[Problem]:
    yield row.problem(
        f"{WARNING}{row['form']!r} ({row.get('lang', '')}) and {other['form']!r} ({other.get('lang', '')}, "
        f"line {other.line}) do not sound like one name",
        "mend one of the forms, or give each name an entity of its own",
    )
