"""The search index: one script that the search box fetches when it is first used."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipeline.pages import visible
from pipeline.report.documents import DocumentLine
from pipeline.report.subjects import Subject

SPELLINGS = 24
"""Spellings of one name that can be searched for, the most frequent first."""


def search_index(documents: Sequence[DocumentLine], subjects: Sequence[Subject]) -> str:
    """The script `search-index.js`.

    A document is `[address, title, source, language, names]`; a name `[address, label, type, state, mentions,
    languages met, forms by language, spellings]`.
    """
    found = {
        "documents": [[line.href, line.title, line.source, line.lang, line.mentions] for line in documents],
        "names": [_name(subject) for subject in subjects],
    }
    return f"window.nazvyIndex = {_json(found)};\n"


def _name(subject: Subject) -> list[object]:
    spellings = sorted(subject.spellings, key=lambda key: (-subject.spellings[key], key))
    return [
        subject.href,
        subject.label,
        subject.type,
        subject.state,
        subject.mentions,
        sorted({lang for _, lang in spellings}),
        subject.forms,
        list(dict.fromkeys(form for form, _ in spellings))[:SPELLINGS],
    ]


def _json(value: object) -> str:
    return json.dumps(_seen(value), ensure_ascii=False, separators=(",", ":"))


def _seen(value: object) -> object:
    """The value with the control characters of its texts made visible."""
    if isinstance(value, dict):
        return {_seen(key): _seen(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_seen(item) for item in value]
    return visible(value)
