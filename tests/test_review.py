"""Tables over many documents: new names grouped, and what a person should review."""

from __future__ import annotations

import csv
import io
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.gazetteer import Entity, Gazetteer, GazetteerError, Name
from pipeline.matching.respelling import endings, surname
from pipeline.reading import read_text
from pipeline.reduction import reduce, sheet
from pipeline.reduction.gathering import NewName
from pipeline.reduction.grouping import group
from pipeline.reduction.proposing import propose
from pipeline.reduction.review import COLUMNS
from pipeline.road import Road
from pipeline.serving.reviewing import ConflictError, Review, Verdict
from pipeline.writing import write_document

TABLES = Gazetteer(
    {"x:ivan": Entity(id="x:ivan", type="person", label="Іван Пазьбіцкі", gender="Masc")},
    [Name(entity="x:ivan", form="Іван Пазьбіцкі", lang="be", kind="preferred")],
    [],
    "",
)
TEXTS = {
    "a-be": ("be", "Прыехаў Сяргей Марчук. З Сяргеем Марчуком размаўлялі."),
    "b-ru": ("ru", "Приехал Сергей Марчук. Его встретил Игорь Мантуров."),
    "c-uk": ("uk", "Приїхав Сергій Марчук."),
    "d-en": ("en", "The activist Siarhei Marchuk was freed."),
    "e-be": ("be", "Потым выступіў Пазьбіцкі. Пазьбіцкага слухалі."),
}


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    road = Road(TABLES, targets=())
    for key, (lang, text) in TEXTS.items():
        write_document(road.travel(read_text(text, id=key, lang=lang)), text, folder)
    return folder


@pytest.fixture(scope="module")
def reduced(results: Path) -> Path:
    assert reduce(results).problems == ()
    return results


def test_spellings_of_four_languages_are_one_group(reduced: Path) -> None:
    table = rows(reduced / "new-entities.csv")
    sergei = [row for row in table if "Марч" in row["label"] or "Marc" in row["label"]]
    assert {row["seen_in"] for row in sergei if " | " not in row["seen_in"]} | {
        document for row in sergei for document in row["seen_in"].split(" | ")
    } == {"a-be", "b-ru", "c-uk", "d-en"}
    assert len({row["group"] for row in sergei}) == 1
    (members,) = {row["members"] for row in sergei}
    assert sorted(members.split(" | ")) == sorted(row["id"] for row in sergei)
    assert sergei[0]["group"] in members.split(" | ")
    assert {row["be"] for row in sergei} == {"Сяргей Марчук"}
    (manturov,) = [row for row in table if row["ru"] == "Игорь Мантуров"]
    assert manturov["group"] == manturov["id"]
    assert manturov["by_rule"].startswith("uk rule:") == (manturov["uk"] != "")


def test_the_review_shows_new_names_once_and_unsure_ones_with_candidates(reduced: Path) -> None:
    table = rows(reduced / "review.csv")
    assert tuple(table[0]) == COLUMNS
    assert [int(row["mentions"]) for row in table] == sorted((int(row["mentions"]) for row in table), reverse=True)
    (sergei,) = [row for row in table if "Сяргей Марчук" in row["spellings"]]
    assert (sergei["why"], sergei["mentions"], sergei["documents"]) == ("new", "5", "4")
    assert {lang for _, lang, _ in sheet.names_in(sergei["spellings"])} == {"be", "ru", "uk", "en"}
    (unsure,) = [row for row in table if row["form"] == "Пазьбіцкі"]
    assert (unsure["why"], unsure["mentions"], unsure["documents"]) == ("unsure", "2", "1")
    assert unsure["candidates"].startswith("x:ivan (Іван Пазьбіцкі) 0.")
    assert unsure["context"] == "Потым выступіў **Пазьбіцкі**."
    assert all((row["decision"], row["entity"], row["note"]) == ("", "", "") for row in table)


def test_the_tables_do_not_depend_on_order_or_batches(reduced: Path, tmp_path: Path) -> None:
    for name in sorted((path.name for path in (reduced / "documents").iterdir()), reverse=True):
        (tmp_path / "documents").mkdir(exist_ok=True)
        shutil.copy(reduced / "documents" / name, tmp_path / "documents" / name)
        reduce(tmp_path)
    for name in ("new-entities.csv", "review.csv"):
        assert (tmp_path / name).read_bytes() == (reduced / name).read_bytes()


