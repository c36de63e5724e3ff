"""What can be judged only when all names of an entity are there: repetitions, inflected forms, the preferred one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import takewhile

from pipeline.gazetteer.importers.stage import NEW, Stage, StagedName
from pipeline.gazetteer.model import NAME_KINDS
from pipeline.languages import CYRILLIC, analyse, nominative_name
from pipeline.records import EntityType

_VARIANT = NAME_KINDS.index("variant")
_CYRILLIC = (*CYRILLIC, "be-tarask")
_LONGEST_ENDING = 5
_FORGET = 2000
INFLECTED = "inflected forms of names that are there"
REPEATED = "the same in another language"

# (The scratch database finds regions by an index of those that are named, so the queries ask for named ones.)
# An entity's region or country, where the source has said which and the table has not.
_REGION = """
UPDATE entity SET state = max(state, CASE state WHEN 1 THEN 1 ELSE 2 END), cells = json_set(cells, '$.part_of',
    (SELECT id FROM entity AS region WHERE region.region = entity.admin AND region.region <> '' LIMIT 1))
WHERE admin <> '' AND json_extract(cells, '$.part_of') IS NULL
    AND EXISTS (SELECT 1 FROM entity AS region WHERE region.region = entity.admin AND region.region <> ''
        AND region.id <> entity.id)
"""
_COUNTRIES = """
CREATE TEMP TABLE state AS SELECT country, min(id) AS id FROM entity WHERE feature = 'PCLI' GROUP BY country
"""
_COUNTRY = """
UPDATE entity SET state = max(state, CASE state WHEN 1 THEN 1 ELSE 2 END), cells = json_set(cells, '$.part_of',
    (SELECT id FROM temp.state WHERE temp.state.country = entity.country))
WHERE region <> '' AND json_extract(cells, '$.part_of') IS NULL
    AND country IN (SELECT country FROM temp.state WHERE temp.state.id <> entity.id)
"""


def finish(stage: Stage) -> Counter[str]:
    """Settle the names that an import added, and the regions; how many forms were taken back, by why."""
    taken_back: Counter[str] = Counter()
    for statement in (_REGION, _COUNTRIES, _COUNTRY):
        stage.database.execute(statement)
    for count, entity in enumerate(stage.with_new_names()):
        if count % _FORGET == 0:
            analyse.cache_clear()  # it keeps what it has read of words, which in an import come only once
        known = stage.find(entity)
        names = stage.names_of(entity)
        for why, found in (
            (REPEATED, _repeated(names)),
            (INFLECTED, _inflected(names, known.type if known else "place")),
        ):
            for name in found:
                stage.drop_name(name.number)
            names = [name for name in names if name not in found]
            taken_back[why] += len(found)
        for name in _to_prefer(names):
            stage.prefer(name.number)
    return taken_back


def _repeated(names: Sequence[StagedName]) -> list[StagedName]:
    """New forms of no certain language that stand in one, and forms in Taraškievica that are the official ones."""
    latin = {name.key for name in names if name.lang not in ("und-Latn", *_CYRILLIC)}
    official = {name.key for name in names if name.lang == "be"}
    same = {"und-Latn": latin, "be-tarask": official}
    return [name for name in names if name.state == NEW and name.key in same.get(name.lang, ())]


def _inflected(names: Sequence[StagedName], type_: str) -> list[StagedName]:
    """New variants that are another form of the entity in a case other than the nominative: Киевом beside Киев."""
    forms: dict[str, list[StagedName]] = defaultdict(list)
    for name in names:
        if name.lang in _CYRILLIC:
            forms[name.lang].append(name)
    return [
        name
        for alike in forms.values()
        for name in alike
        if name.state == NEW and name.rank == _VARIANT and _is_inflected(name, alike, type_)
    ]


def _is_inflected(name: StagedName, alike: Sequence[StagedName], type_: str) -> bool:
    others = {other.form for other in alike if other.key != name.key and _differ_in_ending(other.key, name.key)}
    if not others:
        return False
    kind: EntityType = "person" if type_ == "person" else "organisation" if type_ == "organisation" else "place"
    readings = nominative_name.__wrapped__(name.form, name.lang, type=kind)
    own = max((one.weight for one in readings if one.nominative == name.form), default=float("-inf"))
    return any(one.case not in (None, "Nom") and one.nominative in others and one.weight > own for one in readings)


def _differ_in_ending(one: str, other: str) -> bool:
    """Whether two names of as many words differ in nothing but the ends of words."""
    pairs = list(zip(one.split(), other.split(), strict=False))
    if one.count(" ") != other.count(" "):
        return False
    for a, b in pairs:
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
        if not same or max(len(a), len(b)) - same > _LONGEST_ENDING:
            return False
    return True


def _to_prefer(names: Sequence[StagedName]) -> list[StagedName]:
    """The only current form in a language that has no preferred one, if the source vouches for its language."""
    current: dict[str, list[StagedName]] = defaultdict(list)
    for name in names:
        if name.rank <= _VARIANT or name.rank == len(NAME_KINDS):
            current[name.lang].append(name)
    alone = [found[0] for found in current.values() if len(found) == 1]
    return [name for name in alone if name.promote and name.rank == _VARIANT and name.state == NEW]
