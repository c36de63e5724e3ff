"""What a person may choose about how a document is treated; the same for every document of a run.

Choices stand in a TOML file, all of them optional: `--settings FILE`, else `$NAZVY_SETTINGS`, else `settings.toml` in
the user's configuration folder (`~/.config/nazvy` on Linux).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from pipeline.records import OUTPUT_LANGUAGES, NameStyle, Record
from pipeline.translation.choices import Choices

if TYPE_CHECKING:
    from pipeline.gazetteer import Gazetteer


class Settings(Record, frozen=True, kw_only=True):
    """Choices of one run.

    `gazetteer` takes the place of the built-in tables, each of `add_gazetteer` is laid over them; `targets`
    are the languages to write every document in (its own is always among them); `fields` are the columns of CSV
    tables and the fields of JSON items that hold the text, where these are not the usual ones; `style` is how names are
    written, `translation` what translates and within which limits, `index` where Argos packages are looked for (Argos'
    own index if empty), `file` the file that these choices were read from.
    """

    gazetteer: Path | None = None
    add_gazetteer: tuple[Path, ...] = ()
    targets: tuple[str, ...] = OUTPUT_LANGUAGES
    fields: tuple[str, ...] = ()
    style: NameStyle = NameStyle()
    translation: Choices = Choices()
    index: str = ""
    file: Path | None = None

    def load_gazetteer(self) -> Gazetteer:
        """The tables chosen; raises pipeline.gazetteer.GazetteerError."""
        from pipeline.gazetteer import load

        return load(self.gazetteer, self.add_gazetteer)

    def recorded(self) -> dict[str, str | int | float | bool | None]:
        """What a result says about its settings: all that changes it, and no path of one machine.

        (The gazetteer is told by the fingerprint of its tables, a model by its version.)
        """
        fields = {"fields": " ".join(self.fields)} if self.fields else {}
        return {
            "targets": " ".join(self.targets),
            **fields,
            "names.english": " ".join(self.style.english),
            "names.names_of": self.style.names_of,
            "names.belarusian": self.style.belarusian,
            "names.original": self.style.original,
            "translation.longest": self.translation.longest,
            "translation.most_unknown": self.translation.most_unknown,
            **{f"models.{folder.label}": folder.worth() for folder in self.translation.folders},
        }


def default_file() -> Path:
    """Where settings are looked for if no file is named: `$NAZVY_SETTINGS`, else the user's configuration folder."""
    named = os.environ.get("NAZVY_SETTINGS")
    return Path(named) if named else platformdirs.user_config_path("nazvy") / "settings.toml"
