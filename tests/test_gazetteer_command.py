"""`nazvy gazetteer` as a person and as a program use it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_importers_formats import ALTERNATES, FEATURES, tabbed

from pipeline.cli import status_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Tables of one city."""
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "entities.csv").write_text("id,type,label\nx:minsk,place,Minsk\n", "utf-8")
    (tables / "names.csv").write_text("entity,form,lang,kind\nx:minsk,Мінск,be,preferred\nx:minsk,Minsk,en,\n", "utf-8")
    return tables


def answer(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, Any]:
    status = status_of(["gazetteer", *map(str, arguments), "--json"])
    return status, json.loads(capfd.readouterr().out)


def test_import_prints_what_it_did(tmp_path: Path, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "UA.txt").write_text(FEATURES + "broken\n", "utf-8")
    (tmp_path / "names.txt").write_text(ALTERNATES, "utf-8")
    arguments = ["gazetteer", "import", str(tmp_path / "UA.txt"), str(tmp_path / "names.txt"), "--into", str(folder)]
    assert status_of(arguments) == 1
    said = capfd.readouterr()
    assert said.err == f"{tmp_path}/UA.txt:8: 1 columns where GeoNames has 19\n"
    assert "added                6" in said.out
    assert "refused\t1" in said.out
    status, report = answer(capfd, *arguments[1:])
    assert (status, report["entities_added"], report["names_added"], report["written"]) == (1, 0, 0, False)
    assert report["refused_rows"][0]["line"] == 8
    status, found = answer(capfd, "show", "Києва", "--gazetteer", folder)
    assert [entity["id"] for entity in found] == ["geonames:703448"]


def test_import_filters(tmp_path: Path, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "all.txt").write_text(FEATURES, "utf-8")
    options = ["--country", "by", "--feature-class", "P", "--min-population", "1000", "--into", folder, "--dry-run"]
    status, report = answer(capfd, "import", tmp_path / "all.txt", *options)
    assert (status, report["entities_added"], report["written"]) == (0, 1, False)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "xml"], "no format 'xml'"),
        (["--country", "Belarus"], "a country is two letters"),
        (["--class", "city"], "such as Q515=place"),
        (["--into", "/proc/nowhere"], "cannot be used"),
    ],
)
def test_import_that_cannot_start(options: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert status_of(["gazetteer", "import", "x.txt", *options]) == 2
    err = capfd.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_import_names_a_file_that_is_not_there(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert status_of(["gazetteer", "import", "absent.txt", "--into", str(folder)]) == 1
    assert capfd.readouterr().err == "absent.txt: no such file\n"


def test_check_writes_back_and_lets_warnings_pass(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder.parent / "a.txt").write_text(
        tabbed("1|Minsk|Minsk||53.9|27.5|P|PPLC|BY||04||||9|||Europe/Minsk|2024-01-01"), "utf-8"
    )
    assert status_of(["gazetteer", "import", str(folder.parent / "a.txt"), "--into", str(folder)]) == 0
    with (folder / "names.csv").open("a", encoding="utf-8") as file:
        file.write("geonames:1,Minsk,en,,,,,\n")
    capfd.readouterr()
    status, problems = answer(capfd, "check", folder)
    assert status == 1
    assert any("not in order" in problem["message"] for problem in problems if not problem["warning"])
    status, problems = answer(capfd, "check", folder, "--write")
    assert status == 0
    assert [problem["warning"] for problem in problems] == [True]
    assert "'Minsk' is a name of geonames:1 and of x:minsk" in problems[0]["message"]


def test_show_prints_every_form(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert status_of(["gazetteer", "show", "МIНСКУ", "--gazetteer", str(folder)]) == 0
    assert capfd.readouterr().out == "x:minsk\tplace\tMinsk\n  be  Мінск  preferred\n  en  Minsk  variant\n"
    assert status_of(["gazetteer", "show", "Zzyzx", "--gazetteer", str(folder)]) == 1
    assert answer(capfd, "show", "Zzyzx", "--gazetteer", folder) == (1, [])


def test_show_follows_what_was_merged(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "decisions.csv").write_text(
        "form,lang,type,decision,entity\nx:mensk,und,place,merged-into,x:menesk\nx:menesk,und,place,merged-into,x:minsk\n",
        "utf-8",
    )
    status, found = answer(capfd, "show", "x:mensk", "--gazetteer", folder)
    assert (status, [entity["id"] for entity in found]) == (0, ["x:minsk"])
    assert status_of(["gazetteer", "show", "x:mensk", "--gazetteer", str(folder)]) == 0
    assert "x:mensk was merged into x:minsk" in capfd.readouterr().err


def test_stats_and_build(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, counts = answer(capfd, "stats", "--gazetteer", folder)
    assert (status, counts["entities"], counts["names by language"]) == (0, {"place": 1}, {"be": 1, "en": 1})
    status, built = answer(capfd, "build", "--gazetteer", folder)
    assert (status, built["fingerprint"]) == (0, counts["fingerprint"])
