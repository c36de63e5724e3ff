"""Every system against its own examples, and what all systems have in common."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.transliteration import (
    System,
    UnknownSystem,
    all_systems_for,
    default_system,
    get_system,
    languages_of,
    reverse,
    romanise,
    systems,
)
from pipeline.transliteration.letters import PIECE, SHORT, letter_by_letter
from pipeline.transliteration.reverse import cost, likelihood

SHARED = Path(__file__).parents[2] / "shared" / "data"
DISPUTED = Path(__file__).with_name("disputed.tsv")
ALL = [pytest.param(system, id=system.code) for system in systems()]


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def is_disputed(system: str, source: str) -> bool:
    """Whether the example is listed; a long one is listed by its beginning and an ellipsis."""
    return any(
        row["system"] == system
        and (source == row["source"] or (row["source"][-1] == "…" and source.startswith(row["source"][:-1])))
        for row in rows(DISPUTED)
    )


@pytest.mark.parametrize("system", ALL)
def test_every_example_of_every_table(system: System) -> None:
    assert len(system.examples) >= 2
    for example in system.examples:
        assert system.romanise(example.source) == example.target


@pytest.mark.parametrize("system", ALL)
def test_every_table_says_what_it_is(system: System) -> None:
    assert system.lang in ("be", "uk", "ru")
    assert system.table.source
    assert system.authority
    assert system.language_name("uk")
    assert system.country_name("en") is None or len(str(system.country_name("en"))) > 3
    if system.superseded_by:
        assert system.status == "superseded"
        assert get_system(system.superseded_by).lang == system.lang
    for letter in {"be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя", "uk": "абвгдеєжзиіїйклмнопрстуфхцчшщьюя"}.get(
        system.lang, "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    ):
        assert letter in system.alphabet


def test_published_examples_of_the_shared_file() -> None:
    path = SHARED / "romanisation-dev.tsv"
    if not path.exists():
        pytest.skip("no shared data beside the checkout")
    wrong = []
    for row in rows(path):
        system = get_system(row["system"])
        got = "\\n".join(system.romanise(line) for line in row["source"].split("\\n"))
        if got != row["target"] and not is_disputed(row["system"], row["source"]):
            wrong.append((row["system"], row["source"], row["target"], got))
    assert wrong == []


def test_no_disputed_example_is_reproduced() -> None:
    for row in rows(DISPUTED):
        assert row["clause"]
        if row["source"][-1] != "…":
            assert romanise(row["source"], row["system"]) != row["target"]


def test_every_listed_system_is_there() -> None:
    path = SHARED / "romanisation-systems.tsv"
    if not path.exists():
        pytest.skip("no shared data beside the checkout")
    assert {row["system"] for row in rows(path)} <= {system.code for system in systems()}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bgnpcgn-bel-Cyrl-Latn-1979", "bgnpcgn-bel-Cyrl-Latn-1979"),
        ("BGN-PCGN:bel-Cyrl:Latn:1979", "bgnpcgn-bel-Cyrl-Latn-1979"),
        ("be-bgn", "bgnpcgn-bel-Cyrl-Latn-1979"),
        ("UK-National ", "ua-ukr-Cyrl-Latn-2010"),
        ("łacinka", "lacinka-bel-Cyrl-Latn-1929"),
    ],
)
def test_systems_answer_to_identifier_iso_form_and_alias(name: str, code: str) -> None:
    assert get_system(name).code == code


def test_unknown_system_names_the_nearest() -> None:
    with pytest.raises(UnknownSystem, match=r"be-bgm.*be-bgn") as caught:
        get_system("be-bgm")
    assert caught.value.name == "be-bgm"
    with pytest.raises(UnknownSystem):
        romanise("Мінск", "")


def test_lists_by_language_and_defaults() -> None:
    assert {system.lang for system in systems("be")} == {"be"}
    assert len(systems()) == sum(len(systems(lang)) for lang in ("be", "uk", "ru"))
    assert default_system("uk").romanise("Зеленський") == "Zelenskyi"
    with pytest.raises(KeyError):
        default_system("pl")


def test_all_systems_for_a_text_of_one_language() -> None:
    assert languages_of("Ўзда") == ("be",)
    assert languages_of("Їжак") == ("uk",)
    assert languages_of("Мінск") == ("be", "uk")
    assert {row.system.lang for row in all_systems_for("Быхаў")} == {"be"}
    found = {row.system.alias: row.text for row in all_systems_for("Київ", "uk")}
    assert (found["uk-national"], found["uk-iso9"]) == ("Kyiv", "Kiïv")


def test_capitals_follow_the_word() -> None:
    system = get_system("ru-bgn")
    assert system.romanise("щука Щука ЩУКА Щука-Ёж ЩУКА-ЁЖ") == "shchuka Shchuka SHCHUKA Shchuka-Yëzh SHCHUKA-YËZH"
    assert system.romanise("Я. Ю. ЦОЙ") == "Ya. Yu. TSOY"
    assert get_system("uk-national").romanise("ІМ'Я Я'нь") == "IMIA Yan"
    assert get_system("ru-alalc").romanise("Яя ЯЯ Цц") == "I͡Ai͡a I͡AI͡A T͡St͡s"


def test_look_alikes_and_marks_are_repaired_first() -> None:
    assert romanise("Iўе Мiнск", "be-geo-2007") == "Iŭje Minsk"
    assert romanise("Ки́їв", "uk-national") == "Kyiv"
    assert romanise("Иошкар", "ru-bgn") == "Ioshkar"
    assert romanise("Миколаїв", "uk-geo-1993") == "Mykolaïv"


@pytest.mark.parametrize("system", ALL)
@given(text=st.text(alphabet=st.sampled_from(" \n\t0123456789.,;:!?()[]«»—№%&/#@abcXYZßéłαβ中")))
def test_what_no_table_names_passes_through(system: System, text: str) -> None:
    assert system.romanise(text) == text


@pytest.mark.parametrize("system", ALL)
@given(lines=st.lists(st.text(alphabet="аеёєюяїійўгжщьъз'’ АЕЁЄЮЯЇЙЎГЖЩЬЪ-1"), max_size=4))
def test_lines_are_independent(system: System, lines: list[str]) -> None:
    assert system.romanise("\n".join(lines)) == "\n".join(system.romanise(line) for line in lines)


@pytest.mark.parametrize("system", ALL)
def test_rare_characters_and_long_texts_change_nothing_around_them(system: System) -> None:
    line = "Жыў ён, Юрый Щука, у В’ЯЗЬМЕ; ґанок, їжа, під’їзд, ЗГОДА, подъезд — «усё». "
    latin = system.romanise(line)
    assert "".join(map(system.romanise, line.split(" "))) == latin.replace(" ", "")
    assert system.romanise(line + "中🙂") == latin + "中🙂"
    assert system.romanise(line * (PIECE // 16)) == latin * (PIECE // 16)


LETTERS = {"а": "a", "ж": "zh", "ь": "", "щ": "šč", "ц": "t͡s", "š": "x"}


@pytest.mark.parametrize(
    "table",
    [
        LETTERS,  # an output that is a letter of the table itself
        {letter: latin for letter, latin in LETTERS.items() if letter != "š"},
        {chr(code): f"<{code}>" for code in range(0x400, 0x500)},  # more letters than bytes
        {chr(code): chr(code + 0x200) for code in range(0x400, 0x440)},
        {},
    ],
)
@given(text=st.text(alphabet="ажьщцščЖЯыx \n\x00é«中🙂\ud800\ufffd\ufffe", max_size=SHORT * 3))
def test_letter_by_letter_gives_what_translate_gives(table: dict[str, str], text: str) -> None:
    codes = str.maketrans(table)
    function = letter_by_letter(codes)
    for each in (text, text * 60, text.translate({ord(char): None for char in "中🙂\ud800\ufffd\ufffe"}) * 5):
        assert function(each) == each.translate(codes)


def test_quotation_marks_are_not_apostrophes() -> None:
    assert romanise("'Київ' і “Рим”", "uk-bgn-1965") == "'Kyyiv' i “Rym”"


@pytest.mark.parametrize("lang", ["be", "uk", "ru"])
def test_likelihood_prefers_real_words(lang: str) -> None:
    for likely, unlikely in likelihood(lang).examples.items():
        assert cost(likely, lang) < cost(unlikely, lang)


def test_functions_by_name() -> None:
    assert romanise("Магілёў", "be-lacinka") == "Mahiloŭ"
    assert reverse("Mahiloŭ", "be-lacinka") == "Магілёў"
