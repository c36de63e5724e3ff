from __future__ import annotations

import os

from flows.environment import NO_TELEMETRY

# Before any of the libraries is imported, which may be all that they wait for.
os.environ.update({name: os.environ.get(name, value) for name, value in NO_TELEMETRY.items()})
