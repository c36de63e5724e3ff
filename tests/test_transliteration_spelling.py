"""Belarusian between its three spellings, and the packs for the transliterate library."""

from __future__ import annotations

import re

import pytest
import transliterate  # type: ignore[import-untyped]

from pipeline.transliteration import convert_spelling, systems, undecided
from pipeline.transliteration.library import register
from pipeline.transliteration.spelling import spelling_table


def test_every_example_of_every_rule() -> None:
    table = spelling_table()
    for source, target, rules in (
        ("be", "be-tarask", table.official_to_tarask),
        ("be-tarask", "be", table.tarask_to_official),
    ):
        for rule in rules:
            assert rule.examples
            for given, wanted in rule.examples.items():
                assert convert_spelling(given, source, target) == wanted
    for open_question in table.undecided:
        for example in open_question.examples:
            assert re.search(open_question.pattern, example, re.IGNORECASE)


@pytest.mark.parametrize(
    ("source", "target", "text", "wanted"),
    [
        ("be", "be-Latn", "Святлана Ціханоўская", "Śviatłana Cichanoŭskaja"),
        ("be", "be-Latn", "Наталля, СНЕГ, сям’я", "Natalla, ŚNIEH, siamja"),
        ("be-Latn", "be", "Śviatłana Cichanoŭskaja", "Святлана Ціханоўская"),
        ("be-Latn", "be-tarask", "Śniežań", "Сьнежань"),
        ("be-tarask", "be", "пісьменьнік і восьмы", "пісьменнік і восьмы"),
        ("be", "be", "Мінск", "Мінск"),
    ],
)
def test_a_text_is_converted_between_the_spellings(source: str, target: str, text: str, wanted: str) -> None:
    assert convert_spelling(text, source, target) == wanted


def test_unknown_spelling_is_an_error() -> None:
    with pytest.raises(KeyError):
        convert_spelling("Мінск", "be", "pl")


def test_words_that_rules_cannot_decide_are_named() -> None:
    found = undecided("План сістэмы і снег", "be", "be-tarask")
    assert [item.word for item in found] == ["План", "сістэмы"]
    assert "План сістэмы і снег"[found[1].start : found[1].end] == "сістэмы"
    assert [item.word for item in undecided("kot i systema", "be-Latn", "be")] == ["systema"]
    assert undecided("план", "be-tarask", "be-Latn") == ()


def test_every_system_is_a_pack_of_the_transliterate_library() -> None:
    register()
    for system in systems():
        example = system.examples[0]
        for code in system.names:
            assert transliterate.translit(example.source, code, reversed=True) == example.target
    assert transliterate.translit("Mahilyow", "be-bgn") == "Магілёў"
    assert transliterate.translit("Мінск № 1", "be-bgn", reversed=True, strict=True) == "Minsk  1"


def test_registering_twice_changes_nothing_and_keeps_the_library_s_own_packs() -> None:
    register()
    assert register() == ()
    assert transliterate.translit("Привет", "ru", reversed=True) == "Privet"
