"""Parallel texts: a document as plain text, in its own language and in each other, laid out as the original.

What stands between the sentences (spaces, line ends, empty lines) is taken over from the document, and no
sentence holds a line end, so that line N says the same in every language. A sentence that could not be
translated stands there in its own language with a mark before it, `[en] The sentence.`, so that it is seen
and can be searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.writing.result import DocumentResult, SegmentPart, TranslationPart

_LINE_END = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]\s*")


def parallel_texts(result: DocumentResult, text: str) -> Iterator[tuple[str, Iterator[str]]]:
    """Each language with the text in it piece by piece, ending in one line end; languages with nothing translated are
    left out.

    `text` is the text that the segments' offsets count in.
    """
    return (
        (lang, _trimmed(_lay_out(result.segments, translations, text)))
        for lang, translations in result.translations.items()
        if any(item.text is not None for item in translations)
    )


def _lay_out(segments: Iterable[SegmentPart], translations: Iterable[TranslationPart], text: str) -> Iterator[str]:
    """What stands between the segments, and each in its turn; the translations are in the order of the segments."""
    at, waiting = 0, iter(translations)
    translation = next(waiting, None)
    for segment in segments:
        yield text[at : segment.start]
        if translation is not None and translation.segment == segment.id:
            yield _sentence(segment, translation)
            translation = next(waiting, None)
        else:
            yield _sentence(segment, None)
        at = segment.end


def _trimmed(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without the space around the whole, and a line end."""
    begun, space = False, ""
    for piece in pieces:
        rest = piece if begun else piece.lstrip()
        shown = rest.rstrip()
        if shown:
            yield space + shown
            begun, space = True, rest[len(shown) :]
        elif begun:
            space += rest
    yield "\n"


def _sentence(segment: SegmentPart, translation: TranslationPart | None) -> str:
    if translation is None or translation.text is None:
        return f"[{segment.lang}] " + _LINE_END.sub(" ", segment.text)
    return _LINE_END.sub(" ", translation.text)
