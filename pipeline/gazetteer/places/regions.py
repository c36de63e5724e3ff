"""The first-level divisions of Belarus, Ukraine and Russia (regions.csv), and what ISO 3166-2 calls them."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.gazetteer.places.forms import Form
from pipeline.gazetteer.places.rows import Entry
from pipeline.gazetteer.places.source import COUNTRY_IDS
from pipeline.languages import CYRILLIC
from pipeline.tables import read_csv


class Region(NamedTuple):
    """A division: its ISO 3166-2 code, its id, GeoNames' code for it, a town that lies in it, its names.

    The names are empty where the tables of the gazetteer have had them before.
    """

    iso: str
    id: str
    country: str
    admin1: str
    place: str
    be: str
    uk: str
    ru: str
    en: str


@cache
def regions() -> tuple[Region, ...]:
    """regions.csv."""
    return tuple(Region(**row) for row in read_csv(__package__, "regions.csv"))


def region_ids() -> dict[tuple[str, str], str]:
    """The id of the region of every country and first-level code of GeoNames."""
    return {(region.country, region.admin1): region.id for region in regions()}


def region_entries() -> list[Entry]:
    """The regions that are no cities, each part of its country."""
    return [
        Entry(region.id, region.country, "ADM1", COUNTRY_IDS[region.country], None, None, None, tuple(_forms(region)))
        for region in regions()
        if region.id.startswith("nazvy:")
    ]


def _forms(region: Region) -> list[Form]:
    """The names of the table, read in ISO 3166-2 or known to the editors, and the longer ones of ISO 3166-2."""
    import pycountry

    subdivision = pycountry.subdivisions.get(code=region.iso)  # type: ignore[no-untyped-call]
    found: list[Form] = []
    for lang in (*CYRILLIC, "en"):
        name = str(getattr(region, lang))
        if not name:
            continue
        iso = "" if subdivision is None or lang == "en" else _translated(subdivision.name, lang)
        found.append(Form(name, lang, "preferred", "iso3166-2" if iso == name else "editor"))
        if iso != name and name in iso and "(" not in iso:
            found.append(Form(iso, lang, "variant", "iso3166-2"))
    return found


def _translated(name: str, lang: str) -> str:
    """The name of a division in a language, as the translators of iso-codes have it; empty where they have none."""
    import pycountry

    folder = Path(pycountry.__file__).parent / "locales"
    translated = gettext.translation("iso3166-2", folder, [lang], fallback=True).gettext(name)
    return "" if translated == name else translated
