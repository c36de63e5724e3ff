"""Compiled tables give the answers of the tables, whatever the tables hold."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.gazetteer import Decision, Entity, Gazetteer, Name, builtin_folder, fold
from pipeline.gazetteer.asking import FORM, listening
from pipeline.gazetteer.cache import Cache
from pipeline.gazetteer.compiled import CompiledGazetteer, compile_gazetteer
from pipeline.gazetteer.folding import _ONE_OF_MANY
from pipeline.gazetteer.loading import look_at_all, read
from pipeline.gazetteer.lookup import KeySet, Lookup, pack_keys
from pipeline.gazetteer.model import NAME_KINDS
from pipeline.gazetteer.sections import DamagedError, in_memory, open_sections, write_sections
from pipeline.languages import script_of
from pipeline.matching.columns import Column
from pipeline.matching.index import SoundIndex
from pipeline.matching.person import parse_person, surnames_related
from pipeline.reading import read_text
from pipeline.records import EntityType
from pipeline.spotting import Spotter
from pipeline.transliteration import repair

LETTERS = "абвіїёыўґжАБВІЁ’'abcioABCIOłŁ -.,\"«»0\u0301ß"
texts = st.text(LETTERS, min_size=1, max_size=12)
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
dates = st.none() | st.sampled_from(["1991", "1991-08-24"])
ids = st.lists(st.builds("t:{}".format, st.text("abcż1", min_size=1, max_size=4)), unique=True, min_size=1, max_size=6)


@st.composite
def gazetteers(draw: st.DrawFn) -> Gazetteer:
    """Entities with any columns, names in any order that belong to some of them, and decisions."""
    entities = {
        entity_id: Entity(
            id=entity_id,
            type=draw(st.sampled_from(["person", "place", "organisation"])),
            label=draw(texts),
            gender=draw(st.sampled_from([None, "Masc", "Fem"])),
            description=draw(st.none() | anything),
            latitude=draw(st.none() | st.floats(-90, 90)),
            population=draw(st.none() | st.integers(0, 10**11)),
        )
        for entity_id in draw(ids)
    }
    names = st.builds(
        Name,
        entity=st.sampled_from(sorted(entities)),
        form=texts | anything.filter(lambda form: "\0" not in form),
        lang=st.sampled_from(["be", "be-tarask", "uk", "und-Latn"]),
        kind=st.sampled_from(NAME_KINDS),
        since=dates,
        until=dates,
        indeclinable=st.booleans(),
        source=anything,
    )
    decisions = st.builds(
        Decision, form=texts, lang=st.just("be"), type=st.just("person"), decision=st.just("never"), note=anything
    )
    return Gazetteer(entities, draw(st.lists(names, max_size=12)), draw(st.lists(decisions, max_size=2)), "f")


def compiled(gazetteer: Gazetteer, folder: Path = Path()) -> CompiledGazetteer:
    """The compiled form, kept in no file; what is derived from it is kept in a folder."""
    sections = in_memory(compile_gazetteer(gazetteer))
    return CompiledGazetteer(sections, gazetteer.fingerprint, Cache(folder, "test"))


def test_an_empty_gazetteer_can_be_compiled() -> None:
    empty = compiled(Gazetteer({}, [], [], ""))
    assert (len(empty.entities), len(empty.names), len(empty.decisions)) == (0, 0, 0)
    assert (empty.exact("Kyiv"), empty.names_of("t:a")) == ((), ())


@settings(deadline=None)
@given(gazetteers(), st.lists(texts | st.text(max_size=5), max_size=5))
def test_compiled_and_in_memory_answer_alike(tables: Gazetteer, queries: list[str]) -> None:
    mapped = compiled(tables)
    assert list(mapped.entities.items()) == list(tables.entities.items())
    assert (mapped.names, mapped.decisions, mapped.fingerprint) == (tables.names, tables.decisions, tables.fingerprint)
    for entity_id in (*tables.entities, *queries):
        assert (entity_id in mapped.entities) is (entity_id in tables.entities)
        assert mapped.entities.get(entity_id) == tables.entities.get(entity_id)
        assert mapped.names_of(entity_id) == tables.names_of(entity_id)
        assert mapped.preferred(entity_id, "be") == tables.preferred(entity_id, "be")
    forms = [*queries, *(name.form for name in tables.names)]
    for form in {spelled for one in forms for spelled in (one, one.upper(), one.swapcase(), one.replace("o", "о"))}:
        assert mapped.exact(form) == tables.exact(form)
        with listening() as asked:
            mapped.exact(form)
        assert asked == {(FORM, fold(form))}


def test_names_are_a_sequence() -> None:
    names = [Name(entity="t:a", form=form, lang="be") for form in ("а", "б", "в")]
    mapped = compiled(Gazetteer({"t:a": Entity(id="t:a", type="place", label="a")}, names, [], ""))
    assert (mapped.names[0], mapped.names[-1]) == (names[0], names[2])
    assert mapped.names[1:] == tuple(names[1:])
    assert mapped.names != tuple(names[1:])
    assert names[1] in mapped.names
    with pytest.raises(IndexError):
        mapped.names[3]
    with pytest.raises(KeyError):
        mapped.entity("t:b")


@given(st.text(LETTERS, max_size=12) | st.text(max_size=8))
def test_the_quick_way_of_folding_gives_what_the_careful_one_gives(form: str) -> None:
    text = form if form.isascii() else repair(form)
    assert fold(form) == " ".join(text.casefold().translate(_ONE_OF_MANY).split())


@given(st.lists(st.lists(texts, unique=True, max_size=3)), st.text(max_size=4))
def test_a_lookup_keeps_what_was_filed_in_its_order(names: list[list[str]], other: str) -> None:
    column = Column[str]()
    for keys in names:
        column.add(keys)
    lookup = Lookup(in_memory(column.lookup("x")), "x")
    for key in {other}.union(*names):
        assert list(lookup.get(key)) == [number for number, keys in enumerate(names) if key in keys]
        assert (key in lookup) is any(key in keys for keys in names)


@given(st.lists(texts), texts)
def test_a_set_of_keys_tells_what_begins_so(keys: list[str], start: str) -> None:
    found = KeySet(in_memory(pack_keys("x", keys)[0]), "x")
    assert set(found.starting(start)) == {key for key in keys if key.startswith(start)}
    assert found.any_starting(start) is any(key.startswith(start) for key in keys)


@given(st.dictionaries(st.text(max_size=5), st.binary(max_size=20), max_size=4), st.data())
def test_sections_come_back_and_every_damage_is_seen(
    tmp_path_factory: pytest.TempPathFactory, parts: dict[str, bytes], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("sections") / "file"
    whole = io.BytesIO()
    write_sections(whole, parts)
    path.write_bytes(whole.getvalue())
    assert {name: bytes(section) for name, section in open_sections(path).items()} == parts
    written = whole.getvalue()
    path.write_bytes(written[: data.draw(st.integers(0, len(written) - 1))])
    with pytest.raises(DamagedError):
        open_sections(path)
    path.write_bytes(written + b"\0")
    with pytest.raises(DamagedError):
        open_sections(path)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Gazetteer, CompiledGazetteer]:
    """The built-in tables in memory and compiled."""
    tables = read(look_at_all([builtin_folder()]))
    return tables, compiled(tables, tmp_path_factory.mktemp("cache"))


def test_sounds_are_found_alike(both: tuple[Gazetteer, CompiledGazetteer]) -> None:
    tables, mapped = map(SoundIndex, both)
    asked: list[tuple[str, EntityType]] = [("Tichanowskaja", "person"), ("Lukaschenko", "person"), ("Гомиель", "place")]
    for form, kind in asked:
        assert tables.find(form, kind) == mapped.find(form, kind) != []


def test_names_are_spotted_alike(both: tuple[Gazetteer, CompiledGazetteer]) -> None:
    tables, mapped = map(Spotter, both)
    text = (
        "Святлану Ціханоўскую сустрэлі ў Вільні. З Мінска ў Гомель едзе Аляксандр Лукашэнка. "
        "В Киеве говорили о Новой Каховке и о Министерстве обороны."
    )
    document = read_text(text, id="x", lang=None)
    assert tables.spot(document) == mapped.spot(document) != ()


def test_no_relative_is_missed_among_those_whose_surname_sounds_alike(
    both: tuple[Gazetteer, CompiledGazetteer],
) -> None:
    index = SoundIndex(both[1])
    surnames = {
        word.text: word.heard
        for name in both[0].names
        if both[0].entity(name.entity).type == "person" and script_of(name.form) == "Cyrl"
        for word in parse_person(name.form)
        if word.role == "surname"
    }
    for surname in list(surnames)[::20]:
        found = {word.text for name in index.bearers(surname) for word in parse_person(name.form)}
        related = {one for one, heard in surnames.items() if surnames_related(heard, surnames[surname])}
        assert related <= found, surname
