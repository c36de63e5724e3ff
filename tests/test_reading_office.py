"""DOCX and PDF: real files, and files made to break readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inbox import load_bytes, only, refused, sound
from pdfs import pdf

from pipeline.reading.formats import docx as docx_format

SENTENCES = ["Амбасадар Ігар Кізім прыехаў у Мінск.", "Потым ён наведаў Вільню, дзе яго чакалі журналісты."]


def word(make: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    make(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def press_release(document: docx.document.Document) -> None:
    document.core_properties.title = "Microsoft Word - рэліз.doc"
    document.core_properties.created = datetime(2024, 2, 7, 10, 0)
    document.add_heading("Амбасадар у Мінску", 0)
    paragraph = document.add_paragraph("Амбасадар Ігар ")
    paragraph.add_run("Кізім").bold = True
    paragraph.add_run(" прыехаў у Мінск.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Вільня", "Варшава"
    section = document.sections[0]
    section.header.paragraphs[0].text = "Калантытул"


def rewritten(data: bytes, parts: dict[str, bytes]) -> bytes:
    """A document with some of its parts replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


RELEASE = word(press_release)


def test_a_word_document(tmp_path: Path) -> None:
    document = only(tmp_path, RELEASE, "release.docx")
    assert document.text.split("\n\n") == [
        "Амбасадар у Мінску",
        "Амбасадар Ігар Кізім прыехаў у Мінск.",
        "Вільня",
        "Варшава",
    ]
    assert (document.id, document.title, document.date, document.url) == (
        "release.docx",
        "Амбасадар у Мінску",
        "2024-02-07",
        None,
    )
    assert document.lang == "be"


def test_a_word_document_is_known_whatever_it_is_called(tmp_path: Path) -> None:
    assert only(tmp_path, RELEASE, "release").title == "Амбасадар у Мінску"


def test_the_title_in_the_properties_where_no_paragraph_is_one(tmp_path: Path) -> None:
    def make(document: docx.document.Document) -> None:
        document.core_properties.title = "Пра амбасадара"
        document.add_paragraph(SENTENCES[0])

    document = only(tmp_path, word(make), "a.docx")
    assert document.title == "Пра амбасадара"
    assert document.text == f"Пра амбасадара\n\n{SENTENCES[0]}"


RUNS = """
<w:p {ns}>
  <w:r><w:t xml:space="preserve">Яны </w:t></w:r>
  <w:del w:id="1" w:author="x"><w:r><w:delText>выдалена </w:delText></w:r></w:del>
  <w:moveFrom w:id="3" w:author="x"><w:r><w:t>перанесена </w:t></w:r></w:moveFrom>
  <w:ins w:id="2" w:author="x"><w:r><w:t xml:space="preserve">прыехалі ў </w:t></w:r></w:ins>
  <w:r><w:rPr><w:vanish/></w:rPr><w:t>схавана </w:t></w:r>
  <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DDEAUTO cmd "/k calc" </w:instrText></w:r>
  <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Івана</w:t><w:noBreakHyphen/><w:t>Франкоўск</w:t></w:r>
  <w:r><w:fldChar w:fldCharType="end"/></w:r>
  <w:r><w:t>.</w:t><w:br/><w:t>Далей.</w:t></w:r>
</w:p>"""


def test_what_a_reader_of_a_word_document_sees_is_read(tmp_path: Path) -> None:
    def make(document: docx.document.Document) -> None:
        document.element.body.insert(0, parse_xml(RUNS.format(ns=nsdecls("w"))))

    assert only(tmp_path, word(make), "a.docx").text == "Яны прыехалі ў Івана-Франкоўск.\nДалей."


BOX = """
<w:p {ns} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><mc:AlternateContent>
  <mc:Choice Requires="wps"><w:txbxContent><w:p><w:r><w:t>У рамцы.</w:t></w:r></w:p></w:txbxContent></mc:Choice>
  <mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>У рамцы.</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>
</mc:AlternateContent></w:r><w:r><w:t>Вакол рамкі.</w:t></w:r></w:p>"""


def test_a_text_box_is_read_once_and_footnotes_at_the_end(tmp_path: Path) -> None:
    def make(document: docx.document.Document) -> None:
        document.element.body.insert(0, parse_xml(BOX.format(ns=nsdecls("w"))))

    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>лінія</w:t></w:r></w:p>'
        '</w:footnote><w:footnote w:id="1"><w:p><w:r><w:t>Зноска.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    data = rewritten(word(make), {"word/footnotes.xml": notes.encode()})
    assert only(tmp_path, data, "a.docx").text == "У рамцы.\n\nВакол рамкі.\n\nЗноска."


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ха">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in ["ab", "bc", "cd", "de"])
) + '<!ENTITY file SYSTEM "file:///etc/passwd">]>'


def body(content: str, before: str = "") -> bytes:
    return f"{before}<w:document {nsdecls('w')}><w:body>{content}</w:body></w:document>".encode()


HOSTILE = {
    "bomb": body("<w:p><w:r><w:t>" + "а" * 40_000_000 + "</w:t></w:r></w:p>"),
    "elements": body("<a/>" * 20_000),
    "deep": body("<a>" * 200_000),
    "no XML": b"\x00\x01",
    "cut off": body("<w:p>")[:-40],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_word_documents_made_to_break_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(docx_format, "MOST_ELEMENTS", 10_000)  # with the real number this takes seconds
    refused(tmp_path, rewritten(RELEASE, {"word/document.xml": HOSTILE[name]}), "a.docx")


def test_entities_of_a_word_document_are_not_looked_up(tmp_path: Path) -> None:
    content = body("<w:p><w:r><w:t>Мінск &e; &file; Вільня</w:t></w:r></w:p>", LAUGHS)
    documents, problems = load_bytes(tmp_path, rewritten(RELEASE, {"word/document.xml": content}), "a.docx")
    sound(documents, problems)
    assert not any("root:" in document.text or "хаха" in document.text for document in documents)


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, b"")
    return file.getvalue()


