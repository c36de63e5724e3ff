"""The report in a real browser: from a folder, without a network, by mouse, keyboard and finger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing.fixtures import Open
from browsing.results import entity, made, sample, write

from pipeline.pages import Words
from pipeline.report import write_report

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PAGES = ["index.html", "documents/news-be.txt.html", "ales"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write(sample(), tmp_path_factory.mktemp("run"))
    return write_report(folder).page.parent


def at(report: Path, name: str) -> Path:
    """The file of a page; `ales` stands for the page of that person."""
    return next((report / "names").glob("test-ales-*.html")) if name == "ales" else report / name


def texts(found: Locator) -> list[str]:
    return [text.strip() for text in found.all_inner_texts()]


def test_the_overview_tells_what_was_found(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html")
    assert page.title() == "Names in these documents"
    assert texts(page.locator(".figures li"))[0].split() == ["2", "documents"]
    assert texts(page.locator("#overview h2"))[0] == "Unresolved names"
    assert texts(page.locator(".questions .asked > :first-child")) == ["Росы", "Янкам Невядомскім"]
    assert texts(page.locator(".chart a"))[:2] == ["Ales Bialiatski", "Minsk"]
    assert page.locator(".chart rect").first.get_attribute("width") == "100.0"
    page.get_by_role("link", name="Back home & safe").click()
    assert page.locator("h1").inner_text() == "Back home & safe"


def test_a_document_shows_its_languages_side_by_side(report: Path, open_page: Open) -> None:
    page = open_page(report / "documents" / "news-be.txt.html")
    assert texts(page.locator(".heads [data-column]")) == ["Belarusian", "Ukrainian", "Russian", "English"]
    row = page.locator("#s2 .cell > p:first-of-type")
    tops = {round(box["y"]) for cell in row.all() if (box := cell.bounding_box())}
    assert (row.count(), len(tops)) == (4, 1)
    ales = page.locator("#s2 a.name", has_text="Ales").or_(page.locator("#s2 a.name", has_text="Алесь"))
    assert ales.count() == 4
    assert len({name.evaluate("name => getComputedStyle(name).backgroundColor") for name in ales.all()}) == 1
    assert page.locator("#s3 .cell .none").inner_text() == "not translated"
    page.get_by_label("Russian").uncheck(force=True)
    assert texts(page.locator("#s1 .cell:visible p")) == [
        "Вяртанне ў Вільню",
        "Повернення до Вільнюса",
        "Return to Vilnius",
    ]


def test_the_card_shows_on_hover_and_on_focus(report: Path, open_page: Open) -> None:
    page = open_page(report / "documents" / "news-be.txt.html")
    card = page.locator("#name-card")
    name = page.locator("#s2 a.name", has_text="Алесь Біляцький")
    name.hover()
    card.wait_for(state="visible")
    assert "Written in place of what the translation had." in card.inner_text()
    assert "Other One" in card.inner_text()
    assert page.locator("a.name.same").count() == 4
    card.hover()
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    page.locator("#s2 a.number").focus()
    page.keyboard.press("Tab")
    card.wait_for(state="visible")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Алесь Бяляцкі"
    assert focused.get_attribute("aria-describedby") == "name-card"
    for form in ("Алесь Біляцький", "Алесь Беляцкий", "Ales Bialiatski", "be-geo-2007", "surname", "0.95"):
        assert form in card.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/names/test-ales-*")
    assert page.locator("h1").inner_text() == "Ales Bialiatski"


def test_a_name_leads_to_every_place_where_it_was_met(report: Path, open_page: Open) -> None:
    page = open_page(at(report, "ales"))
    assert texts(page.locator("section[aria-labelledby=places] h3 a")) == ["Вяртанне ў Вільню", "Back home & safe"]
    assert "Bialiatski en ×1" in " ".join(texts(page.locator(".spellings > span")))
    page.locator(".places a").first.click()
    page.wait_for_url("**/documents/news-be.txt.html#s2")
    assert page.locator("#s2 a.name").first.is_visible()


def test_search_and_filters(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html")
    assert page.locator("script[src*=search-index]").count() == 0
    found = page.locator("#found-list .title")
    page.get_by_label("Find a name or a document").fill("біляц")
    found.first.wait_for()
    assert texts(found) == ["Ales Bialiatski"]
    page.get_by_label("Find a name or a document").fill("no such name")
    page.get_by_text("Nothing found").wait_for()
    page.get_by_label("Find a name or a document").fill("")
    page.get_by_label("Places", exact=True).check(force=True)
    page.get_by_text("3 found").wait_for()
    assert texts(found) == ["Minsk", "Vilnius", "Росы"]
    page.get_by_role("group", name="Language").get_by_label("English").check(force=True)
    page.get_by_text("1 found").wait_for()
    assert texts(found) == ["Minsk"]
    found.first.click()
    assert page.locator("h1").inner_text() == "Minsk"


FORMS = {"be": "Алесь Бяляцкі", "uk": "Алесь Біляцький", "ru": "Алесь Беляцкий"}


def test_the_interface_speaks_the_language_that_is_chosen(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html")
    for language, form in FORMS.items():
        words = Words(language)
        page.locator("#choose-language").select_option(language)
        assert page.locator("html").get_attribute("lang") == language
        assert page.title() == words.plain("Names in these documents")
        assert page.locator("#query").get_attribute("placeholder") == words.plain("Any spelling, any script")
        assert texts(page.locator(".chart .value"))[0] == words.plural("%(num)s mention", "%(num)s mentions", 2)
        assert texts(page.locator(".chart a"))[0] == form
        assert texts(page.locator("#overview time")) == [words.date("2024-03-01")]
        numbers = [1, 2, 5, 11, 21, 22, 112, 1234, 1234567]
        said = page.evaluate("all => all.map(n => nazvy.count('%(num)s name', '%(num)s names', n))", numbers)
        assert said == [words.plural("%(num)s name", "%(num)s names", number) for number in numbers]
        assert page.evaluate("nazvy.number(0.95, 2)") == words.number(0.95, 2)
    page.locator(".chart a").first.click()
    page.wait_for_url("**/names/**")
    assert page.locator("html").get_attribute("lang") == language
    assert words.plain("Spellings met") in texts(page.locator("h2"))


def test_the_browser_tells_the_language_and_the_device_the_colours(report: Path, open_page: Open) -> None:
    page = open_page(report / "index.html", locale="uk-UA", color_scheme="dark")
    assert page.locator("html").get_attribute("lang") == "uk"
    dark = background(page)
    page.locator("#choose-theme").select_option("light")
    assert background(page) != dark
    page.reload()
    assert background(page) != dark


def test_a_finger_shows_the_card_first_and_follows_the_link_then(report: Path, open_page: Open) -> None:
    page = open_page(report / "documents" / "news-be.txt.html", has_touch=True, viewport={"width": 360, "height": 740})
    name = page.locator("#s1 a.name").first
    name.tap()
    page.locator("#name-card").wait_for(state="visible")
    assert page.url.endswith("news-be.txt.html")
    name.tap()
    page.wait_for_url("**/names/**")
    assert page.locator("h1").inner_text() == "Vilnius"


def test_what_is_printed_is_the_text_and_the_names(report: Path, open_page: Open) -> None:
    page = open_page(report / "documents" / "news-be.txt.html")
    page.emulate_media(media="print")
    assert page.locator("#s2").is_visible()
    assert page.locator("#card-1").is_visible()
    assert not page.locator("#tools").is_visible()
    assert not page.get_by_label("Interface language").is_visible()


def test_hostile_names_run_nothing(tmp_path: Path, open_page: Open) -> None:
    bad = '<img src=x onerror="alert(1)"><script>alert(2)</script>\u202e'
    sentence = {"be": f"{{x:{bad}}} і {bad}", "uk": f"{{x:{bad}}}"}
    result = made(bad, "be", [sentence], {"x": entity(f"evil:{bad}", "person", [bad] * 4)}, title=bad)
    page = open_page(write_report(write([result], tmp_path)).page)
    page.locator("#query").fill("onerror")
    page.get_by_text("2 found").wait_for()
    assert texts(page.locator("#found-list .title"))[0] == bad.replace("\u202e", "[U+202E]")
    page.locator("#choose-language").select_option("be")
    page.locator("#found-list .title").last.click()
    page.locator("#s1 a.name").first.hover()
    page.locator("#name-card").wait_for(state="visible")
    assert page.locator("img, main script").count() == 0


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible_in_both_colours_and_fit_a_phone(name: str, report: Path, open_page: Open) -> None:
    page = open_page(at(report, name))
    names = page.locator("main a.name[data-card]")
    if names.count():
        names.first.focus()
        page.locator("#name-card").wait_for(state="visible")
    assert faults(page, {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}) == ""
    page.emulate_media(color_scheme="dark")
    assert faults(page, {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}) == ""
    page.set_viewport_size({"width": 360, "height": 740})
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room


def faults(page: Page, rules: dict[str, object]) -> str:
    found = Axe().run(page, options={"runOnly": rules, "preload": False})
    return str(found.generate_report()) if found.violations_count else ""
