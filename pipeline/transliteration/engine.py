"""Compiles the letters and context rules of one romanisation table.

A word is romanised in two passes and then kept. A regular expression finds only the places where a letter depends
on its neighbours (a context rule, or a capital whose Latin has several letters: Ж is Zh in Жук and ZH in ЖУК);
everything else is one `str.translate`. Contexts are read in the text as given, never in what earlier rules made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import msgspec

APOSTROPHES = "'’ʼ‘`´′‛＇"
"""Every sign that texts use for the apostrophe inside a word; tables write `'` for all of them."""

LIGATURE = "͡"
_LETTERS = "A-Za-zªµºÀ-ÖØ-öø-ɏͰ-ϿЀ-ԯ"
_LETTER = f"[{_LETTERS}]"
_MARK = f"[{re.escape(APOSTROPHES)}]"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What some letters become in a context: the left side holds if any of `start`/`after` does, so the
    right.

    `after` and `before` are strings of letters; words in them that begin with `@` name sets of the table.
    """

    map: dict[str, str]
    start: bool = False
    after: str = ""
    not_after: str = ""
    before: str = ""
    not_before: str = ""
    end: bool = False


def expand(letters: str, sets: Mapping[str, str]) -> str:
    """The letters of a context, sets resolved, in both cases, apostrophes of every kind."""
    words = [sets[word[1:]] if word.startswith("@") else word for word in letters.split()]
    found = "".join(words).replace(" ", "")
    if "'" in found:
        found += APOSTROPHES
    return "".join(dict.fromkeys(found.lower() + found.upper()))


def capitalised(latin: str, *, ligatures: bool) -> str:
    """`latin` with its first cased letter in upper case; with `ligatures` the letter tied to it too (T͡S)."""
    for index, char in enumerate(latin):
        if char.lower() != char.upper():
            end = index + 1
            if ligatures and latin[end : end + 1] == LIGATURE:
                end += 2
            return _nfc(latin[:index] + latin[index:end].upper() + latin[end:])
    return latin


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def several_cased(latin: str) -> bool:
    """Whether capitals and a capitalised word differ for this output."""
    return sum(char.lower() != char.upper() for char in latin) > 1


class _Builder:
    """Collects alternatives of the regular expression, each a group, with the text that takes its place."""

    def __init__(self, sets: Mapping[str, str], *, ligatures: bool) -> None:
        self._sets = sets
        self._ligatures = ligatures
        self.patterns: list[str] = []
        self.outputs: list[str] = [""]

    def _class(self, letters: str) -> str:
        return f"[{re.escape(expand(letters, self._sets))}]"

    def _left(self, rule: Rule, source: str) -> str:
        literal = re.escape(source)
        sides = []
        if rule.after:
            sides.append(f"(?<={self._class(rule.after)}{literal})")
        if rule.start:
            sides.append(f"(?<!{_LETTER}{literal})(?<!{_LETTER}{_MARK}{literal})")
        left = f"(?:{'|'.join(sides)})" if sides else ""
        if rule.not_after:
            left += f"(?<!{self._class(rule.not_after)}{literal})"
        return left

    def _right(self, rule: Rule) -> str:
        sides = []
        if rule.before:
            sides.append(f"(?={self._class(rule.before)})")
        if rule.end:
            sides.append(f"(?!{_MARK}?{_LETTER})")
        right = f"(?:{'|'.join(sides)})" if sides else ""
        if rule.not_before:
            right += f"(?!{self._class(rule.not_before)})"
        return right

    def _add(self, source: str, context: str, output: str) -> None:
        # The empty group at the end only says which alternative matched: alternatives that begin with a plain
        # letter let the matcher skip, by one look at the text, every place where none can match.
        self.patterns.append(f"{re.escape(source)}{context}()")
        self.outputs.append(output)

    def add(self, source: str, output: str, rule: Rule | None = None, upper: str | None = None) -> None:
        """Add one letter (or group of letters) in lower case, capitalised and in capitals."""
        for form in dict.fromkeys((source, source.capitalize(), source.upper())):
            context = self._left(rule, form) + self._right(rule) if rule else ""
            if form == source:
                self._add(form, context, output)
                continue
            title = upper if upper is not None else self.title(output)
            if several_cased(output) and (len(source) == 1 or form == source.upper()):
                self._add(form, context + _in_capitals(form), _nfc(output.upper()))
            self._add(form, context, title)

    def add_apostrophe(self, output: str, rule: Rule | None = None) -> None:
        """An apostrophe counts only between letters; elsewhere it is a quotation mark and stays."""
        for sign in APOSTROPHES:
            context = self._left(rule, sign) + self._right(rule) if rule else ""
            self._add(sign, f"(?<={_LETTER}{re.escape(sign)})(?={_LETTER}){context}", output)

    def add_capital(self, capital: str, output: str) -> None:
        """A capital of several Latin letters, inside a word written in capitals."""
        self._add(capital, _in_capitals(capital), _nfc(output.upper()))

    def title(self, output: str) -> str:
        return capitalised(output, ligatures=self._ligatures)


