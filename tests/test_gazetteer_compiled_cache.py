"""When tables are compiled, what is kept of it, and that nothing which happens to it ever gives a wrong answer."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from pipeline.gazetteer import Gazetteer, GazetteerError, cache, loading
from pipeline.gazetteer.compiled import CompiledGazetteer
from pipeline.gazetteer.loading import Layer, load, look_at_all, read

ENTITIES = "id,type,label\nt:kyiv,place,Kyiv\nt:minsk,place,Minsk\n"
NAMES = "entity,form,lang,kind\nt:kyiv,Київ,uk,preferred\nt:kyiv,Kiev,en,variant\nt:minsk,Мінск,be,preferred\n"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, in which even small tables are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(loading, "SMALL", 0)
    return cache.cache_folder()


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return write(tmp_path / "tables", ENTITIES, NAMES)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[Layer]]:
    """What was read from CSV tables, one entry a time."""
    seen: list[Sequence[Layer]] = []

    def counting(layers: Sequence[Layer]) -> Gazetteer:
        seen.append(layers)
        return read(layers)

    monkeypatch.setattr(loading, "read", counting)
    return seen


def write(folder: Path, entities: str | None = None, names: str | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("entities.csv", entities), ("names.csv", names)):
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def forms(gazetteer: Gazetteer) -> list[str]:
    return [name.form for name in gazetteer.names]


def compiled_files(kept: Path) -> list[Path]:
    return sorted(kept.glob("*.compiled"))


def test_tables_are_compiled_once(tables: Path, builds: list[Sequence[Layer]], kept: Path) -> None:
    first, second = load(tables), load(tables)
    assert isinstance(second, CompiledGazetteer)
    assert (first.names, first.fingerprint) == (second.names, second.fingerprint)
    assert len(builds) == 1
    assert [path.suffix for path in kept.iterdir() if path.suffix == cache.UNFINISHED] == []


def test_small_tables_are_not_kept(tables: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "SMALL", 1 << 16)
    assert forms(load(tables)) == ["Київ", "Kiev", "Мінск"]
    assert not kept.exists()


def test_only_another_content_is_compiled_again(tables: Path, builds: list[Sequence[Layer]]) -> None:
    load(tables)
    os.utime(tables / "names.csv", (1, 1))
    load(tables)
    assert len(builds) == 1
    write(tables, names=NAMES.replace("Kiev", "Kief"))
    assert forms(load(tables)) == ["Київ", "Kief", "Мінск"]
    assert len(builds) == 2
    write(tables, names=NAMES)
    assert forms(load(tables)) == ["Київ", "Kiev", "Мінск"]
    assert len(builds) == 2


def test_changed_rules_of_folding_compile_again(
    tables: Path, builds: list[Sequence[Layer]], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(tables)
    monkeypatch.setattr(loading, "signature", lambda packages: "changed")
    load(tables)
    assert len(builds) == 2


def test_packages_have_signatures_of_their_own() -> None:
    given = [cache.signature((package,)) for package in ("pipeline.matching", "pipeline.languages")]
    assert len({*given, cache.signature(("pipeline.matching", "pipeline.languages"))}) == 3


def test_layers_are_compiled_together_and_in_their_order(tables: Path, tmp_path: Path, kept: Path) -> None:
    more = write(tmp_path / "more", names="entity,form,lang,kind\nt:kyiv,Kyjiw,und-Latn,variant\n")
    last = write(tmp_path / "last", names="entity,form,lang,kind\nt:kyiv,Кыйив,uk,preferred\n")
    for folders in ((tables,), (tables, more), (tables, more, last), (tables, last, more)):
        for _ in range(2):
            found, meant = load(folders[0], folders[1:]), read(look_at_all(folders))
            assert (found.names, found.fingerprint) == (meant.names, meant.fingerprint)
            assert found.preferred("t:kyiv", "uk") == meant.preferred("t:kyiv", "uk")
    assert len(compiled_files(kept)) == 4


def test_tables_that_must_be_there_are_missed_though_a_layer_brings_them(tables: Path, tmp_path: Path) -> None:
    load(tables)
    base, over = write(tmp_path / "base", ENTITIES), write(tmp_path / "over", names=NAMES)
    with pytest.raises(GazetteerError, match=r"names\.csv"):
        load(base, [over])


@pytest.mark.parametrize("damage", ["empty", "head", "half", "last byte", "one bit", "rubbish", "longer"])
def test_a_damaged_file_is_noticed_and_replaced(
    tables: Path, kept: Path, builds: list[Sequence[Layer]], damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    load(tables)
    (path,) = compiled_files(kept)
    data = path.read_bytes()
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 4
    path.write_bytes(
        {
            "empty": b"",
            "head": data[:20],
            "half": data[: len(data) // 2],
            "last byte": data[:-1],
            "one bit": bytes(flipped),
            "rubbish": b"\xff" * len(data),
            "longer": data + b"\0",
        }[damage]
    )
    assert forms(load(tables)) == ["Київ", "Kiev", "Мінск"]
    assert len(builds) == 2
    assert len(caplog.records) == 1
    assert path.read_bytes() == data
    load(tables)
    assert len(builds) == 2


def test_a_cache_that_cannot_be_written_is_said_once_and_missed_by_nobody(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with caplog.at_level(logging.WARNING):
        found = load(tables)
        derived = found.derived("x", ("pipeline.matching",), lambda _: {"part": b"1"})
    assert forms(found) == ["Київ", "Kiev", "Мінск"]
    assert [name.form for name in found.exact("KIEV")] == ["Kiev"]
    assert bytes(derived["part"]) == b"1"
    assert len(caplog.records) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_permission_is_used_as_far_as_it_goes(
    tables: Path, kept: Path, builds: list[Sequence[Layer]]
) -> None:
    load(tables)
    kept.chmod(0o555)
    try:
        load(tables)
        assert len(builds) == 1
        write(tables, names=NAMES.replace("Kiev", "Kief"))
        assert forms(load(tables)) == ["Київ", "Kief", "Мінск"]
    finally:
        kept.chmod(0o755)


def test_what_higher_packages_compile_is_kept_beside_the_tables(tables: Path, kept: Path) -> None:
    calls: list[int] = []

    def build(gazetteer: Gazetteer) -> Mapping[str, bytes]:
        calls.append(len(gazetteer.names))
        return {"forms": "\n".join(name.form for name in gazetteer.names).encode()}

    for _ in range(2):
        gazetteer = load(tables)
        for _ in range(2):
            sections = gazetteer.derived("forms", ("pipeline.matching",), build)
            assert bytes(sections["forms"]).decode().split("\n") == forms(gazetteer)
    assert calls == [3]
    gazetteer.derived("forms", ("pipeline.languages",), build)
    assert calls == [3, 3]
    assert len(compiled_files(kept)) == 3
    assert bytes(read(look_at_all([tables])).derived("forms", (), build)["forms"]) == bytes(sections["forms"])


def test_what_is_left_over_or_long_unused_goes_at_the_next_build(
    tables: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.mkdir(parents=True)
    for name, age in (("a.unfinished", 2 * cache.LEFT_OVER), ("b.unfinished", 0), ("c.compiled", 2 * cache.UNUSED)):
        (kept / name).write_text("left")
        os.utime(kept / name, (time.time() - age,) * 2)
    load(tables)
    assert {path.name for path in kept.iterdir() if path.read_bytes() == b"left"} == {"b.unfinished"}
    monkeypatch.setattr(cache, "MOST_FILES", 2)
    for number in range(4):
        write(tables, names=NAMES.replace("Kiev", f"Kiev{number}"))
        load(tables)
    assert len(compiled_files(kept)) <= 3


def test_tables_that_change_while_they_are_read_are_read_again(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = [NAMES.replace("Kiev", "Kief")]

    def slow(layers: Sequence[Layer]) -> Gazetteer:
        found = read(layers)
        if changes:
            write(tables, names=changes.pop())
        return found

    monkeypatch.setattr(loading, "read", slow)
    found = load(tables)
    assert forms(found) == ["Київ", "Kief", "Мінск"]
    assert found.fingerprint == read(look_at_all([tables])).fingerprint


# A process that says when it begins to build, takes its time over it, and says what it found.
PROCESS = """
import sys, time
from pathlib import Path
from pipeline.gazetteer import loading
folder, log, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
def slow(layers, read=loading.read):
    with log.open("a") as file:
        file.write("built\\n")
    time.sleep(seconds)
    return read(layers)
