"""Feeds, mails, CSV tables, and the fields of JSON: files of several documents, whole and broken."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from email.message import EmailMessage
from email.mime.base import MIMEBase
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from inbox import load_bytes, only, refused, sound
from pdfs import pdf

from pipeline.reading.formats import about

ABOUT = tomllib.loads(Path(about.__file__).with_suffix(".toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-07", "2024-02-07"),
        ("2024-02-07T23:30:00-05:00", "2024-02-07"),
        ("2024-02-07T23:30:00Z", "2024-02-07"),
        (" Wed, 07 Feb 2024\n 23:30 GMT", "2024-02-07"),
        ("7 Feb 2024 23:30:00 +0300 (MSK)", "2024-02-07"),
        ("D:20240207233000+02'00'", "2024-02-07"),
        ("D:2024", "2024-01-01"),
        ("D:20249999", None),
        ("Wed, 99 Feb 2024 00:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_in_the_notations_of_the_formats(text: str | None, day: str | None) -> None:
    assert about.day(text) == day


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-02-07T10:00:00Z", "2024-02-07T10:00:00Z"),
        ("Wed, 07 Feb 2024 10:00 GMT", "2024-02-07"),
        ("7 лютага", "7 лютага"),
        (None, None),
    ],
)
def test_dates_that_somebody_wrote_into_a_field(text: str | None, date: str | None) -> None:
    assert about.stated(text) == date


def test_titles_that_nobody_gave() -> None:
    assert [about.real_title(title) for title in ABOUT["examples"]] == [None] * len(ABOUT["examples"])
    assert [about.real_title(title) for title in ABOUT["counterexamples"]] == ABOUT["counterexamples"]


@pytest.mark.parametrize("text", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", 'https://a"b', "", None])
def test_what_is_no_address_of_the_web(text: str | None) -> None:
    assert about.address(text) is None


RSS = """<?xml version="1.0" encoding="{charset}"?>
<!-- made by hand --><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Весткі</title><language>en-US</language>
<item><media:title>Подпіс</media:title><title>Амбасадар у&nbsp;Мінску &amp; Вільні</title>
 <link>https://example.org/1</link>
 <guid isPermaLink="false">news-1</guid><pubDate>Wed, 07 Feb 2024 23:30:00 +0200</pubDate>
 <description>Коратка.</description>
 <content:encoded><![CDATA[<p>Ігар Кізім прыехаў у Мінск&nbsp;ўчора.</p><script>alert(1)</script>
 <p>Далей.</p>]]></content:encoded></item>
<item><title>Толькі загаловак пра Мінск</title><link>javascript:alert(1)</link></item>
<item><link>https://example.org/3</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Новини</title><id>tag:example.org,2024:f</id>
<entry><id>tag:example.org,2024:1</id><title type="html">Посол у &lt;b&gt;Києві&lt;/b&gt;</title>
 <link rel="self" href="https://example.org/self"/><link href="https://example.org/a"/>
 <updated>2024-02-08T00:30:00Z</updated><published>2024-02-07T23:30:00+02:00</published>
 <summary>Коротко.</summary>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Вона приїхала до Києва.</p><p>Далі.</p></div>
 </content></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.org/"><title>Новости</title></channel>
<item rdf:about="https://example.org/r"><title>Посол в Минске</title><link>https://example.org/r</link>
<description>Он приехал в Минск.</description><dc:date>2024-02-07</dc:date></item></rdf:RDF>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
def test_rss(tmp_path: Path, charset: str) -> None:
    data = RSS.format(charset=charset).encode(charset)
    documents, problems = load_bytes(tmp_path, data, "news.xml")
    first, second = documents
    assert first.id == "news.xml#news-1"
    assert first.title == "Амбасадар у Мінску & Вільні"
    assert (first.url, first.date) == ("https://example.org/1", "2024-02-07")
    assert first.text == f"{first.title}\n\nІгар Кізім прыехаў у Мінск\xa0ўчора.\n\nДалей."
    assert (second.id, second.text, second.url) == ("news.xml#2", "Толькі загаловак пра Мінск", None)
    assert [(problem.place, problem.message) for problem in problems] == [("item 3", "the item holds no text")]
    assert first.lang == "be"


