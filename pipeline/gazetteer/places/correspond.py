"""How a place name of one language is spelled in a neighbour's, letter by letter: the rows of two tables.

Where a row leaves a choice (Ukrainian і is и, о or е in Russian), every choice is a possible spelling and none is
certain. A possible spelling says that an attested form is one of the name; only a certain one is ever made.
`correspondences.csv` knows every spelling that is met, `renderings.csv` those that an orthography or a tradition
asks for: there a choice says that the rule does not decide.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.languages import alphabets
from pipeline.tables import read_csv

LIMIT = 4096
"""A word with more possible spellings than this has none."""
WORD = re.compile(r"[^\s-]+")


class Row(NamedTuple):
    """Between `before` and `after` (regular expressions), `letters` become one of `becomes`."""

    before: re.Pattern[str]
    letters: str
    after: re.Pattern[str]
    becomes: tuple[str, ...]


class Slot(NamedTuple):
    """Letters of a word (in small letters, from the offset `at`), what they may become, and the row that says so."""

    at: int
    letters: str
    becomes: tuple[str, ...]
    row: Row | None = None


class Example(NamedTuple):
    """A name, the pair of languages, and a spelling that the rows have to find."""

    pair: str
    form: str
    gives: str


class Spellings(NamedTuple):
    """The possible spellings of a name, and the one that is sure, if any."""

    possible: frozenset[str]
    certain: str | None


@cache
def rows(pair: str) -> dict[str, tuple[Row, ...]]:
    """The rows of a pair (`uk-ru`, `ru-uk-2019`) by the first of their letters, in the order of the table."""
    found: dict[str, list[Row]] = {}
    for line in _lines():
        if pair in line["pair"].split():
            before, after = re.compile(f"(?:{line['before']})$"), re.compile(line["after"])
            row = Row(before, line["letters"], after, tuple(line["becomes"].split("|")))
            found.setdefault(row.letters[0], []).append(row)
    return {letter: tuple(several) for letter, several in found.items()}


def examples() -> list[Example]:
    """The example of every row, by the first of its pairs."""
    return [Example(line["pair"].split()[0], line["example"], line["gives"]) for line in _lines()]


@cache
def _lines() -> tuple[dict[str, str], ...]:
    return tuple(line for name in ("correspondences.csv", "renderings.csv") for line in read_csv(__package__, name))


@cache
def spellings(form: str, pair: str) -> Spellings:
    """The spellings that a name may have in the second language of a pair; none where a letter has no row."""
    if not rows(pair):
        return Spellings(frozenset(), None)
    heads: list[tuple[str, bool]] = [("", True)]
    at = 0
    for match in WORD.finditer(form):
        between = form[at : match.start()]
        tails = _word(match.group(), pair)
        heads = [(head + between + tail, a and b) for head, a in heads for tail, b in tails]
        if len(heads) > LIMIT:
            return Spellings(frozenset(), None)
        at = match.end()
    certain = heads[0][0] if len(heads) == 1 and heads[0][1] else None
    return Spellings(frozenset(head for head, _ in heads), certain)


@lru_cache(maxsize=10_000)
def slots(word: str, pair: str) -> tuple[Slot, ...]:
    """The letters of a word as the rows of a pair take them; none where a letter has no row."""
    lower = word.lower()
    target = set(alphabets()[pair.split("-")[1]].letters) | {"’"}
    found: list[Slot] = []
    at = 0
    while at < len(lower):
        row = next((row for row in rows(pair).get(lower[at], ()) if _fits(row, lower, at)), None)
        if row is None and lower[at] not in target:
            return ()
        found.append(Slot(at, row.letters, row.becomes, row) if row else Slot(at, lower[at], (lower[at],)))
        at += len(found[-1].letters)
    return tuple(found)


@cache
def _word(word: str, pair: str) -> tuple[tuple[str, bool], ...]:
    made = [""]
    for slot in slots(word, pair):
        made = [head + option for head in made for option in slot.becomes]
        if len(made) > LIMIT:
            return ()
    recased = [recase(one, word) for one in made if one]
    return tuple((one, len(made) == 1) for one in dict.fromkeys(recased))


def recase(made: str, word: str) -> str:
    """A spelling in small letters, with a capital where the word has one."""
    return made[:1].upper() + made[1:] if word[:1].isupper() else made


def _fits(row: Row, word: str, at: int) -> bool:
    if not word.startswith(row.letters, at):
        return False
    return row.before.search(word[:at]) is not None and row.after.match(word[at + len(row.letters) :]) is not None
