"""Parallel texts: a document as plain text, in its own language and in each other, laid out as the original.

What stands between the sentences (spaces, line ends, empty lines) is taken over from the document, and no
sentence holds a line end, so that line N says the same in every language. A sentence that could not be
translated stands there in its own language with a mark before it, `[en] The sentence.`, so that it is seen
and can be searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.writing.result import DocumentResult, SegmentPart, TranslationPart

_LINE_END = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]\s*")


def parallel_texts(result: DocumentResult, text: str) -> Iterator[tuple[str, str]]:
    """Each language with the text in it, ending in one line end; languages with nothing translated are left out.

    `text` is the text that the segments' offsets count in.
    """
    return (
        (lang, _lay_out(result.segments, {item.segment: item for item in translations}, text))
        for lang, translations in result.translations.items()
        if any(item.text is not None for item in translations)
    )


def _lay_out(segments: tuple[SegmentPart, ...], translations: dict[str, TranslationPart], text: str) -> str:
    pieces: list[str] = []
    at = 0
    for segment in segments:
        pieces += (text[at : segment.start], _sentence(segment, translations.get(segment.id)))
        at = segment.end
    return "".join(pieces).strip() + "\n"


def _sentence(segment: SegmentPart, translation: TranslationPart | None) -> str:
    if translation is None or translation.text is None:
        return f"[{segment.lang}] " + _LINE_END.sub(" ", segment.text)
    return _LINE_END.sub(" ", translation.text)
