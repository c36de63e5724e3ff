from __future__ import annotations

import hashlib
import http.server
import json
import socket
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argos.fixtures import package_files

from pipeline.translation import downloads, models

EN_RU = next(path for path in package_files() if "en_ru" in path.name)


class Mirror:
    """A small index server. `cut` ends every answer for a package after so many bytes of content."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.cut: int | None = None
        self.ranges = True
        self.etag = True
        mirror = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mirror.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def index(self, *rows: dict[str, object]) -> str:
        self.files["/index.json"] = json.dumps(rows).encode()
        return f"{self.address}/index.json"

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range", "")
        self.asked.append((request.path, wanted))
        content = self.files.get(request.path)
        if content is None:
            request.send_error(404)
            return
        etag = f'"{hashlib.sha256(content).hexdigest()[:12]}"'
        start = 0
        if wanted and self.ranges and request.headers.get("If-Range") == etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if self.etag:
            request.send_header("ETag", etag)
        request.send_header("Content-Length", str(len(content) - start))
        request.end_headers()
        sent = content[start:]
        request.wfile.write(sent if self.cut is None or request.path == "/index.json" else sent[: self.cut])


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    mirror = Mirror()
    yield mirror
    mirror.server.shutdown()
    mirror.server.server_close()


def row(pair: str = "en_ru", version: str = "1.0", *, link: str = "") -> dict[str, object]:
    source, target = pair.split("_")
    links = [link or f"translate-{pair}.argosmodel"]
    return {"from_code": source, "to_code": target, "package_version": version, "links": links}


def changed(path: Path, rename: Callable[[str], str] = str, **contents: bytes | None) -> Path:
    """A copy of the real package with other names or contents of its files; None leaves a file out."""
    with zipfile.ZipFile(EN_RU) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            key = entry.filename.split("/")[-1].replace(".", "_")
            content = contents.get(key, old.read(entry))
            if content is not None:
                new.writestr(rename(entry.filename), content)
    return path


def only_problem(folder: Path, what: str | Path, index: str | None = None) -> str:
    done, problems = models.install([what], folder=folder, index=index)
    assert done == []
    (problem,) = problems
    assert problem.remedy
    return problem.line()


def test_a_file_is_installed_without_a_network(no_packages: Path) -> None:
    (package,), problems = models.install([EN_RU])
    assert problems == []
    assert (package.pair, package.version, package.source) == (("en", "ru"), "1.0", EN_RU.name)
    assert package.sha256 == hashlib.sha256(EN_RU.read_bytes()).hexdigest()
    assert package.path.parent == no_packages
    assert models.installed() == (package,)
    assert sorted(path.name for path in no_packages.iterdir()) == ["nazvy.json", package.path.name]
    assert sorted(path.name for path in no_packages.parent.iterdir()) == ["packages"]
    assert models.install([EN_RU]) == ([package], [])


def test_no_packages_at_all(no_packages: Path) -> None:
    assert models.installed() == ()
    assert not no_packages.exists()


def test_a_pair_is_downloaded_from_a_mirror(no_packages: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror.index(row(version="0.9"), row(), row("ru_en"), {"type": "sbd", "from_codes": ["en"]})
    mirror.files["/translate-en_ru.argosmodel"] = EN_RU.read_bytes()
    monkeypatch.setenv("NAZVY_MODEL_INDEX", mirror.address)
    assert [(package.pair, package.version) for package in models.available()] == [
        (("en", "ru"), "1.0"),
        (("ru", "en"), "1.0"),
    ]
    told: list[tuple[str, int, int | None]] = []
    (package,), problems = models.install(["en_ru"], lambda *step: told.append(step))
    assert problems == []
    assert package.source == f"{mirror.address}/translate-en_ru.argosmodel"
    assert told[-1] == ("en-ru", EN_RU.stat().st_size, EN_RU.stat().st_size)
    assert sorted(path.name for path in no_packages.parent.iterdir()) == ["packages"]
    requests = len(mirror.asked)
    assert models.install(["en-ru"]) == ([package], [])
    assert len(mirror.asked) == requests + 1  # the index alone


def test_an_index_in_a_folder_needs_no_server(no_packages: Path, tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text(json.dumps([row()]))
    (tmp_path / "translate-en_ru.argosmodel").write_bytes(EN_RU.read_bytes())
    (package,), problems = models.install(["en-ru"], index=str(tmp_path / "index.json"))
    assert (package.pair, problems) == (("en", "ru"), [])


def test_a_cut_connection_goes_on_where_it_stopped(no_packages: Path, mirror: Mirror) -> None:
    index = mirror.index(row())
    content = mirror.files["/translate-en_ru.argosmodel"] = EN_RU.read_bytes()
    mirror.cut = len(content) // 3 + 1
    (package,), problems = models.install(["en-ru"], index=index)
    assert problems == []
    assert package.sha256 == hashlib.sha256(content).hexdigest()
    ranges = [wanted for path, wanted in mirror.asked if path != "/index.json"]
    assert ranges == ["", f"bytes={mirror.cut}-", f"bytes={2 * mirror.cut}-"]


def test_a_later_run_goes_on_with_the_same_content_only(no_packages: Path, mirror: Mirror) -> None:
    index = mirror.index(row())
    content = mirror.files["/translate-en_ru.argosmodel"] = EN_RU.read_bytes()
    mirror.cut, mirror.ranges = 5000, False
    line = only_problem(no_packages, "en-ru", index)
    assert line.endswith("stopped after 5,000 bytes (the connection was cut); "
                         "run the same command again: it goes on from there")  # fmt: skip
    mirror.cut, mirror.ranges, mirror.asked = None, True, []
    (package,), problems = models.install(["en-ru"], index=index)
    assert (problems, package.sha256) == ([], hashlib.sha256(content).hexdigest())
    assert mirror.asked[-1][1] == "bytes=5000-"


def test_other_content_under_the_same_address_is_not_glued_together(
    no_packages: Path, mirror: Mirror, tmp_path: Path
) -> None:
    index = mirror.index(row())
    mirror.files["/translate-en_ru.argosmodel"] = changed(tmp_path / "old", README_md=b"old").read_bytes()
    mirror.cut, mirror.ranges = 5000, False
    only_problem(no_packages, "en-ru", index)
    content = mirror.files["/translate-en_ru.argosmodel"] = EN_RU.read_bytes()
    mirror.cut, mirror.ranges = None, True
    (package,), _ = models.install(["en-ru"], index=index)
    assert package.sha256 == hashlib.sha256(content).hexdigest()


def test_without_a_version_mark_a_download_starts_again(no_packages: Path, mirror: Mirror) -> None:
    index = mirror.index(row())
    mirror.files["/translate-en_ru.argosmodel"] = EN_RU.read_bytes()
    mirror.cut, mirror.etag = 5000, False
    only_problem(no_packages, "en-ru", index)
    mirror.cut = None
    assert models.install(["en-ru"], index=index)[1] == []
    assert mirror.asked[-1][1] == ""


@pytest.mark.parametrize(
    ("rows", "what", "said"),
    [
        ([row()], "en-ru", "answers 404 Not Found"),
        ([row()], "en-fr", "the index has no such package; choose among en-ru"),
        ([row(link="ftp://example.org/x")], "en-ru", "is no http or https address"),
        ([{"x": 1}], "en-ru", "is no index of Argos packages"),
        ([row()], "nothing.argosmodel", "neither a pair of languages nor a file"),
    ],
)
def test_what_cannot_be_had(
    no_packages: Path, mirror: Mirror, rows: list[dict[str, object]], what: str, said: str
) -> None:
    assert said in only_problem(no_packages, what, mirror.index(*rows))


def test_one_failure_does_not_stop_the_others(no_packages: Path, mirror: Mirror) -> None:
    done, problems = models.install(["en-fr", EN_RU], index=mirror.index())
    assert ([package.pair for package in done], len(problems)) == ([("en", "ru")], 1)


def test_nobody_answers(no_packages: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        index = f"http://127.0.0.1:{free.getsockname()[1]}/index.json"
        assert not models.index_answers(index=index)
        line = only_problem(no_packages, "en-ru", index)
    assert line.startswith(f"{index}: does not answer (")
    assert "\n" not in line


def test_an_index_answers_in_time_or_not(mirror: Mirror) -> None:
    assert models.index_answers(index=mirror.index(row()))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = f"http://127.0.0.1:{silent.getsockname()[1]}/index.json"
        assert not models.index_answers(0.3, index)


@pytest.mark.parametrize(
    ("rename", "contents", "said"),
    [
        (lambda name: f"../{name}", {}, "a path that leads elsewhere"),
        (lambda name: f"/{name}", {}, "a path that leads elsewhere"),
        (lambda name: name.replace("/", "\\"), {}, "a path that leads elsewhere"),
        (lambda name: f".hidden/{name}", {}, "a path that leads elsewhere"),
        (lambda name: name.split("/", 1)[1], {}, "does not hold one folder"),
        (str, {"metadata_json": None}, "no metadata.json with its languages"),
        (str, {"metadata_json": b"[]"}, "no metadata.json with its languages"),
        (str, {"metadata_json": b'{"from_code": "../x", "to_code": "ru"}'}, "names no languages"),
        (str, {"model_bin": None}, "holds no model"),
        (str, {"sentencepiece_model": None}, "holds no tokeniser"),
        (str, {"README_md": bytes(200_000_000)}, "more than any package"),
    ],
)
def test_what_is_no_sound_package_is_refused(
    no_packages: Path,
    tmp_path: Path,
    rename: Callable[[str], str],
    contents: dict[str, bytes | None],
    said: str,
) -> None:
    assert said in only_problem(no_packages, changed(tmp_path / "bad.argosmodel", rename, **contents))
    assert list(no_packages.iterdir()) == []
    assert sorted(path.name for path in no_packages.parent.iterdir()) == ["packages"]


def test_a_link_in_a_package_is_refused(no_packages: Path, tmp_path: Path) -> None:
    path = changed(tmp_path / "bad.argosmodel")
    entry = zipfile.ZipInfo("translate-en_ru-1_0/model/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(entry, "/etc/passwd")
    assert "a path that leads elsewhere" in only_problem(no_packages, path)


@pytest.mark.parametrize("damage", ["cut", "beheaded", "flip", "text", "name"])
def test_a_damaged_package_is_refused(no_packages: Path, tmp_path: Path, damage: str) -> None:
    content = bytearray(EN_RU.read_bytes())
    if damage == "cut":
        content = content[:-3000]
    elif damage == "beheaded":  # its table of contents then leads before the beginning
        content = content[:30] + content[230:]
    elif damage == "flip":
        content[len(content) // 2] ^= 0xFF
    elif damage == "name":
        content = content.replace(b"metadata.json", b"metad\xfcta.json")
        at = content.index(b"PK\x01\x02")
        content[at + 9] |= 0x08  # names are said to be UTF-8
    else:
        content = bytearray(b"<html>Not here</html>")
    path = tmp_path / "bad.argosmodel"
    path.write_bytes(content)
    assert "is no whole package file" in only_problem(no_packages, path)
    assert models.installed() == ()


def test_another_file_under_the_same_name_and_version_is_refused(no_packages: Path, tmp_path: Path) -> None:
    models.install([EN_RU])
    before = models.installed()
    line = only_problem(no_packages, changed(tmp_path / "other.argosmodel", README_md=b"changed"))
    assert "is not the file first installed as translate-en_ru-1_0" in line
    assert models.installed() == before


def test_a_package_of_other_languages_than_asked_is_refused(no_packages: Path, mirror: Mirror) -> None:
    index = mirror.index(row("en_uk"))
    mirror.files["/translate-en_uk.argosmodel"] = EN_RU.read_bytes()
    assert "holds en-ru instead of en-uk" in only_problem(no_packages, "en-uk", index)


def test_more_bytes_than_any_package_are_refused(
    no_packages: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = mirror.index(row())
    mirror.files["/translate-en_ru.argosmodel"] = EN_RU.read_bytes()
    monkeypatch.setattr(downloads, "LARGEST", 1000)
    assert "more than any package" in only_problem(no_packages, "en-ru", index)


def test_an_unwritable_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    line = only_problem(tmp_path / "file" / "packages", EN_RU)
    assert line == f"{tmp_path / 'file' / 'packages'}: Not a directory; check the folder"


def test_argos_itself_sees_the_same_packages(argos_packages: Path, tmp_path: Path) -> None:
    code = (
        "from argostranslate import package\n"
        "print(sorted(p.from_code + p.to_code for p in package.get_installed_packages()))"
    )
    environment = {"ARGOS_PACKAGES_DIR": str(argos_packages), "HOME": str(tmp_path), "PATH": ""}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str(sorted("".join(package.pair) for package in models.installed()))


def test_looking_and_translating_makes_no_folders_and_imports_no_network(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pipeline.translation import engines, models\n"
        "models.installed()\n"
        "[engine.pairs() for engine in engines.installed_engines()]\n"
        "print([name for name in ('ctranslate2', 'argostranslate', 'sentencepiece') if name in sys.modules])"
    )
    environment = {"HOME": str(tmp_path), "PATH": "", "PYTHONPATH": str(Path.cwd())}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []
