from __future__ import annotations

import os

from flows.environment import NO_TELEMETRY

for (
    _name,
    _value,
) in NO_TELEMETRY.items():  # before any of the libraries is imported, which may be all that they wait for
    os.environ.setdefault(_name, _value)
