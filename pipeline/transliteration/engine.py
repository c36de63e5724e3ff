"""Compiles the letters and context rules of one romanisation table.

A text is romanised in two passes. A regular expression finds only the places where a letter depends on its neighbours
(a context rule, or a capital whose Latin has several letters: Ж is Zh in Жук and ZH in ЖУК); everything else goes
letter by letter. Contexts are read in the text as given, never in what earlier rules made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from pipeline.transliteration.letters import letter_by_letter

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
    """Collects alternatives of the regular expression, each for letters that share a context, with what they become."""

    def __init__(self, sets: Mapping[str, str], *, ligatures: bool) -> None:
        self._sets = sets
        self._ligatures = ligatures
        self._alternatives: list[tuple[Mapping[str, str], str]] = []

    def pattern(self) -> tuple[re.Pattern[str], list[Mapping[str, str]]]:
        """The expression, and for each of its groups what the letters before it become.

        It begins with one class of letters, so that the search skips what no alternative is for; letters with the
        same alternatives are told apart from others once, small letters first, since most of a text are small.
        """
        numbers: dict[str, list[int]] = {}
        for number, (sources, _) in enumerate(self._alternatives):
            for letter in dict.fromkeys(source[0] for source in sources):
                numbers.setdefault(letter, []).append(number)
        alike: dict[tuple[int, ...], list[str]] = {}
        for letter in sorted(numbers, key=str.isupper):
            alike.setdefault(tuple(numbers[letter]), []).append(letter)
        branches = []
        outputs: list[Mapping[str, str]] = [{}]
        for alternatives, letters in alike.items():
            branches.append(f"(?<={_one_of(letters)})(?:{'|'.join(self._alternatives[i][1] for i in alternatives)})")
            outputs.extend(self._alternatives[i][0] for i in alternatives)
        return re.compile(f"{_one_of(numbers)}(?:{'|'.join(branches)})" if branches else "(?!)", re.DOTALL), outputs

    def add(self, letters: Mapping[str, str], rule: Rule | None = None, upper: Mapping[str, str] | None = None) -> None:
        """Add letters (or groups of letters, all of one length) in lower case, capitalised and in capitals."""
        capitals: dict[str, str] = {}
        others: dict[str, str] = {}
        for source, output in letters.items():
            title = (upper or {}).get(source.upper(), self.title(output))
            for form in (source.upper(), source.capitalize()):
                if form != source:
                    others.setdefault(form, title)
            if several_cased(output) and source != source.upper():
                capitals[source.upper()] = _nfc(output.upper())
            others[source] = output
        self.add_capitals(capitals, rule)
        self._add(others, self._context(others, rule))

    def add_capitals(self, capitals: Mapping[str, str], rule: Rule | None = None) -> None:
        """Add what capitals become inside a word written in capitals."""
        self._add(capitals, self._context(capitals, rule) + _in_capitals(_length(capitals)))

    def add_apostrophe(self, output: str, rule: Rule | None = None) -> None:
        """Add the apostrophe. It counts only between letters; elsewhere it is a quotation mark and stays."""
        signs = dict.fromkeys(APOSTROPHES, output)
        self._add(signs, f"(?<={_LETTER}.)(?={_LETTER})" + self._context(signs, rule))

    def title(self, output: str) -> str:
        return capitalised(output, ligatures=self._ligatures)

    def _add(self, outputs: Mapping[str, str], context: str) -> None:
        """Add an alternative without its first letter; the empty group at its end only says that it matched."""
        if outputs:
            rest = [_one_of(letters) for letters in zip(*outputs, strict=True)][1:]
            whole = f"(?<={'|'.join(map(re.escape, outputs))})" if rest else ""
            self._alternatives.append((outputs, f"{''.join(rest)}{whole}{context}()"))

    def _context(self, sources: Iterable[str], rule: Rule | None) -> str:
        return self._left(rule, _length(sources)) + self._right(rule) if rule else ""

    def _class(self, letters: str) -> str:
        return f"[{re.escape(expand(letters, self._sets))}]"

    def _left(self, rule: Rule, length: str) -> str:
        sides = []
        if rule.after:
            sides.append(f"(?<={self._class(rule.after)}{length})")
        if rule.start:
            sides.append(f"(?<!{_LETTER}{length})(?<!{_LETTER}{_MARK}{length})")
        left = f"(?:{'|'.join(sides)})" if sides else ""
        if rule.not_after:
            left += f"(?<!{self._class(rule.not_after)}{length})"
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


def _one_of(letters: Iterable[str]) -> str:
    return f"[{re.escape(''.join(dict.fromkeys(letters)))}]"


def _length(sources: Iterable[str]) -> str:
    """What a lookbehind skips to see what stands before the letters, which are all of one length."""
    return "." * len(next(iter(sources), ""))


_UPPER = "[A-ZÀ-ÖØ-ÞЀ-ЯҐ]"
_LOWER = "[a-zß-öø-ÿа-џґ]"


def _in_capitals(length: str) -> str:
    """Lookarounds that hold where the word around the letters is written in capitals."""
    before = f"(?:(?<={_UPPER}{length})|(?<={_UPPER}{_MARK}{length}))(?!{_MARK}?{_LOWER})"
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
    order; two letters together come before one.
    """
    builder = _Builder(sets, ligatures=ligatures)
    for length in sorted({len(source) for rule in rules for source in rule.map}, reverse=True):
        for rule in rules:
            _add_rule(builder, rule, length)
    upper = {source: output for source, output in letters.items() if source != source.lower()}
    lower = {source: output for source, output in letters.items() if source not in upper}
    if "'" in lower:
        builder.add_apostrophe(lower.pop("'"))
    for length in sorted(set(map(len, lower)) - {1}, reverse=True):
        builder.add({source: output for source, output in lower.items() if len(source) == length}, upper=upper)
    lower = {source: output for source, output in lower.items() if len(source) == 1}
    builder.add_capitals({s.upper(): _nfc(o.upper()) for s, o in lower.items() if s != s.upper() and several_cased(o)})
    titles = {source.upper(): builder.title(output) for source, output in lower.items()}
    return _two_passes(builder, str.maketrans({**titles, **upper, **lower}))


def _add_rule(builder: _Builder, rule: Rule, length: int) -> None:
    """The letters (or groups) of one length in a rule."""
    found = {source: output for source, output in rule.map.items() if len(source) == length}
    if "'" in found:
        builder.add_apostrophe(found.pop("'"), rule)
    builder.add(found, rule)


def _two_passes(builder: _Builder, direct: Mapping[int, str]) -> Callable[[str], str]:
    pattern, outputs = builder.pattern()
    sub = pattern.sub
    translate = letter_by_letter(direct, (char for each in outputs for output in each.values() for char in output))

    def replacement(match: re.Match[str]) -> str:
        return outputs[match.lastindex or 0][match[0]]

    def compute(text: str) -> str:
        return translate(sub(replacement, text))

    return compute
