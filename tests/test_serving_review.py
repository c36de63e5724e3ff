"""The review queue: what is decided on the pages stands in the table, whatever happens to servers and browsers."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from serving.fixtures import NAMESAKES, REVIEW, Server, write_review, write_tables

from pipeline.gazetteer import load
from pipeline.reduction import sheet
from pipeline.reduction.accepting import accept
from pipeline.serving import create_app
from pipeline.serving.catalogue import Catalogue
from pipeline.serving.reviewing import ConflictError, RefusedError, Review, Verdict

FIELD = re.compile(r'name="(secret|version|trail)" value="([^"]*)"')


def decisions(path: Path) -> dict[str, tuple[str, str, str]]:
    rows = sheet.read(path, ("form", "decision"))
    return {row["form"]: (row["decision"], row["entity"], row["note"]) for _, row in rows if row["decision"]}


class Reviewer:
    """Somebody with a browser and a page of the queue in it."""

    def __init__(self, service: Server) -> None:
        self.browser = service.browser()
        self.page = self.browser.get("/review")

    @property
    def form(self) -> str:
        """The name on the page."""
        found = re.search(r'<h2 id="form"[^>]*>([^<]*)', self.page.text)
        return found[1] if found else ""

    def decide(self, decision: str, **fields: str) -> httpx.Response:
        form = self.page.text[self.page.text.index('id="decide"') :]
        action = re.findall(r'action="(/review/[0-9a-f]{16})" id="decide"', self.page.text)[0]
        self.page = self.browser.post(action, data={**dict(FIELD.findall(form)), "decision": decision, **fields})
        return self.page

    def undo(self) -> None:
        told = self.page.text[self.page.text.index('class="told"') :]
        action = re.findall(r'action="(/review/[0-9a-f]{16})"', told)[0]
        fields = dict(FIELD.findall(told[: told.index("</form>")]))
        self.page = self.browser.post(action, data={**fields, "decision": ""})

    def skip(self) -> None:
        link = re.findall(r'href="(/review\?after=[^"]*)"', self.page.text)[0]
        self.page = self.browser.get(link.replace("&amp;", "&"))


@pytest.fixture
def reviewer(service: Server, review: Path) -> Iterator[Reviewer]:
    one = Reviewer(service)
    yield one
    one.browser.close()


def test_each_decision_stands_in_the_table_at_once_and_is_accepted(
    reviewer: Reviewer, review: Path, served: Path, tmp_path: Path
) -> None:
    assert reviewer.form == "Бабруйка"
    assert "<mark>Бабруйцы</mark>" in reviewer.page.text
    reviewer.decide("join", entity="test:babrujka-ru", note="вёска\nў  Расіі\x00")
    assert decisions(review) == {"Бабруйка": ("join", "test:babrujka-ru", "вёска ў Расіі")}
    assert reviewer.form == "Алесь Невядомы"
    reviewer.decide("new")
    reviewer.decide("accept")
    assert decisions(review)["Менск"] == ("accept", "", "")
    assert reviewer.form == "Усход"
    reviewer.decide("never")
    assert "Everything is decided" in reviewer.page.text
    assert len(decisions(review)) == 4
    done = accept(review, tmp_path / "own", served / "tables", "2024-05-06")
    assert [outcome.told for outcome in done.outcomes] == [
        "joined to test:babrujka-ru",
        "new entity nazvy:ales-niaviadomy-000002",
        "joined to test:minsk",
        "no name of anything",
    ]
    assert done.problems == ()


def test_skip_and_undo(reviewer: Reviewer, review: Path) -> None:
    reviewer.skip()
    assert reviewer.form == "Алесь Невядомы"
    reviewer.decide("new")
    reviewer.decide("never")
    assert list(decisions(review)) == ["Алесь Невядомы", "Менск"]
    reviewer.undo()
    assert (reviewer.form, list(decisions(review))) == ("Менск", ["Алесь Невядомы"])
    reviewer.undo()
    assert (reviewer.form, decisions(review)) == ("Алесь Невядомы", {})


def test_two_reviewers_do_not_overwrite_each_other(reviewer: Reviewer, service: Server, review: Path) -> None:
    other = Reviewer(service)
    assert other.form == reviewer.form
    reviewer.decide("join", entity="test:babrujka-by")
    answer = other.decide("never")
    assert answer.status_code == 409
    assert "somebody else has decided" in answer.text
    assert decisions(review)["Бабруйка"][0] == "join"
    other.decide("never")
    assert decisions(review)["Бабруйка"][0] == "never"
    reviewer.undo()
    assert reviewer.page.status_code == 409
    assert decisions(review)["Бабруйка"][0] == "never"
    other.browser.close()


@pytest.mark.parametrize(
    ("decision", "entity"),
    [("join", ""), ("join", "test:nobody"), ("new", "no id"), ("new", "new:0000000000000001"), ("shout", "")],
)
def test_what_accept_would_refuse_is_refused(reviewer: Reviewer, review: Path, decision: str, entity: str) -> None:
    before = review.read_bytes()
    assert reviewer.decide(decision, entity=entity).status_code == 422
    assert review.read_bytes() == before


def test_two_entities_that_are_one_are_merged_after_a_look(
    reviewer: Reviewer, review: Path, served: Path, tmp_path: Path
) -> None:
    asked = reviewer.browser.get(re.findall(r'href="(/review/[0-9a-f]{16}/merge[^"]*)"', reviewer.page.text)[0])
    assert decisions(review) == {}
    for part in ("test:babrujka-by", "test:babrujka-ru", "village", "Yes, merge them"):
        assert part in asked.text
    action = re.findall(r'action="(/review/[0-9a-f]{16})"', asked.text)[0]
    fields = dict(FIELD.findall(asked.text))
    by, ru = "test:babrujka-by", "test:babrujka-ru"
    for bad in ({"stays": by}, {"stays": by, "goes": [by]}, {"stays": by, "goes": ["test:minsk", "test:kupala"]},
                {"stays": by, "entity": "test:nobody"}, {"stays": by, "entity": "no-id"}):  # fmt: skip
        refused = reviewer.browser.post(action, data={**fields, "decision": "merge", **bad})
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text
        assert 'id="merge"' in refused.text
    assert decisions(review) == {}
    reviewer.page = reviewer.browser.post(action, data={**fields, "decision": "merge", "stays": ru, "goes": [by, ru]})
    assert decisions(review) == {"Бабруйка": ("merge", f"{ru} {by}", "")}
    reviewer.undo()
    assert (reviewer.form, decisions(review)) == ("Бабруйка", {})
    form = dict(FIELD.findall(reviewer.page.text))
    reviewer.browser.post(action, data={**form, "decision": "merge", "stays": ru, "entity": by})
    done = accept(review, shutil.copytree(served / "tables", tmp_path / "own"), None, "2024-05-06")
    assert [outcome.told for outcome in done.outcomes] == [f"merged {by} into {ru}"]
    merged = load(tmp_path / "own")
    assert by not in merged.entities
    assert Catalogue(merged).entity(by) == merged.entity(ru)


def test_cells_of_others_come_through_untouched(tmp_path: Path) -> None:
    path = write_review(tmp_path, [REVIEW[0] + ",own", *(line + ',"\'=1+1, ""x"""' for line in REVIEW[1:])])
    before = sheet.read(path, ())
    table = Review(path)
    item = table.items()[2]
    table.decide(item.key, item.version, Verdict("accept", note="=cmd()"))
    after = sheet.read(path, ())
    assert [row | {"decision": "", "note": ""} for _, row in after] == [row for _, row in before]
    assert after[2][1]["note"] == "=cmd()"
    assert b",'=cmd()," in path.read_bytes()
    assert list(tmp_path.glob(".*.tmp")) == []


