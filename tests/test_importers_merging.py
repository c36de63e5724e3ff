"""What the tables say stands: imports fill, add, never overwrite or delete, and can be repeated."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock
from test_importers_formats import ALTERNATES, FEATURES, POET, TOWN, assert_clean, dump, found, run, tabbed

from pipeline.gazetteer import GazetteerError, load, write_back
from pipeline.gazetteer.importers import import_files
from pipeline.gazetteer.importers.running import LOCK

KYIV = "geonames:703448"


def tables(folder: Path, entities: str, names: str) -> Path:
    folder.mkdir()
    (folder / "entities.csv").write_text(entities, "utf-8")
    (folder / "names.csv").write_text(names, "utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_import_repeated_changes_nothing(tmp_path: Path) -> None:
    inputs: dict[str, str | bytes] = {"a.txt": FEATURES, "b.txt": ALTERNATES, "c.json": dump(POET, TOWN)}
    run(tmp_path, inputs)
    before = contents(tmp_path / "into")
    report, _ = run(tmp_path, inputs)
    assert (report.entities_added, report.entities_changed, report.names_added, report.names_changed) == (0, 0, 0, 0)
    assert not report.written
    assert contents(tmp_path / "into") == before
    assert write_back(tmp_path / "into") == []


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    folder = tables(
        tmp_path / "into",
        f"id,type,label,country,population,remark\n{KYIV},place,Our Kyiv,,7,ours\n",
        f"entity,form,lang,kind,source\n{KYIV},Кієв,uk,preferred,editor\n{KYIV},Kiev,en,misspelling,document:x.txt\n",
    )
    report, _ = run(tmp_path, {"a.txt": FEATURES, "b.txt": ALTERNATES})
    assert report.entities_changed == 1
    kyiv = load(folder).entity(KYIV)
    assert (kyiv.label, kyiv.population, kyiv.country) == ("Our Kyiv", 7, "UA")
    assert [row[5] for row in found(folder, "entities.csv") if row[0] == KYIV] == ["ours"]
    names = {tuple(row[1:]) for row in found(folder)}
    assert {("Кієв", "uk", "preferred"), ("Київ", "uk", "variant"), ("Kiev", "en", "misspelling")} <= names
    assert ("Kiev", "en", "former") not in names


def test_a_form_that_a_person_refused_is_not_added(tmp_path: Path) -> None:
    folder = tables(tmp_path / "into", "id,type,label\n", "entity,form,lang\n")
    decision = f"form,lang,type,decision,entity,when,note\nKijów,pl,place,never,{KYIV},,\n"
    (folder / "decisions.csv").write_text(decision, "utf-8")
    report, _ = run(tmp_path, {"a.txt": FEATURES, "b.txt": ALTERNATES})
    assert "pl" not in {row[2] for row in found(folder)}
    assert report.left_out["decided by a person never to stand for this entity"] == 1


def test_formulas_and_controls_do_not_come_in(tmp_path: Path) -> None:
    rows = tabbed(
        '1|=HYPERLINK("x")|x||50|30|P|PPL|UA||1||||9|||Europe/Kiev|2024-01-01',
        "2|@SUM(1)|x||50|30|P|PPL|UA||1||||9|||Europe/Kiev|2024-01-01",
        "3|Gorod\x1b[31m \u202eX|x||50|30|P|PPL|UA||1||||9|||Europe/Kiev|2024-01-01",
        "4|Bar|x||50|30|P|PPL|=1+1||1||||9|||Europe/Kiev|2024-01-01",
    )
    _, told = run(tmp_path, {"a.txt": rows})
    assert told[0].startswith("a.txt:1: form holds a formula")
    assert told[1].startswith("a.txt:2: form holds a formula")
    text = (tmp_path / "into" / "names.csv").read_text("utf-8")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "=" not in (tmp_path / "into" / "entities.csv").read_text("utf-8")
    assert_clean(tmp_path / "into")


def test_an_entity_of_another_type_is_left_alone(tmp_path: Path) -> None:
    tables(tmp_path / "into", f"id,type,label\n{KYIV},person,K\n", f"entity,form,lang\n{KYIV},K,en\n")
    _, told = run(tmp_path, {"a.txt": FEATURES.splitlines()[2]})
    assert told == [f"a.txt:1: {KYIV} is a person in the tables and a place here"]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    report, _ = run(tmp_path, {"a.txt": FEATURES}, dry_run=True)
    assert report.entities_added == 6
    assert not (tmp_path / "into").exists()


def test_items_that_claim_one_identifier_stay_two(tmp_path: Path) -> None:
    other = TOWN | {"id": "Q900009"}
    run(tmp_path, {"a.json": dump(TOWN, other, TOWN)})
    entities = load(tmp_path / "into").entities
    assert [(entity.id, entity.geonames) for entity in entities.values()] == [
        ("wikidata:Q900002", "702320"),
        ("wikidata:Q900009", None),
    ]


@pytest.mark.parametrize(
    ("entities", "said"),
    [
        ("id,type,label\na:1,person,A\na:1,person,B\n", "id a:1 stands twice"),
        ("id;type;label\n", "columns are parted by semicolons"),
        ('id,type,label\na:1,person,"A\n', "not a CSV row"),
        ("id,type,label\na:1,person\n", "2 cells where the header names 3 columns"),
    ],
)
def test_tables_that_cannot_be_read_are_not_touched(tmp_path: Path, entities: str, said: str) -> None:
    folder = tables(tmp_path / "into", entities, "entity,form,lang\n")
    before = contents(folder)
    with pytest.raises(GazetteerError, match=said):
        run(tmp_path, {"a.txt": FEATURES})
    assert contents(folder) == before


def test_tables_that_somebody_changes_meanwhile_are_not_overwritten(tmp_path: Path) -> None:
    folder = tables(tmp_path / "into", "id,type,label\n", "entity,form,lang\n")
    (tmp_path / "a.txt").write_text(FEATURES, "utf-8")

    def edit(label: str, done: int, size: int) -> None:
        (folder / "names.csv").write_text("entity,form,lang\na:1,A,en\n", "utf-8")

    with pytest.raises(GazetteerError, match="were changed while the import ran"):
        import_files([tmp_path / "a.txt"], folder, progress=edit)
    assert (folder / "names.csv").read_text("utf-8") == "entity,form,lang\na:1,A,en\n"
    assert sorted(path.name for path in folder.iterdir()) == ["entities.csv", "names.csv"]


def test_two_imports_do_not_run_into_each_other(tmp_path: Path) -> None:
    (tmp_path / "into").mkdir()
    with FileLock(tmp_path / "into" / LOCK), pytest.raises(GazetteerError, match="another import is writing here"):
        run(tmp_path, {"a.txt": FEATURES})
    assert run(tmp_path, {"a.txt": FEATURES})[0].written
    assert not (tmp_path / "into" / LOCK).exists()
