"""Given names: which name a form is, of which gender and language, full, short or patronymic.

The table is `given_names.csv` of the built-in gazetteer: knowledge of the languages, there whatever gazetteer
is used.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import Literal, cast

import msgspec

from pipeline.languages.alphabets import base_language, without_stress
from pipeline.languages.builtin import builtin_folder
from pipeline.records import Gender
from pipeline.tables import csv_rows

GivenNameKind = Literal["full", "short", "patronymic-masculine", "patronymic-feminine"]


class GivenName(msgspec.Struct, frozen=True):
    """One form of a given name: `id` joins the forms of one name in all languages."""

    id: str
    gender: Gender | None
    lang: str
    form: str
    kind: GivenNameKind


@cache
def given_names() -> dict[str, tuple[GivenName, ...]]:
    """All given names by their form in lower case with a plain apostrophe; none where there is no table."""
    path = builtin_folder() / "given_names.csv"
    found: dict[str, list[GivenName]] = defaultdict(list)
    for row in csv_rows(path) if path.exists() else ():
        gender = cast(Gender, row["gender"]) if row.get("gender") else None
        kind = cast(GivenNameKind, row.get("kind") or "full")
        name = GivenName(row["name"], gender, row["lang"], row["form"], kind)
        found[_key(name.form)].append(name)
    return {key: tuple(names) for key, names in found.items()}


@lru_cache(maxsize=8_192)
def given_name(form: str, lang: str | None = None) -> tuple[GivenName, ...]:
    """The given names (nominative) that a form is, in one language (`be-tarask` sees `be` too) or in any."""
    names = given_names().get(_key(form), ())
    if lang is None:
        return names
    return tuple(name for name in names if name.lang in (lang, base_language(lang)))


def _key(form: str) -> str:
    return without_stress(form).lower().replace("’", "'").replace("ʼ", "'")
