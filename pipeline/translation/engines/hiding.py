"""What no engine may touch: markup, addresses and signs are hidden behind numbered blanks and put back.

A hidden piece stands in the engine's text as `[~3~]`, which Apertium's stream format calls a superblank: it
goes through every stage untouched (https://wiki.apertium.org/wiki/Apertium_stream_format).
"""

from __future__ import annotations

import re

from pipeline.records import Record

UNTOUCHABLE = re.compile(
    r"""
      (?=[^\u0400-\u04ff,.])(?:                              # where nothing else can begin, nothing else is tried
      https?://[^\s<>"«»“”]*[^\s<>"«»“”.,;:!?)\]}'’]        # addresses of pages
    | \bwww\.[^\s<>"«»“”]*[^\s<>"«»“”.,;:!?)\]}'’]
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                          # e-mail addresses, and below those of other letters
    | </?[A-Za-z][^<>]*>                                    # tags
    | <!--.*?-->
    | &(?:[A-Za-z]+|\#\d+|\#x[0-9A-Fa-f]+);                 # character entities
    | (?<!\w)[@\#][\w.]*\w                                  # handles and topics of social networks
    | (?<![\w.-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w-])  # domains, with or without a path
      (?:/[^\s<>"«»“”]*[^\s<>"«»“”.,;:!?)\]}'’])?
    | (?<!\w)\d+(?:[.,:/\u00a0\u202f ]\d+)+(?!\w)           # numbers, times and dates of several parts
    | ^\s+ | \s+$ | [^\S\ ]+ | \ {2,}                       # white space other than single blanks
    | [\^$/\\@<>{}\[\]*\#~=+_|%¹²³⁰⁴-⁹⁻]+                   # signs that mean something to the engine
    | [\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+
      )
    | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    """,
    re.VERBOSE | re.DOTALL,
)
BLANK = re.compile(r"\[~(\d+)~\]")


class Hidden(Record, frozen=True):
    """A sentence whose untouchable `pieces` stand in `text` as `[~0~]`, `[~1~]` and so on."""

    text: str
    pieces: tuple[str, ...]


def hide(sentence: str) -> Hidden:
    """The sentence with everything hidden that must come through as it is."""
    pieces: list[str] = []

    def blank(found: re.Match[str]) -> str:
        pieces.append(found.group())
        return f"[~{len(pieces) - 1}~]"

    return Hidden(text=UNTOUCHABLE.sub(blank, sentence), pieces=tuple(pieces))


def reveal(text: str, pieces: tuple[str, ...]) -> str | None:
    """The pieces put back into a translation; None if the engine lost, doubled or reordered one."""
    if [int(found.group(1)) for found in BLANK.finditer(text)] != list(range(len(pieces))):
        return None
    return BLANK.sub(lambda found: pieces[int(found.group(1))], text)


def parts(hidden: Hidden) -> list[str]:
    """The hidden text cut around its blanks: text, blank, text, …, text (the texts may be empty)."""
    return re.split(r"(\[~\d+~\])", hidden.text)