def test_atom(tmp_path: Path) -> None:
    document = only(tmp_path, ATOM.encode(), "news")
    assert (document.id, document.title) == ("news#tag:example.org,2024:1", "Посол у Києві")
    assert (document.url, document.date, document.lang) == ("https://example.org/a", "2024-02-07", "uk")
    assert document.text == "Посол у Києві\n\nВона приїхала до Києва.\n\nДалі."


def test_rss_of_the_first_version(tmp_path: Path) -> None:
    document = only(tmp_path, RDF.encode(), "news.rdf")
    assert (document.id, document.url) == ("news.rdf#https://example.org/r", "https://example.org/r")
    assert (document.date, document.lang) == ("2024-02-07", "ru")
    assert document.text == "Посол в Минске\n\nОн приехал в Минск."


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = ATOM.replace("</feed>", "<entry><title>Про Київ").encode()
    documents, problems = load_bytes(tmp_path, data, "a.xml")
    assert [document.title for document in documents] == ["Посол у Києві", "Про Київ"]
    assert ["XML is broken" in problem.message for problem in problems] == [True]


ENTITIES = (
    '<!DOCTYPE rss [<!ENTITY a "ха"><!ENTITY b "{}"><!ENTITY c "{}"><!ENTITY f SYSTEM "file:///etc/passwd">]>'.format(
        "&a;" * 1000, "&b;" * 1000
    )
)


@pytest.mark.parametrize(
    "data",
    [
        ENTITIES + "<rss><channel><item><title>Мінск &c; &f; Вільня</title></item></channel></rss>",
        "<rss>" + "<item>" * 50_000,
        "<rss><channel></channel></rss>",
        "<?xml version='1.0'?>" + "<!---->" * 1000 + "<rss",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='html'>" + "&lt;div&gt;" * 20_000,
    ],
    ids=["entities", "deep", "empty", "comments", "html"],
)
def test_feeds_made_to_break_readers(tmp_path: Path, data: str) -> None:
    documents, problems = load_bytes(tmp_path, data.encode(), "a.xml")
    sound(documents, problems)
    assert not any("root:" in document.text or "хаха" in document.text for document in documents)


def mail(subject: str = "Амбасадар у Мінску") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "a@example.org"
    message["Date"] = "Wed, 07 Feb 2024 23:30:00 +0200"
    message["Archived-At"] = "<https://example.org/list/1>"
    message["Message-ID"] = "<1@example.org>"
    return message


def test_a_mail(tmp_path: Path) -> None:
    message = mail()
    message.set_content("Ігар Кізім прыехаў у Мінск.\n", charset="windows-1251", cte="base64")
    message.add_alternative("<p>У HTML інакш.</p>", subtype="html")
    for name in ("a.eml", "a"):
        document = only(tmp_path, bytes(message), name)
        assert (document.id, document.title, document.date) == (name, "Амбасадар у Мінску", "2024-02-07")
        assert document.url == "https://example.org/list/1"
        assert document.text == "Амбасадар у Мінску\n\nІгар Кізім прыехаў у Мінск."


def test_a_mail_in_html_with_pictures(tmp_path: Path) -> None:
    message = mail()
    message.set_content("<p>Ён прыехаў у <b>Мінск</b>.</p><script>x</script><img src='cid:1'>", subtype="html")
    message.add_related(b"\x89PNG\r\n\x1a\n", "image", "png", cid="<1>")
    assert only(tmp_path, bytes(message), "a.eml").text == "Амбасадар у Мінску\n\nЁн прыехаў у Мінск."


