"""Paradigms as written in the tables, and the rows of endings that they stand for.

A paradigm names the ending of its nominative, the letters before it, and the ending of every case. Here each
becomes rows: one for each letter (or word) that may stand before, so that a row is nothing but a pair of
endings and no condition is left. The longest ending that fits a word decides how it is declined; a word of a
list beats all endings.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, cast

import msgspec

from pipeline.languages.alphabets import Alphabet, alphabets
from pipeline.records import Case, Gender, Number
from pipeline.tables import read_toml

Kind = Literal["given", "patronymic", "surname", "place", "adjective", "noun"]
CASES: tuple[Case, ...] = ("Nom", "Gen", "Dat", "Acc", "Ins", "Loc", "Voc")
ANIMATE: frozenset[str] = frozenset({"given", "patronymic", "surname"})
START = "^"


class Paradigm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One paradigm of a table; endings are separated by spaces, the first is the one to write.

    `kinds` are kinds of names, each with the genders it has ("given Fem Masc"). `-` stands for no ending, `~`
    before an ending softens the consonant before it. `Acc` may be left out where it follows from animacy.
    `words` limits the paradigm to a list. `examples` are "kind [gender] lemma Case form …".
    """

    id: str
    kinds: list[str]
    examples: list[str]
    source: str = ""
    number: Number = "Sing"
    lemma: str = "-"
    after: str = ""
    words: str = ""
    forms: dict[Case, str] = {}
    plural: dict[Case, str] = {}
    indeclinable: bool = False
    weight: float = 1.0


class Row(msgspec.Struct, frozen=True, eq=False):
    """One pair of endings: what the nominative ends in, and what each case ends in instead.

    `derived` marks the plural forms of a word whose nominative is given in the singular.
    """

    paradigm: str
    kind: Kind
    gender: Gender | None
    number: Number
    lemma: str
    forms: dict[Case, tuple[str, ...]]
    weight: float
    order: int
    derived: bool = False
    indeclinable: bool = False


def table_names(lang: str) -> list[str]:
    """The files of paradigms of a language, in the order in which they are read."""
    return sorted(path.name for path in Path(__file__).with_name("paradigms").glob(f"{lang}-*.toml"))


@cache
def read_paradigms(lang: str) -> tuple[Paradigm, ...]:
    """The paradigms of a language as the tables have them; empty for a language without declension."""
    found: list[Paradigm] = []
    for name in table_names(lang):
        table = read_toml(__package__, "paradigms", name)
        found.extend(
            msgspec.structs.replace(paradigm, source=paradigm.source or table["source"])
            for paradigm in msgspec.convert(table["paradigm"], list[Paradigm])
        )
    return tuple(found)


@cache
def paradigms(lang: str) -> tuple[Row, ...]:
    """The rows of a language in the order of its tables, built once."""
    alphabet = alphabets()[lang]
    return tuple(row for order, one in enumerate(read_paradigms(lang)) for row in _rows(one, alphabet, order))


def _rows(paradigm: Paradigm, alphabet: Alphabet, order: int) -> list[Row]:
    rows: list[Row] = []
    numbers = [(paradigm.number, paradigm.forms, False)]
    if paradigm.plural:
        numbers.append(("Plur", paradigm.plural, True))
    for number, endings, derived in numbers:
        for kind, gender in _kinds(paradigm):
            for before, ending in _contexts(paradigm, alphabet):
                forms = _forms(paradigm, endings, alphabet, kind, before, ending)
                rows.append(
                    Row(paradigm.id, kind, gender, number, before + ending, forms, paradigm.weight, order,
                        derived, paradigm.indeclinable)
                )  # fmt: skip
    return rows


def _kinds(paradigm: Paradigm) -> list[tuple[Kind, Gender | None]]:
    """Every kind of name that the paradigm serves, with each of its genders (None for a plural name)."""
    found: list[tuple[Kind, Gender | None]] = []
    for entry in paradigm.kinds:
        kind, *genders = entry.split()
        found.extend((cast(Kind, kind), cast(Gender, gender)) for gender in genders)
        if not genders:
            found.append((cast(Kind, kind), None))
    return found


def _contexts(paradigm: Paradigm, alphabet: Alphabet) -> list[tuple[str, str]]:
    """What may stand before the ending, with each ending: a listed word without it, a letter of a class, or
    nothing.
    """
    endings = [_plain(ending) for ending in paradigm.lemma.split()]
    if paradigm.words:
        return [
            (START + word.lower()[: len(word) - len(ending)], ending)
            for word in paradigm.words.split()
            for ending in endings
            if word.lower().endswith(ending)
        ]
    befores = alphabet.members(paradigm.after) or ("",)
    return [(before, ending) for before in befores for ending in endings]


def _forms(
    paradigm: Paradigm, endings: dict[Case, str], alphabet: Alphabet, kind: Kind, before: str, lemma: str
) -> dict[Case, tuple[str, ...]]:
    if paradigm.indeclinable:
        return {"Nom": (before + lemma,)}
    forms: dict[Case, tuple[str, ...]] = {}
    for case in CASES:
        if case in endings:
            forms[case] = tuple(_joined(before, ending, alphabet) for ending in endings[case].split())
        elif case == "Nom":
            forms[case] = (before + lemma,)
    if "Acc" not in forms:
        forms["Acc"] = forms["Gen" if kind in ANIMATE else "Nom"]
    return forms


def _joined(before: str, ending: str, alphabet: Alphabet) -> str:
    """The letters before with an ending; `~` softens the last consonant (`~vocative:` by another
    alternation).
    """
    if not ending.startswith("~"):
        return before + _plain(ending)
    name, _, plain = ending[1:].rpartition(":")
    table = alphabet.alternations[name or "soft"]
    return before[:-1] + table.get(before[-1:], before[-1:]) + plain


def _plain(ending: str) -> str:
    return "" if ending == "-" else ending
