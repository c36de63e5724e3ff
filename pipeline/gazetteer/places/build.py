"""Everything the builder knows of places, merged into the two tables; what stands there already wins."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.files import write_bytes
from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.model import NAME_KINDS
from pipeline.gazetteer.order import write_back
from pipeline.gazetteer.places.corrections import corrected
from pipeline.gazetteer.places.forms import Form, forms_of
from pipeline.gazetteer.places.homonyms import gives_way, is_small, reserved
from pipeline.gazetteer.places.namesakes import with_namesakes
from pipeline.gazetteer.places.noted import noted_places
from pipeline.gazetteer.places.regions import region_entries, region_ids
from pipeline.gazetteer.places.rows import Entry
from pipeline.gazetteer.places.rules import made_by_rules, named_places
from pipeline.gazetteer.places.source import COUNTRY_IDS, Place, read_places
from pipeline.gazetteer.places.telling import district
from pipeline.gazetteer.places.world import capitals, countries, is_indeclinable
from pipeline.languages import CYRILLIC

Table = list[dict[str, str]]


def entries() -> list[Entry]:
    """The places of the three countries, their regions, all countries and capitals, and what else the world knows."""
    ids = region_ids()
    places = [_entry(place, ids) for place in read_places()]
    world = [*countries(), *capitals(set(COUNTRY_IDS)), *noted_places()]
    return [*region_entries(), *world, *with_namesakes(places)]


def _entry(place: Place, ids: dict[tuple[str, str], str]) -> Entry:
    entity, region = f"geonames:{place.geonames}", ids[place.country, place.admin1]
    parent = COUNTRY_IDS[place.country] if region == entity else region
    feature = "PPLX" if any(district(form) for form in place.cyrillic) else "PPL"
    forms = tuple(corrected(place.geonames, forms_of(place)))
    numbers = place.latitude, place.longitude, place.population
    return Entry(entity, place.country, feature, parent, *numbers, forms)


def merge(folder: Path, made: Iterable[Entry]) -> Counter[str]:
    """Add entries to entities.csv and names.csv of a folder and put both in order; what was added, counted.

    A row that stands there is never changed, but for empty columns and a `part_of` that names only the country.
    An entity gets a form in a language where it has no preferred one; other forms only where it is new.
    """
    entities, names = _read(folder / "entities.csv"), _read(folder / "names.csv")
    rows, known = {row["id"]: row for row in entities}, _Forms(names)
    taken = reserved(rows, names)
    count: Counter[str] = Counter()
    for entry in made:
        new = entry.id not in rows
        if is_small(entry):
            kept = tuple(form for form in entry.forms if not gives_way(entry.id, form, taken))
            if not any(form.kind == "preferred" for form in kept):
                kept = _preferred(entry)
            count["forms that give way to a better known name"] += len(entry.forms) - len(kept)
            entry = entry._replace(forms=kept)
        if new and not any(form.kind == "preferred" for form in entry.forms):
            count["places without a form of their own"] += 1
            continue
        added = known.add(entry, new)
        names.extend(added)
        count.update(f"{row['lang']} {row['kind']} {row['source']}" for row in added)
        count["new places"] += new
        _complete(rows.setdefault(entry.id, {}), entry)
    added = list(_by_rule(rows, names, taken))
    names.extend(added)
    count.update(f"{row['lang']} {row['kind']} {row['source']}" for row in added)
    _write(folder / "entities.csv", list(rows.values()), list(entities[0]))
    _write(folder / "names.csv", names, list(names[0]))
    write_back(folder)
    return count


def _by_rule(rows: dict[str, dict[str, str]], names: Table, taken: dict[str, set[str]]) -> Iterator[dict[str, str]]:
    """The rows of the forms that rules make for what the tables still lack; they give way to better known names."""
    for entity, form in made_by_rules(named_places(rows.values(), names)):
        if not gives_way(entity, form, taken):
            yield {"entity": entity, "form": form.form, "lang": form.lang, "kind": form.kind, "source": form.source}


def _preferred(entry: Entry) -> tuple[Form, ...]:
    """What a place keeps whose every form is another name too: prominence tells which of them is meant."""
    return tuple(form for form in entry.forms if form.kind == "preferred")


class _Forms:
    """The forms that each entity has, and in which languages it has a preferred one."""

    def __init__(self, names: Table) -> None:
        self._preferred = {(row["entity"], row["lang"]) for row in names if row["kind"] == "preferred"}
        self._held = {(row["entity"], row["lang"], fold(row["form"])) for row in names}

    def add(self, entry: Entry, new: bool) -> Table:
        """The rows of an entry's forms that may be added."""
        added: Table = []
        for form in sorted(entry.forms, key=lambda form: NAME_KINDS.index(form.kind)):
            slot, key = (entry.id, form.lang), (entry.id, form.lang, fold(form.form))
            if key in self._held or (form.kind == "preferred" and slot in self._preferred):
                continue
            if form.kind == "preferred":
                self._preferred.add(slot)
            elif not (new or form.kind == "former"):
                continue
            self._held.add(key)
            added.append(_name_row(entry, form))
        return added


def _name_row(entry: Entry, form: Form) -> dict[str, str]:
    foreign = entry.country not in COUNTRY_IDS and entry.feature != "ADM1"
    indeclinable = "true" if foreign and is_indeclinable(form.form, form.lang) else ""
    row = {"entity": entry.id, "form": form.form, "lang": form.lang, "kind": form.kind}
    return {**row, "since": form.since, "until": form.until, "indeclinable": indeclinable, "source": form.source}


def _complete(row: dict[str, str], entry: Entry) -> None:
    """Fill what a row does not say; a region takes the place of the country that it is in."""
    preferred = {form.lang: form.form for form in entry.forms if form.kind == "preferred"}
    label = next((preferred[lang] for lang in ("en", *CYRILLIC) if lang in preferred), "")
    values = {
        "id": entry.id,
        "type": "place",
        "label": label,
        "country": entry.country,
        "part_of": entry.part_of or "",
        "feature": entry.feature,
        "latitude": _number(entry.latitude),
        "longitude": _number(entry.longitude),
        "population": _number(entry.population or None),
        "geonames": entry.id.removeprefix("geonames:") if entry.id.startswith("geonames:") else "",
    }
    if entry.country in COUNTRY_IDS and row.get("part_of") == COUNTRY_IDS[entry.country]:
        row["part_of"] = ""
    for column, value in values.items():
        row[column] = row.get(column) or value


def _number(value: float | None) -> str:
    return "" if value is None else str(value)


def _read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, table: Table, header: list[str]) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    write_bytes(path, text.getvalue().encode())
