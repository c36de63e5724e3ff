"""Formats and encodings: web pages, JSON, JSON lines, every encoding, every kind of broken file."""

from __future__ import annotations

import json
import time
import tracemalloc
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from inbox import load, load_bytes, only, refused

PAGE = """<!DOCTYPE html><html lang="be"><head><meta charset="{charset}"><title>Амбасадар у Мінску | Навіны</title>
<link rel="canonical" href="https://example.org/naviny/1">
<meta property="article:published_time" content="2024-02-07T10:00:00+02:00">
<script>var menu = "Рэклама";</script><style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">Галоўная</a></li><li><a href="/n">Палітыка</a></li></ul></nav>
<div class="cookie-banner"><p>Мы выкарыстоўваем файлы cookie. Прыняць усе?</p></div>
<article><h1>Амбасадар у Мінску</h1>
<p>Амбасадар Ігар Кізім &amp; яго намеснік прыехалі ў Мінск. Яны сустрэліся з&nbsp;журналістамі
і адказалі на ўсе пытанні, якія былі.</p>
<p>Потым яны наведалі Вільню, дзе прайшла яшчэ адна сустрэча з беларускімі палітыкамі і валанцёрамі.</p>
<ul><li>Першае пытанне</li><li>Другое пытанне</li></ul></article>
<footer><p>© 2024 Усе правы абаронены</p></footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
def test_a_web_page(tmp_path: Path, charset: str) -> None:
    document = only(tmp_path, PAGE.format(charset=charset).encode(charset), "a.html")
    assert document.title == "Амбасадар у Мінску"
    assert document.date == "2024-02-07"
    assert document.url == "https://example.org/naviny/1"
    assert document.lang == "be"
    texts = [segment.text for segment in document.segments]
    assert texts[0] == "Амбасадар у Мінску"
    assert texts.count("Амбасадар у Мінску") == 1
    assert "Амбасадар Ігар Кізім & яго намеснік прыехалі ў Мінск." in texts
    assert "Яны сустрэліся з журналістамі і адказалі на ўсе пытанні, якія былі." in texts
    for boilerplate in ("Галоўная", "cookie", "Рэклама", "color", "©", "<"):
        assert boilerplate not in document.text


def test_a_page_is_known_by_its_content_and_text_by_lack_of_it(tmp_path: Path) -> None:
    assert "Галоўная" not in only(tmp_path, PAGE.format(charset="utf-8").encode(), "page.txt").text
    assert only(tmp_path, "5 < 6 і 7 > 6, так.".encode(), "b.html").text == "5 < 6 і 7 > 6, так."


def test_a_page_of_one_sentence(tmp_path: Path) -> None:
    data = "<html><body><nav>Меню</nav><p>Кастусь Каліноўскі.</p><footer>Адрас</footer></body></html>"
    assert only(tmp_path, data.encode(), "a.html").text == "Кастусь Каліноўскі."


def test_a_date_in_the_text_is_not_the_date_of_the_page(tmp_path: Path) -> None:
    page = PAGE.format(charset="utf-8").replace("article:published_time", "x").replace("© 2024", "12.03.2019")
    assert only(tmp_path, page.encode(), "a.html").date is None


def test_a_page_whose_every_part_is_named_after_its_cookies(tmp_path: Path) -> None:
    page = PAGE.format(charset="utf-8").replace("<nav>", '<div class="cookie-consent-shown"><nav>')
    assert "Амбасадар Ігар Кізім" in only(tmp_path, page.encode(), "a.html").text


def test_the_language_that_a_page_declares_may_be_wrong(tmp_path: Path) -> None:
    page = PAGE.format(charset="utf-8").replace('lang="be"', 'lang="en"')
    assert only(tmp_path, page.encode(), "a.html").lang == "be"


def test_a_page_that_declares_what_it_is_not(tmp_path: Path) -> None:
    document = only(tmp_path, PAGE.format(charset="windows-1251").encode(), "a.html")
    assert document.title == "Амбасадар у Мінску"


@pytest.mark.parametrize(
    "text",
    [
        "Ціханоўская прыехала ў Вільню.",
        "Ён жыве ў Мінску.",
        "Зеленський приїхав до Києва; ґанок.",
        "Хто є їхній посол?",
        "Посол приехал в Минск.",
        "Мiнiстр приехал, и ещё объявил: «Всё».",
    ],
)
@pytest.mark.parametrize(
    "encoding", ["windows-1251", "utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"]
)
def test_encodings_of_short_texts(tmp_path: Path, text: str, encoding: str) -> None:
    assert only(tmp_path, text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("koi8-r", "Посол приехал в Минск и встретился с журналистами."),
        ("koi8-u", "Посол приїхав до Києва і зустрівся з журналістами."),
        ("iso8859-5", "Амбасадар прыехаў у Мінск і сустрэўся з журналістамі."),
        ("cp866", "Посол приехал в Минск и встретился с журналистами."),
        ("windows-1252", "The café’s owner said “no” to Señor López – again."),
    ],
)
def test_other_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    assert only(tmp_path, text.encode(encoding)).text == text


def test_truncated_utf8_is_read_and_said(tmp_path: Path) -> None:
    documents, problems = load_bytes(tmp_path, "Амбасадар прыехаў у Мінск".encode()[:-1])
    assert documents[0].text == "Амбасадар прыехаў у Мінс\ufffd"
    assert [(problem.place, "truncated" in problem.message) for problem in problems] == [("byte 45", True)]


def test_a_few_broken_bytes_are_shown_and_said(tmp_path: Path) -> None:
    documents, problems = load_bytes(tmp_path, "Амбасадар ".encode() + b"\xff" + " прыехаў у Мінск".encode())
    assert documents[0].text == "Амбасадар \ufffd прыехаў у Мінск"
    assert len(problems) == 1
    assert problems[0].place == "byte 19"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\t ", "no text"),
        (b"\xef\xbb\xbf", "no text"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04" + b"\x00" * 40, "ZIP"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "PNG"),
        (b"Minsk\x00 is a city", "NUL"),
        (bytes(range(256)) * 20, "NUL"),
        (bytes(range(1, 32)) * 20 + bytes(range(128, 256)) * 20, "binary"),
    ],
)
def test_what_is_no_text(tmp_path: Path, data: bytes, says: str) -> None:
    assert says in refused(tmp_path, data).message


def test_json_lines_are_a_document_each_and_bad_ones_are_named(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"text": "Ён прыехаў у Мінск.", "title": "Навіна", "url": "https://example.org/1", "date": "2024-02-07"}
        ),
        "{broken",
        "",
        json.dumps({"body": "Вона приїхала до Києва.", "lang": "uk", "id": "news-7"}, ensure_ascii=False),
        json.dumps({"content": "<p>Ён &amp; яна.</p><p>Далі.</p>"}, ensure_ascii=False),
        json.dumps({"title": "без тэксту"}, ensure_ascii=False),
        "[1]",
        json.dumps({"text": "He came to Minsk.", "id": "news-7", "lang": "tlh"}),
        '{"text": "Half \\ud83d of a character."}',
    ]
    documents, problems = load_bytes(tmp_path, "\n".join(lines).encode(), "news.jsonl")
    assert [document.id for document in documents] == [
        "news.jsonl#1",
        "news.jsonl#news-7",
        "news.jsonl#5",
        "news.jsonl#news-7~8",
        "news.jsonl#9",
    ]
    first = documents[0]
    assert (first.title, first.url, first.date) == ("Навіна", "https://example.org/1", "2024-02-07")
    assert first.text == "Навіна\n\nЁн прыехаў у Мінск."
    assert [document.lang for document in documents] == ["be", "uk", "be", "en", "en"]
    assert documents[2].text == "Ён & яна.\n\nДалі."
    assert documents[4].text == "Half \ufffd of a character."
    assert [problem.place for problem in problems] == ["2", "6", "7", "8", "9"]
    assert len({document.sha256 for document in documents}) == 5


def test_json_lines_keep_their_ids_when_others_break(tmp_path: Path) -> None:
    good = json.dumps({"text": "Ён прыехаў у Мінск."}).encode()
    assert load_bytes(tmp_path, good + b"\n" + good, "a.jsonl")[0][1].id == "a.jsonl#2"
    assert load_bytes(tmp_path, b"{\n" + good, "a.jsonl")[0][0].id == "a.jsonl#2"


def test_json_of_one_item_and_of_a_list(tmp_path: Path) -> None:
    item = {"text": "Ён прыехаў у Мінск.", "lang": "be_BY"}
    assert only(tmp_path, json.dumps(item, indent=1).encode(), "a.json").id == "a.json"
    assert only(tmp_path, json.dumps(item).encode(), "a.txt").lang == "be"
    documents, problems = load_bytes(tmp_path, json.dumps([item, 5, "Яна таксама."]).encode(), "b.json")
    assert [document.id for document in documents] == ["b.json#1", "b.json#3"]
    assert [problem.place for problem in problems] == ["item 2"]


@pytest.mark.parametrize("data", [b"{", b"[]", b"5", b'{"a": 1}', b"[" * 100_000, b'{"text": ' + b"9" * 5000 + b"}"])
def test_json_that_holds_no_document(tmp_path: Path, data: bytes) -> None:
    refused(tmp_path, data, "a.json")


def test_text_is_made_clean(tmp_path: Path) -> None:
    raw = "\ufeffЦі\u00adхано\u0443\u0306ская\r\nпрыехала\u202e ў\rМінск\u0007.\u2029Потым\u200b паехала\u0000".replace(
        "\0", ""
    )
    document = only(tmp_path, raw.encode())
    assert document.text == "Ціханоўская\nпрыехала ў\nМінск.\n\nПотым паехала"
    assert unicodedata.is_normalized("NFC", document.text)


def test_a_line_of_50_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    long = b"a" * 50_000_000
    (tmp_path / "a.txt").write_bytes(long)
    with (tmp_path / "b.jsonl").open("wb") as file:
        file.write(b'{"text": "' + long + b'"}\n{"text": "Minsk is a city."}\n')
    del long
    tracemalloc.start()
    begin = time.process_time()
    documents, problems = load(tmp_path / "a.txt")
    more, others = load(tmp_path / "b.jsonl")
    assert time.process_time() - begin < 60
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
    assert (documents, len(problems)) == ([], 1)
    assert ([document.id for document in more], [problem.place for problem in others]) == (["b.jsonl#2"], ["1"])
    assert "16 MiB" in problems[0].message


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 100_000 + "Мінск" + "</div>" * 100_000,
        "<html><body><p>" + "<b>x " * 20_000,
        "<html><body>" + "<p>Мінск</p>" * 40_000,
        "<html><body>" + "<" * 100_000,
        "<html><body><p " + 'a="1" ' * 20_000 + ">Мінск</p>",
        "<html><body>" + "&amp;" * 100_000,
        "<html>" + "<!--" * 50_000,
        "<!---->" * 600 + "<p>Мінск",
        "<html><body>" + "<table><tr><td>" * 5_000 + "Мінск",
    ],
    ids=["deep", "open", "many", "brackets", "attributes", "entities", "comments", "empty comments", "tables"],
)
def test_pages_made_to_break_parsers(tmp_path: Path, page: str) -> None:
    begin = time.process_time()
    documents, problems = load_bytes(tmp_path, page.encode(), "a.html")
    assert time.process_time() - begin < 60
    assert documents or problems


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x1f", "\ufffe", "&#11;"])
def test_signs_that_xml_does_not_allow_part_words(tmp_path: Path, sign: str) -> None:
    page = PAGE.format(charset="utf-8").replace("</p></div>", f"</p></div>{sign}").replace("Ігар ", f"Ігар{sign}")
    assert "Амбасадар Ігар Кізім" in only(tmp_path, page.encode(), "a.html").text


@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.text(alphabet='{}[]":,\\u0\n <>/ptext', max_size=200).map(str.encode),
    ),
    st.sampled_from(["a.txt", "a.html", "a.json", "a.jsonl"]),
)
@example(b"\xff\xfe\x00", "a.jsonl")
@example(b"\xff\xfe\x00\xd8", "a.txt")
@example(b"\x00\x00\xfe\xff", "a.html")
@example(b'{"text": "\\ud800"}', "a.jsonl")
@example(b"<?xml version='1.0' encoding='utf-16'?><html><p>x</p>", "a.html")
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_crashes(tmp_path: Path, data: bytes, name: str) -> None:
    documents, problems = load_bytes(tmp_path, data, name)
    assert documents or problems
    for document in documents:
        document.text.encode("utf-8")
        assert unicodedata.is_normalized("NFC", document.text)
        for segment in document.segments:
            assert document.text[segment.start : segment.end] == segment.text
    for problem in problems:
        assert problem.message
        assert "\n" not in problem.line()
