"""Importers on files that are broken, or made to do harm; and on large ones."""

from __future__ import annotations

import bz2
import gzip
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_importers_formats import ALTERNATES, FEATURES, POET, assert_clean, dump, found, run

from pipeline.gazetteer import load
from pipeline.gazetteer.importers import FORMATS, Filters, import_files


def archive(path: Path, members: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return path.read_bytes()


def test_a_truncated_archive_gives_what_it_has(tmp_path: Path) -> None:
    rows = "".join(f"{number}\t{FEATURES.splitlines()[2].partition(chr(9))[2]}\n" for number in range(1, 3_000))
    _, told = run(tmp_path, {"a.gz": gzip.compress(rows.encode())[:-400]}, format_name="geonames")
    assert len(told) == 1
    assert told[0].startswith("a.gz: damaged after line ")
    assert 1 < len(found(tmp_path / "into", "entities.csv")) < 2_999
    assert_clean(tmp_path / "into")


def test_an_archive_of_a_file_without_a_name_is_refused(tmp_path: Path) -> None:
    packed = archive(tmp_path / "x.zip", {"U": FEATURES.encode()})
    at, end = packed.index(b"PK\x01\x02"), packed.index(b"PK\x05\x06")
    entry = packed[at : at + 28] + b"\0\0" + packed[at + 30 : at + 46] + packed[at + 47 : end]
    size = len(entry).to_bytes(4, "little")
    nameless = packed[:at] + entry + packed[end : end + 12] + size + packed[end + 16 :]
    _, told = run(tmp_path, {"nameless.zip": nameless})
    assert len(told) == 1
    assert "damaged zip archive" in told[0]


def test_an_archive_whose_contents_lie_before_its_beginning_is_damaged(tmp_path: Path) -> None:
    packed = archive(tmp_path / "x.zip", {"UA.txt": FEATURES.encode()})
    _, told = run(tmp_path, {"beheaded.zip": packed[:30] + packed[50:]})
    assert len(told) == 1
    assert "cannot be unpacked" in told[0]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
@pytest.mark.parametrize("line", [b" ", b" " * 99 + b"\n"])
def test_a_bomb_is_given_up(tmp_path: Path, pack: object, line: bytes) -> None:
    assert callable(pack)
    _, told = run(
        tmp_path, {"bomb": pack(FEATURES.encode() + line * (32 * 2**20 // len(line)))}, format_name="geonames"
    )
    assert any("unpacks to more than 250 times its size" in each for each in told), told


def test_a_zip_bomb_is_given_up(tmp_path: Path) -> None:
    packed = archive(tmp_path / "x.zip", {"UA.txt": FEATURES.encode() + (b" " * 99 + b"\n") * 320_000})
    _, told = run(tmp_path, {"bomb.zip": packed}, format_name="geonames")
    assert any("unpacks to more than 250 times its size" in each for each in told), told


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ("../UA.txt", "a path that leads elsewhere"),
        ("/etc/UA.txt", "a path that leads elsewhere"),
        ("a\\..\\UA.txt", "a path that leads elsewhere"),
        ("C:/UA.txt", "a path that leads elsewhere"),
        ("inner.zip", "an archive in an archive"),
        ("readme.txt", "an archive without a table in it"),
    ],
)
def test_archives_with_tricks_are_refused(tmp_path: Path, member: str, said: str) -> None:
    _, told = run(tmp_path, {"a.zip": archive(tmp_path / "x.zip", {member: FEATURES.encode()})})
    assert len(told) == 1
    assert said in told[0]
    assert not (tmp_path / "into" / "names.csv").exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x7fELF\x02\x01\x01" + bytes(100), "a binary file"),
        ("id\tname".encode("utf-16"), "UTF-16 text"),
        (b"", "in none of the formats known"),
        (b"PK\x03\x04" + bytes(60), "a damaged zip archive"),
        (b"\x1f\x8b\x08" + bytes(60), "damaged"),
        (b"BZh9" + bytes(60), "damaged"),
        ("Гэта проста тэкст.\n".encode(), "in none of the formats known"),
        (b"x" * (50 * 2**20), "in none of the formats known"),
        (b"name,lang\n" + b'"' * 9, "not a CSV row"),
    ],
)
def test_what_is_no_data_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    _, told = run(tmp_path, {"x": data})
    assert len(told) == 1
    assert said in told[0]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    told: list[str] = []
    paths = [tmp_path / "absent", tmp_path / "folder", tmp_path / "good.txt"]
    paths[2].write_text(FEATURES, "utf-8")
    report = import_files(paths, tmp_path / "into", tell=lambda problem: told.append(problem.message))
    assert told == ["no such file", "a folder, not a file"]
    assert report.written


def test_a_line_of_fifty_megabytes_is_passed_over(tmp_path: Path) -> None:
    long = b'{"id": "Q1", "labels": {"en": {"value": "' + b"x" * (50 * 2**20) + b'"}}}\n'
    _, told = run(tmp_path, {"x.json": json.dumps(POET).encode() + b"\n" + long + json.dumps(POET).encode()})
    assert told == ["x.json:2: a line longer than 16 MB"]


