"""The table of new names: every name of a folder of results that the gazetteer does not hold, one row an id.

The table is made from all results in the folder, so that it is the same whatever the order or the batches in which
they came, and its ids stay what they are in the results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.files import write_bytes
from pipeline.records import OUTPUT_LANGUAGES, primary_language
from pipeline.reduction import sheet
from pipeline.reduction.gathering import NewName, by_frequency, commonest
from pipeline.reduction.grouping import Group
from pipeline.reduction.proposing import DOCUMENT, propose

COLUMNS = (
    "id", "group", "type", "label", *OUTPUT_LANGUAGES, "by_rule", "mentions", "documents", "spellings", "members",
    "seen_in",
)  # fmt: skip
SHOWN = 10
"""Documents named in a row; the count beside them is of all."""


def write_new_entities(groups: Sequence[Group], folder: Path) -> int:
    """Write `new-entities.csv` into `folder`; give the number of rows. Raises OSError.

    Columns: the id, the id of its group (that of the group's canonical member), type and label; the group's form in
    each language, and which of them a rule made; how often and in how many documents the id is mentioned; its
    spellings, most frequent first; the ids of the group; the first documents. Groups with most mentions stand first.
    """
    rows = sorted((row for group in groups for row in _rows(group)), key=lambda row: row[0])
    write_bytes(folder / "new-entities.csv", sheet.write(COLUMNS, [row for _, row in rows]))
    return len(rows)


def names_of(group: Group) -> dict[str, tuple[str, str]]:
    """Form and source of a group's name by language, `document` or `rule:…`."""
    found: dict[str, str] = {}
    for form, lang in by_frequency(Counter(group.forms())):
        if lang in OUTPUT_LANGUAGES:
            found.setdefault(lang, form)
    if not found:
        for form, lang in by_frequency(Counter(group.forms())):
            base = primary_language(lang)
            if base in OUTPUT_LANGUAGES and lang != "be-Latn":
                found.setdefault(base, form)
    return propose(found, group.type)


def _rows(group: Group) -> Iterator[tuple[tuple[int, str, int, str], dict[str, object]]]:
    names = names_of(group)
    about: dict[str, object] = {
        "group": group.id,
        "type": group.type,
        **{lang: names.get(lang, ("",))[0] for lang in OUTPUT_LANGUAGES},
        "by_rule": " | ".join(f"{lang} {source}" for lang, (_, source) in names.items() if source != DOCUMENT),
        "members": " | ".join(member.id for member in group.members),
    }
    mentions = sum(member.seen.mentions for member in group.members)
    for member in group.members:
        order = (-mentions, group.id, -member.seen.mentions, member.id)
        yield order, {**about, **_own(member)}


def _own(member: NewName) -> dict[str, object]:
    documents = sorted(member.seen.documents)
    spellings = sorted(member.spellings, key=lambda form: (-member.spellings[form], form))
    return {
        "id": member.id,
        "label": commonest(member.labels),
        "mentions": member.seen.mentions,
        "documents": len(documents),
        "spellings": sheet.harmless(" | ".join(spellings)),
        "seen_in": sheet.harmless(" | ".join(documents[:SHOWN])),
    }
