"""The peer that everybody writes first: names folded to ASCII letters, to be compared as they then are."""

from __future__ import annotations

import unicodedata

from transliterate import translit


def ascii_of(form: str) -> str:
    """A form in ASCII letters, lower case."""
    latin = unicodedata.normalize("NFD", translit(form, "ru", reversed=True).lower())
    return "".join(char for char in latin if char.isascii())
