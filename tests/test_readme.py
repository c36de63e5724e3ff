"""The README tells the truth: what its examples print, where its links lead, what its settings are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
EXAMPLES = [found for kind, text in BLOCKS if kind == "console" for found in COMMAND.findall(text)]
FILTERS = re.compile(r"(echo|printf|nazvy explain) [^>]*$")
"""What prints and writes no file."""
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(?:#([^)]+))?\)")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(
    ("command", "printed"), [found for found in EXAMPLES if FILTERS.match(found[0])], ids=lambda text: text[:40]
)
def test_examples_print_what_they_are_said_to(command: str, printed: str) -> None:
    shell = 'nazvy() { "$PYTHON" -m pipeline.cli "$@"; }\n' + command
    environment = os.environ | {"PYTHON": sys.executable, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, cwd=ROOT, env=environment, timeout=300, check=False
    )
    assert (done.returncode, done.stdout) == (0, printed), done.stderr


def test_the_python_example_says_what_it_gives() -> None:
    (code,) = [text for kind, text in BLOCKS if kind == "python"]
    *before, last = code.strip().splitlines()
    expression, said = last.split("  # ")
    space: dict[str, object] = {}
    exec("\n".join(before), space)
    assert repr(eval(expression, space)) == said


def test_the_settings_shown_are_settings(tmp_path: Path) -> None:
    from pipeline.settings_file import read_settings

    (text,) = [text for kind, text in BLOCKS if kind == "toml"]
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    folder = tmp_path / tomllib.loads(text)["models"]["folder"][0]["path"]
    folder.mkdir(parents=True)
    for name in ("model.bin", "source.spm", "target.spm"):
        (folder / name).touch()
    (model,) = read_settings(path).translation.folders
    assert (model.pair, model.folder) == (("en", "be"), folder)


@pytest.mark.parametrize("page", ["README.md", "gazetteer/README.md", "pipeline/spotting/tagger/MODEL.md"])
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    for target, heading in LINK.findall(path.read_text(encoding="utf-8")):
        found = path.parent / target
        assert found.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in [re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings], heading


def test_every_command_is_listed() -> None:
    from pipeline.cli import app

    names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    groups = {group.name for group in app.registered_groups}
    assert not {name for name in names | groups if name and f"`nazvy {name.replace('_', '-')}" not in README}