def test_json_that_is_no_item_is_refused_line_by_line(tmp_path: Path) -> None:
    lines = [
        json.dumps(POET),
        "[" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '{"id": "Q1", "claims": 7}',
        '{"id": "Q2", "labels": {"en": {"language": "en"}}}',
        '{"id": "../../x", "type": "item", "labels": {"en": {"language": "en", "value": "X"}}}',
        '{"id": "Q3", "labels": {"en": {"language": "en", "value": "\\ud800"}}}',
        "{",
        '"text"',
        "null",
    ]
    _, told = run(tmp_path, {"x.json": "\n".join(lines)})
    assert [line.split(":")[1] for line in told] == [str(number) for number in range(2, 11)]
    assert load(tmp_path / "into").entities.keys() == {"wikidata:Q900001"}


def test_redirects_that_go_in_a_circle_lead_nowhere(tmp_path: Path) -> None:
    lines = [{"entity": "Q1", "redirect": "Q2"}, {"entity": "Q2", "redirect": "Q1"}, POET]
    report, told = run(tmp_path, {"x.json": dump(*lines)}, format_name="wikidata")
    assert told == []
    assert report.entities_added == 1
    assert report.left_out["redirects (the item they lead to has a line of its own)"] == 2


def test_referents_that_go_in_a_circle_are_one_entity_each(tmp_path: Path) -> None:
    entities = [
        {"id": "a", "schema": "Person", "referents": ["b"], "properties": {"name": ["Ales Hrab"]}},
        {"id": "b", "schema": "Person", "referents": ["a"], "properties": {"name": ["Ales Hrab"]}},
    ]
    run(tmp_path, {"x.json": "\n".join(map(json.dumps, entities))})
    assert load(tmp_path / "into").entities.keys() == {"ftm:a"}


def test_regions_in_a_circle_are_not_made(tmp_path: Path) -> None:
    rows = [line.split("\t") for line in FEATURES.splitlines()]
    rows[1][8], rows[1][10] = "UA", "12"
    doubled = [rows[0], rows[1], [*rows[1][:0], "999", *rows[1][1:]], rows[2]]
    run(tmp_path, {"x.txt": "\n".join("\t".join(row) for row in doubled)})
    assert_clean(tmp_path / "into")


def test_the_same_identifier_again_adds_to_the_same_entity(tmp_path: Path) -> None:
    again = FEATURES.splitlines()[2].replace("\tKyiv\t", "\tKyiw\t", 1)
    run(tmp_path, {"x.txt": FEATURES + again + "\n" + again})
    assert len([row for row in found(tmp_path / "into", "entities.csv") if row[0] == "geonames:703448"]) == 1
    assert [row[1] for row in found(tmp_path / "into")].count("Kyiw") == 1


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=400), name=st.sampled_from(sorted(FORMATS)))
def test_any_bytes_are_survived(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "x").write_bytes(data)
    import_files([folder / "x"], folder / "into", format_name=name, filters=Filters(type="person"))


CELL = st.text(alphabet="Кіеў Ы'\"=+-@(|!,;\n\t\u0301\u200bIiI", max_size=12)


@settings(max_examples=4, deadline=None)
@given(rows=st.lists(st.tuples(CELL, st.sampled_from(["be", "uk", "ru", "en", "", "und"])), max_size=6))
def test_any_names_give_tables_in_order(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    folder = tmp_path_factory.mktemp("any")
    lines = [
        "\t".join([str(number), "1", lang, " ".join(form.split("\t")), *[""] * 6])
        for number, (form, lang) in enumerate(rows)
    ]
    (folder / "a").write_text(FEATURES.splitlines()[2].replace("703448", "1"), "utf-8")
    (folder / "b").write_text("\n".join(lines), "utf-8")
    import_files([folder / "a"], folder / "into")
    import_files([folder / "b"], folder / "into", format_name="geonames-names")
    assert_clean(folder / "into")
    before = (folder / "into" / "names.csv").read_bytes()
    assert not import_files([folder / "b"], folder / "into", format_name="geonames-names").written
    assert (folder / "into" / "names.csv").read_bytes() == before


PEAK = """
import resource, sys
from pathlib import Path
from pipeline.gazetteer.importers import Filters, import_files
report = import_files([Path(name) for name in sys.argv[2:]], Path(sys.argv[1]), filters=Filters(min_population=1000))
print(report.entities_added, report.names_added, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def peak(folder: Path, count: int) -> tuple[int, int, int]:
    """Entities and names added from a made dump of so many places and names, and the most memory held (MB)."""
    rest = FEATURES.splitlines()[2].split("\t")
    with (
        (folder / "places.txt").open("w", encoding="utf-8") as places,
        (folder / "names.txt").open("w", encoding="utf-8") as names,
    ):
        for number in range(1, count + 1):
            rest[14] = "5000" if number % 50 == 0 else "10"
            places.write("\t".join([str(number), f"Place {number}", *rest[2:]]) + "\n")
            names.write(f"{number}\t{number}\tuk\tМісто {number}\t1\t\t\t\t\t\n")
    command = [sys.executable, "-c", PEAK, "into", "places.txt", "names.txt"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=300, text=True)
    entities, forms, memory = (int(text) for text in done.stdout.split())
    return entities, forms, memory


def test_memory_does_not_grow_with_the_dump(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "large").mkdir()
    _, _, little = peak(tmp_path / "small", 1_000)
    entities, forms, much = peak(tmp_path / "large", 200_000)
    assert (entities, forms) == (4_000, 8_000)
    assert much < little + 40
    assert (tmp_path / "large" / "places.txt").stat().st_size > 20 * 2**20


def test_alternates_alone_need_their_places(tmp_path: Path) -> None:
    report, told = run(tmp_path, {"alternateNamesV2.txt": ALTERNATES})
    assert told == []
    assert report.left_out["names of places that are not imported"] == 17
    assert not report.written
