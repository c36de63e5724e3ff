"""Parallel sentences as a tab-separated table: a sentence a line, a language a column."""

from __future__ import annotations

from pathlib import Path

from pipeline.files import written_whole
from pipeline.records import OUTPUT_LANGUAGES
from pipeline.writing.cells import guarded
from pipeline.writing.exports.base import Results, one_line, parallels

COLUMNS = ("document", "segment", "lang", "original", *OUTPUT_LANGUAGES)


def write(results: Results, folder: Path) -> list[Path]:
    """`parallel.tsv`, UTF-8: no quoting, every cell on one line and guarded against spreadsheets; an empty cell where
    there is no translation. Raises OSError.
    """
    path = folder / "parallel.tsv"
    with written_whole(path) as file:
        file.write(_line(*COLUMNS))
        for result in results:
            for parallel in parallels(result):
                segment, texts = parallel.segment, parallel.texts()
                languages = (texts.get(lang, "") for lang in OUTPUT_LANGUAGES)
                file.write(_line(result.document.id, segment.id, segment.lang, segment.text, *languages))
    return [path]


def _line(*cells: str) -> bytes:
    return "\t".join(guarded(one_line(cell)) for cell in cells).encode() + b"\n"
