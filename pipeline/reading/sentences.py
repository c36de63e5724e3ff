"""Cuts a text into sentences, headlines and list items, with exact offsets, in time that grows with its
length.

Why not a library (measured on Python 3.11): sentencex 1.0.32 has no Belarusian (it splits "А. Г. Лукашэнка"
in three) and takes 188 s for a million characters of quotation marks; razdel 0.5.0 is made for Russian
("вул." and "Jan." end a sentence) and takes 62 s for 1.5 million characters of initials; pysbd 0.3.4 has
neither Ukrainian nor Belarusian. The rules here are few; the abbreviations are a table with examples
(`abbreviations.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.reading.lines import blocks
from pipeline.records import Record, primary_language
from pipeline.tables import read_toml

LONGEST = 5_000
"""Code points of one segment; a longer stretch without the end of a sentence is cut at a space."""

# A run of final marks with the quotes, brackets and footnote numbers that close behind it. The look-behind
# and the possessive runs keep it linear on text that is nothing but marks.
_END = re.compile(r"""(?<![.!?…])([.!?…]++)((?:["'”’»“)\]}]|\[\d{1,3}\])*+)(?=\s)""")
_OPENING = re.compile(r"""[\s"'“„«‘(\[{]*""")
_DASH = re.compile(r"[-–—―]+\s*")
_NEXT_WORD = re.compile(r"[^\W\d_]+|\d")
_WORD_CHARACTER = re.compile(r"\w")
_BETWEEN = re.compile(r"""[\s"'“„«‘(\[{,;:/–—]+""")
_NUMBER_BEFORE = re.compile(r"\d\S{0,3}\s{0,2}\Z|\d\s?[-–—]\s?\d+\s{0,2}\Z")
_HYPHENS = "-‐‑"
_LONGEST_KEY = 24  # characters before a full stop in which an abbreviation is looked for
_SPACE = re.compile(r"\s+")


class _Abbreviation(Record, frozen=True):
    kind: str
    year: bool = False


def spans(text: str, lang: str) -> list[tuple[int, int]]:
    """Offsets (code points) of the segments of `text`, in order, without surrounding white space.

    They do not overlap and leave out nothing but white space. `lang` says whose abbreviations come first.
    """
    found: list[tuple[int, int]] = []
    for start, end in blocks(text):
        at = start
        for stop in _ends(text, start, end, lang):
            found.extend(_pieces(text, at, stop))
            at = stop
        found.extend(_pieces(text, at, end))
    return found


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without its surrounding spaces, cut where it is longer than any sentence."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = start + LONGEST
        spaces = [match.start() for match in _SPACE.finditer(text, start + LONGEST // 2, cut)]
        stop = spaces[-1] if spaces else cut
        yield start, stop
        start = stop
        while text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _ends(text: str, start: int, end: int, lang: str) -> Iterator[int]:
    """Where sentences end inside a block, but for the last."""
    begin = seen = start
    holds_word = False
    for match in _END.finditer(text, start, end):
        holds_word = holds_word or _WORD_CHARACTER.search(text, seen, match.start()) is not None
        seen = match.end()
        if holds_word and _is_end(text, begin, match, end, lang):
            yield match.end()
            begin, holds_word = match.end(), False


def _is_end(text: str, begin: int, match: re.Match[str], end: int, lang: str) -> bool:
    """Whether a sentence that began at `begin` ends at a run of final marks."""
    marks, closers = match[1], match[2]
    at = _skip(_OPENING, text, match.end(), end)
    dash = _DASH.match(text, at, end)
    if dash:
        if closers and dash[0].strip():  # «Так!» — сказаў ён
            return False
        at = _skip(_OPENING, text, dash.end(), end)
    if at >= end:
        return False
    word = _NEXT_WORD.match(text, at, min(end, at + 40))
    if word is not None and word[0][0].islower():
        return False
    if closers.startswith((")", "]")) and text[match.start() - 1 : match.start()] in ("(", "["):  # (!), [...]
        return False
    if marks == "." and not closers:
        return _after_full_stop(text, begin, match.start(), word[0] if word else "", lang)
    return True


def _skip(pattern: re.Pattern[str], text: str, at: int, end: int) -> int:
    found = pattern.match(text, at, end)
    return found.end() if found else at


def _after_full_stop(text: str, begin: int, stop: int, following: str, lang: str) -> bool:
    """Whether a lone full stop at `stop`, before a capital, a number or a sign, ends the sentence."""
    parts = _dotted_before(text, begin, stop)
    before = parts[-1]
    if before.isdigit():
        return bool(text[begin : stop - len(before)].strip())  # else "1." opens an item of a list
    abbreviation, length = _lookup(parts, lang)
    if abbreviation is None:
        return not (len(before) == 1 and before.isupper())  # an initial
    if abbreviation.year and _NUMBER_BEFORE.search(text, max(begin, stop - length - 20), stop - length):
        return not following.isdigit()
    return _KINDS[abbreviation.kind](following)


def _dotted_before(text: str, begin: int, stop: int) -> list[str]:
    """The word before a full stop, and the short words with full stops just before that: "г.", "д"."""
    words = _BETWEEN.split(text[max(begin, stop - _LONGEST_KEY) : stop])[-4:]
    parts: list[str] = []
    for word in reversed(words):
        if parts and not word.endswith("."):
            break
        parts[:0] = [f"{part.lstrip(_HYPHENS)}." for part in word.split(".") if part]  # Ж.-К. Юнкер
    return [*parts[:-1], parts[-1][:-1]] if parts else [""]


def _starts_sentence(word: str) -> bool:
    return word.lower() in _openers() and not word.isdigit()


_KINDS = {
    "name": lambda following: False,
    "number": lambda following: not following.isdigit(),
    "end": lambda following: not following.isdigit(),
    "either": _starts_sentence,
}


def _lookup(parts: list[str], lang: str) -> tuple[_Abbreviation | None, int]:
    """The entry for the longest tail of dotted parts ("г.д", then "д"), and the length of that in the text."""
    table = _abbreviations()
    for first in range(len(parts)):
        tail = "".join(parts[first:])
        entries = table.get(tail.lower())
        if entries and not (len(tail) == 1 and tail.isupper()):
            entry = entries.get(primary_language(lang)) or next(iter(entries.values()))
            return entry, len(tail) + len(parts) - first - 1
    return None, 0


@cache
def _abbreviations() -> dict[str, dict[str, _Abbreviation]]:
    """Key -> language -> what it is; the first group of a language that names a key counts."""
    table: dict[str, dict[str, _Abbreviation]] = {}
    for group in read_toml(__package__, "abbreviations.toml")["group"]:
        for key in group["keys"].split():
            for lang in group["lang"]:
                entry = _Abbreviation(kind=group["kind"], year=group.get("year", False))
                table.setdefault(key, {}).setdefault(lang, entry)
    return table


@cache
def _openers() -> frozenset[str]:
    """Common words of all languages: a capital on one of them means that a sentence begins."""
    words = read_toml(__package__, "language.toml")["words"]
    return frozenset(word for listed in words.values() for word in listed.split())
