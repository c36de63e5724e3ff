"""All results in one file: JSON lines, or one JSON list. Each is a `nazvy-document/1`, as in `documents/`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.files import written_whole
from pipeline.writing.exports.base import Results


def write_lines(results: Results, folder: Path) -> list[Path]:
    """`documents.jsonl`: a result a line. Raises OSError."""
    path = folder / "documents.jsonl"
    with written_whole(path) as file:
        for result in results:
            file.write(msgspec.json.encode(result) + b"\n")
    return [path]


def write_list(results: Results, folder: Path) -> list[Path]:
    """`documents.json`: a list of all results. Raises OSError."""
    path = folder / "documents.json"
    with written_whole(path) as file:
        before = b"[\n"
        for result in results:
            file.write(before + msgspec.json.encode(result))
            before = b",\n"
        file.write(b"\n]\n" if before == b",\n" else b"[]\n")
    return [path]
