"""Sentences: every example of the table, offsets that cut exactly, nothing left out, hostile text in linear time."""

from __future__ import annotations

import sys
import time
import tomllib
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import pipeline.reading
from pipeline.reading import read_text
from pipeline.records import Document

FOLDER = Path(pipeline.reading.__file__).parent
EXAMPLES = tomllib.loads((FOLDER / "abbreviations.toml").read_text("utf-8"))["example"]
PIECES = st.sampled_from(
    [*" .,!?…\"'«»“”()[]-–—\n\t\r\u2028\u00a0", "А.", "г.", "т. п.", "Мінск", "ён", "1", "№", "…»", ". ", "\n\n", "- "]
)


def texts(text: str, lang: str = "be") -> list[str]:
    return [segment.text for segment in read_text(text, id="t", lang=lang).segments]


def check_offsets(document: Document) -> None:
    """Each segment is cut out by its offsets, in order; white space alone lies between."""
    at = 0
    for segment in document.segments:
        assert document.text[segment.start : segment.end] == segment.text
        assert segment.text == segment.text.strip() != ""
        assert document.text[at : segment.start].strip() == ""
        assert segment.start >= at
        at = segment.end
    assert document.text[at:].strip() == ""
    assert len({segment.id for segment in document.segments}) == len(document.segments)


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["text"][:30])
def test_every_example_of_the_table(row: dict[str, object]) -> None:
    assert texts(str(row["text"]), str(row["lang"])) == row["sentences"]


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
@example("\ud800. \udfff")
@example("а\u2028\u2029б. \x1cВ")
@settings(deadline=None, max_examples=300)
def test_segments_cover_any_text_exactly(text: str) -> None:
    check_offsets(read_text(text, id="t"))


def test_segments_are_a_sequence_that_holds_no_text_twice() -> None:
    text = "Ён чакаў у Мінску. " * 2000
    read_text(text, id="t", lang="be")
    tracemalloc.start()
    segments = read_text(text, id="t", lang="be").segments
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 2 * sys.getsizeof(text) < sum(sys.getsizeof(segment.text) for segment in segments)
    assert (len(segments), segments[0].id, segments[-1].id, segments[1].start) == (2000, "s1", "s2000", 19)
    assert segments[1998:] == (segments[1998], segments[1999])
    assert segments == tuple(segments) != tuple(segments)[1:]
    assert segments[0] in segments
    with pytest.raises(IndexError):
        segments[2000]


def test_wrapped_lines_go_on_and_blank_lines_end() -> None:
    text = "Амбасадар прыехаў\n\nУчора ў\nМінску ён сустрэўся\nз журналістамі. Потым\nпаехаў дадому.\n"
    assert texts(text) == [
        "Амбасадар прыехаў",
        "Учора ў\nМінску ён сустрэўся\nз журналістамі.",
        "Потым\nпаехаў дадому.",
    ]


def test_list_items_stand_alone() -> None:
    text = "У спісе:\n- Мінск\n- Кіеў\n• Вільня\n1. Гомель\n2) Брэст"
    assert texts(text) == ["У спісе:", "- Мінск", "- Кіеў", "• Вільня", "1. Гомель", "2) Брэст"]


def test_each_line_of_unwrapped_text_is_a_paragraph() -> None:
    long = "This line is far longer than any wrapped line would be, " * 4
    assert texts(f"A caption\n{long.strip()}\nAnother one", "en") == ["A caption", long.strip(), "Another one"]


def test_a_headline_above_wrapped_text() -> None:
    text = (
        "A short headline\n"
        "The regiment met the leader in the city on Tuesday,\nand both sides agreed to work together from now on."
    )
    assert texts(text, "en")[0] == "A short headline"


@pytest.mark.parametrize("lang", ["be", "be-tarask", "be-Latn", "uk", "ru", "en"])
def test_direct_speech_is_not_torn_apart(lang: str) -> None:
    text = "«Так!» — Лукашэнка кіўнуў. «Не?» — спытаў другі."
    assert texts(text, lang) == ["«Так!» — Лукашэнка кіўнуў.", "«Не?» — спытаў другі."]


def test_no_segment_is_endless() -> None:
    document = read_text("слова " * 5_000, id="t", lang="be")
    assert max(len(segment.text) for segment in document.segments) <= 5_000
    check_offsets(document)


@pytest.mark.parametrize(
    "unit", ["слова ", "слова", '"«', ".", '."', "А. ", ". ", "а\n", "\u0438\u0306", "- а\n", " ", "<", "a@", "(["]
)
def test_time_grows_with_length_only(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begin = time.process_time()
        read_text(text, id="t", lang="be")
        return time.process_time() - begin

    seconds(1_000)
    assert seconds(200_000) < 40 * max(seconds(20_000), 0.01)
