"""A spaCy pipeline in the place of the tagger; made here, by rule, so that no model has to be fetched."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import spacy

from pipeline.gazetteer import load
from pipeline.reading import read_text
from pipeline.spotting import Spotter


@pytest.fixture(scope="module")
def ukrainian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline that knows one village, one firm and one law."""
    pipeline = spacy.blank("uk")
    ruler = pipeline.add_pipe("entity_ruler")
    patterns = [("GPE", "Криваве"), ("ORG", "Зоря"), ("LAW", "Кодекс")]
    ruler.add_patterns([{"label": label, "pattern": pattern} for label, pattern in patterns])  # type: ignore[attr-defined]
    folder = tmp_path_factory.mktemp("spacy") / "uk_own"
    pipeline.to_disk(folder)
    return folder


def names(spotter: Spotter, text: str, lang: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.type) for mention in spotter.spot(read_text(text, id="t", lang=lang))]


def test_a_model_of_the_user_is_asked_in_its_language(ukrainian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAZVY_NER", f"spacy:{ukrainian}")
    spotter = Spotter(load())
    found = names(spotter, "Завтра Зоря і Криваве чекають на Кодекс у Львові.", "uk")
    assert found == [("Зоря", "organisation"), ("Криваве", "place"), ("Львові", "place")]
    assert ("Алесем Пушкаром", "person") in names(spotter, "Мы размаўлялі з Алесем Пушкаром.", "be")
    assert "spacy:uk_" in spotter.model


@pytest.mark.parametrize(
    ("asked", "why"),
    [("spacy:/no/such/model", "find model"), ("gliner:x", "not installed"), ("oracle:x", "no such kind")],
)
def test_a_model_that_cannot_be_had_is_named_and_done_without(
    asked: str, why: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NAZVY_NER", asked)
    with caplog.at_level(logging.WARNING):
        spotter = Spotter(load())
    assert asked in caplog.text
    assert why in caplog.text
    assert names(spotter, "Вона живе у Львові.", "uk") == [("Львові", "place")]
