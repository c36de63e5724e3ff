"""The table for review: what a person should look at after a run, and where they write what they decide.

One row a name: uncertain links (a name tied to nothing that has candidates, or tied with a score under
`UNSURE_BELOW`) by form, language and type; and new names, all spellings of one in one row. Most frequent first.
`accepting` takes the decisions into the tables.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline.gazetteer import GazetteerError
from pipeline.languages import CYRILLIC
from pipeline.records import Problem, primary_language
from pipeline.reduction import keeping, sheet
from pipeline.reduction.gathering import Doubt, by_frequency
from pipeline.reduction.grouping import Group
from pipeline.reduction.new_entities import names_of
from pipeline.reduction.proposing import DOCUMENT
from pipeline.transliteration import default_system

COLUMNS = (
    "form", "lang", "type", "why", "mentions", "documents", "context", "candidates", "new_id", "decision", "entity",
    "note", "spellings", "proposed", "ids", "seen_in",
)  # fmt: skip
REQUIRED = ("form", "lang", "type", "decision", "entity")
"""The columns without which it is no table for review."""
SHOWN = 5
"""Candidates and documents named in a row."""

_Order = tuple[int, str, str, str]


class Written(NamedTuple):
    """How many rows wait for a decision, and what stood in the way."""

    undecided: int
    problems: tuple[Problem, ...]


def write_review(groups: Sequence[Group], doubts: Iterable[Doubt], folder: Path) -> Written:
    """Write `review.csv` into `folder`; what people wrote into the one that is there is kept. Raises OSError.

    Columns: the name (nominative), its language and type, why it is here (`unsure` or `new`), how often and in how
    many documents it stands, one sentence with the name between asterisks, the candidates (`id (label) score`, best
    first), the id that a new entity would get; `decision`, `entity` and `note` for the person; and what the decision
    is for: the spellings, the forms made by rule, the ids of the new name, the first documents.
    """
    rows = [row for _, row in sorted([*map(_new, groups), *map(_unsure, doubts)], key=lambda row: row[0])]
    path = folder / "review.csv"
    if not path.exists():
        keeping.write_whole(path, COLUMNS, rows)
        return Written(len(rows), ())
    with keeping.alone_with(path):
        before, problems = _standing(path)
        rows = keeping.carried_over(before, rows)
        keeping.write_whole(path, tuple(rows[0]) if rows else COLUMNS, rows)
    return Written(sum(not row["decision"] for row in rows), problems)


def _standing(path: Path) -> tuple[list[keeping.Cells], tuple[Problem, ...]]:
    """The rows that stand in a table; one that cannot be read is put aside under another name."""
    try:
        return [dict.fromkeys(COLUMNS, "") | row for _, row in sheet.read(path, REQUIRED)], ()
    except GazetteerError as error:
        aside = next(name for number in count(1) if not (name := path.with_stem(f"{path.stem}-{number}")).exists())
        path.replace(aside)
        remedy = f"what was decided in it is not in the new one; it is kept as {aside.name}"
        return [], (msgspec.structs.replace(error.problem, remedy=remedy),)


def _unsure(doubt: Doubt) -> tuple[_Order, keeping.Cells]:
    best = sorted(doubt.candidates.items(), key=lambda item: (-item[1][1], item[0]))
    return _row(
        doubt.form,
        doubt.lang,
        doubt.type,
        doubt.seen.mentions,
        doubt.seen.documents,
        why="unsure",
        context=sheet.harmless(doubt.seen.context),
        candidates=sheet.harmless(" | ".join(f"{key} ({label}) {score:.2f}" for key, (label, score) in best[:SHOWN])),
        spellings=sheet.named([(doubt.form, doubt.lang)]),
        new_id=new_id(_latin(doubt.form, doubt.lang), f"{doubt.type} {doubt.lang} {doubt.form}"),
    )


def _latin(form: str, lang: str) -> str:
    """A form in Latin letters, by the default system of its language where it has other letters."""
    base = primary_language(lang)
    cyrillic = lang != "be-Latn" and base in CYRILLIC
    return default_system(base).romanise(form) if cyrillic else form


def _new(group: Group) -> tuple[_Order, keeping.Cells]:
    canonical = next(member for member in group.members if member.id == group.id)
    forms = by_frequency(Counter(group.forms()))
    own = [form for form in forms if form in canonical.forms]
    form, lang = own[0] if own else forms[0]
    names = names_of(group)
    made = [(name, key, source) for key, (name, source) in names.items() if source != DOCUMENT]
    return _row(
        form,
        lang,
        group.type,
        sum(member.seen.mentions for member in group.members),
        set().union(*(member.seen.documents for member in group.members)),
        why="new",
        context=sheet.harmless(canonical.seen.context),
        spellings=sheet.named(forms),
        proposed=sheet.named(made),
        new_id=new_id(names.get("en", (form, ""))[0], group.id),
        ids=" | ".join(member.id for member in group.members),
    )


def _row(
    form: str, lang: str, kind: str, mentions: int, documents: Iterable[str], **about: str
) -> tuple[_Order, keeping.Cells]:
    documents = sorted(documents)
    row = dict.fromkeys(COLUMNS, "")
    row |= {"form": form, "lang": lang, "type": kind, "mentions": str(mentions), "documents": str(len(documents))}
    row |= about | {"seen_in": sheet.harmless(" | ".join(documents[:SHOWN]))}
    return (-mentions, form, lang, kind), row


def new_id(name: str, unique: str) -> str:
    """The id that a new entity would get: its name in small Latin letters, and six hexadecimal digits of its own."""
    plain = unicodedata.normalize("NFD", name.casefold())
    slug = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    return "nazvy:" + "-".join(filter(None, (slug[:60], hashlib.sha256(unique.encode()).hexdigest()[:6])))
