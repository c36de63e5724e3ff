"""What holds of every translation by Argos, whatever the text: offsets, addresses, numbers, the same bytes again."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from argos.train import held_out
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.gazetteer import load
from pipeline.reading import read_text
from pipeline.road import Road
from pipeline.translation import Router, Translated, Translator
from pipeline.translation.engines.argos import ArgosEngine

GAZETTEER = load()
ROAD = Road(GAZETTEER)
EXAMPLES = settings(max_examples=8)
FEW = settings(max_examples=3)
TARGETS = {"en": ("ru", "uk"), "ru": ("en",), "uk": ("en",)}
UNSEEN = {
    lang: [source for target in targets for source, _ in held_out(lang, target)[:50]]
    for lang, targets in TARGETS.items()
}

letters = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
addresses = st.one_of(
    st.builds("https://{}.example/{}?{}=1_2".format, letters, letters, letters),
    st.builds("{}.{}@nazvy.example".format, letters, letters),
    st.builds("<b id={}>".format, letters),
)
numbers = st.one_of(
    st.integers(0, 10**6).map(str),
    st.builds("{}.{}".format, st.integers(0, 99), st.integers(0, 99)),
    st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59)),
)


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """A language, some sentences in it that no model has seen, and the addresses and numbers put among their words."""
    lang = draw(st.sampled_from(sorted(TARGETS)))
    words = " ".join(draw(st.lists(st.sampled_from(UNSEEN[lang]), min_size=1, max_size=3))).split()
    pieces = draw(st.lists(st.one_of(addresses, numbers), max_size=3))
    for piece in pieces:
        words.insert(draw(st.integers(0, len(words))), piece)
    return lang, " ".join(words), pieces


@pytest.fixture(scope="module")
def engine(installed_packages: Path) -> ArgosEngine:
    return ArgosEngine(installed_packages)


def translated(text: str, lang: str, engine: ArgosEngine) -> Translated:
    named = ROAD.name(read_text(text, id="x", lang=lang))
    return Translator(Router([engine]), GAZETTEER).translate(named, TARGETS[lang])


ENDLESS = ("uk", "Ігор 0.0@nazvy.example Бондар говорив про мирний план у неділю.", ["0.0@nazvy.example"])


@EXAMPLES
@given(drawn=texts())
@example(drawn=ENDLESS)
def test_offsets_addresses_and_numbers(engine: ArgosEngine, drawn: tuple[str, str, list[str]]) -> None:
    lang, text, pieces = drawn
    made = translated(text, lang, engine)
    warned = " ".join(warning.message for warning in made.warnings)
    for target in TARGETS[lang]:
        parts = [part for part in made.translations if part.lang == target]
        assert all(part.text or "empty answer" in warned for part in parts)
        for part in parts:
            placed = [name for name in part.names if name.start is not None]
            assert all((part.text or "")[name.start : name.end] == name.form for name in placed)
            assert all((one.end or 0) <= (other.start or 0) for one, other in pairwise(sorted(placed, key=place)))
            assert all(name.status == "missing" for name in part.names if name.start is None)
        whole = " ".join(part.text or "" for part in parts)
        digits = re.sub(r"\D", "", whole)
        for piece in pieces if all(part.text for part in parts) else ():
            if re.fullmatch(r"[\d.:]+", piece):
                assert all(number in digits or number in warned for number in re.findall(r"\d+", piece))
            else:
                assert piece in whole


def place(name: object) -> int:
    start = getattr(name, "start", None)
    return start if isinstance(start, int) else 0


@FEW
@given(drawn=texts())
def test_the_same_bytes_again(engine: ArgosEngine, installed_packages: Path, drawn: tuple[str, str, list[str]]) -> None:
    lang, text, _ = drawn
    assert translated(text, lang, engine) == translated(text, lang, ArgosEngine(installed_packages))


@EXAMPLES
@given(text=st.text(max_size=30), lang=st.sampled_from(sorted(TARGETS)))
def test_no_text_is_too_strange(engine: ArgosEngine, text: str, lang: str) -> None:
    made = translated(text, lang, engine)
    segments = read_text(text, id="x", lang=lang).segments
    assert [part.segment for part in made.translations] == [segment.id for segment in segments] * len(TARGETS[lang])
    assert all(part.text is not None or made.warnings for part in made.translations)
