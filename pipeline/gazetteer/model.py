"""What a gazetteer holds: entities, their names, people's decisions, and the error of a bad table.

The columns are those of the tables (`gazetteer/README.md`); a column that a table does not have, and an
empty cell, read as None (or the default written here).
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from msgspec import Meta

from pipeline.records import EntityType, Gender, Problem, Record

NameKind = Literal["preferred", "variant", "former", "short", "nickname", "misspelling"]
DecisionKind = Literal["same", "never", "merged-into"]

NAME_KINDS: tuple[NameKind, ...] = get_args(NameKind)

# A CURIE (W3C CURIE Syntax 1.0): a prefix, a colon, a reference without spaces.
Id = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9.+-]*:\S+$")]
# The shapes of BCP 47 that names need: language, script, region, variant.
LanguageTag = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?(-[a-z0-9]{4,8})*$")]
# An ISO 8601 date of day, month or year precision.
Date = Annotated[str, Meta(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
CountryCode = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]


class Entity(Record, frozen=True, kw_only=True, gc=False):
    """A person, place or organisation; `label` is what people read in lists, not a name to be matched.

    `country` is an ISO 3166-1 alpha-2 code, `part_of` the id of a region or parent body, `feature` a GeoNames
    feature code, coordinates are degrees (WGS 84), `born` and `died` ISO 8601 dates of any precision.
    """

    id: Id
    type: EntityType
    label: str
    country: CountryCode | None = None
    part_of: Id | None = None
    feature: str | None = None
    gender: Gender | None = None
    born: Date | None = None
    died: Date | None = None
    description: str | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    population: Annotated[int, Meta(ge=0, le=10**11)] | None = None
    wikidata: Annotated[str, Meta(pattern=r"^Q\d+$")] | None = None
    geonames: Annotated[str, Meta(pattern=r"^\d+$")] | None = None


class Name(Record, frozen=True, kw_only=True, gc=False):
    """One form of an entity's name in one language (BCP 47), in the nominative.

    `since` and `until` bound its official use; `indeclinable` is true where the form never changes in the
    cases of its language; `source` is where it was read (`geonames`, `cldr`, `editor`, `rule:…`, a document).
    """

    entity: Id
    form: Annotated[str, Meta(max_length=1000)]
    lang: LanguageTag
    kind: NameKind = "variant"
    since: Date | None = None
    until: Date | None = None
    indeclinable: bool = False
    source: str = ""


class Decision(Record, frozen=True, kw_only=True, gc=False):
    """What a person decided about a form: the `same` as an entity, `never` it, or `merged-into` it."""

    form: str
    lang: LanguageTag
    type: EntityType
    decision: DecisionKind
    entity: Id | None = None
    when: Date | None = None
    note: str = ""


class GazetteerError(Exception):
    """A gazetteer that cannot be used; `problem` says which file and line, what is wrong, what mends it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.line())
        self.problem = problem
