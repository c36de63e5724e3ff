"""`python -m pipeline.gazetteer.places.measure FOLDER`: coverage by country and language, the worth of each rule."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from pipeline.gazetteer.places.rules import Named, named_places, rules, worth
from pipeline.gazetteer.places.source import COUNTRY_IDS
from pipeline.languages import LANGUAGES

TABLES = ("entities.csv", "names.csv")


def main() -> int:
    """Exit status 0; 2 without a folder that holds the tables."""
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "entities.csv").is_file():
        print("usage: python -m pipeline.gazetteer.places.measure FOLDER (with entities.csv)", file=sys.stderr)
        return 2
    places = read_named_places(Path(sys.argv[1]))
    for country in COUNTRY_IDS:
        here = [place for place in places if place.country == country]
        shares = (f"{lang} {sum(lang in place.forms for place in here) / len(here):.1%}" for lang in LANGUAGES)
        print(country, f"{len(here)} places:", *shares)
    for rule in rules():
        found = worth(rule, places)
        print(f"{rule.name}\t{rule.country}\t{found.right} of {found.made} right ({found.precision:.3f})", end="\t")
        print(f"{found.made} of {found.attested} made")
    return 0


def read_named_places(folder: Path) -> list[Named]:
    """The populated places that the tables of a folder hold."""
    entities, names = (csv.DictReader((folder / name).read_text("utf-8").splitlines()) for name in TABLES)
    return named_places(entities, names)


if __name__ == "__main__":
    sys.exit(main())
