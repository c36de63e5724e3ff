"""A second run does what changed and nothing else; nothing that happens to a folder of results can spoil them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flows.history import BusyError, hold, runs
from flows.manifest import Manifest
from flows.places import place
from flows.running import CannotStartError, Wanted, run
from flows.session import Session
from flows.summary import Summary
from flows.work import Work
from pipeline.identity import bears_on_results
from pipeline.settings import Settings

pytestmark = pytest.mark.usefixtures("compiled")

ROOT = Path(__file__).parents[1]
ENTITIES = """id,type,label
t:minsk,place,Minsk
t:kyiv,place,Kyiv
t:karatkevich,person,Uladzimir Karatkevich
"""
NAMES = """entity,form,lang,kind
t:minsk,Мінск,be,preferred
t:minsk,Минск,ru,preferred
t:kyiv,Київ,uk,preferred
t:kyiv,Киев,ru,preferred
t:karatkevich,Уладзімір Караткевіч,be,preferred
"""
TEXTS = {
    "author.txt": "Уладзімір Караткевіч жыў у Оршы.\n",
    "capital.txt": "Поезд прибыл в Минск ночью.\n",
    "visit.txt": "Делегация посетила Киев и Львов.\n",
}


@pytest.mark.parametrize(
    ("file", "bears"),
    [
        ("languages/alphabets.toml", True),
        ("spotting/tagger/model.npz", True),
        ("spotting/tagger/words-be.marisa", True),
        ("translation/engines/apertium-be.cg", True),
        ("spotting/tagger/MODEL.md", False),
        ("pages/words.py", False),
        ("gazetteer/tables/names.csv", False),
    ],
)
def test_results_are_made_anew_when_what_documents_pass_through_has_changed(file: str, bears: bool) -> None:
    assert bears_on_results(Path(file)) is bears


class Desk:
    """An inbox, a gazetteer and a folder of results, and a run over them in this process."""

    def __init__(self, folder: Path) -> None:
        self.inbox, self.tables, self.out = folder / "inbox", folder / "tables", folder / "out"
        self.inbox.mkdir()
        self.tables.mkdir()
        for name, text in TEXTS.items():
            (self.inbox / name).write_text(text, encoding="utf-8")
        (self.tables / "entities.csv").write_text(ENTITIES, encoding="utf-8")
        (self.tables / "names.csv").write_text(NAMES, encoding="utf-8")

    @property
    def settings(self) -> Settings:
        return Settings(gazetteer=self.tables, targets=())

    def todo(self) -> list[str]:
        with hold(place(self.out)):
            return [file.id for file in Session([str(self.inbox)], str(self.out), self.settings).plan.todo]

    def run(self, *, prune: bool = False) -> Summary:
        with hold(place(self.out)):
            session = Session([str(self.inbox)], str(self.out), self.settings, prune=prune)
            session.remember_gazetteer()
            if session.plan.todo:
                session.take(Work(self.settings, str(self.out)).shard(session.plan.todo).entries)
            return session.finish(None if session.is_settled else session.reduce())

    def results(self) -> dict[str, bytes]:
        paths = (path for path in self.out.rglob("*") if path.is_file() and ".nazvy" not in path.parts)
        return {path.relative_to(self.out).as_posix(): path.read_bytes() for path in paths}

    def noted(self) -> Path:
        return self.out / ".nazvy" / "manifest"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_has_not_changed_is_not_done_again(desk: Desk) -> None:
    first = desk.run()
    assert (first.done, first.kept, first.problems) == (3, 0, ())
    before = desk.results()
    times = {path: path.stat().st_mtime_ns for path in desk.out.rglob("*.json") if path.parent.name == "documents"}
    second = desk.run()
    assert (second.done, second.kept) == (0, 3)
    assert second.languages == first.languages
    assert desk.results() == before
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_a_changed_and_a_new_document_are_done(desk: Desk) -> None:
    desk.run()
    (desk.inbox / "visit.txt").write_text("Делегация посетила Минск.\n", encoding="utf-8")
    (desk.inbox / "newly.txt").write_text("Мінск чакае.\n", encoding="utf-8")
    assert desk.todo() == ["newly.txt", "visit.txt"]
    assert desk.run().done == 2
    assert desk.todo() == []


@pytest.mark.parametrize(
    ("table", "row", "todo"),
    [
        ("names.csv", "t:kyiv,Kiew,de,variant\n", ["visit.txt"]),
        ("names.csv", "t:minsk,Менск,be-tarask,variant\n", ["capital.txt"]),
        ("names.csv", "t:minsk,Koło,pl,former\n", ["capital.txt"]),
    ],
)
def test_a_new_name_concerns_the_documents_that_asked_for_its_entity(
    desk: Desk, table: str, row: str, todo: list[str]
) -> None:
    desk.run()
    with (desk.tables / table).open("a", encoding="utf-8") as file:
        file.write(row)
    assert desk.todo() == todo
    assert desk.run().done == len(todo)
    assert desk.todo() == []


def test_a_new_entity_concerns_the_documents_that_looked_for_it_in_vain(desk: Desk) -> None:
    desk.run()
    (desk.tables / "entities.csv").write_text(ENTITIES + "t:lviv,place,Lviv\nt:perm,place,Perm\n", encoding="utf-8")
    (desk.tables / "names.csv").write_text(NAMES + "t:lviv,Львов,ru,preferred\nt:perm,Пермь,ru,preferred\n")
    assert desk.todo() == ["visit.txt"]
    desk.run()
    assert b"t:lviv" in desk.results()["documents/visit.txt.json"]


def test_a_decision_concerns_the_documents_that_name_its_form(desk: Desk) -> None:
    desk.run()
    (desk.tables / "decisions.csv").write_text("form,lang,type,decision,entity\nМинск,ru,place,never,t:minsk\n")
    assert desk.todo() == ["capital.txt"]


def test_other_settings_concern_every_document(desk: Desk) -> None:
    desk.run()
    out = place(desk.out)
    other = Settings(gazetteer=desk.tables, targets=("be",))
    assert len(Session([str(desk.inbox)], out.address, other).plan.todo) == 3


def test_inputs_that_are_gone_are_told_and_their_results_stay_until_pruned(desk: Desk) -> None:
    desk.run()
    before = desk.results()
    (desk.inbox / "visit.txt").unlink()
    summary = desk.run()
    assert summary.gone == (str(desk.inbox / "visit.txt"),)
    assert desk.results() == before
    desk.run(prune=True)
    assert set(desk.results()) == {name for name in before if "visit" not in name}
    assert b"visit.txt" not in desk.results()["new-entities.csv"]
    assert desk.run().gone == ()


def test_an_item_that_left_its_file_takes_its_results_along(desk: Desk) -> None:
    items = desk.inbox / "items.jsonl"
    items.write_text('{"id": "a", "text": "Это Минск."}\n{"id": "b", "text": "Это Киев."}\n', encoding="utf-8")
    desk.run()
    before = set(desk.results())
    items.write_text('{"id": "a", "text": "Это Минск."}\n', encoding="utf-8")
    desk.run()
    gone = before - set(desk.results())
    assert len(gone) == 1
    assert gone.pop().startswith("documents/items.jsonl-b-")


def test_a_result_that_was_removed_is_made_again(desk: Desk) -> None:
    desk.run()
    before = desk.results()
    (desk.out / "documents" / "visit.txt.json").unlink()
    (desk.out / "review.csv").unlink()
    assert desk.run().done == 1
    assert desk.results() == before


@pytest.mark.parametrize("damage", ["cut", "changed", "replaced", "removed", "gazetteer", "tables"])
def test_a_damaged_note_costs_time_and_nothing_else(desk: Desk, damage: str) -> None:
    desk.run()
    before = desk.results()
    noted = desk.noted()
    data = noted.read_bytes()
    if damage == "cut":
        noted.write_bytes(data[: len(data) // 2])
    elif damage == "changed":
        noted.write_bytes(data[:600] + bytes([data[600] ^ 1]) + data[601:])
    elif damage == "replaced":
        noted.write_bytes(b"\x00" * 100)
    elif damage == "removed":
        noted.unlink()
    elif damage == "tables":
        (noted.parent / "tables.json").write_bytes(b"{")
    else:
        for path in noted.parent.glob("gazetteer-*"):
            path.write_bytes(b"\xc1")
        with (desk.tables / "names.csv").open("a", encoding="utf-8") as file:
            file.write("t:kyiv,Kiew,de,variant\n")
    assert bool(desk.todo()) == (damage != "tables")
    desk.run()
    if damage != "gazetteer":
        assert desk.results() == before
    assert desk.todo() == []
    assert Manifest(place(desk.out)).damaged == []


def test_a_failed_write_leaves_no_half_file_and_is_made_good_later(desk: Desk) -> None:
    (desk.inbox / "long.txt").write_text("Поезд прибыл в Минск ночью. " * 400, encoding="utf-8")
    program = f"""
