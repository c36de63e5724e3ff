"""The report as files: what it is made of, when it is refused, and what hostile results do to it (nothing)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest
from browsing.results import ENTITIES, entity, made, sample, write

from pipeline.pages import POLICY, visible, words_script
from pipeline.report import ReportError, write_report
from pipeline.report.marking import LONGEST, Marked, Span, show
from pipeline.report.paging import Pager

ROOT = Path(__file__).parents[1]
HOSTILE = '<script>alert("1")</script>\u202eevil\u202c & "\'></a><img src=x onerror=alert(2)>'
IDS = ["../../etc/passwd", "x:<b>", "CON", "a/b", "con", "Ö:ö", "#?%41", "new:..", "q\"uote'", "l" * 300]


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def pages(report: Path) -> dict[str, lxml.html.HtmlElement]:
    found = {name: data for name, data in files(report).items() if name.endswith(".html")}
    return {name: lxml.html.document_fromstring(data.decode()) for name, data in found.items()}


def search_index(report: Path) -> dict[str, list[list[object]]]:
    script = (report / "static" / "search-index.js").read_text(encoding="utf-8")
    found: dict[str, list[list[object]]] = json.loads(script.removeprefix("window.nazvyIndex = ").removesuffix(";\n"))
    return found


def test_the_same_results_give_the_same_bytes_and_a_new_report_takes_the_place_of_the_old(tmp_path: Path) -> None:
    folder = write(sample(), tmp_path)
    first = write_report(folder)
    assert (first.page, first.documents, first.problems) == (folder / "report" / "index.html", 2, ())
    before = files(folder)
    (folder / "report" / "names" / "of-an-earlier-run.html").touch()
    write_report(folder)
    assert files(folder) == before


def test_every_link_leads_somewhere_and_every_page_has_the_policy(tmp_path: Path) -> None:
    report = write_report(write(sample(), tmp_path)).page.parent
    found = pages(report)
    assert len(found) > 8
    for name, page in found.items():
        assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [POLICY]
        assert not page.xpath("//style | //script[not(@src)] | //@style | //@*[starts-with(name(), 'on')]")
        assert page.xpath("//html/@lang | //meta[@name='viewport']")
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        for target in {*page.xpath("//a/@href"), *page.xpath("//script/@src"), *page.xpath("//link/@href")}:
            _leads_somewhere(report, name, target, found)


def _leads_somewhere(report: Path, name: str, target: str, found: dict[str, lxml.html.HtmlElement]) -> None:
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(target)
    assert not parts.scheme
    path = (report / name).parent / unquote(parts.path) if parts.path else report / name
    assert path.is_file(), (name, target)
    if parts.fragment:
        assert found[str(path.resolve().relative_to(report))].xpath(f"//*[@id='{parts.fragment}']"), (name, target)


def test_what_stands_where_the_report_should_is_left_alone(tmp_path: Path) -> None:
    folder = write(sample(), tmp_path)
    (folder / "report").mkdir()
    (folder / "report" / "mine.txt").write_text("mine")
    with pytest.raises(ReportError, match="not a report of nazvy; move it away"):
        write_report(folder)
    assert sorted(files(folder / "report")) == ["mine.txt"]
    assert not list(folder.glob(".report*"))


def test_results_that_cannot_be_read_are_named_and_the_rest_is_shown(tmp_path: Path) -> None:
    folder = write(sample(), tmp_path)
    (folder / "documents" / "bad.json").write_text('{"format": "other/1"}')
    (folder / "review.csv").write_bytes(b"\xff\x00")
    (folder / "new-entities.csv").unlink()
    report = write_report(folder)
    assert report.documents == 2
    assert sorted(Path(problem.source).name for problem in report.problems) == [
        "bad.json",
        "new-entities.csv",
        "review.csv",
    ]
    assert all(problem.remedy for problem in report.problems)


def test_the_command_names_the_page_or_says_why_there_is_none(tmp_path: Path) -> None:
    def nazvy(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pipeline.cli", "report", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)

    folder = write(sample(), tmp_path / "out")
    done = nazvy(folder, "--language", "uk")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"Report: {folder / 'report' / 'index.html'}\n", "")
    assert 'lang="uk"' in (folder / "report" / "index.html").read_text(encoding="utf-8")
    (tmp_path / "bad" / "documents").mkdir(parents=True)
    (tmp_path / "bad" / "documents" / "bad.json").write_bytes(b'{"format": "\xff"}')
    done = nazvy(tmp_path / "bad")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "bad.json: no result of nazvy: not UTF-8" in done.stderr
    done = nazvy(tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "give the folder that nazvy run wrote" in done.stderr


def test_spellings_of_one_new_name_are_one_name(tmp_path: Path) -> None:
    ihar = entity("new:000000000000000a", "person", ["Ігар Зубрэнка"], new=True)
    igor = entity("new:000000000000000b", "person", ["", "", "Игорь Зубренко"], new=True)
    results = [
        made("be.txt", "be", [{"be": "Прыехаў {x:Ігар Зубрэнка}."}], {"x": ihar}),
        made("ru.txt", "ru", [{"ru": "Приехал {x:Игорь Зубренко}."}], {"x": igor}),
    ]
    report = write_report(write(results, tmp_path)).page.parent
    (name,) = (report / "names").glob("new-*.html")
    page = lxml.html.fromstring(name.read_text(encoding="utf-8"))
    assert len(page.xpath("//ul[@class='places']/li")) == 2
    assert {"new:000000000000000a", "new:000000000000000b"} <= set(page.xpath("//code/text()"))


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    bad = entity("evil:" + HOSTILE, "person", [HOSTILE, HOSTILE, HOSTILE, HOSTILE])
    sentence = {"be": f"{HOSTILE} {{x:{HOSTILE}}} \x00\x1b[31m {{?:{HOSTILE}}}", "uk": f"{{x:{HOSTILE}}}"}
    results = [made(HOSTILE, "be", [sentence], {"x": bad}, title=HOSTILE, date=HOSTILE, url=f"javascript:{HOSTILE}")]
    report = write_report(write(results, tmp_path)).page.parent
    for page in pages(report).values():
        assert not page.xpath("//img | //script[not(@src)] | //@onerror | //a[starts-with(@href, 'javascript')]")
        assert "\u202e" not in page.text_content()
    (document,) = (report / "documents").iterdir()
    shown = lxml.html.fromstring(document.read_text(encoding="utf-8")).text_content()
    assert '<script>alert("1")</script>[U+202E]evil[U+202C]' in shown
    assert "[U+0000][U+001B]" in shown
    for script in (report / "static").glob("*.js"):
        assert "\u202e" not in script.read_text(encoding="utf-8")


def test_hostile_ids_get_pages_of_their_own_inside_the_report(tmp_path: Path) -> None:
    entities = {str(number): entity(key, "place", [f"Месца {number}"]) for number, key in enumerate(IDS)}
    sentence = {"be": " ".join(f"{{{number}:Месца {number}}}" for number in entities)}
    results = [made(key, "be", [sentence], entities) for key in IDS]
    report = write_report(write(results, tmp_path)).page.parent
    assert len(list((report / "names").iterdir())) == len(list((report / "documents").iterdir())) == len(IDS)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "documents",
        "new-entities.csv",
        "report",
        "review.csv",
        "texts",
    ]
    found = pages(report)
    for name, page in found.items():
        for target in page.xpath("//main//a/@href"):
            _leads_somewhere(report, name, target, found)


def test_long_documents_and_lists_are_cut_into_pages(tmp_path: Path) -> None:
    entities = {str(number): entity(f"x:{number}", "place", [f"Места{number}"]) for number in range(400)}
    sentences = [{"be": f"{{{number}:Места{number}}} і {{0:Места0}} {'слова ' * 40}"} for number in range(400)]
    sentences.append({"be": "доўга " * 1_700_000})
    report = write_report(write([made("long", "be", sentences, entities)], tmp_path)).page.parent
    documents = sorted((report / "documents").iterdir())
    assert len(documents) > 4
    assert max(path.stat().st_size for path in report.rglob("*.html")) < 1_000_000
    numbers = [
        number
        for number in range(1, len(documents) + 1)
        for number in lxml.html.parse(report / Pager("documents/long.html", number, 99).href).xpath(
            "//a[@class='number']/text()"
        )
    ]
    assert numbers == [str(number) for number in range(1, 402)]
    last = lxml.html.parse(report / Pager("documents/long.html", len(documents), 99).href)
    assert "… 10,180,000 more characters" in last.getroot().text_content()
    assert len(list((report / "names").glob("x-0-*.html"))) == 3
    assert (report / "names~2.html").is_file()
    assert len(search_index(report)["names"]) == 400


def test_offsets_that_lie_do_no_harm() -> None:
    name = Marked(1, "", "")
    spans = [
        Span(0, 3, name),
        Span(2, 5, name),
        Span(-1, 2, name),
        Span(9, 99, name),
        Span(6, 6, name),
        Span(7, 8, name),
    ]
    shown = show("0123456789", "en", spans)
    assert [(piece.text, piece.name is not None) for piece in shown.pieces] == [
        ("012", True),
        ("3456", False),
        ("7", True),
        ("89", False),
    ]
    assert show("x" * (LONGEST + 5), "en", []).left_out == 5


def test_only_what_cannot_be_seen_is_written_out() -> None:
    assert visible("Łódź ʼ’ і\n\t😀 ў\u0301") == "Łódź ʼ’ і\n\t😀 ў\u0301"
    assert visible("a\u2066b\u200fc\x07") == "a[U+2066]b[U+200F]c[U+0007]"


def test_pages_link_to_their_neighbours() -> None:
    assert Pager("names.html", 6, 20).near == [1, 0, 4, 5, 6, 7, 8, 0, 20]
    assert Pager("names.html", 1, 3).near == [1, 2, 3]


def test_the_interface_is_translated_whole() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "words.py", "--check"], capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert words_script().count('"plural":') == 4


def test_every_state_of_a_name_is_on_the_overview(tmp_path: Path) -> None:
    report = write_report(write(sample(), tmp_path)).page.parent
    states = {entry[3] for entry in search_index(report)["names"]}
    assert states == {"known", "new", "open"}
    assert len(search_index(report)["names"]) == len(ENTITIES) + 1
