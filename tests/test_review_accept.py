"""`nazvy gazetteer accept`: decisions into tables, once and for all; the next run obeys them."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cli import status_of
from pipeline.gazetteer import check, is_warning, load
from pipeline.reading import read_text
from pipeline.reduction import reduce
from pipeline.reduction.accepting import ORDER, Accepted, accept
from pipeline.road import Road
from pipeline.writing import write_document

ENTITIES = """id,type,label,gender,born,part_of
x:ales,person,Алесь Тарасюк,Masc,,
x:aliaksandr,person,Аляксандр Тарасюк,,1970,
x:ivan,person,Іван Пазьбіцкі,Masc,,
x:lug,place,Луг,,,
x:pole,place,Поле,,,x:lug
"""
NAMES = """entity,form,lang,kind,source
x:ales,Алесь Тарасюк,be,preferred,editor
x:aliaksandr,Аляксандр Тарасюк,be,preferred,editor
x:aliaksandr,Александр Тарасюк,ru,preferred,editor
x:ivan,Іван Пазьбіцкі,be,preferred,editor
x:lug,Луг,be,preferred,editor
x:pole,Поле,be,preferred,editor
"""
TEXTS = {
    "a-be": ("be", "Прыехаў Сяргей Марчук. З Сяргеем Марчуком размаўлялі."),
    "b-ru": ("ru", "Приехал Сергей Марчук."),
    "e-be": ("be", "Потым выступіў Пазьбіцкі. Пазьбіцкага слухалі."),
}
COLUMNS = [
    "form",
    "lang",
    "type",
    "candidates",
    "new_id",
    "decision",
    "entity",
    "note",
    "spellings",
    "proposed",
    "ids",
    "seen_in",
]


def package(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "entities.csv").write_text(ENTITIES, encoding="utf-8")
    (folder / "names.csv").write_text(NAMES, encoding="utf-8")
    return folder


def table(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "review.csv"
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({"lang": "be", "type": "person"} | row for row in rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return path


def taken(folder: Path, *rows: dict[str, str], day: str = "2024-05-06") -> Accepted:
    tables = folder / "tables"
    return accept(table(folder, *rows), tables if tables.exists() else package(tables), tables, day)


def decided(folder: Path) -> list[tuple[str, ...]]:
    return [
        (row.form, row.lang, row.decision, row.entity or "") for row in load(folder / "tables").decisions
    ]  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def run(tables: Path, out: Path) -> list[dict[str, str]]:
    road = Road(load(tables), targets=())
    for key, (lang, text) in TEXTS.items():
        write_document(road.travel(read_text(text, id=key, lang=lang)), text, out)
    reduce(out)
    return list(csv.DictReader(io.StringIO((out / "review.csv").read_bytes().decode("utf-8-sig"), newline="")))


def test_a_review_goes_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = package(tmp_path / "tables")
    rows = run(tables, tmp_path / "out")
    assert {row["form"] for row in rows} == {"Сяргей Марчук", "Пазьбіцкі"}
    for row in rows:
        row["decision"] = "new" if row["why"] == "new" else "Accept"
    review = tmp_path / "review.csv"
    with review.open("w", encoding="utf-8-sig", newline="") as file:  # as a spreadsheet of this part of Europe saves it
        writer = csv.DictWriter(file, list(rows[0])[::-1], delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    assert status_of(["gazetteer", "accept", str(review), "--gazetteer", str(tables)]) == 0
    told = capsys.readouterr().out
    assert f"{review}:2: Сяргей Марчук: new entity nazvy:" in told
    assert f"{review}:3: Пазьбіцкі: joined to x:ivan" in told
    entity = next(found for found in load(tables).entities.values() if found.id.startswith("nazvy:"))
    names = {(name.form, name.lang, name.kind, name.source) for name in load(tables).names_of(entity.id)}
    assert ("Сяргей Марчук", "be", "preferred", "document:a-be") in names
    assert ("Сергей Марчук", "ru", "preferred", "document:a-be") in names
    assert {source.partition(":")[0] for _, lang, _, source in names if lang in ("en", "uk")} == {"rule"}
    assert not [problem for problem in check(tables) if not is_warning(problem) and "datapackage" not in problem.source]
    before = contents(tables)
    assert status_of(["gazetteer", "accept", str(review), "--gazetteer", str(tables)]) == 0
    assert contents(tables) == before
    assert capsys.readouterr().out.count("(as it was)") == 2
    assert run(tables, tmp_path / "out") == []


def test_join_writes_decisions_for_all_spellings_and_redirects_the_new_ids(tmp_path: Path) -> None:
    row = {"form": "Саша Т.", "decision": "join", "entity": "x:ales", "note": "his friend says so"}
    done = taken(tmp_path, row | {"spellings": "Саша Т. [be] | Sasha T. [en]", "ids": "new:1 | new:2"})
    assert [outcome.told for outcome in done.outcomes] == ["joined to x:ales"]
    assert decided(tmp_path) == [
        ("Sasha T.", "en", "same", "x:ales"), ("new:1", "und", "merged-into", "x:ales"),
        ("new:2", "und", "merged-into", "x:ales"), ("Саша Т.", "be", "same", "x:ales"),
    ]  # fmt: skip
    assert load(tmp_path / "tables").decisions[0].note == "his friend says so"
    assert load(tmp_path / "tables").decisions[0].when == "2024-05-06"


def test_what_is_decided_later_stands(tmp_path: Path) -> None:
    taken(tmp_path, {"form": "Т.", "decision": "join", "entity": "x:ales"})
    taken(tmp_path, {"form": "Т.", "decision": "join", "entity": "x:ivan"}, day="2025-01-01")
    assert decided(tmp_path) == [("Т.", "be", "same", "x:ivan")]
    taken(tmp_path, {"form": "Т.", "decision": "never", "candidates": "x:ivan (I) 0.50 | x:ales (A) 0.30"})
    assert decided(tmp_path) == [("Т.", "be", "never", "x:ales"), ("Т.", "be", "never", "x:ivan")]
    taken(tmp_path, {"form": "Слова", "decision": "never"})
    assert ("Слова", "be", "never", "") in decided(tmp_path)


def test_merging_moves_names_and_leaves_a_redirect(tmp_path: Path) -> None:
    taken(tmp_path, {"form": "Саша", "decision": "join", "entity": "x:aliaksandr"})
    row = {"form": "Тарасюк", "decision": "merge", "entity": "x:ales x:aliaksandr"}
    done = taken(tmp_path, row)
    assert [outcome.told for outcome in done.outcomes] == ["merged x:aliaksandr into x:ales"]
    tables = load(tmp_path / "tables")
    assert "x:aliaksandr" not in tables.entities
    assert tables.entity("x:ales").born == "1970"
    assert {(name.form, name.kind) for name in tables.names_of("x:ales")} == {
        ("Алесь Тарасюк", "preferred"), ("Аляксандр Тарасюк", "variant"), ("Александр Тарасюк", "preferred"),
    }  # fmt: skip
    assert decided(tmp_path) == [("x:aliaksandr", "und", "merged-into", "x:ales"), ("Саша", "be", "same", "x:ales")]
    before = contents(tmp_path / "tables")
    assert not taken(tmp_path, row, day="2025-01-01").outcomes[0].changed
    assert contents(tmp_path / "tables") == before
    places = {"type": "place", "form": "Луг", "decision": "merge", "entity": "x:pole x:lug"}
    taken(tmp_path, places)
    assert load(tmp_path / "tables").entity("x:pole").part_of is None


def test_an_overlay_overrules_what_it_lies_over(tmp_path: Path) -> None:
    taken(tmp_path, {"form": "Т.", "decision": "join", "entity": "x:ales"})
    base, over = tmp_path / "tables", tmp_path / "over"
    before = contents(base)
    review = table(
        tmp_path,
        {"form": "Т.", "decision": "join", "entity": "x:ivan"},
        {"form": "Тарасюк", "decision": "merge", "entity": "x:ales x:aliaksandr"},
    )
    accept(review, over, base, "2024-05-06")
    assert contents(base) == before
    assert [path.name for path in over.iterdir()] == ["decisions.csv"]
    from pipeline.reconciliation import Query, Reconciler

    reconciler = Reconciler(load(base, [over]))
    matches = [
        reconciler.rank(Query(form=form, lang="be", type="person")).match for form in ("Т.", "Аляксандр Тарасюк")
    ]
    assert [match and match.entity for match in matches] == ["x:ivan", "x:ales"]
    written = contents(over)
    assert accept(review, over, base, "2025-01-01").written == ()
    assert contents(over) == written


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"decision": "perhaps"}, "write one of new, merge"),
        ({"entity": "x:ales"}, "an entity without a decision"),
        ({"decision": "accept"}, "no candidate"),
        ({"decision": "accept", "candidates": "x:gone (G) 0.5"}, "no entity has the id x:gone"),
        ({"decision": "join"}, "join with 0 entities"),
        ({"decision": "join", "entity": "Ales"}, "no id"),
        ({"decision": "join", "entity": "x:lug"}, "is a place"),
        ({"decision": "join", "entity": "x:ales", "lang": "Belarusian"}, "lang is 'Belarusian'"),
        ({"decision": "join", "entity": "x:ales", "type": "river"}, "type is 'river'"),
        ({"decision": "join", "entity": "x:ales", "form": "=cmd()"}, "formula"),
        ({"decision": "join", "entity": "x:ales", "spellings": "A, B"}, "not of the shape"),
        ({"decision": "new", "new_id": "x:ales"}, "in the gazetteer already"),
        ({"decision": "new", "new_id": "new:1"}, "cannot be called"),
        ({"decision": "new"}, "cannot be called"),
        ({"decision": "merge", "entity": "x:ales"}, "needs two"),
        ({"decision": "merge", "entity": "x:ales x:ales"}, "itself"),
        ({"decision": "merge", "entity": "x:ales x:lug"}, "is a place"),
    ],
)
def test_bad_rows_are_named_and_the_others_are_done(
    tmp_path: Path, row: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = package(tmp_path / "tables")
    review = table(
        tmp_path, {"form": "Т."} | row, {"form": "Іван", "decision": "join", "entity": "x:ivan"}, {"form": "Ніхто"}
    )
    assert status_of(["gazetteer", "accept", str(review), "--gazetteer", str(tables)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{review}:2: ")
    assert said in line
    assert decided(tmp_path) == [("Іван", "be", "same", "x:ivan")]


def test_rows_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    rows = [{"form": "Т.", "decision": "join", "entity": entity} for entity in ("x:ales", "x:ivan")]
    done = taken(tmp_path, *rows)
    assert [problem.line().partition("review.csv")[2] for problem in done.problems] == [
        ":3: line 2 decides otherwise about 'Т.'; mend one of the two"
    ]


def test_what_cannot_be_read_or_written_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = package(tmp_path / "tables")
    before = contents(tables)
    bad = tmp_path / "bad.csv"
    bad.write_text("id,type\n1,2\n")
    for arguments in ([str(bad)], [str(tmp_path / "absent.csv")]):
        assert status_of(["gazetteer", "accept", *arguments, "--gazetteer", str(tables)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    review = table(tmp_path, {"form": "Т.", "decision": "join", "entity": "x:ales"})
    blocked = tmp_path / "blocked"
    blocked.touch()
    arguments = [str(review), "--gazetteer", str(tables), "--into", str(blocked)]
    assert status_of(["gazetteer", "accept", *arguments]) == 2
    assert contents(tables) == before


IDS = st.sampled_from(["x:ales", "x:aliaksandr", "x:ivan", "x:lug", "x:pole", "x:novy", "x:absent"])
ROWS = st.fixed_dictionaries(
    {
        "form": st.sampled_from(["Т.", "Алесь", "Іван Пазьбіцкі", "Новы Чалавек"]),
        "lang": st.sampled_from(["be", "be-tarask"]),
        "type": st.sampled_from(["person", "place"]),
        "decision": st.sampled_from([*ORDER, ""]),
        "entity": st.lists(IDS, max_size=3).map(" ".join),
        "candidates": st.lists(IDS, max_size=2).map(lambda ids: " | ".join(f"{key} (L) 0.50" for key in ids)),
        "new_id": st.sampled_from(["x:novy", "x:other"]),
        "spellings": st.sampled_from(["", "Т. [be] | T. [en]"]),
        "proposed": st.sampled_from(["", "Novy [en rule:r]"]),
        "ids": st.sampled_from(["", "new:1", "new:1 | new:2"]),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, max_size=6), st.booleans())
def test_taken_twice_is_taken_once(rows: list[dict[str, str]], over: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        base = package(folder / "tables")
        into = folder / "over" if over else base
        review = table(folder, *rows)
        first = accept(review, into, base, "2024-05-06")
        after = contents(into)
        second = accept(review, into, base, "2025-01-01")
        assert contents(into) == after
        assert second.written == ()
        assert not any(outcome.changed for outcome in second.outcomes)
        assert [problem.place for problem in first.problems] == [problem.place for problem in second.problems]
        assert first.undecided == sum(not row["decision"] for row in rows)
