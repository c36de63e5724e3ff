"""Bytes -> characters: byte order marks, UTF-8, what the file says of itself, then the likeliest of a few
encodings.

UTF-8 is tried before a declared encoding, because text of another encoding is hardly ever valid UTF-8, while
pages often declare what they are not. What is left is told by charset-normalizer, limited to the encodings
that Belarusian, Ukrainian, Russian and English text is met in, and corrected by the alphabets: a guess loses
whose words mix scripts, hold letters of no such language, or capitals inside (KOI8 text read as windows-1251
swaps capitals and small letters).
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from itertools import pairwise

from pipeline.languages import alphabets
from pipeline.reading.language import known_words
from pipeline.records import Record
from pipeline.tables import read_toml

PLAUSIBLE = ("cp1251", "koi8_u", "koi8_r", "iso8859_5", "cp866", "cp1252")
"""Encodings of one byte a character that are guessed, likeliest first (Python's names)."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 20_000  # bytes that the guess looks at
_ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WORD = re.compile(r"[^\W\d_]+")


class Decoded(Record, frozen=True):
    """Text and the encoding it was in; `damage` says what was wrong with the bytes, `place` where."""

    text: str
    encoding: str
    damage: str = ""
    place: str = ""


class NotTextError(ValueError):
    """The bytes are no text that can be read: `message` says what they look like, `place` where, `remedy`
    what mends it.
    """

    def __init__(self, message: str, remedy: str, place: str = "") -> None:
        super().__init__(message)
        self.message, self.remedy, self.place = message, remedy, place


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`, without a byte order mark; `declared` is the encoding that the file itself names.

    Raises NotTextError for binary content. Broken UTF-8 is read with U+FFFD in place of the bad bytes, and
    says so.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding, skipped=len(mark))
    kind = binary_kind(data)
    if kind:
        raise NotTextError(f"it is {kind}, not text", "convert it to plain text or HTML")
    if b"\x00" in data:
        return _without_mark(data)
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError:
        pass
    return _broken_utf8(data) or _declared(data, declared) or _guessed(data)


def binary_kind(head: bytes) -> str | None:
    """What a well-known binary format calls itself, told by its first bytes (signatures.toml)."""
    return next((name for signature, name in _signatures() if head.startswith(signature)), None)


@cache
def _signatures() -> tuple[tuple[bytes, str], ...]:
    table = read_toml(__package__, "signatures.toml")
    return tuple((bytes.fromhex(row["hex"]), row["name"]) for row in table["signature"])


def _lenient(data: bytes, encoding: str, skipped: int = 0) -> Decoded:
    """Decode, replacing what is broken and saying where the first of it is."""
    try:
        text, damage, place = data.decode(encoding), "", ""
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        damage = _damage(data, error, max(1, text.count("\ufffd") - data.count("\ufffd".encode(encoding))))
        place = f"byte {skipped + error.start}"
    if "\x00" in text:
        raise NotTextError("it holds NUL characters: binary, or damaged", "save it as UTF-8 text again")
    return Decoded(text=text, encoding=encoding, damage=damage, place=place)


def _damage(data: bytes, error: UnicodeDecodeError, bad: int) -> str:
    name = error.encoding.upper()
    if bad == 1 and error.end >= len(data):
        return f"the {name} text ends inside a character: the file is truncated"
    return f"{bad} broken {'place' if bad == 1 else 'places'} in {name} text, shown as U+FFFD"


def _broken_utf8(data: bytes) -> Decoded | None:
    """UTF-8 that is damaged; None where fewer characters came out whole than broke, which is another
    encoding.
    """
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    whole = sum(1 for char in text if char > "\x7f") - lost
    return _lenient(data, "utf-8") if whole >= lost else None


def _without_mark(data: bytes) -> Decoded:
    """UTF-16 without a byte order mark where that gives letters we know; NUL bytes mean anything else is
    binary.
    """
    for encoding in ("utf-16-le", "utf-16-be"):
        head = data[:_SAMPLE].decode(encoding, "replace")
        usual = sum(1 for char in head if "\t" <= char <= "\u052f" or "\u2010" <= char <= "\u2122")
        if head and usual >= 0.95 * len(head) and "\x00" not in head:
            return _lenient(data, encoding)
    place = data.index(b"\x00")
    raise NotTextError("it holds NUL bytes: binary, not text", "convert it to plain text or HTML", f"byte {place}")


def _declared(data: bytes, declared: str | None) -> Decoded | None:
    """The declared encoding, if there is such a one, it fits every byte and gives words of our languages."""
    try:
        encoding = codecs.lookup(declared or "").name
        text = data.decode(encoding)
    except (LookupError, ValueError):
        return None
    return Decoded(text=text, encoding=encoding) if _oddity(text) < 0.1 else None


def _guessed(data: bytes) -> Decoded:
    """The least odd of the plausible encodings, then most common words, then charset-normalizer's order."""
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    ranked = [match.encoding for match in from_bytes(sample, cp_isolation=list(PLAUSIBLE))]
    order = list(dict.fromkeys([*ranked, *PLAUSIBLE]))
    scored = sorted(
        (round(_oddity(text := sample.decode(encoding, "replace")), 2), -known_words(text), place, encoding)
        for place, encoding in enumerate(order)
    )
    oddity, _, _, encoding = scored[0]
    text = data.decode(encoding, "replace")
    if oddity > 0.3 or len(_ODD.findall(text)) > 0.02 * len(text):
        raise NotTextError("it is binary, or in an encoding that is not known here", "save it as UTF-8 text")
    lost = text.count("\ufffd")
    return Decoded(
        text=text,
        encoding=encoding,
        damage=f"{lost} bytes that {encoding} does not have, shown as U+FFFD" if lost else "",
    )


@cache
def _letters() -> frozenset[str]:
    """The letters of our languages outside ASCII, small and capital."""
    small = frozenset().union(*(alphabet.written for alphabet in alphabets().values()))
    return small | {letter.upper() for letter in small}


def _oddity(text: str) -> float:
    """How unlike text of our languages: the share of letters and signs outside ASCII in odd words."""
    odd = total = 0
    for word in _WORD.findall(text[:_SAMPLE]):
        if word.isascii():
            continue
        total += len(word)
        if not _plausible(word):
            odd += len(word)
    signs = sum(1 for char in text if not char.isalpha() and char > "\x7f" and char not in _USUAL_SIGNS)
    return (odd + 2 * signs) / (total + 2 * signs) if total + signs else 0.0


_USUAL_SIGNS = frozenset("\u00a0«»„“”‘’‚–—…№•§©®™°·±€$£\u00ad")


def _plausible(word: str) -> bool:
    """A word of one script and letters we know, without capitals behind small letters."""
    cyrillic = sum("\u0400" <= char <= "\u052f" for char in word)
    if 0 < cyrillic < len(word):
        return _repairable(word)
    if not cyrillic and len(word) > 1 and sum(char > "\x7f" for char in word) > len(word) / 2:
        return False
    shape = word.islower() or word.isupper() or word[:1].isupper()
    camel = any(a.islower() and b.isupper() for a, b in pairwise(word))
    return shape and not camel and (not cyrillic or all(char in _letters() for char in word))


def _repairable(word: str) -> bool:
    """Whether a word of two scripts is Cyrillic typed with look-alike Latin letters."""
    from pipeline.transliteration import repair

    mended = repair(word)
    return all("\u0400" <= char <= "\u052f" for char in mended)