@pytest.mark.parametrize("servers", [1, 3])
def test_many_reviewers_at_once_lose_nothing(tmp_path: Path, servers: int) -> None:
    rows = [REVIEW[4].replace("Усход", f"Назва {number}") for number in range(24)]
    path = write_review(tmp_path, [REVIEW[0], *rows])
    outcomes: list[str] = []
    tables = [Review(path) for _ in range(servers)]
    seen = tables[0].items()

    def work(word: str, table: Review) -> None:
        for item in seen:
            try:
                table.decide(item.key, item.version, Verdict(word))
                outcomes.append(item.cells["form"])
            except ConflictError:
                pass

    words = ("new", "never", "new")
    threads = [threading.Thread(target=work, args=(word, tables[at % servers])) for at, word in enumerate(words)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == sorted(decisions(path)) == sorted(f"Назва {number}" for number in range(24))


def test_a_row_without_candidates_accepts_nothing(tmp_path: Path) -> None:
    table = Review(write_review(tmp_path))
    item = table.items()[3]
    with pytest.raises(RefusedError):
        table.decide(item.key, item.version, Verdict("accept"))
    with pytest.raises(ConflictError):
        table.decide("0" * 16, item.version, Verdict("new"))


def test_only_the_review_blames_its_table(tmp_path: Path) -> None:
    path = write_review(tmp_path)
    app = create_app(load(write_tables(tmp_path / "tables", NAMESAKES)), hosts=["testserver"], review=path)

    @app.get("/elsewhere")
    def elsewhere() -> None:
        raise PermissionError("some other file")

    browser = TestClient(app, raise_server_exceptions=False)
    path.unlink()
    assert "the table for review" in browser.get("/review").json()["message"]
    reply = browser.get("/elsewhere")
    assert (reply.status_code, "review" in reply.text) == (500, False)


def test_outside_this_machine_the_token_is_asked_for_and_a_kill_loses_no_decision(tmp_path: Path) -> None:
    rows = [REVIEW[4].replace("Усход", f"Назва {number}") for number in range(60)]
    path = write_review(tmp_path, [REVIEW[0], *rows])
    tables = write_tables(tmp_path / "tables", NAMESAKES)
    server = Server("--host", "0.0.0.0", "--gazetteer", str(tables), "--review", str(path), "--rate", "100000")
    server.address = server.address.replace("0.0.0.0", "127.0.0.1")
    browser = server.browser()
    try:
        assert browser.get("/review").url.path == "/token"
        refused = browser.post("/review/" + "0" * 16, data={"decision": "new"})
        assert refused.status_code == 403
        assert browser.post("/token", data={"token": "no token"}).status_code == 403
        entered = browser.post("/token", data={"token": server.token()})
        assert entered.url.path == "/review"
        told: list[str] = []

        def decide() -> None:
            one = Reviewer.__new__(Reviewer)
            one.browser, one.page = browser, entered
            while form := one.form:
                try:
                    one.decide("never")
                except httpx.HTTPError:
                    return
                told.append(form)
                if len(told) == 5:
                    half_way.set()

        half_way = threading.Event()
        working = threading.Thread(target=decide)
        working.start()
        assert half_way.wait(120)
        server.kill()
        working.join()
    finally:
        browser.close()
        server.stop()
    assert set(told) <= set(decisions(path))
    assert len(decisions(path)) <= len(told) + 1
    assert len(sheet.read(path, ())) == 60
    assert Review(path).items()[0].undecided is False
