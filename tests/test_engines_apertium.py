from __future__ import annotations

import os
import pickle
import random
import re
import shutil
import stat
import tomllib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from needing import PAIRS, needs_apertium

from pipeline.translation.engines.apertium import DATA_FOLDER, TABLE, ApertiumEngine
from pipeline.translation.engines.clauses import cut
from pipeline.translation.engines.hiding import hide, reveal
from pipeline.translation.engines.line import Line, Stage
from pipeline.translation.engines.stream import Stream, StreamError


@pytest.fixture(scope="module")
def engine() -> ApertiumEngine:
    return ApertiumEngine()


def texts(engine: ApertiumEngine, sentences: list[str], pair: tuple[str, str]) -> list[str | None]:
    return [result.text for result in engine.translate(sentences, pair)]


@needs_apertium
def test_every_example_of_the_table(engine: ApertiumEngine) -> None:
    for mode in tomllib.loads(TABLE.read_text(encoding="utf-8"))["mode"]:
        examples = mode["example"]
        got = texts(engine, [each["source"] for each in examples], (mode["from"], mode["to"]))
        assert got == [each["target"] for each in examples]


@needs_apertium
def test_markup_addresses_numbers_and_quotes_come_through_untouched(engine: ApertiumEngine) -> None:
    source = (
        '<b class="x">Сёння</b> &amp; учора [1] {мы} a/b \\ ^слова$ @nazvy #Мінск * 50 % ~ 1 500 000 рублёў, '
        "3,5; info@nazvy.example; https://nazvy.example/навіны?id=1&x=2, nazvy.example/a_b. «Так», — “ды” "
        "15.05.2024 у 12:30 [~0~] [=7=]."
    )
    for pair in (("be", "ru"), ("ru", "be"), ("ru", "uk"), ("uk", "ru")):
        (result,) = engine.translate([source], pair)
        assert result.text is not None
        for piece in (
            '<b class="x">', "</b>", "&amp;", "[1]", "{", "}", "a/b", "\\", "^", "$", "@nazvy", "#Мінск",
            " * ", "50 %", "~", "1 500 000", "3,5;", "info@nazvy.example", "https://nazvy.example/навіны?id=1&x=2,",
            "nazvy.example/a_b.", "«", "»", "“", "”", "15.05.2024", "12:30", "[~0~]", "[=7=]",
        ):  # fmt: skip
            assert piece in result.text, (pair, piece)


@needs_apertium
def test_sentences_are_never_merged_lost_or_reordered(engine: ApertiumEngine) -> None:
    sentences = ["", "  ", "Мінск.", "Без кропкі", "два\nрадкі", "нуль\0знак", "!", "USA", "Мінск."] * 100
    results = engine.translate(sentences, ("be", "ru"))
    assert [result.text for result in results[:9]] == [
        "", "  ", "Минск.", "Без точки", "два\nстроки", "ноль\0знак", "!", "USA", "Минск.",
    ]  # fmt: skip
    assert results == results[:9] * 100


@needs_apertium
@pytest.mark.parametrize("pair", sorted(PAIRS))
def test_nothing_that_stands_between_words_is_changed(engine: ApertiumEngine, pair: tuple[str, str]) -> None:
    chance = random.Random(1)
    pieces = [*"[]{}^$/\\@<>*#+~_|=«»“”’'\"-—…№%.,;:!?\0\1\t\n\r\x85\u00a0\u2028\u200b\ufeff\u0301\uffff\ud800🙂漢"]
    pieces += [
        "Мінск",
        "у",
        "прэзідэнт",
        "Київ",
        "ё",
        "USA",
        "1,5",
        "12:30",
        "<b>",
        "</b>",
        "&amp;",
        "a@b.by",
        "  ",
        " ",
    ]
    pieces += ["^слова/слова<n>$", "[[t:b]]", "[=1=]", "[~0~]", "\\[", "https://a.by/б", "[]", "$$", "+~"]
    sentences = ["".join(chance.choices(pieces, k=chance.randint(0, 12))) for _ in range(300)]
    results = engine.translate(sentences, pair)
    for sentence, result in zip(sentences, results, strict=True):
        assert result.text is not None, (sentence, result.problem)
        assert re.sub(r"[^\W\d_]+", "", result.text) == re.sub(r"[^\W\d_]+", "", sentence)


