"""Dates of Wikidata as ISO 8601 dates of the Gregorian calendar, as exact as they are known.

Source: https://www.wikidata.org/wiki/Help:Dates. `precision` is 11 for a day, 10 for a month, 9 for a year; what is
vaguer is left out. A date of the Julian calendar is written in that calendar, and reckoned over here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

_TIME = re.compile(r"\+?0*(\d{4})-(\d\d)-(\d\d)T")
_JULIAN = "Q1985786"
_DAY, _MONTH, _YEAR = 11, 10, 9
_ORDINAL_ZERO = 1721425
"""The Julian day number of the day before 0001-01-01 of the Gregorian calendar (where Python counts from)."""


def iso_date(value: Mapping[str, object]) -> str:
    """A time value as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; empty where it is vaguer, before our era or no date."""
    match = _TIME.match(str(value.get("time", "")))
    precision = value.get("precision", _DAY)
    if not match or not isinstance(precision, int) or precision < _YEAR:
        return ""
    year, month, day = match.groups()
    if precision == _YEAR or month == "00":
        return year
    if precision == _MONTH or day == "00":
        return f"{year}-{month}"
    if str(value.get("calendarmodel", "")).endswith(_JULIAN):
        return gregorian(int(year), int(month), int(day))
    return f"{year}-{month}-{day}"


def gregorian(year: int, month: int, day: int) -> str:
    """A day of the Julian calendar in the Gregorian one; empty where there is no such day.

    Source: the Julian day number of a Julian calendar date (Richards, Explanatory Supplement to the Astronomical
    Almanac, 3rd edition, 15.11).
    """
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    shift = (14 - month) // 12
    years, months = year + 4800 - shift, month + 12 * shift - 3
    julian_day = day + (153 * months + 2) // 5 + 365 * years + years // 4 - 32083
    return datetime.date.fromordinal(julian_day - _ORDINAL_ZERO).isoformat()
