"""Letters of the three languages read as one alphabet (`letters.toml`)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from pipeline.tables import read_toml

LEAST_STEM = 3
KEPT = 8_192


@cache
def letters_table() -> dict[str, Any]:
    """The table as it is written."""
    return read_toml(__package__, "letters.toml")


@cache
def _common() -> dict[int, str]:
    return str.maketrans({key: value for key, value in letters_table()["common"].items() if key != "example"})


@cache
def _endings() -> re.Pattern[str]:
    endings = sorted(letters_table()["endings"]["every"].split(), key=len, reverse=True)
    return re.compile(f"(.{{{LEAST_STEM},}}?)(?:{'|'.join(endings)})*")


def common_letters(word: str) -> str:
    """A folded word in the letters that the three languages have in common.

    >>> common_letters("міністр") == common_letters("министр")
    True
    """
    return word.translate(_common())


@lru_cache(maxsize=KEPT)
def stem_of(fold: str) -> str:
    """What the forms of one name have in common, in common letters.

    >>> stem_of("дэвис") == stem_of("дэвисом") == "девис"
    True
    """
    common = common_letters(fold)
    found = _endings().fullmatch(common)
    return found.group(1) if found else common


def russian_letters(lang: str) -> dict[str, list[str]]:
    """For each letter of a language the letters that may stand for it in the same word in Russian."""
    table = letters_table()["russian"].get(lang, {})
    return {key: list(value) for key, value in table.items() if key != "example"}


@cache
def _soft_signs() -> re.Pattern[str]:
    table = letters_table()["soft_sign"]["be"]
    return re.compile(f"(?<=[{table['after']}])ь(?=[{table['before']}])")


def official_spelling(fold: str) -> str:
    """A folded Belarusian word without the soft signs that only Taraškievica writes.

    >>> official_spelling("выступленьне")
    'выступленне'
    """
    return _soft_signs().sub("", fold)
