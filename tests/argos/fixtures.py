"""The small Argos packages that `train.py` beside this file made, for tests that translate for real."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.translation import models

HERE = Path(__file__).parent


def package_files() -> list[Path]:
    """The package files, by name."""
    return sorted(HERE.glob("*.argosmodel"))


@pytest.fixture
def no_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of packages of the test's own, in the place of the user's."""
    folder = tmp_path / "argos" / "packages"
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    monkeypatch.delenv("NAZVY_MODEL_INDEX", raising=False)
    monkeypatch.delenv("ARGOS_PACKAGE_INDEX", raising=False)
    return folder


@pytest.fixture(scope="session")
def installed_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the test packages are installed once."""
    folder = tmp_path_factory.mktemp("argos") / "packages"
    _, problems = models.install(package_files(), folder=folder)
    assert problems == []
    return folder


@pytest.fixture
def argos_packages(installed_packages: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test packages (en-ru, ru-en, en-uk, uk-en) as the user's own."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(installed_packages))
    return installed_packages
