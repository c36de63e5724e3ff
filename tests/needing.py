"""What some tests need beside the Python packages."""

from __future__ import annotations

import pytest

from pipeline.translation.engines.apertium import ApertiumEngine

PAIRS = {("be", "ru"), ("ru", "be"), ("ru", "uk"), ("uk", "ru")}

needs_apertium = pytest.mark.skipif(
    set(ApertiumEngine().pairs()) != PAIRS, reason="apt install apertium-bel-rus apertium-rus-ukr"
)
