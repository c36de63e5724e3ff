"""Sentences of nothing but dates and names of places, `Мінск, 6 сакавіка 2023 года`: written by CLDR, by no engine.

Names of months, days and countries, and the patterns of dates, are those of Babel (CLDR); what it lacks is in
`datelines.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton

from pipeline.languages import base_language
from pipeline.records import OUTPUT_LANGUAGES, Record
from pipeline.tables import read_toml

_BETWEEN = re.compile(r"[\s,.;:()\[\]/|•·—–-]+|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d{2}-\d{2}")
LONGEST_DATELINE = 200
"""Longer sentences, in characters, are none."""

_LEAP_YEAR = 2024  # holds every day of a date whose year is not told


class Placed(Record, frozen=True):
    """A name of a place where it stands in a sentence, and its form in the other language."""

    start: int
    end: int
    form: str


class Dateline(Record, frozen=True):
    """A sentence in another language, and where in it each name begins, in their order."""

    text: str
    starts: tuple[int, ...]


def dateline(sentence: str, lang: str, target: str, names: Sequence[Placed]) -> Dateline | None:
    """A sentence of dates and names of places in another language; None where it holds anything else.

    >>> dateline("Monday, March 6, 2023", "en", "be", ()).text
    'панядзелак, 6 сакавіка 2023 г.'
    """
    if base_language(lang) not in OUTPUT_LANGUAGES:
        return None
    text, at = "", 0
    starts: list[int] = []
    told = bool(names)
    for name in (*sorted(names, key=lambda name: name.start), None):
        piece = _between(sentence[at : name.start if name else len(sentence)], base_language(lang), target)
        if piece is None:
            return None
        text, told = text + piece[0], told or piece[1]
        if name:
            starts.append(len(text))
            text, at = text + name.form, name.end
    if sentence.rstrip().endswith(".") and text.rstrip().endswith(".."):
        text = text.rstrip()[:-1]  # the point of an abbreviated year ends the sentence too
    return Dateline(text=text, starts=tuple(starts)) if told else None


def _between(text: str, lang: str, target: str) -> tuple[str, bool] | None:
    """Signs as they are, dates and countries in the target language; and whether there were any of these."""
    out, at, told = "", 0, False
    while at < len(text):
        sign, day = _BETWEEN.match(text, at), _date(lang).match(text, at)
        if day and _written(day, lang, target):
            out, at, told = out + (_written(day, lang, target) or ""), day.end(), True
        elif sign:
            out, at, told = out + sign.group(), sign.end(), told or any(map(str.isdigit, sign.group()))
        else:
            country = _countries(lang).match(text, at)
            if country is None:
                return None
            out, at, told = out + _country(country.group(), lang, target), country.end(), True
    return out, told


@cache
def _months(lang: str) -> dict[str, int]:
    months = Locale(lang).months
    return {
        name.casefold().strip("."): number
        for kind in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in months[kind][width].items()
    }


@cache
def _days(lang: str) -> dict[str, int]:
    days = Locale(lang).days
    return {
        name.casefold(): number for kind in ("format", "stand-alone") for number, name in days[kind]["wide"].items()
    }


def _in_other(weekday: str, lang: str, target: str) -> str:
    return str(Locale(target).days["format"]["wide"][_days(lang)[weekday.casefold()]])


@cache
def _date(lang: str) -> re.Pattern[str]:
    """A date with the month as a word, in the orders that the languages write it."""
    month = f"(?P<month>{_any(_months(lang))})\\.?"
    weekday = rf"(?:(?P<weekday>{_any(_days(lang))}),?\s+)?"
    year = rf"(?P<year>\d{{4}})(?:\s*(?:{_any(read_toml(__package__, 'datelines.toml')['year']['words'])}))?"
    dmy = rf"(?P<day>\d{{1,2}})\s+{month}(?:,?\s+{year})?"
    if lang == "en":
        mdy = dmy.replace(r"(?P<day>\d{1,2})\s+", "").replace(r"\.?", r"\.?\s+(?P<day>\d{1,2})", 1)
        dmy = f"(?:{mdy}|{_renamed(dmy)})"
    return re.compile(rf"{weekday}{dmy}(?!\w)", re.IGNORECASE)


def _renamed(pattern: str) -> str:
    """The same groups under other names, since an alternative may not repeat one."""
    return re.sub(r"\?P<(\w+)>", r"?P<\1_>", pattern)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _written(found: re.Match[str], lang: str, target: str) -> str | None:
    """A date in the target language; None for a day that no month has."""
    groups = {name.rstrip("_"): value for name, value in found.groupdict().items() if value}
    try:
        when = date(int(groups.get("year", _LEAP_YEAR)), _months(lang)[groups["month"].casefold()], int(groups["day"]))
    except ValueError:
        return None
    if "year" in groups:
        written = format_date(when, "full" if "weekday" in groups else "long", locale=target)
    else:
        written = str(format_skeleton("MMMMd", when, locale=target))
        if "weekday" in groups:
            written = f"{_in_other(groups['weekday'], lang, target)}, {written}"
    return written.replace("\u202f", " ").replace("\u00a0", " ")


@cache
def _territories(lang: str) -> dict[str, str]:
    """Names of countries in a language (ISO 3166-1 codes of two letters)."""
    return {name: code for code, name in Locale(lang).territories.items() if len(code) == 2 and code.isalpha()}


@cache
def _countries(lang: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_any(_territories(lang))})(?!\w)")


def _country(name: str, lang: str, target: str) -> str:
    return str(Locale(target).territories.get(_territories(lang)[name], name))
