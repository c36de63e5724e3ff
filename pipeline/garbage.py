"""How often Python looks for garbage, in processes that are ours alone."""

from __future__ import annotations

import gc

MADE_BEFORE_LOOKING = 50_000
"""Objects that are made before it looks among them: our answers leave next to none in circles, and each look goes
through the words that are kept."""


def look_seldom() -> None:
    """Let this process look for garbage seldom: a tenth less time for joining names."""
    gc.set_threshold(MADE_BEFORE_LOOKING, 50, 100)
