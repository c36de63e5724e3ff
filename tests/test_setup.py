"""Set-up: what is installed is what is locked, and the locks are of these dependencies and of no one place."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def locked(name: str) -> dict[str, list[str]]:
    """The pinned versions of each package (several where they depend on the Python version)."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==(\S+)", text, flags=re.MULTILINE):
        found.setdefault(canonicalize_name(package), []).append(version)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"\w+://|--(extra-)?index|--find-links", text)
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    assert all("--hash=sha256:" in entry for entry in entries)


def test_locks_are_of_these_dependencies() -> None:
    groups = PROJECT["dependency-groups"]
    direct = [*PROJECT["project"]["dependencies"], *groups["build"]]
    parts = [groups[part["include-group"]] if isinstance(part, dict) else [part] for part in groups["dev"]]
    included = [line for part in parts for line in part]
    for lock, wanted in zip(LOCKS, (direct, [*direct, *included]), strict=True):
        pinned = locked(lock)
        for requirement in map(Requirement, wanted):
            versions = pinned[canonicalize_name(requirement.name)]
            assert all(requirement.specifier.contains(version) for version in versions), requirement
    small, large = map(locked, LOCKS)
    assert small.items() <= large.items()


def test_direct_dependencies_are_bounded() -> None:
    for requirement in map(Requirement, PROJECT["project"]["dependencies"]):
        bounds = {specifier.operator for specifier in requirement.specifier}
        assert bounds & {"<", "=="}, requirement
        assert bounds & {">=", "=="}, requirement


def test_the_checks_of_every_change_run_the_tests() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert re.search(r"^make test$", script, flags=re.MULTILINE)


@pytest.mark.parametrize(("models", "fetched"), [("yes", True), ("no", False)])
def test_make_run_ends_with_the_seeds(models: str, fetched: bool) -> None:
    plan = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "run", f"MODELS={models}"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert plan[-1] == ".venv/bin/nazvy run seeds --out out"
    assert any("nazvy models install" in line for line in plan) == fetched


def test_debian_packages_says_what_is_lost_where_it_cannot_help(tmp_path: Path) -> None:
    bash = Path("/bin/bash")
    done = subprocess.run(
        [bash, ROOT / "scripts" / "debian-packages", "no translation", "apertium-bel-rus"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "no translation" in done.stderr
    assert "apt-get install apertium-bel-rus" in done.stderr