SHEET = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
    b"</Relationships>"
)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (archive("a.txt"), "none"),
        (archive("word/document.xml"), "none"),
        (rewritten(RELEASE, {"_rels/.rels": SHEET}), "spreadsheet"),
        (RELEASE[:5000], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (word(lambda document: None), "no text"),
        (archive(*(str(number) for number in range(50_001))), "archive"),
    ],
    ids=["zip", "empty", "sheet", "truncated", "locked", "no text", "many"],
)
def test_what_is_no_word_document(tmp_path: Path, data: bytes, says: str) -> None:
    assert says in refused(tmp_path, data, "a.docx").message


def test_a_pdf(tmp_path: Path) -> None:
    about = "/Title (Microsoft Word - a.doc) /CreationDate (D:20240207100000+02'00')"
    document = only(tmp_path, pdf([SENTENCES], about), "a.pdf")
    assert [segment.text for segment in document.segments] == SENTENCES
    assert (document.id, document.title, document.date, document.lang) == ("a.pdf", None, "2024-02-07", "be")


def test_running_heads_and_divided_words_of_a_pdf(tmp_path: Path) -> None:
    pages = [
        ["Весткі Мінска № 5", f"Першы радок нумар {page} паве-", "даміў пра Івана-", "Франкоўск.", f"старонка {page}"]
        for page in range(8, 11)
    ]
    text = only(tmp_path, pdf(pages), "a.pdf").text
    assert text == "\n".join(f"Першы радок нумар {page} паведаміў пра Івана-Франкоўск." for page in range(8, 11))


def test_a_pdf_of_another_program(tmp_path: Path) -> None:
    made = written("The ambassador came to Minsk. Then he went to Vilnius.")
    made.set_title("An ambassador's way")
    document = only(tmp_path, bytes(made.output()), "a.bin")
    assert document.title == "An ambassador's way"
    assert [segment.text for segment in document.segments][1:] == [
        "The ambassador came to Minsk.",
        "Then he went to Vilnius.",
    ]


def written(text: str = "") -> FPDF:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=12)
    if text:
        made.multi_cell(0, text=text)
    else:
        made.rect(10, 10, 50, 50, style="F")
    return made


def test_a_pdf_that_anybody_may_read(tmp_path: Path) -> None:
    made = written("He came to Minsk.")
    made.set_encryption("owner", permissions=AccessPermission.none())
    assert only(tmp_path, bytes(made.output()), "a.pdf").text == "He came to Minsk."


def test_a_locked_pdf_asks_for_its_password(tmp_path: Path) -> None:
    made = written("He came to Minsk.")
    made.set_encryption("owner", "user", encryption_method=EncryptionMethod.AES_256)
    assert "password" in refused(tmp_path, bytes(made.output()), "a.pdf").message


def test_a_scanned_pdf_is_refused_with_the_remedy(tmp_path: Path) -> None:
    told = refused(tmp_path, bytes(written().output()), "a.pdf")
    assert told.message == "no text in this PDF (scanned?)"
    assert "OCR" in told.remedy


def test_a_scanned_page_is_told(tmp_path: Path) -> None:
    documents, problems = load_bytes(tmp_path, pdf([SENTENCES, []]), "a.pdf")
    assert [document.text.split("\n")[0] for document in documents] == [SENTENCES[0]]
    assert [problem.place for problem in problems] == ["page 2"]


@pytest.mark.parametrize(
    "data",
    [
        pdf([SENTENCES], tree="2 0 R 2 0 R"),
        pdf([SENTENCES]).replace(b"/Parent 2 0 R", b"/Parent 6 0 R"),
        pdf([SENTENCES])[:900],
        b"%PDF-1.7\n",
        b"%PDF-" + b"1 0 obj" * 10_000,
        pdf([SENTENCES]).replace(b"/Count 1", b"/Count 999999999"),
    ],
    ids=["loop", "own parent", "truncated", "empty", "objects", "count"],
)
def test_pdfs_made_to_break_readers(tmp_path: Path, data: bytes) -> None:
    sound(*load_bytes(tmp_path, data, "a.pdf"))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_word_documents_crash_nothing(tmp_path: Path, data: st.DataObject) -> None:
    sound(*load_bytes(tmp_path, damaged(data, RELEASE), "a.docx"))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_word_documents_with_damaged_xml_crash_nothing(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["word/document.xml", "word/styles.xml", "_rels/.rels", "docProps/core.xml"]))
    with zipfile.ZipFile(io.BytesIO(RELEASE)) as whole:
        parts = {name: damaged(data, whole.read(name))}
    sound(*load_bytes(tmp_path, rewritten(RELEASE, parts), "a.docx"))


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_pdfs_crash_nothing(tmp_path: Path, data: st.DataObject) -> None:
    sound(*load_bytes(tmp_path, damaged(data, pdf([SENTENCES])), "a.pdf"))


def damaged(data: st.DataObject, whole: bytes) -> bytes:
    """The file cut off, or with some of its bytes changed."""
    if data.draw(st.booleans()):
        return whole[: data.draw(st.integers(1, len(whole)))]
    changed = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=40)):
        changed[place] = data.draw(st.integers(0, 255))
    return bytes(changed)