@needs_apertium
def test_unknown_words_are_counted_and_their_marks_removed(engine: ApertiumEngine) -> None:
    known, half, latin = engine.translate(["Сёння дзень.", "Сёння бамбардульк.", "Сёння Airbus."], ("be", "ru"))
    assert (known.unknown_words, half.unknown_words, latin.unknown_words) == (0.0, 0.5, 0.0)
    assert half.text == "Сегодня бамбардульк."


@needs_apertium
def test_the_same_bytes_alone_in_a_batch_and_in_a_copy_of_the_engine(engine: ApertiumEngine) -> None:
    sentences = ["Прэзідэнт прыехаў у Кіеў.", "ПРЭЗІДЭНТ УКРАІНЫ", "Яна жыве ў Гродне, а ён у Вільні."]
    together = engine.translate(sentences, ("be", "ru"))
    copy = pickle.loads(pickle.dumps(engine))
    assert [copy.translate([sentence], ("be", "ru"))[0] for sentence in sentences] == together
    assert together[1].text == "ПРЕЗИДЕНТ УКРАИНЫ"
    copy.close()


@needs_apertium
def test_a_very_long_sentence_is_cut_and_joined(engine: ApertiumEngine) -> None:
    (result,) = engine.translate(["Мы жывём у Мінску, а яны ў Вільні; " * 1000], ("be", "ru"))
    assert result.text is not None
    assert result.text.count("Минске") == result.text.count("Вильнюсе") == 1000


def test_without_the_data_there_are_no_pairs_and_the_remedy_is_said(tmp_path: Path) -> None:
    engine = ApertiumEngine(tmp_path)
    assert engine.pairs() == ()
    remedies = {problem.remedy for problem in engine.missing()}
    assert remedies == {"apt install apertium-bel-rus", "apt install apertium-rus-ukr"}
    assert all("not installed: " in problem.line() for problem in engine.missing())


def broken(tmp_path: Path, program: str, script: str, monkeypatch: pytest.MonkeyPatch) -> ApertiumEngine:
    """The engine with one of its programs in the place of which a script runs."""
    real = shutil.which(program)
    path = tmp_path / program
    path.write_text(f"#!/bin/bash\nREAL={real}\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return ApertiumEngine(DATA_FOLDER, patience=120.0)


@needs_apertium
@pytest.mark.parametrize("program", ["lrx-proc", "apertium-interchunk"])
def test_a_crash_is_named_and_the_other_sentences_are_translated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    # Not `"$REAL" | while …`: there the shell would wait for a program that waits for more to read.
    script = """while IFS= read -r -d '' line; do
      case $line in *Вільня*|*Вильнюс*) echo broken table >&2; exit 3;; esac
      printf '%s\\0' "$line"; done < <("$REAL" "$@")"""
    engine = broken(tmp_path, program, script, monkeypatch)
    sentences = ["Дзень у Мінску.", "Вільня.", "50 %", "Вільня!", "Дзень у Гродне.", "!", "Вільня?"]
    results = engine.translate(sentences, ("be", "ru"))
    assert [result.text for result in results] == ["День в Минске.", None, "50 %", None, "День в Гродно.", "!", None]
    problems = {result.problem for result in results if result.text is None}
    assert problems == {f"apertium:be-ru: {program} ended with exit status 3 (broken table)"}
    engine.close()


@needs_apertium
def test_programs_that_cannot_be_started_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = ApertiumEngine()
    monkeypatch.setenv("PATH", str(tmp_path))
    results = engine.translate(["Дзень у Мінску.", "50 %", "Дзень у Гродне."], ("be", "ru"))
    assert [result.text for result in results] == [None, "50 %", None]
    assert "cannot be started: " in (results[0].problem or "")


@needs_apertium
def test_silence_is_no_translation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = broken(tmp_path, "lrx-proc", "cat >/dev/null; exit 0", monkeypatch)
    engine._patience = 1.0
    (result,) = engine.translate(["Дзень у Мінску."], ("be", "ru"))
    assert result.text is None
    assert result.problem == "apertium:be-ru: no answer for 1 seconds"
    engine.close()


@needs_apertium
def test_an_empty_answer_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = """tr -d '\\0' </dev/null; while IFS= read -r -d '' line; do printf '[%s\\0' "${line##*[}"; done"""
    engine = broken(tmp_path, "apertium-interchunk", script, monkeypatch)
    (result,) = engine.translate(["Дзень у Мінску."], ("be", "ru"))
    assert (result.text, result.problem) == (None, "apertium:be-ru: an empty answer")
    engine.close()


def test_stream_tells_one_answer_from_the_next() -> None:
    stream = Stream([["cat"], ["cat"]])
    questions = [str(number).encode() * (number % 50) for number in range(20_000)]
    assert list(stream.ask(iter(questions), 60.0)) == questions
    assert list(stream.ask([b"again"], 60.0)) == [b"again"]
    stream.close()


def test_stream_takes_questions_while_it_answers() -> None:
    stream = Stream([["cat"]])
    taken: list[int] = []

    def questions() -> Iterator[bytes]:
        for number in range(100_000):
            taken.append(number)
            yield b"%d" % number

    answers = stream.ask(questions(), 60.0)
    assert next(answers) == b"0"
    assert len(taken) < 100_000
    assert next(answers) == b"1"
    answers.close()
    assert stream.closed


def test_what_a_program_says_of_a_word_is_asked_once(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    noting = f"""while IFS= read -r -d '' text; do printf '%s\\0' "$text" >>'{asked}'; printf '%s\\0' "$text"; done"""
    line = Line([Stage((("cat",),)), Stage((("bash", "-c", noting),), by_unit=True)])
    questions = [b"^a<n>$, [~0~] ^b\\$c$", b"", b"no unit", b"^a<n>$^chunk<x>{^a<n>$ ^b<n>$}$ \\^ ^a<n>$"] * 2
    assert list(line.ask(iter(questions), 60.0)) == questions
    assert list(line.ask([b"^a<n>$ ^d$"], 60.0)) == [b"^a<n>$ ^d$"]
    line.close()
    assert asked.read_bytes() == b"^a<n>$\n^b\\$c$\n^chunk<x>{^a<n>$ ^b<n>$}$\n\0^d$\n\0"


def test_a_line_keeps_no_more_answers_than_it_may() -> None:
    line = Line([Stage((("cat",),), by_unit=True)])
    questions = [b"^%d$ ^%d$" % (number, number % 7) for number in range(40_000)]
    assert list(line.ask(iter(questions), 60.0)) == questions
    line.close()


def test_what_was_answered_before_a_failure_is_given() -> None:
    line = Line([Stage((("sed", "-z", "-u", "5q"),)), Stage((("cat",),), by_unit=True), Stage((("cat",),))])
    questions = [b"^%d$" % number for number in range(100)]
    coming = line.ask(iter(questions), 60.0)
    assert [*islice(coming, 5)] == questions[:5]
    with pytest.raises(StreamError, match="the programs ended early"):
        next(coming)
    assert line.closed


@pytest.mark.parametrize(
    "text", ["", "слова", "a@b.by і <i>", "пошта@сайт.бел.", ".x@y.by", "~~~~", "[~0~][~1~]", "1,5 і 12:30:05"]
)
def test_what_is_hidden_comes_back(text: str) -> None:
    hidden = hide(text)
    assert reveal(hidden.text, hidden.pieces) == text
    assert reveal(hidden.text + "[~0~]", hidden.pieces) is None


def test_cutting_keeps_every_character_and_prefers_strong_pauses() -> None:
    text = "Першы сказ скончыўся. Другі, даўжэйшы, мае коскі; і трэцюю частку."
    assert cut(text, lambda piece: len(piece) <= 48) == [
        "Першы сказ скончыўся. ",
        "Другі, даўжэйшы, мае коскі; і трэцюю частку.",
    ]
    for longest in (1, 2, 7, 20):
        pieces = cut(text, lambda piece, longest=longest: len(piece) <= longest)  # type: ignore[misc]
        assert "".join(pieces) == text
        assert max(map(len, pieces)) <= longest
