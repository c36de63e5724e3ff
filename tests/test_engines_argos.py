from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from argos.train import held_out
from argostranslate.tokenizer import SentencePieceTokenizer
from needing import needs_apertium

from pipeline.translation.engines.apertium import ApertiumEngine
from pipeline.translation.engines.argos import ArgosEngine
from pipeline.translation.engines.folders import FolderEngine, ModelFolder
from pipeline.translation.engines.neural import NeuralModel, Settings, Tokens
from pipeline.translation.models import installed
from pipeline.translation.routes import Router

ALL = (("en", "ru"), ("en", "uk"), ("ru", "en"), ("uk", "en"))


@pytest.fixture
def engine(argos_packages: Path) -> ArgosEngine:
    return ArgosEngine()


def test_without_packages_there_are_no_pairs(no_packages: Path) -> None:
    assert ArgosEngine().pairs() == ()


def test_the_installed_packages_are_the_pairs(engine: ArgosEngine) -> None:
    assert engine.pairs() == ALL


@pytest.mark.parametrize("pair", ALL)
def test_sentences_that_no_model_has_seen(engine: ArgosEngine, pair: tuple[str, str]) -> None:
    rows = held_out(*pair)[:100]
    results = engine.translate([source for source, _ in rows], pair)
    right = sum(result.text == target for result, (_, target) in zip(results, rows, strict=True))
    assert right >= 90
    assert all(result.problem is None or "numbers" in result.problem for result in results)


def test_the_same_bytes_alone_in_a_batch_and_in_a_copy_of_the_engine(engine: ArgosEngine) -> None:
    sentences = [source for source, _ in held_out("en", "ru")[:40]]
    together = engine.translate(sentences, ("en", "ru"))
    copy: ArgosEngine = pickle.loads(pickle.dumps(engine))
    assert [copy.translate([sentence], ("en", "ru"))[0] for sentence in sentences] == together
    assert engine.translate(sentences[::-1], ("en", "ru")) == together[::-1]


def test_sentences_are_never_merged_lost_or_reordered(engine: ArgosEngine) -> None:
    sentences = ["", "  \n", "12:30", "Volha Zhuk was born in Kyiv.", " Volha Zhuk was born in Kyiv.\n", "—"]
    assert [result.text for result in engine.translate(sentences, ("en", "ru"))] == [
        "", "  \n", "12:30", "Ольга Жук родилась в Киеве.", " Ольга Жук родилась в Киеве.\n", "—",
    ]  # fmt: skip


def test_a_sentence_over_the_limit_is_cut_at_clauses_and_joined(installed_packages: Path) -> None:
    (package,) = (each for each in installed(installed_packages) if each.pair == ("en", "ru"))
    pieces = SentencePieceTokenizer(package.path / "sentencepiece.model")
    one = "Volha Zhuk was born in Kyiv."
    model = NeuralModel(
        package.path / "model",
        package.pair,
        lambda: Tokens(encode=pieces.encode, decode=pieces.decode),
        Settings(longest=len(pieces.encode(one)) + 2),
    )
    (result,) = model.translate([" ".join([one] * 100)])
    assert result.text == " ".join(["Ольга Жук родилась в Киеве."] * 100)


def test_addresses_and_tags_come_through_untouched(engine: ArgosEngine) -> None:
    source = "<b>Volha Zhuk</b> was born in Kyiv. See https://nazvy.example/a?b=1_2, or info@nazvy.example."
    (result,) = engine.translate([source], ("en", "ru"))
    assert result.text is not None
    for piece in ("<b>", "</b>", "https://nazvy.example/a?b=1_2", "info@nazvy.example"):
        assert piece in result.text


def test_words_left_in_the_source_script_are_counted(engine: ArgosEngine) -> None:
    (known,) = engine.translate(["Volha Zhuk was born in Kyiv."], ("en", "ru"))
    assert known.unknown_words == 0.0


def test_a_number_that_the_model_loses_is_a_warning(engine: ArgosEngine) -> None:
    (result,) = engine.translate(["The talks between Volha Zhuk and Ihor Bondar lasted 98765 hours."], ("en", "ru"))
    assert result.text is not None
    assert ("98765" in result.text) == (result.problem is None)


