"""Reading: bytes -> Document. Files and folders are found, decoded, stripped of boilerplate and cut into
sentences.

`find` lists what is to be read, `read` makes documents of one source, `read_text` makes one of a text at
hand. Formats are modules of `formats/`, one a format; what languages look like is in `language.toml`,
abbreviations are in `abbreviations.toml`, what surrounds the text of a web page in `html.toml`.
"""

from __future__ import annotations

from pipeline.reading.documents import read, read_text
from pipeline.reading.finding import find
from pipeline.reading.language import detect, segment_language
from pipeline.reading.sentences import spans
from pipeline.reading.source import Source

__all__ = ["Source", "detect", "find", "read", "read_text", "segment_language", "spans"]
