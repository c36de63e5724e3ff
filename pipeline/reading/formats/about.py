"""What files say about themselves: dates in the notations of the formats, addresses, titles that are none."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache

from pipeline.tables import read_toml

_PDF = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


def day(text: str | None) -> str | None:
    """The day (YYYY-MM-DD) of a date, as it stands there, in its own time zone; None for what is no date.

    Notations: ISO 8601 (Atom, DOCX), RFC 5322 (mail, RSS), PDF (ISO 32000-2, 7.9.4).
    """
    text = " ".join((text or "").split())[:100]
    if match := _PDF.match(text):
        text = "-".join(part or "01" for part in match.groups())
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(text).date().isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def stated(text: str | None) -> str | None:
    """A date as somebody wrote it into a field: ISO 8601 stays as it is, a date of RFC 5322 becomes its day, and
    what is neither is kept for people to read.
    """
    try:
        datetime.fromisoformat(text or "")
    except ValueError:
        return day(text) or text
    return text


def address(text: str | None) -> str | None:
    """An address of the web in a text, None for anything else."""
    text = (text or "").strip().strip("<>")
    return text if re.fullmatch(r"https?://[^\s<>\"]+", text, re.I) else None


def real_title(text: str | None) -> str | None:
    """A title that somebody gave; None for one that a program put there (about.toml)."""
    text = " ".join((text or "").split())
    return None if not text or _placeholder().fullmatch(text) else text


@cache
def _placeholder() -> re.Pattern[str]:
    table = read_toml(__package__, "about.toml")
    return re.compile("|".join(table["placeholders"]), re.I)
