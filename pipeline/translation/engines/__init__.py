"""What translates: each engine is one module behind the protocol of `base`."""

from __future__ import annotations

from pipeline.translation.engines.base import Engine


def installed_engines() -> tuple[Engine, ...]:
    """Every engine of this machine, Apertium first; one with nothing installed offers no pairs.

    Nothing is loaded or started before the first sentence comes.
    """
    from pipeline.translation.engines.apertium import ApertiumEngine
    from pipeline.translation.engines.argos import ArgosEngine

    return (ApertiumEngine(), ArgosEngine())
