"""What an importer gives, line by line: facts, refusals, and lines that were left out on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import msgspec

from pipeline.gazetteer.model import NameKind
from pipeline.records import EntityType

TOO_LONG = "a line longer than 16 MB"
TYPES: dict[str, EntityType] = {"person": "person", "place": "place", "organisation": "organisation"}
"""The types of entities, by what a table calls them."""


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of an input without its line end; `data` is None where it is longer than anything real."""

    number: int
    data: bytes | None

    def text(self) -> str | Refusal:
        """The line as text, or why it is none."""
        if self.data is None:
            return Refusal(self.number, TOO_LONG)
        try:
            return self.data.decode()
        except UnicodeDecodeError as error:
            return Refusal(self.number, f"not UTF-8 (byte 0x{self.data[error.start]:02x}): save the file as UTF-8")


class FoundName(msgspec.Struct, frozen=True, gc=False):
    """One form of a name as the source has it.

    `lang` is the source's own code, empty where it gives none. `promote` asks for the form to be the preferred one
    of its language if the entity gets no other current form in it.
    """

    form: str
    lang: str = ""
    kind: NameKind = "variant"
    since: str = ""
    until: str = ""
    promote: bool = False


class Fact(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one line says about one entity.

    `id` is a CURIE and `others` further ids that the entity may stand under. `type` None means that the entity must
    be known already: if it is not, the line is refused, or left out for the reason in `unknown`. `cells` are columns
    of entities.csv. `admin` and `region` are the source's codes of the region that it lies in, and that it is.
    """

    line: int
    id: str
    type: EntityType | None = None
    others: tuple[str, ...] = ()
    cells: dict[str, str] = {}
    names: tuple[FoundName, ...] = ()
    admin: str = ""
    region: str = ""
    unknown: str = ""


class Refusal(msgspec.Struct, frozen=True, gc=False):
    """A line that should have been a row and is not; `why` is for the person who has the file."""

    line: int
    why: str


class LeftOut(msgspec.Struct, frozen=True, gc=False):
    """A line (or part of it) that was left out as asked; `why` is one of few, since they are counted."""

    why: str
    count: int = 1


Item = Fact | Refusal | LeftOut


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Which lines are wanted.

    `countries` are ISO 3166-1 alpha-2 codes (empty: all), `feature_classes` GeoNames classes, `min_population`
    bounds populated places of GeoNames and Wikidata, `types` limits to kinds of entity, `classes` adds Wikidata
    classes to those of the table, `type` is what the names of a plain list are.
    """

    countries: frozenset[str] = frozenset()
    feature_classes: frozenset[str] = frozenset({"A", "P"})
    min_population: int = 0
    types: frozenset[EntityType] = frozenset()
    classes: dict[str, EntityType] = {}
    type: EntityType | None = None

    def wants_country(self, code: str) -> bool:
        return not self.countries or code in self.countries

    def wants_type(self, type_: EntityType) -> bool:
        return not self.types or type_ in self.types


class Format(Protocol):
    """One format of other people's data. `order` says what must be read before what in one import."""

    @property
    def name(self) -> str: ...

    @property
    def source(self) -> str:
        """What stands in the `source` column; `{file}` is the name of the file."""

    @property
    def order(self) -> int: ...

    @property
    def recognises(self) -> Callable[[str], bool]:
        """Whether a first line is one of this format."""

    @property
    def read(self) -> Callable[[Iterator[Line], Filters], Iterator[Item]]: ...
