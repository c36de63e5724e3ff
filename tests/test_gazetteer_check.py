"""`check` is silent on tables in order and finds every fault that is planted in a broken copy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.gazetteer import builtin_folder, check, is_warning, write_back

ENTITIES = (
    "id,type,label,country,part_of,feature,gender,born,died,description,latitude,longitude,population,wikidata,geonames"
)
ROWS = {
    "entities.csv": [
        ENTITIES,
        "nazvy:belarus,place,Belarus,BY,,PCLI,,,,,,,,,",
        "nazvy:minsk,place,Minsk,BY,nazvy:belarus,PPLC,,,,,,,,,",
        "nazvy:yakub-kolas,person,Yakub Kolas,BY,,,Masc,1882-11-03,1956-08-13,,,,,,",
    ],
    "names.csv": [
        "entity,form,lang,kind,since,until,indeclinable,source",
        "nazvy:belarus,Беларусь,be,preferred,,,,editor",
        "nazvy:minsk,Мінск,be,preferred,,,,editor",
        "nazvy:minsk,Minsk,en,preferred,,,,editor",
        "nazvy:minsk,Минск,ru,preferred,,,,editor",
        "nazvy:yakub-kolas,Якуб Колас,be,preferred,,,,editor",
    ],
    "given_names.csv": ["name,gender,lang,form,kind,source", "yakub,Masc,be,Якуб,full,editor"],
    "decisions.csv": ["form,lang,type,decision,entity,when,note"],
}


def package(folder: Path, changes: dict[str, list[str]] | None = None) -> Path:
    """A small package in order, with some tables changed."""
    folder.mkdir(exist_ok=True)
    shutil.copy(builtin_folder() / "datapackage.json", folder)
    for table, lines in (ROWS | (changes or {})).items():
        (folder / table).write_text("\n".join(lines) + "\n", "utf-8", newline="")
    return folder


def lines(folder: Path) -> list[str]:
    return [problem.line().removeprefix(f"{folder}/") for problem in check(folder)]


def with_row(table: str, row: str, at: int | None = None) -> dict[str, list[str]]:
    rows = list(ROWS[table])
    rows.insert(len(rows) if at is None else at, row)
    return {table: rows}


def test_the_built_in_tables_are_in_order() -> None:
    assert [problem.line() for problem in check(builtin_folder())] == []


def test_tables_in_order_have_no_problem(tmp_path: Path) -> None:
    assert lines(package(tmp_path)) == []


PLANTED = {
    "script": (with_row("names.csv", "nazvy:minsk,Менск,en,variant,,,,editor", 5), "names.csv:6: 'Менск' is written"),
    "latin under ru": (with_row("names.csv", "nazvy:minsk,Mensk,ru,variant,,,,"), "names.csv:7: 'Mensk' is written"),
    "neighbour's letter": (with_row("names.csv", "nazvy:minsk,Мінск,ru,variant,,,,"), "names.csv:7: 'Мінск' has і"),
    "homoglyph": (
        with_row("names.csv", "nazvy:minsk,Мeнск,be,variant,,,,", 3),
        "names.csv:4: 'Мeнск' holds look-alike",
    ),
    "apostrophe": (
        with_row("names.csv", "nazvy:minsk,Мін'як,be,variant,,,,"),
        'names.csv:7: "Мін\'як" holds look-alike',
    ),
    "odd spaces": (
        with_row("names.csv", "nazvy:minsk,Горад  Мінск,be,variant,,,,"),
        "names.csv:7: 'Горад  Мінск' holds",
    ),
    "duplicate": (with_row("names.csv", "nazvy:minsk,МІНСК,be,variant,,,,"), "names.csv:7: 'МІНСК' stands in line 3"),
    "two preferred": (with_row("names.csv", "nazvy:minsk,Менск,be,preferred,,,,"), "names.csv:7: 'Менск' and 'Мінск'"),
    "unknown entity": (with_row("names.csv", "nazvy:x,Ікс,be,preferred,,,,"), "names.csv:7: entity nazvy:x is not"),
    "nameless": (with_row("entities.csv", "nazvy:zed,place,Zed" + "," * 12), "entities.csv:5: nazvy:zed has no name"),
    "unknown parent": (
        with_row("entities.csv", "nazvy:minsk-x,place,X,BY,nazvy:nowhere" + "," * 10),
        "entities.csv:5: part_of nazvy:nowhere",
    ),
    "circle": (
        {
            "entities.csv": [
                ROWS["entities.csv"][0],
                ROWS["entities.csv"][1].replace("BY,,", "BY,nazvy:minsk,"),
                *ROWS["entities.csv"][2:],
            ]
        },
        "entities.csv:2: nazvy:belarus is part of itself",
    ),
    "dates out of order": (
        with_row("names.csv", "nazvy:minsk,Менеск,be,former,1990,1939,,"),
        "names.csv:7: since 1990 is after until 1939",
    ),
    "no such day": (
        with_row("names.csv", "nazvy:minsk,Менеск,be,former,2023-02-29,,,"),
        "names.csv:7: '2023-02-29' is no date",
    ),
    "bad kind": (with_row("names.csv", "nazvy:minsk,Менеск,be,best,,,,"), "names.csv:7: kind is 'best'"),
    "bad number": (
        with_row("entities.csv", "nazvy:zed,place,Zed,BY,,,,,,,91,0,,,"),
        "entities.csv:5: latitude is '91'",
    ),
    "formula": (with_row("names.csv", "nazvy:minsk,=1+1,be,variant,,,,"), "names.csv:7: form holds a formula"),
    "id twice": (with_row("entities.csv", ROWS["entities.csv"][1]), "entities.csv:5: id nazvy:belarus stands"),
    "given name's kind": (
        with_row("given_names.csv", "yakub,Masc,be,Якубка,nick,editor"),
        'given_names.csv:3: The cell "nick"',
    ),
    "decision": (with_row("decisions.csv", "Mensk,en,place,perhaps,,,"), "decisions.csv:2: decision is 'perhaps'"),
    "order": (with_row("names.csv", "nazvy:belarus,Belarus,en,preferred,,,,"), "names.csv:3: not in order"),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(tmp_path: Path, fault: str) -> None:
    changes, line = PLANTED[fault]
    found = lines(package(tmp_path, changes))
    assert any(each.startswith(line) for each in found), found
    assert all("; " in each for each in found), "every problem has a remedy"


def test_namesakes_are_a_warning(tmp_path: Path) -> None:
    changes = with_row("names.csv", "nazvy:yakub-kolas,Мінск,be,nickname,,,,")
    assert lines(package(tmp_path, changes)) == []  # a person and a city are told apart by their types
    changes = with_row("names.csv", "nazvy:minsk,Беларусь,be,variant,,,,", 4)
    (problem,) = [problem for problem in check(package(tmp_path, changes)) if is_warning(problem)]
    assert "'Беларусь' is a name of nazvy:belarus and of nazvy:minsk" in problem.message


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"\xef\xbb\xbf" + "\n".join(ROWS["names.csv"]).encode() + b"\n", "names.csv:1: a byte order mark"),
        ("\r\n".join([*ROWS["names.csv"], ""]).encode(), "names.csv:1: Windows line ends"),
        ("\n".join(ROWS["names.csv"]).encode("windows-1251"), "names.csv:2: not UTF-8"),
        ("\n".join(ROWS["names.csv"]).replace(",", ";").encode(), "names.csv:1: columns are parted by semicolons"),
        (b"", "names.csv:1: no column entity, form, lang"),
    ],
)
def test_what_a_spreadsheet_did_is_named(tmp_path: Path, data: bytes, line: str) -> None:
    folder = package(tmp_path)
    (folder / "names.csv").write_bytes(data)
    assert any(each.startswith(line) for each in lines(folder)), lines(folder)


@pytest.mark.parametrize("name", ["datapackage.json", "entities.csv", "names.csv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = package(tmp_path)
    (folder / name).unlink()
    assert any(each.startswith(f"{name}: no such file") for each in lines(folder)), lines(folder)


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "x", "resources": [{"path": ',
        "[]",
        "{}",
        '{"resources": [1]}',
        '{"resources": [{"path": "names.csv", "schema": {"fields": [{"type": "string"}]}}]}',
        '{"resources": [{"path": "names.csv", "schema": {"fields": [], "foreignKeys": [1]}}]}',
        "\ufeff\ud7ff",
        '{"name": "\udcff"}',
        '{"name": ' + 5000 * "[",
    ],
)
def test_a_broken_descriptor_is_named(tmp_path: Path, text: str) -> None:
    folder = package(tmp_path)
    (folder / "datapackage.json").write_text(text, "utf-8", "surrogateescape")
    assert any(each.startswith("datapackage.json: ") for each in lines(folder))


@pytest.mark.parametrize("key", ["profile", "schema", "dialect", "path"])
def test_a_descriptor_cannot_send_the_check_elsewhere(tmp_path: Path, key: str) -> None:
    folder = package(tmp_path)
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    part = descriptor if key == "profile" else descriptor["resources"][0]
    part[key] = "http://127.0.0.1:1/elsewhere.json"
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    assert any("points outside the tables" in each for each in lines(folder))


def test_a_gazetteer_of_ones_own_may_have_two_tables_and_few_columns(tmp_path: Path) -> None:
    folder = package(
        tmp_path,
        {
            "entities.csv": ["id,type,label,remark", "x:minsk,place,Minsk,mine"],
            "names.csv": ["entity,form,lang", "x:minsk,Minsk,en", "x:minsk,Мінск,uk"],
        },
    )
    (folder / "given_names.csv").unlink()
    (folder / "decisions.csv").unlink()
    assert lines(folder) == []


def test_a_table_without_description_is_named(tmp_path: Path) -> None:
    folder = package(tmp_path)
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    del descriptor["resources"][1]
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    assert any(each.startswith("datapackage.json: names.csv is not described") for each in lines(folder))


def test_no_folder_is_named(tmp_path: Path) -> None:
    assert [problem.message for problem in check(tmp_path / "x")] == ["no such folder"]


def test_written_back_the_built_in_tables_keep_their_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(builtin_folder(), folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert write_back(folder) == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_written_back_a_disordered_table_is_in_order(tmp_path: Path) -> None:
    rows = ROWS["names.csv"]
    folder = package(tmp_path)
    meant = (folder / "names.csv").read_bytes()
    quoted = [",".join(f'"{cell} "' for cell in row.split(",")) for row in reversed(rows[1:])]
    (folder / "names.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join([rows[0], *quoted]).encode())
    assert write_back(folder) == [folder / "names.csv"]
    assert (folder / "names.csv").read_bytes() == meant
    assert sorted(path.name for path in folder.iterdir()) == sorted(["datapackage.json", *ROWS])


def test_columns_of_ones_own_are_kept(tmp_path: Path) -> None:
    folder = package(
        tmp_path, {"names.csv": ["entity,form,lang,mine", "nazvy:minsk,Минск,ru,b", "nazvy:minsk,Мінск,be,a"]}
    )
    write_back(folder)
    assert (folder / "names.csv").read_text("utf-8").splitlines()[1] == "nazvy:minsk,Мінск,be,a"
