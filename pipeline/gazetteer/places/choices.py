"""Where the rows of a pair leave a choice: what the attested forms choose there, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipeline.gazetteer.places.correspond import Row, Slot, recase, slots

LEAST = 2
"""So many attested forms must have made the same choice."""
Choices = Mapping[Row, str]


def chosen(attested: Iterable[tuple[Sequence[str], str]], pair: str, share: float) -> Choices:
    """What each row with a choice becomes in at least this share of the words that had it.

    `attested` gives of each word how it may be read in the first language of the pair, and its spelling in the second.
    """
    counts: dict[Row, Counter[str]] = {}
    for readings, spelled in attested:
        for slot, letters in next(filter(None, (_taken(slots(word, pair), spelled) for word in readings)), ()):
            if slot.row and len(slot.becomes) > 1:
                counts.setdefault(slot.row, Counter())[letters] += 1
    most = {row: count.most_common(1)[0] for row, count in counts.items()}
    return {
        row: letters
        for row, (letters, times) in most.items()
        if times >= LEAST and times >= share * counts[row].total()
    }


def _taken(found: Sequence[Slot], spelled: str) -> list[tuple[Slot, str]]:
    """What each slot has become in a spelling; nothing where the rows do not know the spelling."""
    if not found:
        return []
    slot, *rest = found
    for letters in slot.becomes:
        if spelled.startswith(letters):
            after = spelled[len(letters) :]
            following = _taken(rest, after)
            if following or not (rest or after):
                return [(slot, letters), *following]
    return []


def rendered(word: str, pair: str, choices: Choices) -> str | None:
    """The spelling of a word where no row leaves a choice but those that are decided; None where one does."""
    made = ""
    for slot in slots(word, pair):
        letters = slot.becomes[0] if len(slot.becomes) == 1 else choices.get(slot.row) if slot.row else None
        if letters is None:
            return None
        made += letters
    return recase(made, word) or None
