from __future__ import annotations

import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, settings

from pipeline.cli import status_of

pytest_plugins = ["argos.fixtures", "browsing.fixtures", "serving.fixtures"]

# How long an example takes says more about the machine than about the code; speed stands in benchmarks/.
settings.register_profile("nazvy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nazvy")


def pytest_configure(config: pytest.Config) -> None:
    """Give the tests a cache of their own, which all their processes and the commands that they start share."""
    os.environ["NAZVY_SETTINGS"] = os.devnull  # the user's own choices are no matter of the tests
    if not hasattr(config, "workerinput"):
        os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="nazvy-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def compiled() -> None:
    """The gazetteer compiled in that cache, so that no command has to say that it does so."""
    assert status_of(["gazetteer", "build"]) == 0
