"""Letters of the three languages read as one alphabet (`letters.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def letters_table() -> dict[str, Any]:
    """The table as it is written."""
    return tomllib.loads((files(__package__) / "letters.toml").read_text(encoding="utf-8"))


@cache
def _common() -> dict[int, str]:
    return str.maketrans({key: value for key, value in letters_table()["common"].items() if key != "example"})


def common_letters(word: str) -> str:
    """A folded word in the letters that the three languages have in common.

    >>> common_letters("міністр") == common_letters("министр")
    True
    """
    return word.translate(_common())


def russian_letters(lang: str) -> dict[str, list[str]]:
    """For each letter of a language the letters that may stand for it in the same word in Russian."""
    table = letters_table()["russian"].get(lang, {})
    return {key: list(value) for key, value in table.items() if key != "example"}
