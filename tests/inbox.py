"""What the tests of reading share: files put into a folder and read, as a run would."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.reading import find, read
from pipeline.records import Document, Problem


def load(path: Path, fields: Sequence[str] = ()) -> tuple[list[Document], list[Problem]]:
    sources, problems = find([path])
    assert problems == []
    return read(sources[0], fields)


def load_bytes(
    folder: Path, data: bytes, name: str = "a.txt", fields: Sequence[str] = ()
) -> tuple[list[Document], list[Problem]]:
    path = folder / name
    path.write_bytes(data)
    return load(path, fields)


def only(folder: Path, data: bytes, name: str = "a.txt", fields: Sequence[str] = ()) -> Document:
    documents, problems = load_bytes(folder, data, name, fields)
    assert problems == []
    assert len(documents) == 1
    return documents[0]


def refused(folder: Path, data: bytes, name: str = "a.txt", fields: Sequence[str] = ()) -> Problem:
    documents, problems = load_bytes(folder, data, name, fields)
    assert documents == []
    assert len(problems) == 1
    assert problems[0].source.endswith(name)
    assert problems[0].remedy
    assert "\n" not in problems[0].line()
    return problems[0]


def sound(documents: Sequence[Document], problems: Sequence[Problem]) -> None:
    """What holds of everything that is read: something came of it, and it is whole."""
    assert documents or problems
    assert len({document.id for document in documents}) == len(documents)
    for document in documents:
        document.text.encode("utf-8")
        for segment in document.segments:
            assert document.text[segment.start : segment.end] == segment.text
    for problem in problems:
        assert problem.message
        assert "\n" not in problem.line()
        assert "report it" not in problem.remedy, problem.line()
