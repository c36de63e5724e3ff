"""The results behind an address in other formats: brought here, exported, and what was written sent back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.places import LocalPlace, place
from pipeline.writing.exports import FOLDER


@contextmanager
def results_at_hand(address: str) -> Iterator[Path]:
    """The results at a path or an address as a folder of this machine.

    Of what lies elsewhere the documents are copied into a folder that lasts as long as the context; what then stands in
    its `export` is sent to the address, unless an error ended the context. Raises OSError, and ValueError or
    ImportError where nothing opens such addresses.
    """
    there = place(address)
    if isinstance(there, LocalPlace):
        yield there.path
        return
    with tempfile.TemporaryDirectory(prefix="nazvy-") as name:
        here = LocalPlace(Path(name))
        for document in there.sizes("documents"):
            here.write(document, bytes(there.read(document) or b""))
        yield here.path
        for written in here.sizes(FOLDER):
            there.write(written, (here.path / written).read_bytes())
