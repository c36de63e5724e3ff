"""What a place that no source names in a language is most likely called there, by the rules of `rules.toml`.

Where a rule leaves a choice, `likely.csv` says what most of the attested forms choose. That is no certain form, and is
never written into the gazetteer by itself: it is for documents, and marked with its rule.

`python -m pipeline.gazetteer.places.likely FOLDER` counts the choices anew in the tables of a folder, and tells how
many forms come out right of those that the sources have, with the choices of other places.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline.gazetteer.places.choices import Choices
from pipeline.gazetteer.places.correspond import rows
from pipeline.gazetteer.places.forms import BY_RULE
from pipeline.gazetteer.places.measure import read_named_places
from pipeline.gazetteer.places.rules import Named, Rule, counted, maker, rules, worth
from pipeline.tables import read_csv, read_toml

MOST = 1 / 3
"""A choice is taken that at least this share of the attested forms makes."""
LONGEST = 40
"""No place has a name of more letters."""
TABLE = "likely.csv"
COLUMNS = ("pair", "before", "letters", "after", "becomes")


@lru_cache(maxsize=10_000)
def likely_form(form: str, source: str, target: str) -> tuple[str, str] | None:
    """The likeliest form in another language of a place's name in one (be, uk, ru), and its source (`rule:…`); None
    where no rule decides.

    >>> likely_form("Вовчанськ", "uk", "ru")
    ('Волчанск', 'rule:uk-ru-tradition-likely')
    """
    rule = _likely_rules().get((source, target))
    if rule is None or len(form) > LONGEST:
        return None
    made = maker(rule, _choices(rule.name))(form.replace("'", "’"))
    return (made, f"{BY_RULE}{rule.name}-likely") if made else None


@cache
def _table() -> dict[str, Any]:
    return read_toml(__package__, "rules.toml")


@cache
def _native(lang: str) -> tuple[str, ...]:
    return tuple(_table()["native"].get(lang, "").split())


def is_native(form: str, lang: str) -> bool:
    """Does the name of a place end as those do that are native to the three countries?

    >>> is_native("Новодністрівськ", "uk"), is_native("Сан-Дієго", "uk")
    (True, False)
    """
    return form.lower().endswith(_native(lang))


@cache
def _likely_rules() -> dict[tuple[str, str], Rule]:
    """By two languages the rule that serves there, for places of any size, taking what most forms have."""
    wanted = _table()["likely"]["rules"].split()
    found = (rule._replace(counted=MOST, below=0) for rule in rules() if rule.name in wanted)
    return {(rule.base, rule.lang): rule for rule in found}


@cache
def _choices(name: str) -> Choices:
    told = {
        tuple(row[column] for column in COLUMNS[1:4]): row["becomes"]
        for row in read_csv(__package__, TABLE)
        if row["pair"] == name
    }
    every = (row for several in rows(name).values() for row in several)
    return {row: told[key] for row in every if (key := (row.before.pattern, row.letters, row.after.pattern)) in told}


def count_likely(places: Iterable[Named]) -> list[dict[str, str]]:
    """The rows of likely.csv: what most attested forms of places choose wherever a rule leaves a choice."""
    known = list(places)
    found = [
        (rule.name, row.before.pattern, row.letters, row.after.pattern, letters)
        for rule in _likely_rules().values()
        for row, letters in counted(rule, known).items()
    ]
    return [dict(zip(COLUMNS, row, strict=True)) for row in sorted(found)]


def likely_worth(places: Iterable[Named]) -> dict[str, tuple[int, int]]:
    """By rule how many of the attested forms come out right, and how many there are; the choices of other places."""
    known = list(places)
    told = ((rule.name, worth(rule, known)) for rule in _likely_rules().values())
    return {name: (found.right, found.attested) for name, found in told}


def main() -> int:
    """Exit status 0; 2 without a folder that holds the tables."""
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "entities.csv").is_file():
        print("usage: python -m pipeline.gazetteer.places.likely FOLDER (with entities.csv)", file=sys.stderr)
        return 2
    places = read_named_places(Path(sys.argv[1]))
    with (Path(__file__).parent / TABLE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(count_likely(places))
    for name, (right, attested) in likely_worth(places).items():
        print(f"{name}\t{right} of {attested} right")
    return 0


if __name__ == "__main__":
    sys.exit(main())
