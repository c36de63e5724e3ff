"""The gazetteer as a service shows it: what completes a prefix, what describes an entity, what its properties hold."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from pipeline.gazetteer import Entity, Gazetteer, fold
from pipeline.reconciliation import Decisions
from pipeline.records import EntityType
from pipeline.serving.properties import Property, Value, all_properties

LAST = "\U0010ffff"


class Catalogue:
    """Read only, and shared by all requests."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.properties: dict[str, Property] = all_properties()
        self._decisions = Decisions(gazetteer)

    @cached_property
    def _forms(self) -> list[tuple[str, str]]:
        """Every form, folded, with its entity, in the order of the alphabet."""
        return sorted({(fold(name.form), name.entity) for name in self.gazetteer.names})

    @cached_property
    def _rows(self) -> list[tuple[str, EntityType, str]]:
        """Id, type and country of every entity, in the order of the tables."""
        return [(entity.id, entity.type, entity.country or "") for entity in self.gazetteer.entities.values()]

    @cached_property
    def countries(self) -> list[str]:
        """The countries that entities are of."""
        return sorted({country for _, _, country in self._rows if country})

    def filtered(self, part: str = "", kind: EntityType | None = None, country: str = "") -> list[str]:
        """The ids of the entities with a form that holds `part`, of that type and country, in the order of the tables;
        what is empty filters nothing.
        """
        held = fold(part)
        having = {entity for form, entity in self._forms if held in form} if held else None
        return [
            entity
            for entity, its_type, its_country in self._rows
            if (having is None or entity in having) and kind in (None, its_type) and country in ("", its_country)
        ]

    def entity(self, entity_id: str) -> Entity | None:
        """An entity by its id, or by the id it had before it was merged into another; None where there is none."""
        return self.gazetteer.entities.get(self._decisions.survivor(entity_id))

    def completing(self, prefix: str) -> Iterator[Entity]:
        """The entities with a form that begins so, shorter forms first, each once."""
        start = fold(prefix)
        if not start:
            return
        first = bisect_left(self._forms, (start, ""))
        last = bisect_left(self._forms, (start + LAST, ""))
        found = sorted(self._forms[first:last], key=lambda form: (len(form[0]), form))
        for entity_id in dict.fromkeys(entity_id for _, entity_id in found):
            yield self.gazetteer.entity(entity_id)

    def values(self, entity: Entity, property_id: str) -> Sequence[Value]:
        """What an entity has under a property; nothing where it has none or the property is unknown."""
        known = self.properties.get(property_id)
        return known.read(self.gazetteer, entity) if known else ()

    def form(self, entity: Entity, lang: str) -> str:
        """An entity's name in that language: the preferred form, else the first; nothing where there is none."""
        forms = (name.form for name in self.gazetteer.names_of(entity.id) if name.lang == lang)
        preferred = self.gazetteer.preferred(entity.id, lang)
        return preferred.form if preferred else next(forms, "")

    def description(self, entity: Entity) -> str:
        """Who or what an entity is, in a few words, to tell it from its namesakes."""
        years = f"{(entity.born or '')[:4]}–{(entity.died or '')[:4]}" if entity.born or entity.died else ""
        region = self.gazetteer.entities.get(entity.part_of) if entity.part_of else None
        parts = (entity.description, years, region.label if region else None, entity.country)
        return ", ".join(part for part in parts if part)
