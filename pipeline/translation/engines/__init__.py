"""What translates: each engine is one module behind the protocol of `base`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.translation.engines.base import Engine

if TYPE_CHECKING:
    from pipeline.translation.choices import Choices


def installed_engines(choices: Choices | None = None) -> tuple[Engine, ...]:
    """Every engine of this machine, Apertium first, declared models last; one with nothing installed offers no pairs.

    Nothing is loaded or started before the first sentence comes.
    """
    from pipeline.translation.choices import Choices
    from pipeline.translation.engines.apertium import ApertiumEngine
    from pipeline.translation.engines.argos import ArgosEngine
    from pipeline.translation.engines.folders import FolderEngine

    choices = choices or Choices()
    declared = (FolderEngine(choices.folders, longest=choices.longest),) if choices.folders else ()
    return (ApertiumEngine(), ArgosEngine(longest=choices.longest), *declared)
