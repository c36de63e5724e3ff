from __future__ import annotations

import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["argos.fixtures", "browsing.fixtures"]

# How long an example takes says more about the machine than about the code; speed stands in benchmarks/.
settings.register_profile("nazvy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nazvy")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the gazetteer into a cache of the tests' own, which the commands that they start share."""
    os.environ["NAZVY_SETTINGS"] = os.devnull  # the user's own choices are no matter of the tests
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="nazvy-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)