def test_a_model_that_comes_to_no_end_is_asked_again_and_named(engine: ArgosEngine) -> None:
    """The small model knows no text of one given name alone, and would say it until its places run out."""
    endless, calm = engine.translate(["Ігор", "Бондар говорив про мирний план у неділю."], ("uk", "en"))
    assert endless.text
    assert "came to no end" in (endless.problem or "")
    assert calm.text
    assert calm.problem is None


def test_a_sentence_that_a_model_breaks_on_spoils_no_other(installed_packages: Path) -> None:
    sentences = ["ми бачили мир " * 400, "Бондар говорив про мирний план у неділю."]
    uncut = ArgosEngine(installed_packages, longest=10_000)
    broken, whole = uncut.translate(sentences, ("uk", "en"))
    assert broken.text is None
    assert "argos:uk-en: No position encodings" in (broken.problem or "")
    assert whole.text
    assert whole.problem is None


def test_a_broken_model_is_a_problem_of_each_sentence(no_packages: Path, argos_packages: Path) -> None:
    from shutil import copytree

    copytree(argos_packages, no_packages)
    (package,) = (each for each in installed(no_packages) if each.pair == ("en", "ru"))
    (package.path / "model" / "model.bin").write_bytes(b"no model")
    first, second = ArgosEngine(no_packages).translate(["One.", "Two."], ("en", "ru"))
    assert first == second
    assert first.text is None
    assert first.problem is not None
    assert first.problem.startswith("argos:en-ru: ")
    assert "\n" not in first.problem


def test_a_declared_model_folder(installed_packages: Path, tmp_path: Path) -> None:
    (package,) = (each for each in installed(installed_packages) if each.pair == ("en", "ru"))
    whole = ModelFolder(pair=("en", "ru"), folder=package.path / "model")
    absent = ModelFolder(pair=("en", "be"), folder=tmp_path)
    engine = FolderEngine([whole, absent])
    assert engine.pairs() == (("en", "ru"),)
    assert [problem.source for problem in engine.missing()] == ["model en > be"]
    sentences = [source for source, _ in held_out("en", "ru")[:20]]
    expected = ArgosEngine(installed_packages).translate(sentences, ("en", "ru"))
    assert engine.translate(sentences, ("en", "ru")) == expected


def test_prefix_tokens_are_given_to_the_model_and_taken_off(installed_packages: Path) -> None:
    (package,) = (each for each in installed(installed_packages) if each.pair == ("en", "ru"))
    folder = ModelFolder(pair=("en", "ru"), folder=package.path / "model", target_prefix=("▁Ольга",))
    (result,) = FolderEngine([folder]).translate(["Ihor Bondar was born in Kyiv."], ("en", "ru"))
    assert result.text is not None
    assert "Ольга" not in result.text


@needs_apertium
def test_the_pivot_to_belarusian_and_ukrainian(argos_packages: Path) -> None:
    router = Router([ApertiumEngine(), ArgosEngine()])
    assert len(router.pairs()) == 12
    sentence = "The court in Minsk freed Volha Zhuk yesterday."
    (belarusian,) = router.translate([sentence], "en", "be")
    (ukrainian,) = router.translate([sentence], "en", "uk")
    assert belarusian.text is not None
    assert belarusian.text.startswith("Суд у Мінску")
    assert ukrainian.text == "Суд у Мінську звільнив Ольгу Жук учора."
    (english,) = router.translate(["Сустрэча ў Мінску адбылася ўчора."], "be", "en")
    assert english.text is not None
    assert english.text.startswith("The meeting in Minsk")


def test_nothing_is_downloaded_or_written_while_translating(argos_packages: Path, tmp_path: Path) -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*_): raise AssertionError('network')\n"
        "socket.socket.connect = refuse\n"
        "from pipeline.translation.engines.argos import ArgosEngine\n"
        "sentence = 'Ihor Bondar lives in Minsk and works in the parliament.'\n"
        "print(ArgosEngine().translate([sentence], ('en', 'ru'))[0].text)\n"
        "print([name for name in sys.modules if name in ('minisbd', 'stanza', 'argostranslate.settings')])\n"
    )
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "PYTHONPATH": str(Path.cwd()),
        "PYTHONIOENCODING": "utf-8",
    }
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == ["Игорь Бондарь живёт в Минске и работает в парламенте.", "[]"]
    assert list(tmp_path.iterdir()) == []
