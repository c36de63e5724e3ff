"""What is around a run: environment variables for the time of a block, and those that keep libraries from reporting."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

TAG = "nazvy"
"""What all runs are tagged with in Prefect."""

NO_TELEMETRY = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "RAY_USAGE_STATS_ENABLED": "0",
}


@contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    """Environment variables for the time of the block."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
