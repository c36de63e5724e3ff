"""What processes of this program may do: how many run beside each other, and how often Python looks for garbage."""

from __future__ import annotations

import gc
import os

MADE_BEFORE_LOOKING = 50_000
"""Objects that are made before it looks among them: our answers leave next to none in circles, and each look goes
through the words that are kept."""


def processes_at_hand() -> int:
    """How many processes this one may run at the same time: as many as it may use cores."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def look_seldom() -> None:
    """Let this process, which is ours alone, look for garbage seldom: a tenth less time for joining names."""
    gc.set_threshold(MADE_BEFORE_LOOKING, 50, 100)
