"""`python -m pipeline.gazetteer.places FOLDER`: merge the places of GeoNames, ISO 3166-2 and CLDR into a gazetteer."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.gazetteer.places.build import entries, merge


def main() -> int:
    """Exit status 0; 2 without a folder that holds the tables."""
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "entities.csv").is_file():
        print("usage: python -m pipeline.gazetteer.places FOLDER (with entities.csv and names.csv)", file=sys.stderr)
        return 2
    for what, number in sorted(merge(Path(sys.argv[1]), entries()).items()):
        print(f"{number}\t{what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
