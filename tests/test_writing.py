"""Writing: the format and its schema, file names that cannot collide, texts laid out as the original."""

from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import pipeline.writing
from pipeline.files import write_bytes
from pipeline.records import (
    Candidate,
    Document,
    DocumentEntity,
    Link,
    Mention,
    NameForm,
    Problem,
    Segment,
    Spelling,
    TranslatedName,
    Translation,
)
from pipeline.writing import (
    DocumentResult,
    MadeWith,
    assemble,
    decode,
    encode,
    encode_schema,
    file_name,
    parallel_texts,
    read_document,
    schema,
    write_document,
)

SAMPLES = sorted((Path(__file__).parent / "samples" / "nazvy-document-1").glob("*.json"))
TEXT = "Kiev waits.\n\nIgor Kizim\nspoke  in Minsk. He left."
MADE_WITH = MadeWith(version="0", gazetteer="f00", settings={"b": 1, "a": None}, models={"argos": "1"})


def document(identifier: str = "report") -> Document:
    ends = [(0, 11), (13, 40), (41, 49)]
    segments = tuple(
        Segment(id=f"s{number}", start=start, end=end, lang="en", text=TEXT[start:end])
        for number, (start, end) in enumerate(ends, 1)
    )
    return Document(id=identifier, source="report.txt", sha256="0" * 64, lang="en", text=TEXT, segments=segments)


def result(identifier: str = "report", **changes: object) -> DocumentResult:
    parts: dict[str, object] = {
        "mentions": [
            Mention(
                id="m1",
                segment="s1",
                start=0,
                end=4,
                text="Kiev",
                type="place",
                lang="en",
                script="Latn",
                lemma="Kiev",
            )
        ],
        "links": [
            Link(
                mention="m1",
                entity="x:kyiv",
                score=0.123456,
                by="exact",
                candidates=(Candidate(entity="x:kyiv", label="Kyiv", score=1, by="exact"),),
            )
        ],
        "entities": [
            DocumentEntity(
                id="x:kyiv",
                type="place",
                label="Kyiv",
                new=True,
                names={lang: NameForm(form=form, source="t") for lang, form in [("en", "Kyiv"), ("be", "Кіеў")]},
                romanisations={"b": "Kijeŭ", "a": "Kiev"},
                spellings=(Spelling(form="Kiev", count=1),),
            )
        ],
        "translations": [
            Translation(segment="s2", lang="be", text=None),
            Translation(
                segment="s1",
                lang="be",
                text="Кіеў чакае.",
                route=("argos:en-ru", "apertium:ru-be", "names"),
                names=(TranslatedName(mention="m1", entity="x:kyiv", form="Кіеў", status="kept", start=0, end=4),),
            ),
            Translation(segment="s3", lang="be", text="Ён\nпайшоў."),
            Translation(segment="s1", lang="en", text="Kyiv waits.", route=("names",)),
            Translation(segment="s2", lang="en", text="Ihar Kizim\nspoke  in Minsk.", route=("names",)),
            Translation(segment="s3", lang="en", text="He left.", route=("names",)),
            *(Translation(segment=f"s{number}", lang="uk", text=None) for number in (1, 2, 3)),
        ],
        "warnings": [Problem(source="report.txt", message="no engine", remedy="install one", place="uk")],
    }
    return assemble(document(identifier), **(parts | changes), made_with=MADE_WITH)  # type: ignore[arg-type]


def test_the_published_schema_is_the_one_of_the_code() -> None:
    published = Path(pipeline.writing.__file__).with_name("schema") / "nazvy-document-1.schema.json"
    assert published.read_bytes() == encode_schema(), "make it anew: nazvy schema > pipeline/writing/schema/…"


def long_result(sentences: int) -> DocumentResult:
    """A result of so many sentences in four languages."""
    segments = tuple(
        Segment(id=f"s{number}", start=49 * number, end=49 * number + 49, lang="en", text=TEXT)
        for number in range(sentences)
    )
    return assemble(
        msgspec.structs.replace(document(), text=TEXT * sentences, segments=segments),
        mentions=[],
        links=[],
        entities=[],
        translations=[
            Translation(segment=segment.id, lang=lang, text=f"{lang} {segment.id}", route=("argos:en-ru", "names"))
            for lang in ("be", "uk", "ru", "en")
            for segment in segments
        ],
        warnings=[],
        made_with=MADE_WITH,
    )


def test_a_result_is_written_in_pieces_that_are_the_whole() -> None:
    for whole in (result(), result(entities=[], mentions=[], links=[], translations=[]), long_result(401)):
        assert encode(whole) == msgspec.json.format(msgspec.json.encode(whole, enc_hook=tuple), indent=2) + b"\n"


