"""Loading, laying over and looking up; every way in which a table can be unusable."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.gazetteer import GazetteerError, fold, load

ENTITIES = "id,type,label\nnazvy:kyiv,place,Kyiv\nnazvy:minsk,place,Minsk\n"
NAMES = (
    "entity,form,lang,kind\nnazvy:kyiv,Київ,uk,preferred\nnazvy:kyiv,Kyiv,en,preferred\nnazvy:kyiv,Kiev,en,variant\n"
)


def package(folder: Path, entities: str | bytes | None = ENTITIES, names: str | bytes | None = NAMES) -> Path:
    """A package folder; a table that is None is not written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("entities.csv", entities), ("names.csv", names)):
        if text is not None:
            (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_two_columns_less_than_the_whole_are_a_gazetteer(tmp_path: Path) -> None:
    gazetteer = load(package(tmp_path))
    assert list(gazetteer.entities) == ["nazvy:kyiv", "nazvy:minsk"]
    assert gazetteer.entity("nazvy:kyiv").label == "Kyiv"
    assert gazetteer.entity("nazvy:kyiv").country is None
    assert [name.form for name in gazetteer.names_of("nazvy:kyiv")] == ["Київ", "Kyiv", "Kiev"]
    assert gazetteer.names_of("nazvy:minsk") == ()
    preferred = gazetteer.preferred("nazvy:kyiv", "en")
    assert preferred is not None
    assert preferred.form == "Kyiv"
    assert gazetteer.preferred("nazvy:kyiv", "ru") is None
    with pytest.raises(KeyError):
        gazetteer.entity("nazvy:homiel")


def test_empty_tables_are_a_gazetteer(tmp_path: Path) -> None:
    gazetteer = load(package(tmp_path, "id,type,label\n", "entity,form,lang\n"))
    assert gazetteer.names == ()
    assert gazetteer.exact("Kyiv") == ()


@pytest.mark.parametrize("query", ["Kiev", "KIEV", " kiev ", "Київ", "КИЇВ", "Kиїв"])
def test_exact_looks_past_case_spaces_and_homoglyphs(tmp_path: Path, query: str) -> None:
    found = load(package(tmp_path)).exact(query)
    assert {name.entity for name in found} == {"nazvy:kyiv"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Лук'янівка", "ЛУК’ЯНІВКА"),
        ("Батальён «Волат»", 'батальён "Волат"'),
        ("Могилёв", "Могилев"),
        ("Мiнск", "Мінск"),
    ],
)
def test_typing_makes_no_other_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_neighbouring_languages_are_other_keys() -> None:
    assert len({fold(form) for form in ("Киев", "Київ", "Кіеў", "Kyiv", "Kiev")}) == 5


def test_what_spreadsheets_write_is_read(tmp_path: Path) -> None:
    folder = package(tmp_path, b"\xef\xbb\xbf" + ENTITIES.encode(), NAMES.replace("\n", "\r\n") + ",,,\r\n")
    assert load(folder).names == load(package(tmp_path / "plain")).names


def test_a_package_laid_over_adds_and_replaces(tmp_path: Path) -> None:
    base = package(tmp_path / "base", "id,type,label,country\nnazvy:kyiv,place,Kyiv,UA\n")
    over = package(
        tmp_path / "over",
        "id,type,label,population\nnazvy:kyiv,place,Kiev,2952301\nnazvy:brest,place,Brest,\n",
        "entity,form,lang,kind,source\nnazvy:kyiv,Kiev,en,preferred,editor\nnazvy:brest,Brest,en,preferred,editor\n",
    )
    gazetteer = load(base, [over])
    kyiv = gazetteer.entity("nazvy:kyiv")
    assert (kyiv.label, kyiv.country, kyiv.population) == ("Kiev", "UA", 2952301)
    kinds = {name.form: name.kind for name in gazetteer.names_of("nazvy:kyiv")}
    assert kinds == {"Київ": "preferred", "Kyiv": "variant", "Kiev": "preferred"}
    assert len(gazetteer.exact("Brest")) == 1
    assert gazetteer.fingerprint not in (load(base).fingerprint, load(over).fingerprint)


def test_a_package_laid_over_may_bring_names_alone(tmp_path: Path) -> None:
    over = package(tmp_path / "over", None, "entity,form,lang\nnazvy:minsk,Mińsk,pl\n")
    gazetteer = load(package(tmp_path / "base"), [over])
    assert [name.entity for name in gazetteer.exact("Mińsk")] == ["nazvy:minsk"]


def test_the_fingerprint_follows_the_bytes(tmp_path: Path) -> None:
    first = load(package(tmp_path)).fingerprint
    assert load(tmp_path).fingerprint == first
    package(tmp_path, names=NAMES + "nazvy:kyiv,Киев,ru,preferred\n")
    assert load(tmp_path).fingerprint != first


