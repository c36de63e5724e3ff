"""The sample documents are what their names say, and what their names hold."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

SEEDS = Path(__file__).parent.parent / "seeds"
TEXTS = sorted(SEEDS.glob("*.txt"))
SPELLINGS = (
    "Kyiv|Kiev|Київ|Киев|Кiев|Kijev",
    "Tsikhanouskaya|Tikhanovskaya|Ціханоўск|Тихановск|Тихановськ|Cichanoŭsk|Цiханоўск",
    "Kastus Kalinouski|Kastuś Kalinoŭski|Kastus Kalinovsky|Konstanty Kalinowski|"
    "Кастус[ья] Каліноўск|Кастуся Калиновськ",
    "Igar Kizim|Igor Kizim|Ihor Kizim|Ігор[а]? Кизим|Iгар Кiзiм",
    "Lukashenka|Lukashenko|Лукашэнк|Лукашенко|Łukašenka",
    "Homiel|Gomel|Гомел|Гомелі",
    "Hrodna|Grodno|Горадн|Гродно|Гродне",
)


def text_of(path: Path) -> str:
    return path.read_text("windows-1251" if "windows-1251" in path.name else "utf-8")


def test_there_are_enough_of_every_kind() -> None:
    names = [path.name for path in SEEDS.iterdir()]
    assert len(names) >= 10
    for kind in ("-en", "-be", "-uk", "-ru", "tarask", "lacinka", "windows-1251", "latin-i", ".html", ".jsonl"):
        assert any(kind in name for name in names), kind


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_report_is_short(path: Path) -> None:
    assert 100 <= len(text_of(path).split()) <= 300


def test_the_windows_1251_report_is_no_utf_8() -> None:
    (path,) = SEEDS.glob("*windows-1251*")
    with pytest.raises(UnicodeDecodeError):
        path.read_text("utf-8")
    assert "Тихановскому" in text_of(path)


def test_the_latin_i_report_has_no_other() -> None:
    (path,) = SEEDS.glob("*latin-i*")
    assert re.search("[а-я]i[а-я]", text_of(path))
    assert "і" not in text_of(path)


def test_the_page_has_what_must_not_be_read() -> None:
    (path,) = SEEDS.glob("*.html")
    for tag in ("<nav>", "<script>", "<aside>", "<footer>", "cookie", "<article>"):
        assert tag in path.read_text("utf-8")


def test_the_lines_are_items_in_four_languages() -> None:
    (path,) = SEEDS.glob("*.jsonl")
    items = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert {item["lang"] for item in items} == {"be", "uk", "ru", "en"}
    assert len({item["id"] for item in items}) == len(items)


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_one_name_is_met_in_many_spellings(spellings: str) -> None:
    everything = "\n".join(text_of(path) for path in SEEDS.iterdir())
    for spelling in spellings.split("|"):
        assert re.search(spelling, everything), spelling