def test_a_long_result_never_stands_in_memory_as_json(tmp_path: Path) -> None:
    whole = long_result(5000)
    tracemalloc.start()
    path = write_document(whole, TEXT * 5000, tmp_path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < path.stat().st_size / 3
    assert read_document(path) == whole


def test_translations_of_a_long_document_wait_on_disk(tmp_path: Path) -> None:
    scratch, out = tmp_path / "scratch", tmp_path / "out"
    scratch.mkdir()
    number, languages, sentence = 3000, ("be", "uk", "ru", "en"), "Сказ " * 100
    segments = tuple(
        Segment(id=f"s{one}", start=49 * one, end=49 * one + 49, lang="en", text="") for one in range(number)
    )
    whole = msgspec.structs.replace(document(), text=TEXT * number, segments=segments)
    made = (
        Translation(segment=segment.id, lang=lang, text=f"{segment.id} {lang} {sentence}")
        for segment in segments
        for lang in languages
    )
    tracemalloc.start()
    long = assemble(whole, [], [], [], made, [], MADE_WITH, scratch)
    path = write_document(long, whole.text, out)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < path.stat().st_size / 4
    assert list(scratch.iterdir()) == []
    assert read_document(path) == long
    assert read_document(path) != long_result(number)
    assert long.translations["be"][-1] == long.translations["be"][number - 2 :][1]
    text = (out / "texts" / "uk" / f"{file_name('report')}.txt").read_text()
    assert [line.split()[0] for line in text.split("uk")[1:3]] == ["Сказ", "Сказ"]
    assert text == "".join(dict(parallel_texts(read_document(path), whole.text))["uk"])


def test_results_satisfy_the_schema_and_nothing_less_does() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    validator = jsonschema.Draft202012Validator(schema())
    good = json.loads(encode(result()))
    validator.validate(good)
    for spoiled in ({**good, "further": 1}, {key: good[key] for key in good if key != "warnings"}):
        assert not validator.is_valid(spoiled)
    good["mentions"][0]["case"] = "Abl"
    assert not validator.is_valid(good)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_results_of_earlier_versions_are_still_valid_and_read(path: Path) -> None:
    old = json.loads(path.read_bytes())
    jsonschema.Draft202012Validator(schema()).validate(old)
    again = json.loads(encode(read_document(path)))
    assert holds(again, old)


def holds(new: object, old: object) -> bool:
    """Whether all that the old value says is in the new one, which may have further fields."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(key in new and holds(new[key], value) for key, value in old.items())
    if isinstance(old, list):
        return isinstance(new, list) and len(new) == len(old) and all(map(holds, new, old))
    return new == old


def test_the_fields_stand_in_the_order_of_the_format() -> None:
    data = json.loads(encode(result()))
    assert list(data) == [
        *("format", "document", "segments", "mentions", "entities", "translations", "warnings", "made_with"),
    ]
    assert data["format"] == "nazvy-document/1"
    assert data["document"]["characters"] == len(TEXT)
    assert data["mentions"][0]["link"] == {
        "entity": "x:kyiv",
        "score": 0.1235,
        "by": "exact",
        "candidates": [{"entity": "x:kyiv", "label": "Kyiv", "score": 1.0}],
    }
    assert list(data["entities"][0]["names"]) == ["be", "en"]
    assert list(data["entities"][0]["romanisations"]) == ["a", "b"]
    assert list(data["translations"]) == ["be", "uk", "en"]
    assert [item["segment"] for item in data["translations"]["be"]] == ["s1", "s2", "s3"]
    assert data["warnings"] == [{"place": "uk", "message": "no engine", "remedy": "install one"}]


def test_encoding_is_stable_and_can_be_read_back() -> None:
    data = encode(result())
    assert data == encode(result())
    assert decode(data) == result()
    assert "Кіеў" in data.decode()


def test_readers_pass_over_fields_that_they_do_not_know() -> None:
    assert decode(encode(result()).replace(b'{\n  "format"', b'{\n  "later": [],\n  "format"')) == result()


def test_what_refers_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="m9"):
        result(links=[Link(mention="m9", entity=None, score=0, by="none")])
    with pytest.raises(ValueError, match="s9"):
        result(translations=[Translation(segment="s9", lang="be", text="")])


@pytest.mark.parametrize("name", ["report", "кіеў-2024.txt", "a_b.c-d"])
def test_plain_ids_are_their_own_file_names(name: str) -> None:
    assert file_name(name) == name


AWKWARD = [
    "../../etc/passwd",
    "/abs",
    "..",
    "",
    "a/b",
    "a-b",
    "A-B",
    "a:b",
    "con",
    "con.txt",
    "-rf",
    ".hidden",
    "x" * 999,
]


def test_awkward_ids_get_safe_names_of_their_own() -> None:
    names = [file_name(identifier) for identifier in AWKWARD]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert not name.startswith((".", "-"))
        assert "/" not in name
        assert len(name.encode()) <= 140
        assert name.split(".")[0] != "con"


@given(st.text(), st.text())
@example("a", file_name("A"))
@example("A", file_name("A"))
def test_no_two_ids_share_a_file_name(one: str, other: str) -> None:
    if one != other:
        assert file_name(one).casefold() != file_name(other).casefold()


def test_texts_are_laid_out_as_the_original_and_mark_what_is_not_translated() -> None:
    texts = {lang: "".join(pieces) for lang, pieces in parallel_texts(result(), TEXT)}
    assert texts == {
        "be": "Кіеў чакае.\n\n[en] Igor Kizim spoke  in Minsk. Ён пайшоў.\n",
        "en": "Kyiv waits.\n\nIhar Kizim spoke  in Minsk. He left.\n",
    }


def test_a_document_is_written_as_json_and_texts(tmp_path: Path) -> None:
    old = tmp_path / "texts" / "uk" / "report.txt"
    old.parent.mkdir(parents=True)
    old.write_text("of an earlier run")
    path = write_document(result(), TEXT, tmp_path)
    assert path == tmp_path / "documents" / "report.json"
    assert read_document(path) == result()
    files = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file())
    assert files == ["documents/report.json", "texts/be/report.txt", "texts/en/report.txt"]


@pytest.mark.parametrize(
    "data",
    [b'{"format": "other/1"}', b"", b"\0", b'{"format": "\xff"}', b'{"x": ' + b"[" * 5000 + b"]" * 5000 + b"}"],
    ids=["another format", "empty", "binary", "not UTF-8", "too deep"],
)
def test_what_is_no_result_is_not_read(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(data)
    with pytest.raises(msgspec.DecodeError):
        read_document(path)


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_bytes(path, b"old")
    with pytest.raises(TypeError):
        write_bytes(path, "no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]  # noqa: PTH208