_UPPER = "[A-ZÀ-ÖØ-ÞЀ-ЯҐ]"
_LOWER = "[a-zß-öø-ÿа-џґ]"


def _in_capitals(form: str) -> str:
    """Lookarounds that hold where the word around `form` is written in capitals."""
    literal = re.escape(form)
    before = f"(?:(?<={_UPPER}{literal})|(?<={_UPPER}{_MARK}{literal}))(?!{_MARK}?{_LOWER})"
    return f"(?:(?={_MARK}?{_UPPER})|{before})"


def compile_table(
    letters: Mapping[str, str],
    rules: Sequence[Rule],
    sets: Mapping[str, str],
    *,
    ligatures: bool = False,
) -> Callable[[str], str]:
    """A function from Cyrillic text to Latin, built once for a table.

    `letters` maps lower-case letters (an upper-case key overrides the capital); `rules` come first, in their
    order.
    """
    builder = _Builder(sets, ligatures=ligatures)
    ruled = [(source, output, rule) for rule in rules for source, output in rule.map.items()]
    for source, output, rule in sorted(ruled, key=lambda item: -len(item[0])):
        if source == "'":
            builder.add_apostrophe(output, rule)
        else:
            builder.add(source, output, rule)
    direct: dict[int, str] = {}
    for source, output in letters.items():
        if source == "'":
            builder.add_apostrophe(output)
        elif source == source.lower():
            _plain(builder, direct, source, output, letters.get(source.upper()))
    return _two_passes(re.compile("|".join(builder.patterns) or "(?!)"), builder.outputs, direct)


def _plain(builder: _Builder, direct: dict[int, str], source: str, output: str, upper: str | None) -> None:
    """A letter without context goes to the map; its capital to the expression too where the word decides."""
    if len(source) > 1:
        builder.add(source, output, upper=upper)
        return
    direct[ord(source)] = output
    capital = source.upper()
    if capital == source:
        return
    direct[ord(capital)] = upper if upper is not None else builder.title(output)
    if several_cased(output):
        builder.add_capital(capital, output)


def _two_passes(pattern: re.Pattern[str], outputs: Sequence[str], direct: Mapping[int, str]) -> Callable[[str], str]:
    def replacement(match: re.Match[str]) -> str:
        return outputs[match.lastindex or 0]

    def compute(text: str) -> str:
        return pattern.sub(replacement, text).translate(direct)

    return compute


KEPT_TOKENS = 65536
LONG_TOKENS = 32
"""Text whose pieces between spaces are longer than this on average is not running text, and nothing of it is kept."""


def remembering(compute: Callable[[str], str]) -> Callable[[str], str]:
    """`compute` for texts, with what each piece between spaces became kept (no context looks past a space)."""
    known: dict[str, str] = {}

    def romanise(text: str) -> str:
        tokens = text.split(" ")
        try:
            return " ".join(map(known.__getitem__, tokens))
        except KeyError:
            new = set(tokens).difference(known)
        if len(text) > LONG_TOKENS * len(tokens):
            return compute(text)
        if len(known) >= KEPT_TOKENS:
            known.clear()
            new = set(tokens)
        if len(new) * 3 > len(tokens):
            latin = compute(text)
            known.update(zip(tokens, latin.split(" "), strict=True))
            return latin
        known.update(zip(new, compute(" ".join(new)).split(" "), strict=True))
        return " ".join(map(known.__getitem__, tokens))

    return romanise
