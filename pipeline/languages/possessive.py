"""English possessives taken off a name (possessive.toml)."""

from __future__ import annotations

from functools import cache

import msgspec

from pipeline.tables import read_toml


class Suffix(msgspec.Struct, frozen=True):
    """Spellings of one ending, the letters that must stand before it, and examples (with it, without it)."""

    forms: tuple[str, ...]
    after: str
    examples: tuple[tuple[str, str], ...]


@cache
def suffixes() -> tuple[Suffix, ...]:
    return msgspec.convert(read_toml(__package__, "possessive.toml")["suffix"], tuple[Suffix, ...])


def without_possessive(word: str) -> str:
    """A name without the possessive ending: "Kyiv's" -> "Kyiv"; a word without one as it is."""
    for suffix in suffixes():
        for form in suffix.forms:
            stem = word[: -len(form)]
            if word.endswith(form) and stem and (not suffix.after or stem[-1].lower() in suffix.after):
                return stem
    return word