loading.SMALL, loading.read = 0, slow
print([name.form for name in loading.load(folder).names])
"""


def start(tables: Path, log: Path, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROCESS, str(tables), str(log), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(log: Path) -> None:
    end = time.monotonic() + 120
    while not log.exists():
        assert time.monotonic() < end, "nothing was built"
        time.sleep(0.02)


def test_processes_that_start_at_once_build_once(tables: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    processes = [start(tables, log, 1.0) for _ in range(3)]
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert (out.strip(), err) == ("['Київ', 'Kiev', 'Мінск']", "")
    assert log.read_text().count("built") == 1


def test_a_killed_builder_holds_nobody_up(tables: Path, tmp_path: Path, kept: Path) -> None:
    log = tmp_path / "log"
    killed = start(tables, log, 60.0)
    wait_for(log)
    waiting = start(tables, log, 0.0)
    time.sleep(0.5)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    out, err = waiting.communicate(timeout=120)
    assert (out.strip(), err) == ("['Київ', 'Kiev', 'Мінск']", "")
    assert len(compiled_files(kept)) == 1


def test_who_waits_too_long_builds_for_itself(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log = tmp_path / "log"
    slow = start(tables, log, 5.0)
    wait_for(log)
    monkeypatch.setattr(cache, "LONGEST_WAIT", 0.2)
    assert forms(load(tables)) == ["Київ", "Kiev", "Мінск"]
    assert "another process" in caplog.text
    out, err = slow.communicate(timeout=120)
    assert (out.strip(), err) == ("['Київ', 'Kiev', 'Мінск']", "")


def test_whoever_waits_for_large_tables_is_told_once(
    tables: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    load(tables)
    assert caplog.messages == []
    monkeypatch.setattr(loading, "SLOW", 0)
    write(tables, ENTITIES + "t:brest,place,Brest\n")
    for part in ("sounds", "words"):
        load(tables).derived(part, (), lambda gazetteer: {})
    assert caplog.messages == ["compiling the gazetteer (once, some seconds)"]
