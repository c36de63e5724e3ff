"""One fact into the stage: which entity it is about, what of it is new, and what of it cannot stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.gazetteer.importers.cleaning import CleanName, NameOut, clean_cells, clean_name, parts_as_short
from pipeline.gazetteer.importers.facts import Fact
from pipeline.gazetteer.importers.lists import LIST_PREFIX
from pipeline.gazetteer.importers.stage import CHANGED, NEW, Known, Stage
from pipeline.records import EntityType

_SHARED = ("wikidata", "geonames")


class Merged(NamedTuple):
    """What became of a fact: whether it brought anything, what was refused of it and what left out, and why."""

    is_new: bool
    refused: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def merge(stage: Stage, fact: Fact, source: str) -> Merged:
    """Bring a fact into the stage."""
    if fact.unknown and not (stage.find(fact.id) or stage.find_by("geonames", fact.cells.get("geonames", ""))):
        return Merged(False, (), (fact.unknown,))
    names = [clean_name(found) for found in fact.names]
    refused = [name.why for name in names if isinstance(name, NameOut) and name.refused]
    left_out = [name.why for name in names if isinstance(name, NameOut) and not name.refused]
    good = [name for name in names if isinstance(name, CleanName)]
    known, doubt = _known(stage, fact, good)
    if doubt:
        return Merged(False, (doubt,))
    type_ = known.type if known else fact.type
    if known is None and type_ is None:
        return _unknown(fact)
    if known and fact.type and known.type != fact.type:
        return Merged(False, (f"{known.id} is a {known.type} in the tables and a {fact.type} here",))
    if known is None and not good:
        why = "no name in any language of the gazetteer"
        return Merged(False, tuple(refused), () if refused else (why,))
    cells, faults = clean_cells(known.id if known else fact.id, _as_type(type_), fact.cells)
    target, is_new = _entity(stage, known, fact, cells, good)
    for name in parts_as_short(good, _as_type(type_)):
        if stage.is_never(name.key, name.lang, target):
            left_out.append("decided by a person never to stand for this entity")
        else:
            is_new |= stage.put_name(target, name, source)
    return Merged(is_new, (*refused, *faults), tuple(left_out))


def _as_type(text: str | None) -> EntityType:
    return "person" if text == "person" else "organisation" if text == "organisation" else "place"


def _unknown(fact: Fact) -> Merged:
    if fact.id.startswith(LIST_PREFIX):
        return Merged(False, (f"no entity is called {fact.names[0].form[:60]!r}: say with --type what it is",))
    return Merged(False, (f"entity {fact.id} is not in the tables: add it, or say with --type what it is",))


def _known(stage: Stage, fact: Fact, names: Sequence[CleanName]) -> tuple[Known | None, str]:
    """The entity of the stage that the fact is about, if any; or why that is in doubt."""
    for id_ in (fact.id, *fact.others):
        if found := stage.find(id_):
            return (found, "") if _is_free(found, fact) else (None, "")
    for column in _SHARED:
        if found := stage.find_by(column, fact.cells.get(column, "")):
            return (found, "") if _is_free(found, fact) else (None, "")
    if not fact.id.startswith(LIST_PREFIX) or not names:
        return None, ""
    bearers = stage.bearers(names[0].key, fact.type)
    if len(bearers) > 1:
        return None, f"{names[0].form[:60]!r} is a name of {' and of '.join(bearers[:2])}: give the entity"
    return (stage.find(bearers[0]) if bearers else None), ""


def _is_free(known: Known, fact: Fact) -> bool:
    """Whether an entity may be the one of a fact: it has no other Wikidata item than that of the fact."""
    item = fact.cells.get("wikidata")
    return known.id == fact.id or not item or known.cells.get("wikidata", item) == item


def _entity(
    stage: Stage, known: Known | None, fact: Fact, cells: dict[str, str], names: Sequence[CleanName]
) -> tuple[str, bool]:
    """Add the entity or fill its empty cells; its id, and whether anything is new."""
    if known is None:
        label = cells.get("label", names[0].form) if names else cells.get("label", fact.id)
        # The same identifier under two ids would make one entity two: the first keeps it.
        own = {
            column: cell for column, cell in cells.items() if column not in _SHARED or not stage.find_by(column, cell)
        }
        row = {"id": fact.id, "type": _as_type(fact.type)} | own | {"label": label}
        stage.put_entity(Known(fact.id, _as_type(fact.type), row, NEW), fact.admin, fact.region)
        return fact.id, True
    missing = {
        column: cell
        for column, cell in cells.items()
        if column not in known.cells and not (column in _SHARED and stage.find_by(column, cell))
    }
    missing = _consistent(known, missing)
    if missing or fact.admin or fact.region:
        state = known.state or (CHANGED if missing else known.state)
        stage.put_entity(Known(known.id, known.type, known.cells | missing, state), fact.admin, fact.region)
    return known.id, bool(missing)


def _consistent(known: Known, missing: dict[str, str]) -> dict[str, str]:
    """What may be filled beside what is there: coordinates only together, no death before a birth."""
    if len(missing.keys() & {"latitude", "longitude"}) == 1:
        missing = {column: cell for column, cell in missing.items() if column not in ("latitude", "longitude")}
    life = {**known.cells, **missing}
    born, died = life.get("born", ""), life.get("died", "")
    if born and died and born[: len(died)] > died[: len(born)]:
        missing = {column: cell for column, cell in missing.items() if column not in ("born", "died")}
    return missing