def test_ids_stay_the_same_when_documents_are_added(reduced: Path, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    shutil.copy(reduced / "documents" / "b-ru.json", tmp_path / "documents")
    reduce(tmp_path)
    alone = {row["id"] for row in rows(tmp_path / "new-entities.csv")}
    assert alone
    assert alone <= {row["id"] for row in rows(reduced / "new-entities.csv")}


def test_what_is_no_result_is_named_and_the_rest_is_done(reduced: Path, tmp_path: Path) -> None:
    shutil.copytree(reduced / "documents", tmp_path / "documents")
    (tmp_path / "documents" / "zero.json").write_text("{")
    done = reduce(tmp_path)
    assert [Path(problem.source).name for problem in done.problems] == ["zero.json"]
    assert done.new_names == len(rows(reduced / "new-entities.csv"))


def test_a_folder_without_results_gives_empty_tables(tmp_path: Path) -> None:
    done = reduce(tmp_path)
    assert (done.new_names, done.to_review) == (0, 0)
    assert rows(tmp_path / "review.csv") == []


def new(key: str, form: str, lang: str = "ru", gender: str | None = None) -> NewName:
    made = NewName(key, "person")
    made.forms[form, lang] += 1
    if gender:
        made.genders.add(gender)  # type: ignore[arg-type]
    return made


def groups(*names: NewName) -> set[tuple[str, ...]]:
    return {tuple(member.id for member in found.members) for found in group({name.id: name for name in names})}


def test_who_stands_between_two_people_joins_neither() -> None:
    ivan, anna = new("a", "И. Мантуров"), new("b", "А. Мантуров")
    assert groups(ivan, anna, new("c", "Manturov", "en")) == {("a",), ("b",), ("c",)}
    assert groups(ivan, new("c", "I. Manturov", "en")) == {("a", "c")}


def test_a_man_and_a_woman_are_two_and_initials_tell_too_little() -> None:
    assert groups(new("a", "Женя Коваль", gender="Masc"), new("b", "Женя Коваль", "uk", gender="Fem")) == {
        ("a",), ("b",),
    }  # fmt: skip
    assert groups(new("a", "Іван Мантураў", "be"), new("b", "И. Мантуров")) == {("a",), ("b",)}


PEOPLE = [
    new(f"new:{at}", form, lang)
    for at, (form, lang) in enumerate(
        [
            ("Сяргей Будскі", "be"), ("Сергей Будский", "ru"), ("Siarhei Budski", "en"), ("С. Будский", "ru"),
            ("Иван Мантуров", "ru"), ("Ivan Manturov", "en"), ("И. Мантуров", "ru"), ("Игорь Мантуров", "ru"),
            ("Мантуров", "ru"), ("Іван Мантураў", "be"), ("Инна Мантурова", "ru"), ("Inna Manturova", "en"),
        ]
    )
]  # fmt: skip


@given(st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_of_names(shuffle: random.Random) -> None:
    names = list(PEOPLE)
    shuffle.shuffle(names)
    found = group({name.id: name for name in names})
    assert found == group({name.id: name for name in PEOPLE})
    assert all(kept.id in {member.id for member in kept.members} for kept in found)


CELLS = st.text(alphabet=st.sampled_from("='+-@\t\r\n;,\"| aБ＝"), max_size=8)


@given(CELLS)
def test_no_cell_is_a_formula_and_each_is_read_as_it_was(cell: str) -> None:
    safe = sheet.guarded(cell)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert sheet.unguarded(safe) == cell
    assert not any(
        part.strip()[:1] in tuple("=+-@") and part.strip() for part in sheet.harmless("a;" + cell).split(";")
    )


@given(st.lists(st.fixed_dictionaries({"a": CELLS, "b": CELLS}), max_size=4), st.sampled_from(",;\t"))
def test_a_table_is_read_after_a_spreadsheet_has_had_it(table: list[dict[str, str]], delimiter: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b"])
    writer.writerows([sheet.guarded(row["a"].strip()), sheet.guarded(row["b"].strip())] for row in table)
    kept = [(row["a"].strip(), row["b"].strip()) for row in table]
    with_cells = [row for row in kept if any(row)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "review.csv"
        path.write_bytes(("\ufeff" + text.getvalue()).encode())
        assert [(row["a"], row["b"]) for _, row in sheet.read(path, ("a", "b"))] == with_cells


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"form,lang\nA,be\n", ":1: no column decision"),
        (b"form,decision\nA,x\n\nB,\xff\n", ":4: neither UTF-8"),
        (b'form,decision\n"A"B,x\n', ":2: not a CSV row"),
        (b"form,decision\nA,x,y,z\n", ":2: 4 cells"),
    ],
)
def test_what_is_no_table_for_review_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "review.csv"
    path.write_bytes(data)
    with pytest.raises(GazetteerError) as error:
        sheet.read(path, ("form", "decision"))
    assert said in str(error.value)


NAMED = st.tuples(st.text("АБв '-.", min_size=1).map(str.strip).filter(bool), st.sampled_from(["be", "be-Latn", "en"]))


@given(st.lists(NAMED))
def test_names_in_a_cell_are_read_back(names: list[tuple[str, str]]) -> None:
    assert sheet.names_in(sheet.named(names)) == [(form, lang, "") for form, lang in names]


def test_each_row_of_the_endings_does_its_example() -> None:
    for (source, target), found in endings().items():
        for row in found:
            assert surname(row.example, source, target) == row.expected, row
            assert row.source


def test_what_the_tables_leave_open_is_left_out() -> None:
    assert propose({"ru": "Сергей Ганский"}, "person") == {
        "be": ("Сяргей Ганскі", "rule:given-names+surname-endings"),
        "uk": ("Сергій Ганський", "rule:given-names+surname-endings"),
        "ru": ("Сергей Ганский", "document"),
        "en": ("Sergey Ganskiy", "rule:bgnpcgn-rus-Cyrl-Latn-1947"),
    }
    assert set(propose({"be": "Сяргей Васкоўскі"}, "person")) == {"be", "en"}
    assert set(propose({"ru": "Красное"}, "place")) == {"ru", "en"}
    assert propose({"en": "Sergey Gansky"}, "person") == {"en": ("Sergey Gansky", "document")}


def decide(path: Path, form: str, **cells: str) -> None:
    """What somebody writes into the row of a name, in a spreadsheet."""
    table = rows(path)
    next(row for row in table if row["form"] == form).update(cells)
    path.write_bytes(sheet.write(tuple(table[0]), table, bom=True))


def test_what_people_wrote_is_in_the_table_of_the_next_run(reduced: Path, tmp_path: Path) -> None:
    shutil.copytree(reduced / "documents", tmp_path / "documents")
    path = tmp_path / "review.csv"
    reduce(tmp_path)
    first = rows(path)
    path.write_bytes(sheet.write((*first[0], "who"), [row | {"who": "Alena"} for row in first], bom=True))
    decide(path, "Пазьбіцкі", decision="accept", candidates="x:ivan (Іван) 0.90 | x:other (Other) 0.80")
    decide(path, "Сяргей Марчук", note="=ask()")
    done = reduce(tmp_path)
    table = {row["form"]: row for row in rows(path)}
    assert done.to_review == len(table) - 1
    assert table["Пазьбіцкі"]["decision"] == "accept"
    assert table["Пазьбіцкі"]["candidates"].startswith("x:ivan (Іван) 0.90 | x:other")
    assert sheet.unguarded(table["Сяргей Марчук"]["note"]) == "=ask()"
    assert {row["who"] for row in table.values()} == {"Alena"}

    (tmp_path / "documents" / "e-be.json").unlink()
    (tmp_path / "documents" / "c-uk.json").unlink()
    reduce(tmp_path)
    assert [row["form"] for row in rows(path)][-2:] == ["Сяргей Марчук", "Пазьбіцкі"]
    assert rows(path)[-1] == table["Пазьбіцкі"]
    changed = [row for row in rows(path) if row["form"] == "Сяргей Марчук"]
    assert [bool(row["note"]) for row in changed] == [False, True]  # what is now asked, nobody has answered


def test_a_table_that_cannot_be_read_is_kept(reduced: Path, tmp_path: Path) -> None:
    shutil.copytree(reduced / "documents", tmp_path / "documents")
    path = tmp_path / "review.csv"
    for kept in ("review-1.csv", "review-2.csv"):
        path.write_bytes(f"{kept}\xff\x00".encode("latin-1"))
        (problem,) = reduce(tmp_path).problems
        assert kept in problem.remedy
        assert (tmp_path / kept).read_bytes().startswith(kept.encode())
        assert path.read_bytes() == (reduced / "review.csv").read_bytes()


REDUCING = """
import sys
from pathlib import Path
from pipeline.reduction import reduce
folder, aside = map(Path, sys.argv[1:])
for time in range(15):
    here, there = (folder / "documents", aside) if time % 3 == 0 else (aside, folder / "documents")
    if (here / "b-ru.json").exists():
        (here / "b-ru.json").rename(there / "b-ru.json")
    reduce(folder)
print("done", flush=True)
sys.stdin.read()
"""


def test_a_run_and_a_reviewer_who_write_at_once_lose_nothing_of_each_other(reduced: Path, tmp_path: Path) -> None:
    folder, aside = tmp_path / "out", tmp_path / "aside"
    aside.mkdir()
    shutil.copytree(reduced / "documents", folder / "documents")
    reduce(folder)
    table = Review(folder / "review.csv")
    running = subprocess.Popen(
        [sys.executable, "-c", REDUCING, str(folder), str(aside)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    decided: dict[str, str] = {}
    with running:
        assert running.stdout is not None
        os.set_blocking(running.stdout.fileno(), False)
        over = False
        while not over:
            over = bool(running.stdout.read())
            assert running.poll() is None
            for item in table.items():
                word = "never" if decided.get(item.key) == "new" else "new"
                try:
                    table.decide(item.key, item.version, Verdict(word))
                except ConflictError:
                    continue
                decided[item.key] = word
    assert decided
    assert decided.items() <= {item.key: item.cells["decision"] for item in table.items()}.items()