def test_decisions_are_read(tmp_path: Path) -> None:
    row = "Kyjiw,und-Latn,place,same,nazvy:kyiv,2024-05-01,seen in a report\n"
    (package(tmp_path) / "decisions.csv").write_text("form,lang,type,decision,entity,when,note\n" + row, "utf-8")
    (decision,) = load(tmp_path).decisions
    assert (decision.form, decision.decision, decision.entity) == ("Kyjiw", "same", "nazvy:kyiv")


FAULTS: dict[str, tuple[str | bytes | None, str | bytes | None, str]] = {
    "missing column": (ENTITIES, "entity,form\nnazvy:kyiv,Kyiv\n", "names.csv:1: no column lang"),
    "missing table": (ENTITIES, None, "names.csv: no such file"),
    "empty file": ("", NAMES, "entities.csv:1: no column id, type, label"),
    "windows-1251": (ENTITIES, NAMES.encode("windows-1251"), "names.csv:2: not UTF-8 (byte 0xca)"),
    "utf-16": (ENTITIES.encode("utf-16"), NAMES, "entities.csv:1: not UTF-8"),
    "nul": (ENTITIES, NAMES + "nazvy:kyiv,K\0yiv,en,variant\n", "names.csv:5: a NUL character"),
    "semicolons": (ENTITIES.replace(",", ";"), NAMES, "entities.csv:1: columns are parted by semicolons"),
    "tabs": (ENTITIES, NAMES.replace(",", "\t"), "names.csv:1: columns are parted by tabs"),
    "doubled column": (ENTITIES, "entity,form,lang,lang\n", "names.csv:1: column lang stands twice"),
    "unknown entity": (ENTITIES, NAMES + "nazvy:nowhere,X,en,variant\n", "names.csv:5: entity nazvy:nowhere"),
    "bad type": (ENTITIES + "nazvy:x,city,X\n", NAMES, "entities.csv:4: type is 'city'"),
    "bad id": (ENTITIES + "kyiv,place,X\n", NAMES, "entities.csv:4: id is 'kyiv'"),
    "id twice": (ENTITIES + "nazvy:kyiv,place,X\n", NAMES, "entities.csv:4: id nazvy:kyiv stands in line 2"),
    "bad kind": (ENTITIES, NAMES + "nazvy:kyiv,X,en,best\n", "names.csv:5: kind is 'best'"),
    "bad language": (ENTITIES, NAMES + "nazvy:kyiv,X,English,variant\n", "names.csv:5: lang is 'English'"),
    "no form": (ENTITIES, NAMES + "nazvy:kyiv,,en,variant\n", "names.csv:5: form is empty"),
    "too many cells": (ENTITIES, NAMES + "nazvy:kyiv,Kyiv, Ukraine,en,variant\n", "names.csv:5: 5 cells"),
    "formula": (
        ENTITIES,
        NAMES + 'nazvy:kyiv,"=HYPERLINK(""http://x"")",en,variant\n',
        "names.csv:5: form holds a formula",
    ),
    "command": (ENTITIES, NAMES + "nazvy:kyiv,@SUM(1+1)*cmd|' /C calc'!A0,en,\n", "names.csv:5: form holds a formula"),
    "open quote": (ENTITIES, NAMES + 'nazvy:kyiv,"Kyiv,en,variant\n', "names.csv:5: not a CSV row"),
    "huge cell": (ENTITIES, NAMES + f"nazvy:kyiv,{'x' * 20_000},en,\n", "names.csv:5: form holds 20000 characters"),
    "long form": (ENTITIES, NAMES + f"nazvy:kyiv,{'x' * 2000},en,\n", "names.csv:5: form is 'xxx"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_unusable_table_is_refused_with_its_place_and_a_remedy(tmp_path: Path, fault: str) -> None:
    entities, names, line = FAULTS[fault]
    with pytest.raises(GazetteerError) as caught:
        load(package(tmp_path, entities, names))
    problem = caught.value.problem
    assert line in problem.line()
    assert problem.remedy
    assert "\n" not in problem.line()
    assert len(problem.line()) < 400


def test_a_cell_beyond_the_limit_of_csv_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"names\.csv:5: "):  # the limit is the process's, and others move it
        load(package(tmp_path, ENTITIES, NAMES + f"nazvy:kyiv,{'x' * 200_000},en,\n"))


def test_a_plus_or_minus_may_begin_a_name(tmp_path: Path) -> None:
    folder = package(tmp_path, ENTITIES + "nazvy:x,organisation,+972 Magazine\n", NAMES + "nazvy:x,+972 Magazine,en,\n")
    assert load(folder).exact("+972 Magazine")


@pytest.mark.parametrize("make", ["missing", "file"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, make: str) -> None:
    folder = tmp_path / "gazetteer"
    if make == "file":
        folder.write_text("id", "utf-8")
    with pytest.raises(GazetteerError, match="folder"):
        load(folder)
