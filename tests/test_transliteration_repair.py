"""Typing put right, with the way back to the text as given."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transliteration import repair, repair_letters, repair_with_offsets

MIXED = st.text(alphabet="аіоуеcaioepxyАІОMT'’ʼ` -\u0301\u0306\u0308\u00ad\u200biінскй1.")


@pytest.mark.parametrize(
    ("given_text", "meant"),
    [
        ("Мiнск i Гомель", "Мінск і Гомель"),
        ("Iўе", "Іўе"),
        ("OН ВИДЕЛ", "ОН ВИДЕЛ"),
        ("Aнaпa", "Анапа"),
        ("Lukаshenka", "Lukashenka"),
        ("з'езд зʼезд з`езд", "з’езд з’езд з’езд"),
        ("й ї ў ё", "й ї ў ё"),
        ("Ки́їв Ма́рія", "Київ Марія"),
        ("Лука\u00adшэнка \u200bМінск", "Лукашэнка Мінск"),
        ("XІX XXІ", "XIX XXI"),
        ("IT-кампанія iPhone", "IT-кампанія iPhone"),
        ("rock'n'roll 'Мінск'", "rock'n'roll 'Мінск'"),
    ],
)
def test_letters_of_another_script_and_signs_are_repaired(given_text: str, meant: str) -> None:
    assert repair(given_text) == meant


def test_letters_alone_leave_the_apostrophe() -> None:
    assert repair_letters("з'eзд") == "з'езд"


@given(text=MIXED)
def test_repair_is_settled_after_once(text: str) -> None:
    once = repair(text)
    assert unicodedata.is_normalized("NFC", once)
    assert repair(once) == once


@given(text=MIXED)
def test_offsets_lead_back(text: str) -> None:
    repaired = repair_with_offsets(text)
    assert repaired.text == repair(text)
    assert len(repaired.offsets) == len(repaired.text) + 1
    assert repaired.offsets[-1] == len(text)
    assert list(repaired.offsets) == sorted(repaired.offsets)


def test_spans_cut_out_what_was_written() -> None:
    given_text = "У Мі\u0301нску і Ма\u00adгiлёве"
    repaired = repair_with_offsets(given_text)
    start = repaired.text.index("Магілёве")
    first, last = repaired.span(start, start + len("Магілёве"))
    assert given_text[first:last] == "Ма\u00adгiлёве"
    first, last = repaired.span(2, 8)
    assert given_text[first:last] == "Мі\u0301нску"
