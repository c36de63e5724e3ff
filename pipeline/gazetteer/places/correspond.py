"""How a place name of one language is spelled in a neighbour's: the rows of `correspondences.csv`, letter by letter.

Where a row leaves a choice (Ukrainian і is и, о or е in Russian), every choice is a possible spelling and none is
certain. A possible spelling says that an attested form is one of the name; only a certain one is ever made.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pipeline.languages import alphabets

LIMIT = 4096
"""A word with more possible spellings than this has none."""
_WORD = re.compile(r"[^\s-]+")


class Row(NamedTuple):
    """Between `before` and `after` (regular expressions), `letters` become one of `becomes`."""

    before: re.Pattern[str]
    letters: str
    after: re.Pattern[str]
    becomes: tuple[str, ...]


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
    """The rows of a pair (`uk-ru`) by the first of their letters, in the order of the table."""
    found: dict[str, list[Row]] = {}
    for line in _lines():
        if line["pair"] == pair:
            before, after = re.compile(f"(?:{line['before']})$"), re.compile(line["after"])
            row = Row(before, line["letters"], after, tuple(line["becomes"].split("|")))
            found.setdefault(row.letters[0], []).append(row)
    return {letter: tuple(several) for letter, several in found.items()}


def examples() -> list[Example]:
    """The example of every row."""
    return [Example(line["pair"], line["example"], line["gives"]) for line in _lines()]


@cache
def _lines() -> tuple[dict[str, str], ...]:
    text = (files(__package__) / "correspondences.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def spellings(form: str, pair: str) -> Spellings:
    """The spellings that a name may have in the second language of a pair; none where a letter has no row."""
    if not rows(pair):
        return Spellings(frozenset(), None)
    heads: list[tuple[str, bool]] = [("", True)]
    at = 0
    for match in _WORD.finditer(form):
        between = form[at : match.start()]
        tails = _word(match.group(), pair)
        heads = [(head + between + tail, a and b) for head, a in heads for tail, b in tails]
        if len(heads) > LIMIT:
            return Spellings(frozenset(), None)
        at = match.end()
    certain = heads[0][0] if len(heads) == 1 and heads[0][1] else None
    return Spellings(frozenset(head for head, _ in heads), certain)


@cache
def _word(word: str, pair: str) -> tuple[tuple[str, bool], ...]:
    lower = word.lower()
    target = set(alphabets()[pair.split("-")[1]].letters) | {"’"}
    made = [""]
    at = 0
    while at < len(lower):
        row = next((row for row in rows(pair).get(lower[at], ()) if _fits(row, lower, at)), None)
        if row is None and lower[at] not in target:
            return ()
        options = row.becomes if row else (lower[at],)
        made = [head + option for head in made for option in options]
        if len(made) > LIMIT:
            return ()
        at += len(row.letters) if row else 1
    recased = [one[:1].upper() + one[1:] if word[:1].isupper() else one for one in made]
    return tuple((one, len(made) == 1) for one in dict.fromkeys(recased))


def _fits(row: Row, word: str, at: int) -> bool:
    if not word.startswith(row.letters, at):
        return False
    return row.before.search(word[:at]) is not None and row.after.match(word[at + len(row.letters) :]) is not None
