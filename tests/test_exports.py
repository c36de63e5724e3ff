"""Exports: TMX, XLIFF, TSV, tables, JSON in one file; opened again by other people's programs."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree
from pyarrow import parquet
from translate.storage.tmx import tmxfile
from translate.storage.xliff2 import Xliff2File

from flows.exporting import results_at_hand
from flows.places import place
from pipeline.cli import status_of
from pipeline.writing import DocumentResult, encode, file_name, read_document
from pipeline.writing.cells import unguarded
from pipeline.writing.exports import FORMATS, export

SAMPLES = Path(__file__).parent / "samples" / "nazvy-document-1"
HOSTILE = "=HYPERLINK(1) <b>&amp;\t]]> \x07 \u202e \ud7ff \uffff end"

# The parts of TMX 1.4b that are written here (TMX 1.4b specification, "Elements" and "Attributes"), in our own words.
TMX = etree.DTD(
    io.StringIO(
        """
        <!ELEMENT tmx (header, body)>  <!ATTLIST tmx version CDATA #FIXED "1.4">
        <!ELEMENT header (note | prop | ude)*>
        <!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
          segtype (block | paragraph | sentence | phrase) #REQUIRED o-tmf CDATA #REQUIRED adminlang CDATA #REQUIRED
          srclang CDATA #REQUIRED datatype CDATA #REQUIRED>
        <!ELEMENT body (tu*)>
        <!ELEMENT tu ((note | prop)*, tuv+)>  <!ATTLIST tu tuid CDATA #IMPLIED srclang CDATA #IMPLIED>
        <!ELEMENT tuv ((note | prop)*, seg)>  <!ATTLIST tuv xml:lang CDATA #REQUIRED>
        <!ELEMENT seg (#PCDATA)>  <!ELEMENT note (#PCDATA)>  <!ELEMENT ude EMPTY>
        <!ELEMENT prop (#PCDATA)>  <!ATTLIST prop type CDATA #REQUIRED>
        """
    )
)
XLIFF = "{urn:oasis:names:tc:xliff:document:2.0}"


def results() -> list[DocumentResult]:
    return [read_document(path) for path in sorted(SAMPLES.glob("*.json"))]


def hostile() -> DocumentResult:
    """A result that says the worst in every text."""
    data = json.loads(encode(results()[1]))
    data["document"] |= {"id": f"{HOSTILE}/../x", "title": HOSTILE}
    for segment in data["segments"]:
        segment["text"] = HOSTILE + segment["text"]
    for entity in data["entities"]:
        entity["label"] = HOSTILE
    for items in data["translations"].values():
        for item in items:
            item["text"] = item["text"] and HOSTILE + item["text"]
    return msgspec.convert(data, DocumentResult)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("results")
    shutil.copytree(SAMPLES, made / "documents")
    worst = hostile()
    (made / "documents" / f"{file_name(worst.document.id)}.json").write_bytes(encode(worst))
    exported = export(made, list(FORMATS))
    assert exported.problems == ()
    assert all(path.exists() for path in exported.paths)
    return made


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_translation_memory_holds_all_languages_of_a_sentence_in_one_unit(folder: Path) -> None:
    tree = etree.parse(folder / "export" / "parallel.tmx")
    assert TMX.validate(tree), TMX.error_log
    assert tree.getroot().get("version") == "1.4"
    units = {unit.get("tuid"): unit for unit in tree.iter("tu")}
    assert len(units) == len(list(tree.iter("tu")))
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    tags = [[variant.get(language) for variant in unit.iter("tuv")] for unit in units.values()]
    assert all(len(set(each)) == len(each) >= 2 for each in tags)
    assert ["be-Latn", "be", "uk", "ru"] in tags
    assert ["be", "uk", "ru"] in tags
    assert all(text and "\n" not in text for text in (seg.text for seg in tree.iter("seg")))


def test_translate_toolkit_opens_the_translation_memory(folder: Path) -> None:
    store = tmxfile.parsefile(str(folder / "export" / "parallel.tmx"))
    brief = next(result for result in results() if result.document.lang == "be")
    for be, ru in zip(brief.translations["be"], brief.translations["ru"], strict=True):
        assert store.translate(be.text, "be", "ru") == ru.text


def test_what_the_document_wrote_stands_beside_its_own_language(tmp_path: Path) -> None:
    data = json.loads(encode(results()[1]))
    data["segments"][0]["text"] = wrote = "Менск,\nяк быў"
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.json").write_bytes(json.dumps(data).encode())
    export(tmp_path, ["tmx"])
    (original,) = etree.parse(tmp_path / "export" / "parallel.tmx").iterfind(".//tuv/prop")
    assert (original.get("type"), original.text) == ("x-nazvy-original", wrote.replace("\n", " "))
    assert original.getnext().text == data["translations"]["be"][0]["text"]


@pytest.mark.parametrize("result", results(), ids=lambda result: result.document.id)
def test_documents_for_translators_tools(folder: Path, result: DocumentResult) -> None:
    own = result.document.lang.partition("-")[0]
    for lang in {"be", "uk", "ru", "en"} - {own}:
        path = folder / "export" / "xliff" / lang / f"{file_name(result.document.id)}.xlf"
        root = etree.parse(path).getroot()
        assert (root.tag, root.get("version")) == (f"{XLIFF}xliff", "2.1")
        assert (root.get("srcLang"), root.get("trgLang")) == (result.document.lang, lang)
        units = root.findall(f"{XLIFF}file/{XLIFF}unit")
        assert [unit.get("id") for unit in units] == [segment.id for segment in result.segments]
        for unit, segment, translation in zip(units, result.segments, result.translations[lang], strict=True):
            check_unit(unit)
            assert "".join(unit.find(f".//{XLIFF}source").itertext()) == segment.text
            target = unit.find(f".//{XLIFF}target")
            assert (None if target is None else "".join(target.itertext())) == translation.text
        opened = Xliff2File.parsefile(str(path))
        assert [unit.source for unit in opened.units] == [segment.text for segment in result.segments]


def check_unit(unit: Any) -> None:
    """Order, ids and states as XLIFF 2.1 wants them (4.2.2, 4.3.1)."""
    tags = [child.tag.removeprefix(XLIFF) for child in unit]
    assert tags in (["segment"], ["notes", "segment"])
    segment = unit.find(f"{XLIFF}segment")
    sides = [child.tag.removeprefix(XLIFF) for child in segment]
    assert (segment.get("state"), sides) in (("translated", ["source", "target"]), ("initial", ["source"]))
    for side in segment:
        ids = [mark.get("id") for mark in side.iter(f"{XLIFF}mrk")]
        assert len({*ids, segment.get("id")}) == len(ids) + 1
        assert all(mark.get("type").startswith("nazvy:") for mark in side.iter(f"{XLIFF}mrk"))


def test_names_are_marked_on_both_sides(folder: Path) -> None:
    result = next(result for result in results() if result.document.lang == "uk")
    root = etree.parse(folder / "export" / "xliff" / "be" / f"{file_name(result.document.id)}.xlf").getroot()
    mentions = {mention.id: mention for mention in result.mentions}
    sides = {side: list(root.iterfind(f".//{XLIFF}{side}/{XLIFF}mrk")) for side in ("source", "target")}
    assert {mark.get("id"): mark.text for mark in sides["source"]} == {m.id: m.text for m in mentions.values()}
    told = {
        name.mention: item.text[name.start : name.end]
        for item in result.translations["be"]
        for name in item.names
        if item.text
    }
    assert {mark.get("id"): mark.text for mark in sides["target"]} == told
    assert all(mark.get("value") == mentions[mark.get("id")].link.entity for mark in sides["target"])


def test_a_name_lost_in_translation_is_told_in_a_note(tmp_path: Path) -> None:
    data = json.loads(encode(results()[1]))
    name = next(name for item in data["translations"]["ru"] for name in item["names"])
    name |= {"start": None, "end": None, "status": "missing", "form": "Минск"}
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.json").write_bytes(json.dumps(data).encode())
    export(tmp_path, ["xliff"])
    root = etree.parse(tmp_path / "export" / "xliff" / "ru" / "a.xlf").getroot()
    (note,) = root.iter(f"{XLIFF}note")
    assert (note.text, note.get("category")) == ("Минск", "missing-name")
    check_unit(note.getparent().getparent())


def test_a_table_of_parallel_sentences(folder: Path) -> None:
    lines = (folder / "export" / "parallel.tsv").read_text("utf-8").split("\n")
    assert lines.pop() == ""
    cells = [line.split("\t") for line in lines]
    assert cells[0] == ["document", "segment", "lang", "original", "be", "uk", "ru", "en"]
    assert {len(row) for row in cells} == {8}
    assert len(cells) == 1 + sum(len(result.segments) for result in [*results(), hostile()])


def test_tables_of_mentions_and_entities(folder: Path) -> None:
    mentions = rows(folder / "export" / "mentions.csv")
    for row in mentions:
        if row["document"] != hostile().document.id and not row["document"].startswith("'"):
            assert row["sentence"][int(row["start"]) : int(row["end"])] == row["text"]
    entities = {row["entity"]: row for row in rows(folder / "export" / "entities.csv")}
    for key, row in entities.items():
        assert int(row["mentions"]) == sum(mention["entity"] == key for mention in mentions)
        assert int(row["documents"]) == len({m["document"] for m in mentions if m["entity"] == key})
    counts = [int(row["mentions"]) for row in entities.values()]
    assert counts == sorted(counts, reverse=True)
    dated = [result.document.date for result in results() if result.document.date]
    assert min(row["first_date"] for row in entities.values() if row["first_date"]) == min(dated)


def test_parquet_says_what_the_csv_says(folder: Path) -> None:
    for name in ("mentions", "entities"):
        table = parquet.read_table(folder / "export" / f"{name}.parquet").to_pylist()
        text = rows(folder / "export" / f"{name}.csv")
        assert len(table) == len(text)
        assert list(table[0]) == list(text[0])
        for one, other in zip(table, text, strict=True):
            if not any(isinstance(value, str) and HOSTILE in value for value in one.values()):
                assert {key: told(value) for key, value in one.items()} == other
    assert isinstance(table[0]["mentions"], int)
    assert isinstance(table[0]["new"], bool)


def told(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_one_file_of_all_results(folder: Path) -> None:
    everything = [read_document(path) for path in sorted((folder / "documents").iterdir())]
    lines = (folder / "export" / "documents.jsonl").read_bytes().splitlines()
    assert [msgspec.json.decode(line, type=DocumentResult) for line in lines] == everything
    whole = (folder / "export" / "documents.json").read_bytes()
    assert msgspec.json.decode(whole, type=list[DocumentResult]) == everything


def test_no_cell_is_a_formula(folder: Path) -> None:
    tables = [rows(folder / "export" / name) for name in ("mentions.csv", "entities.csv")]
    lines = (folder / "export" / "parallel.tsv").read_text("utf-8").split("\n")
    cells = [cell for table in tables for row in table for cell in row.values()]
    cells += [cell for line in lines for cell in line.split("\t")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(unguarded(cell) == HOSTILE for cell in cells)


def test_an_export_is_the_same_again_and_leaves_nothing_of_an_earlier_one(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "documents", tmp_path / "documents")
    stale = tmp_path / "export" / "xliff" / "be" / "gone.xlf"
    stale.parent.mkdir(parents=True)
    stale.write_text("of an earlier run")
    export(tmp_path, list(FORMATS))
    before, after = (
        {path.relative_to(root): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
        for root in (folder / "export", tmp_path / "export")
    )
    assert before == after


def test_a_folder_without_results_gives_empty_files(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    export(tmp_path, list(FORMATS))
    assert json.loads((tmp_path / "export" / "documents.json").read_bytes()) == []
    assert (tmp_path / "export" / "documents.jsonl").read_bytes() == b""
    assert rows(tmp_path / "export" / "mentions.csv") == []
    assert parquet.read_table(tmp_path / "export" / "entities.parquet").num_rows == 0
    assert TMX.validate(etree.parse(tmp_path / "export" / "parallel.tmx"))


def test_the_command_exports_and_names_what_is_no_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(SAMPLES, tmp_path / "documents")
    assert status_of(["export", str(tmp_path), "--to", "tmx,tsv", "--to", "xliff"]) == 0
    names = ["parallel.tmx", "parallel.tsv", "xliff"]
    assert capsys.readouterr().out.split("\n") == [*(str(tmp_path / "export" / name) for name in names), ""]
    (tmp_path / "documents" / "bad.json").write_text("{")
    assert status_of(["export", str(tmp_path), "--to", "tmx,csv"]) == 1
    assert capsys.readouterr().err.count("bad.json: no result of nazvy") == 1


@pytest.mark.parametrize(("folder_name", "formats"), [("absent", "tmx"), (".", "docx"), (".", "")])
def test_the_command_refuses_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], folder_name: str, formats: str
) -> None:
    (tmp_path / "documents").mkdir()
    assert status_of(["export", str(tmp_path / folder_name), "--to", formats]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_parquet_without_pyarrow_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "documents").mkdir()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert status_of(["export", str(tmp_path), "--to", "parquet"]) == 2
    assert "pip install 'nazvy[tables]'" in capsys.readouterr().err
    assert not (tmp_path / "export").exists()
    assert status_of(["export", str(tmp_path), "--to", "jsonl"]) == 0


def test_results_behind_an_address_are_exported_to_it(tmp_path: Path) -> None:
    here = tmp_path / "here"
    shutil.copytree(SAMPLES, here / "documents")
    there = place("memory://results")
    for path in (here / "documents").iterdir():
        there.write(f"documents/{path.name}", path.read_bytes())
    export(here, list(FORMATS))
    with results_at_hand("memory://results") as folder:
        export(folder, list(FORMATS))
    written = [path.relative_to(here).as_posix() for path in (here / "export").rglob("*") if path.is_file()]
    assert len(written) > len(FORMATS)
    for name in written:
        assert bytes(there.read(name) or b"") == (here / name).read_bytes(), name
    with results_at_hand(here.as_uri()) as folder:
        assert folder == here
