"""Document -> mentions: where a name stands, of what kind, in which case, and its nominative."""

from __future__ import annotations

from pipeline.spotting.spotter import Spotter, model_in_use

__all__ = ["Spotter", "model_in_use"]
