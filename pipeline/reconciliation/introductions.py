"""Acronyms that a document introduces itself: "Таварыства палескіх краязнаўцаў (ТПК) абвясціла… У ТПК кажуць…"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.reconciliation.derived import initials_of, is_acronym
from pipeline.records import Candidate, Document, Link, Mention

ACRONYM = "acronym"
"""The name of the unit."""
SCORE = 0.9

_AFTER = re.compile(r"\s*[»”\"]?\s*\(\s*[«“\"]?\s*([^\W\d_]+)\s*[»”\"]?\s*[),;]")
_BEFORE = re.compile(r"([^\W\d_]+)\s*\(\s*[«“\"]?\s*$")


def introduced(document: Document, mentions: Sequence[Mention], links: Mapping[str, Link]) -> dict[str, Candidate]:
    """What the document says that acronyms stand for.

    A name and its acronym stand beside each other, one of them in brackets, and the acronym is made of the name's first
    letters. One that is introduced for two entities tells nothing.
    """
    found: dict[str, dict[str, Candidate]] = defaultdict(dict)
    bodies = [mention for mention in mentions if mention.type == "organisation" and links[mention.id].entity]
    holding = {mention.segment for mention in bodies}
    texts = {segment.id: segment.text for segment in document.segments if segment.id in holding}
    for mention in bodies:
        entity, acronym = links[mention.id].entity, _beside(texts[mention.segment], mention)
        if entity and is_acronym(acronym) and acronym in (initials_of(mention.text), initials_of(mention.lemma)):
            found[acronym][entity] = Candidate(entity=entity, label=mention.lemma, score=SCORE, by=ACRONYM)
    return {acronym: next(iter(meant.values())) for acronym, meant in found.items() if len(meant) == 1}


def _beside(text: str, mention: Mention) -> str:
    """The one word in brackets after a name, or before the bracket in which the name stands; empty where none is."""
    met = _AFTER.match(text, mention.end) or _BEFORE.search(text[: mention.start])
    return met.group(1) if met else ""