import resource, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from flows.work import Work
from flows.inputs import find_inputs
from pipeline.settings import Settings
work = Work(Settings(gazetteer=Path({str(desk.tables)!r}), targets=()), {str(desk.out)!r})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
for entry in work.shard(find_inputs([{str(desk.inbox)!r}], {str(desk.out)!r})[0]).entries:
    print(entry.id, *(problem.message for problem in entry.failures))
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["author.txt", "capital.txt", "long.txt", "visit.txt"]
    assert "File too large" in lines[2]
    assert all(" " not in line for line in (lines[0], lines[1], lines[3]))
    assert not any("long" in name or name.endswith(".tmp") for name in desk.results() if "documents" in name)
    assert desk.run().problems == ()
    assert "documents/long.txt.json" in desk.results()


def test_a_run_that_can_write_no_more_stops_in_one_line(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.run()
    before = desk.results()
    blocked = desk.out / "quarantine.csv"
    blocked.mkdir()
    given = ([str(desk.inbox)], str(desk.out), desk.settings, Wanted())
    assert run(*given) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert f"{desk.out}: the run stopped before its end: " in told.err
    blocked.rmdir()
    assert run(*given) == 0
    assert desk.results() == before
    (desk.out / ".nazvy" / "runs.jsonl").unlink()
    (desk.out / ".nazvy" / "runs.jsonl").mkdir()
    with pytest.raises(CannotStartError, match="cannot be written to"):
        run(*given)


def test_a_file_that_fails_is_listed_and_tried_three_times(desk: Desk) -> None:
    desk.run()
    blocked = desk.out / "texts" / "ru" / "bad.txt.txt"
    blocked.mkdir(parents=True)
    (desk.inbox / "bad.txt").write_text("Это Минск.\n", encoding="utf-8")
    for done in (1, 1, 1, 0):
        summary = desk.run()
        assert (summary.done, len(summary.problems)) == (done, 1)
        assert "bad.txt" in (desk.out / "quarantine.csv").read_text(encoding="utf-8")
    blocked.rmdir()
    (desk.inbox / "bad.txt").write_text("Это Киев.\n", encoding="utf-8")
    assert desk.run().problems == ()
    assert not (desk.out / "quarantine.csv").exists()


def test_only_one_run_at_a_time_writes_to_a_folder(desk: Desk) -> None:
    desk.out.mkdir()
    program = f"""
import sys
from flows.history import begin, hold
from flows.places import place
with hold(place({str(desk.out)!r})):
    begin(place({str(desk.out)!r}))
    print("held", flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"process {other.pid} on .* is writing there"):
            desk.run()
        assert [run.state for run in runs(place(desk.out))] == ["running"]
        other.kill()
    assert desk.run().done == 3
    assert [run.state for run in runs(place(desk.out))] == ["stopped", "done"]
