"""Languages told apart: the tables' own examples, whole documents, quotations inside them."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import pipeline.reading
from pipeline.reading import detect, read_text

ROOT = Path(pipeline.reading.__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
TABLE = tomllib.loads((ROOT / "pipeline" / "reading" / "language.toml").read_text("utf-8"))


@pytest.mark.parametrize("row", TABLE["words_example"], ids=lambda row: row["text"])
def test_common_words_tell_the_language(row: dict[str, str]) -> None:
    assert detect(row["text"]) == row["lang"]


def test_lacinka_examples_and_other_latin_text() -> None:
    assert {detect(text) for text in TABLE["latin"]["examples"]} == {"be-Latn"}
    assert {detect(text) for text in TABLE["latin"]["others"]} == {"en"}


@pytest.mark.parametrize("row", TABLE["impossible_example"], ids=lambda row: row["lang"])
def test_sequences_of_letters_that_a_language_excludes(row: dict[str, list[str]]) -> None:
    pattern = re.compile(TABLE["impossible"][str(row["lang"])])
    assert [word for word in row["excluded"] if not pattern.search(word)] == []
    assert [word for word in row["allowed"] if pattern.search(word)] == []


@pytest.mark.parametrize("row", TABLE["typical_example"], ids=lambda row: row["lang"])
def test_endings_that_are_typical_of_a_language(row: dict[str, list[str]]) -> None:
    pattern = re.compile(TABLE["typical"][str(row["lang"])])
    assert [word for word in row["words"] if not pattern.search(word)] == []


def test_marks_of_the_classical_spelling() -> None:
    marks = TABLE["classical"]["mark"]
    for mark in marks:
        assert [word for word in mark["examples"] if not re.search(mark["pattern"], word.lower())] == []
        for word in mark["not"]:
            assert [other["pattern"] for other in marks if re.search(other["pattern"], word.lower())] == []


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Прэзідэнт Украіны прыехаў у Вільню, каб сустрэцца з журналістамі.", "be"),
        ("Прэзыдэнт Украіны прыехаў у Вільню, каб зьезьдзіць на сустрэчу зь людзьмі.", "be-tarask"),
        ("Президент України приїхав до Вільнюса, щоб зустрітися з журналістами.", "uk"),
        ("Президент Украины приехал в Вильнюс, чтобы встретиться с журналистами.", "ru"),
        ("The President of Ukraine came to Vilnius to meet journalists.", "en"),
        ("Жыве Беларусь!", "be"),
        ("Дзе ён?", "be"),
        ("Хто це?", "uk"),
        ("Кто это?", "ru"),
        # Latin i inside Cyrillic words
        ("Прэзiдэнт Украiны прыехаў у Вiльню, каб сустрэцца з журналiстамi.", "be"),
        ("Вiн приïхав до Києва i зустрiвся з журналiстами.", "uk"),
        ("", "und"),
        ("12 345 — 67", "und"),
        ("https://example.org/news", "und"),
    ],
)
def test_the_language_of_a_text_is_told(text: str, lang: str) -> None:
    assert detect(text) == lang


def languages(text: str, lang: str | None = None) -> list[str]:
    return [segment.lang for segment in read_text(text, id="t", lang=lang).segments]


def test_a_quotation_in_another_script_has_its_own_language() -> None:
    text = (
        "The minister spoke to reporters in Minsk on Monday and was asked about the talks.\n\n"
        "«Мы никуда не поедем, это уже решено и обсуждать больше нечего».\n\n"
        "He said nothing else, and nobody in the room asked him again."
    )
    assert languages(text) == ["en", "ru", "en"]


def test_a_long_russian_quotation_in_a_belarusian_text() -> None:
    text = (
        "Чыноўнік выступіў перад журналістамі ў Мінску ў панядзелак і адказаў на пытанні.\n\n"
        "«Мы никуда не поедем, это уже решено и обсуждать больше нечего».\n\n"
        "Больш ён нічога не сказаў, і ніхто яго не спытаў."
    )
    assert languages(text) == ["be", "ru", "be"]


def test_short_segments_lean_on_their_document() -> None:
    text = "Прэзідэнт прыехаў у Вільню і сустрэўся з журналістамі.\n\nМарк Рубін\n\nBBC News\n\n2024\n\nАблога Вены"
    assert set(languages(text)) == {"be"}
    english = "He met the volunteers in the city on Tuesday.\n\nKastuś Kalinoŭski\n\nAleś Bialacki, Vilnia"
    assert set(languages(english)) == {"en"}


def test_declared_languages() -> None:
    assert read_text("Мінск", id="t", lang="be").lang == "be"
    assert read_text("Мінск", id="t", lang="be-x-old").lang == "be-tarask"
    assert read_text("Kyiv", id="t", lang="en-GB").lang == "en"
    assert read_text("Київ", id="t", lang="uk_UA").lang == "uk"
    assert read_text("The city of Minsk", id="t", lang="pl").lang == "en"


def test_nothing_heavy_is_loaded_on_import() -> None:
    code = (
        "import sys, pipeline.reading\n"
        "print([n for n in ('py3langid', 'trafilatura', 'lxml', 'numpy', 'charset_normalizer') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the development data beside the checkout")
def test_news_documents_and_sentences() -> None:
    """All documents; of the sentences 99 in 100."""
    with (DATA / "slavicner-dev.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    assert [row["id"] for row in rows if detect(row["text"]) != row["lang"]] == []
    with (DATA / "ntrex-dev.tsv").open(encoding="utf-8", newline="") as file:
        pairs = [pair for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) for pair in row.items()]
    wrong = [(lang, text) for lang, text in pairs if detect(text) != lang]
    assert len(wrong) < 0.01 * len(pairs), wrong
    with (DATA / "ud-belarusian-dev.jsonl").open(encoding="utf-8") as file:
        found = [detect(json.loads(line)["text"]).startswith("be") for line in file]
    assert sum(found) > 0.97 * len(found)
