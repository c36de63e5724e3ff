"""`nazvy schema`: the JSON Schema of a result."""

from __future__ import annotations

import sys


def schema() -> int:
    """Print the JSON Schema of the results."""
    from pipeline.writing import encode_schema

    sys.stdout.buffer.write(encode_schema())
    sys.stdout.buffer.flush()
    return 0
