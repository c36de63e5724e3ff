"""What a person may choose about how a document is treated; the same for every document of a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.records import OUTPUT_LANGUAGES, Record

if TYPE_CHECKING:
    from pipeline.gazetteer import Gazetteer


class Settings(Record, frozen=True, kw_only=True):
    """Choices of one run.

    `gazetteer` takes the place of the built-in tables, each of `add_gazetteer` is laid over them; `targets`
    are the languages to write every document in (its own is always among them); `fields` are the columns of CSV
    tables and the fields of JSON items that hold the text, where these are not the usual ones.
    """

    gazetteer: Path | None = None
    add_gazetteer: tuple[Path, ...] = ()
    targets: tuple[str, ...] = OUTPUT_LANGUAGES
    fields: tuple[str, ...] = ()

    def load_gazetteer(self) -> Gazetteer:
        """The tables chosen; raises pipeline.gazetteer.GazetteerError."""
        from pipeline.gazetteer import load

        return load(self.gazetteer, self.add_gazetteer)

    def recorded(self) -> dict[str, str | int | float | bool | None]:
        """What a result says about its settings: all that changes it, and no path of one machine.

        (The gazetteer is told by the fingerprint of its tables.)
        """
        fields = {"fields": " ".join(self.fields)} if self.fields else {}
        return {"targets": " ".join(self.targets), **fields}