def test_attachments_are_documents_of_their_own_or_named_as_not_read(tmp_path: Path) -> None:
    message = mail("Даклады")
    message.set_content("Гл. дадатак.")
    message.add_attachment(pdf([["Ён прыехаў у Мінск."]]), "application", "pdf", filename="даклад.pdf")
    message.add_attachment('{"text": "Kyiv."}\n{"id": 7, "text": "Lviv."}\n{', filename="../../items.jsonl")
    message.add_attachment(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image", "png", filename="scan.png")
    message.add_attachment("Просты тэкст пра Вільню.", filename="items.jsonl")
    inner = mail("Перасланы ліст")
    inner.set_content("Яна прыехала ў Варшаву.")
    message.add_attachment(inner)
    documents, problems = load_bytes(tmp_path, bytes(message), "a.eml")
    assert {document.id: document.text for document in documents} == {
        "a.eml": "Даклады\n\nГл. дадатак.",
        "a.eml#даклад.pdf": "Ён прыехаў у Мінск.",
        "a.eml#items.jsonl/1": "Kyiv.",
        "a.eml#items.jsonl/7": "Lviv.",
        "a.eml#attachment-5.eml": "Перасланы ліст\n\nЯна прыехала ў Варшаву.",
    }
    assert [problem.place for problem in problems] == ["items.jsonl:3", "scan.png", "items.jsonl~4:1"]
    assert "PNG picture" in problems[1].line()


RAW = "Subject: Сустрэча ў Мінску\nFrom: x\nDate: yesterday\n\nЁн прыехаў у Мінск."


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
def test_a_mail_that_does_not_say_how_it_is_written(tmp_path: Path, charset: str) -> None:
    document = only(tmp_path, RAW.encode(charset), "a.eml")
    assert (document.title, document.date) == ("Сустрэча ў Мінску", None)
    assert document.text.endswith("Ён прыехаў у Мінск.")


def nested(depth: int) -> bytes:
    message = mail()
    message.set_content("Minsk.")
    for _ in range(depth):
        outer = mail()
        outer.set_content("Minsk.")
        outer.add_attachment(message)
        message = outer
    return bytes(message)


def many_parts(depth: int) -> bytes:
    lines = [f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}' for level in range(depth)]
    return ("MIME-Version: 1.0\n" + "\n".join(lines) + "\n\nMinsk").encode()


@pytest.mark.parametrize(
    "data",
    [
        nested(6),
        many_parts(50) + b"\n" * 4_000_000,
        many_parts(50),
        many_parts(1500),
        b"MIME-Version: 1.0\nSubject: =?utf-8?B?" + b"=?utf-8?Q?" * 5000 + b"\n\nMinsk",
        b"MIME-Version: 1.0\nContent-Type: text/plain; charset=" + b"x" * 5000 + b"\n\nMinsk",
        b"MIME-Version: 1.0\nContent-Type: text/plain; charset*=a'b\nContent-Transfer-Encoding: base64\n\n!!!",
        b"MIME-Version: 1.0\nContent-Type: multipart/alternative\n\n",
        b"MIME-Version: 1.0\nContent-Type: message/rfc822\n\n",
        b"no header at all",
        b"\xff\xfe\x00",
    ],
    ids=["mails", "lines", "parts", "deep", "words", "charset", "broken", "alternative", "rfc822", "none", "binary"],
)
def test_mails_made_to_break_readers(tmp_path: Path, data: bytes) -> None:
    sound(*load_bytes(tmp_path, data, "a.eml"))


def test_mails_in_mails_are_read_to_some_depth(tmp_path: Path) -> None:
    documents, problems = load_bytes(tmp_path, nested(6), "a.eml")
    assert len(documents) == 4
    assert [problem.message.partition(":")[0] for problem in problems] == ["the attachment is not read"]


def table(*rows: list[str], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


STORY = 'Ён сказаў: "Я еду ў Мінск".\nІ паехаў.'


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
@pytest.mark.parametrize(("delimiter", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv")])
def test_a_csv_table(tmp_path: Path, charset: str, delimiter: str, name: str) -> None:
    rows = [
        ["ID", "Title", "Story", "Date", "url"],
        ["7", "Паездка", STORY, "2024-02-07", "https://example.org/7"],
        ["", "", "", "", ""],
        ["", "", "=HYPERLINK(1) Вільня", "", ""],
        ["x", "без тэксту"],
    ]
    data = table(*rows, delimiter=delimiter).encode(charset)
    documents, problems = load_bytes(tmp_path, data, name, ["story"])
    first, second = documents
    assert (first.id, first.title, first.date) == (f"{name}#7", "Паездка", "2024-02-07")
    assert (first.url, first.text) == ("https://example.org/7", f"Паездка\n\n{STORY}")
    assert (second.id, second.text) == (f"{name}#5", "=HYPERLINK(1) Вільня")
    assert [problem.place for problem in problems] == ["6"]


def test_a_csv_table_with_a_column_that_everybody_knows(tmp_path: Path) -> None:
    document = only(tmp_path, table(["id", "text"], ["a", "Ён прыехаў у Мінск."]).encode(), "a.csv")
    assert (document.id, document.text) == ("a.csv#a", "Ён прыехаў у Мінск.")


def test_a_csv_table_of_something_else_is_plain_text(tmp_path: Path) -> None:
    data = table(["name", "city"], ["Ігар Кізім", "Мінск"]).encode()
    assert only(tmp_path, data, "a.csv").text.startswith("name,city")
    assert [d.text for d in load_bytes(tmp_path, data, "a.csv", ["name", "city"])[0]] == ["Ігар Кізім\n\nМінск"]


def test_columns_that_only_some_tables_have(tmp_path: Path) -> None:
    data = table(["lead", "story"], ["Коратка.", "Ён у Мінску."]).encode()
    assert only(tmp_path, data, "a.csv", ["story", "text"]).text == "Ён у Мінску."


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    told = refused(tmp_path, table(["id", "story"], ["1", "Мінск"]).encode(), "a.csv", ["text"])
    assert "'text'" in told.message
    assert "id, story" in told.remedy


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    limit = csv.field_size_limit()
    data = b'text\nMinsk\n"' + b"x" * 1000 + b"\n" + b"y" * 17_000_000
    documents, problems = load_bytes(tmp_path, data, "a.csv")
    assert [document.text for document in documents] == ["Minsk"]
    assert [
        (problem.place, "quotation mark" in problem.remedy or "split" in problem.remedy) for problem in problems
    ] == [("3", True)]
    assert csv.field_size_limit() == limit


def test_a_large_csv_table_is_read_row_by_row(tmp_path: Path) -> None:
    row = table(["", "Kyiv.", "x" * 6_000_000])
    data = "id,text,junk\na,Ён прыехаў у Мінск.\n" + row * 3 + "z,Яна прыехала ў Вільню.\n"
    documents, problems = load_bytes(tmp_path, data.encode(), "a.csv")
    sound(documents, problems)
    assert (documents[0].id, documents[-1].id, len(documents)) == ("a.csv#a", "a.csv#z", 5)


def test_a_field_of_json(tmp_path: Path) -> None:
    items = [
        {"id": 1, "text": "Не тое.", "Article": {"Body": "<p>Ён прыехаў у Мінск.</p>", "lead": "Коратка."}},
        {"id": 2, "Article": [{"body": "Адзін."}, {"body": "Два."}]},
        {"id": 3, "article.body": "З кропкай."},
        {"id": 4, "text": "Не тое."},
    ]
    fields = ["article.lead", "article.body"]
    documents, problems = load_bytes(tmp_path, json.dumps(items).encode(), "a.json", fields)
    assert [document.text for document in documents] == [
        "Коратка.\n\nЁн прыехаў у Мінск.",
        "Адзін.\n\nДва.",
        "З кропкай.",
    ]
    assert [(problem.place, problem.remedy) for problem in problems] == [("item 4", "it has id, text")]
    assert "article.body" in problems[0].message
    lines = "\n".join(map(json.dumps, items)).encode()
    assert [document.text for document in load_bytes(tmp_path, lines, "a.jsonl", fields)[0]] == [
        document.text for document in documents
    ]


def whole_mail() -> bytes:
    message = mail()
    message.set_content("Ён прыехаў у Мінск.")
    message.add_alternative("<p>Ён прыехаў у <b>Мінск</b>.</p>", subtype="html")
    attached = MIMEBase("application", "octet-stream")
    attached.set_payload("Minsk")
    attached.add_header("Content-Disposition", "attachment", filename="a.txt")
    message.make_mixed()
    message.attach(attached)
    return bytes(message)


WHOLE = [
    (RSS.format(charset="utf-8").encode(), "a.xml"),
    (ATOM.encode(), "b.xml"),
    (whole_mail(), "a.eml"),
    (table(["id", "text"], ["1", STORY], ["2", "Мінск"]).encode(), "a.csv"),
]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(WHOLE),
    st.floats(0, 1),
    st.floats(0, 1),
    st.one_of(st.binary(max_size=30), st.text(alphabet="<>&;\"'=?[]!-/\n: abé\0", max_size=30).map(str.encode)),
)
@example((WHOLE[2][0], "a.eml"), 0.0, 0.1, b"")
def test_damaged_files_crash_nothing(
    tmp_path: Path, whole: tuple[bytes, str], start: float, end: float, by: bytes
) -> None:
    data, name = whole
    first, last = sorted((int(start * len(data)), int(end * len(data))))
    sound(*load_bytes(tmp_path, data[:first] + by + data[last:], name))
    sound(*load_bytes(tmp_path, data[:last] + by, name))
