"""The service's pages in a real browser, by the keyboard alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing.fixtures import Open
from serving.fixtures import REVIEW, Server

from pipeline.pages import Words
from pipeline.reduction import sheet
from pipeline.reduction.keeping import keys_of
from pipeline.transliteration import systems

MERGING = f"/review/{keys_of(csv.DictReader(REVIEW))[0]}/merge"


def decisions(path: Path) -> dict[str, tuple[str, str]]:
    rows = sheet.read(path, ("form", "decision"))
    return {row["form"]: (row["decision"], row["entity"]) for _, row in rows if row["decision"]}


def test_a_name_is_looked_up_as_one_types(service: Server, open_page: Open) -> None:
    page = open_page(service.address)
    assert page.evaluate("document.activeElement.id") == "name"
    page.keyboard.type("Менску")
    page.locator("#answer h2 a", has_text="Minsk").wait_for()
    answer = page.locator("#answer").inner_text()
    for part in ("Мінск", "Мінськ", "Минск", "joined:", "exact"):
        assert part in answer
    page.keyboard.press("Control+A")
    page.keyboard.type("Бабруйка")
    page.locator("#answer h2", has_text="Joined to nothing").wait_for()
    assert page.locator("#answer .close li").count() == 2
    page.locator("#answer .close a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/entity/test*babrujka*")
    assert page.locator("h1").inner_text() == "Babrujka"
    assert "Бабруйка" in page.locator("main").inner_text()
    page.locator(".all-systems summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".all-systems dd:visible").count() == len(systems("be"))
    assert "Babruĭka" in page.locator(".all-systems").inner_text()


def test_all_pages_answer_without_scripts(service: Server, open_page: Open) -> None:
    page = open_page(service.address, java_script_enabled=False)
    page.get_by_role("searchbox").press_sequentially("Мінскам")
    page.keyboard.press("Enter")
    page.locator("#answer h2 a", has_text="Minsk").wait_for()
    page.goto(f"{service.address}/?q=Мінск&ui=uk")
    assert page.locator("h1").inner_text() == Words("uk").plain("Look a name up")
    assert page.locator("#answer h2 a").inner_text() == "Мінськ"


def test_the_gazetteer_is_filtered(service: Server, open_page: Open) -> None:
    page = open_page(f"{service.address}/table")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("бабр")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("RU")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/table?q=*")
    assert page.locator("tbody tr").count() == 1
    assert page.locator("tbody code").inner_text() == "test:babrujka-ru"


def test_a_pasted_text_shows_its_names(service: Server, open_page: Open) -> None:
    page = open_page(f"{service.address}/text")
    page.keyboard.type("Янка Купала жыў у Мінску. Там жыў і Алесь Невядомскі.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#names-here").wait_for()
    own = page.locator("#s1 .cell[data-column=be] a.name")
    assert own.all_inner_texts() == ["Янка Купала", "Мінску"]
    own.first.focus()
    page.locator("#name-card").wait_for(state="visible")
    assert "Yanka Kupala" in page.locator("#name-card").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/entity/test*kupala")
    assert page.locator("h1").inner_text() == "Yanka Kupala"


def test_the_review_is_decided_by_keys(service: Server, open_page: Open, review: Path) -> None:
    page = open_page(f"{service.address}/review")
    form = page.locator("#form")
    form.filter(has_text="Бабруйка").wait_for()
    page.keyboard.press("s")
    form.filter(has_text="Алесь Невядомы").wait_for()
    page.keyboard.press("n")
    form.filter(has_text="Менск").wait_for()
    page.keyboard.press("a")
    form.filter(has_text="Усход").wait_for()
    page.keyboard.press("v")
    form.filter(has_text="Бабруйка").wait_for()
    assert decisions(review) == {"Алесь Невядомы": ("new", ""), "Менск": ("accept", ""), "Усход": ("never", "")}
    page.keyboard.press("u")
    form.filter(has_text="Усход").wait_for()
    page.keyboard.press("j")
    page.keyboard.type("test:minsk")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    form.filter(has_text="Бабруйка").wait_for()
    page.keyboard.press("2")
    page.get_by_text("Everything is decided.").wait_for()
    assert decisions(review)["Усход"] == ("join", "test:minsk")
    assert decisions(review)["Бабруйка"] == ("join", "test:babrujka-ru")


def test_entities_are_merged_by_keys_after_a_look(service: Server, open_page: Open, review: Path) -> None:
    page = open_page(f"{service.address}/review")
    form = page.locator("#form")
    form.filter(has_text="Бабруйка").wait_for()
    page.keyboard.press("m")
    page.locator("#merge").wait_for()
    page.keyboard.press("b")
    form.filter(has_text="Бабруйка").wait_for()
    assert decisions(review) == {}
    page.keyboard.press("m")
    page.locator("#merge").wait_for()
    while page.evaluate("document.activeElement.name") != "stays":
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    while page.evaluate("document.activeElement.name") != "goes":
        page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.value") == "test:babrujka-by"
    page.keyboard.press("Space")
    page.keyboard.press("y")
    form.filter(has_text="Алесь Невядомы").wait_for()
    assert decisions(review) == {"Бабруйка": ("merge", "test:babrujka-ru test:babrujka-by")}
    page.keyboard.press("u")
    form.filter(has_text="Бабруйка").wait_for()
    assert decisions(review) == {}


def test_how_a_name_was_decided_is_told_in_the_reader_s_language(service: Server, open_page: Open) -> None:
    page = open_page(f"{service.address}/?q=Менску&ui=be", locale="be-BY")
    told = page.locator("#answer").inner_text()
    words = Words("be")
    for message in ("How it was decided", "not asked, one before it was sure", "nothing", "sounds"):
        assert words.plain(message) in told
    assert "0,95" in told
    for english in ("joined", "nothing", "not asked", "at least", "0.95"):
        assert english not in told
    page.get_by_role("combobox").first.select_option("ru")
    page.locator("#answer .why", has_text="присоединено").wait_for()
    assert "0,95" in page.locator("#answer .why").inner_text()


@pytest.mark.parametrize("path", ["/?q=Менску", "/entity/test:minsk", "/table", "/docs", "/review", MERGING])
def test_pages_are_accessible_and_fit_a_phone(path: str, service: Server, open_page: Open, review: Path) -> None:
    page = open_page(f"{service.address}{path}")
    tags = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
    found = Axe().run(page, options={"runOnly": tags, "preload": False})
    assert not found.violations_count, found.generate_report()
    page.set_viewport_size({"width": 360, "height": 740})
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room
