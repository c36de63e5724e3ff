"""Which language an unlabelled Cyrillic form is in: by letters and endings (languages.toml), by its Latin spellings."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from rapidfuzz.fuzz import ratio

from pipeline.gazetteer.places.source import fold_latin
from pipeline.languages import alphabets
from pipeline.tables import read_toml
from pipeline.transliteration import get_system

ALIKE = 70.0
"""Two forms whose skeletons are at least so alike (0 to 100) are one name in two languages."""


@cache
def table() -> dict[str, Any]:
    """languages.toml."""
    return read_toml(__package__, "languages.toml")


@cache
def _letters(name: str) -> dict[int, str]:
    """A row of letters and what each becomes, as `str.translate` takes it, for small letters and capitals."""
    becomes: dict[str, str] = table()["letters"][name]
    return str.maketrans(becomes | {small.upper(): to.upper() for small, to in becomes.items()})


@lru_cache(maxsize=65536)
def may_be(form: str, lang: str) -> bool:
    """Whether the letters and the endings of a form are possible in a language."""
    letters = set(alphabets()[lang].letters) | set("’- 0123456789")
    return set(form.lower()) <= letters and not _matches(table()[lang]["not"], form)


@cache
def only(form: str, lang: str) -> bool:
    """Whether letters or endings show that a form is in this language and no other of the three."""
    return may_be(form, lang) and _matches(table()[lang]["only"], form)


def in_taraskievica(form: str) -> bool:
    """Whether a Belarusian form has the soft signs and vowels of Taraškievica."""
    return _matches(table()["be"]["tarask"], form)


def _matches(pattern: str, form: str) -> bool:
    return any(re.search(pattern, word) for word in re.split("[ -]", form.lower()))


@cache
def romanised(form: str, lang: str) -> frozenset[str]:
    """A form by every system that is usual for names of its language, folded."""
    return frozenset(fold_latin(get_system(name).romanise(form)) for name in table()[lang]["systems"])


@cache
def mechanical(form: str, lang: str) -> frozenset[str]:
    """The Latin spellings that a form gives whatever its language is taken for: they prove nothing of another."""
    as_russian = fold_latin(get_system("ru-bgn").romanise(form.translate(_letters("as_typed"))))
    return romanised(form, lang) | {as_russian, as_russian.replace("'", "")}


@cache
def bare(latin: str) -> str:
    """A folded Latin form without apostrophes."""
    return latin.replace("'", "")


def alike(one: str, other: str) -> bool:
    """Whether two Cyrillic forms are one name, whatever their languages do to its vowels."""
    first, second = (form.lower().translate(_letters("skeleton")) for form in (one, other))
    return first[:1] == second[:1] and ratio(first, second) >= ALIKE


@cache
def own(form: str, lang: str) -> bool:
    """Whether a form of a country's place has letters that its language has and the Latin spelling does not show."""
    return may_be(form, lang) and _matches(table()[lang]["own"], form)


@cache
def without_opening(form: str) -> str:
    """`Крычаў` of `Горад Крычаў`; any other form as it is."""
    first, _, rest = form.partition(" ")
    return rest if first.lower() in table()["opening"].split() and rest[:1].isupper() and " " not in rest else form


@cache
def is_description(form: str) -> bool:
    """Whether a form says what the place is (`рабочий посёлок`) or is one of its districts."""
    words = form.split()
    kinds = set(table()["place_words"].split())
    opens = words[0].lower() in table()["opening"].split()
    return len(words) > 1 and (opens or district(form) or any(word in kinds for word in words))


def district(form: str) -> bool:
    """Whether a form names a district of a city."""
    return form.lower().split()[-1] in table()["districts"].split()
