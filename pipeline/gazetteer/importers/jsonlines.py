"""JSON, an object a line, as dumps have it: bare lines, or an array with one object a line and commas between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from pipeline.gazetteer.importers.facts import TOO_LONG, Line, Refusal

T = TypeVar("T")


class Objects(Generic[T]):
    """Decodes lines into records of one kind; whatever a line holds, the next one is read."""

    def __init__(self, kind: type[T]) -> None:
        self._decoder = msgspec.json.Decoder(kind)

    def read(self, lines: Iterator[Line]) -> Iterator[tuple[int, T | Refusal]]:
        """Each object with the number of its line, or why it is none."""
        for line in lines:
            if line.data is None:
                yield line.number, Refusal(line.number, TOO_LONG)
                continue
            text = line.data.strip().removesuffix(b",")
            if text in (b"", b"[", b"]"):
                continue
            yield line.number, self._decoded(line.number, text)

    def _decoded(self, number: int, text: bytes) -> T | Refusal:
        try:
            return self._decoder.decode(text)
        except RecursionError:
            return Refusal(number, "JSON nested too deeply")
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return Refusal(number, str(error))


def object_keys(line: str) -> set[str]:
    """The keys of a JSON object; empty where the line holds none."""
    try:
        found = msgspec.json.decode(
            line.strip().removeprefix("[").strip().removesuffix(","), type=dict[str, msgspec.Raw]
        )
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return set()
    return set(found)
