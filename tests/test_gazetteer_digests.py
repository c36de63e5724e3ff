"""Digests of large tables: kept while a file is surely the same, and never believed where it may not be."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from pipeline.gazetteer import cache, digests
from pipeline.gazetteer.digests import digest_of


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table whose digest is kept, whatever its size and age."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(digests, "LARGE", 0)
    monkeypatch.setattr(digests, "SETTLED", -3600.0)
    path = tmp_path / "names.csv"
    path.write_bytes(b"entity,form,lang\n")
    return path


def right(path: Path) -> tuple[int, bytes]:
    data = path.read_bytes()
    return len(data), hashlib.sha256(data).digest()


def test_a_digest_is_that_of_the_content(table: Path) -> None:
    assert digest_of(table) == digest_of(table) == right(table)
    assert (cache.cache_folder() / digests.NAME).exists()


def test_a_change_of_the_same_size_is_seen_whatever_its_time_says(table: Path) -> None:
    digest_of(table)
    before = table.stat()
    table.write_bytes(b"entity,lang,form\n")
    os.utime(table, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert digest_of(table) == right(table)


def test_a_file_in_its_place_is_seen(table: Path) -> None:
    digest_of(table)
    other = table.with_name("other")
    other.write_bytes(b"entity,lang,form\n")
    other.replace(table)
    assert digest_of(table) == right(table)


def test_what_is_kept_is_read_and_not_the_file(table: Path) -> None:
    digest_of(table)
    kept = cache.cache_folder() / digests.NAME
    kept.write_bytes(kept.read_bytes().replace(right(table)[1], bytes(32)))
    assert digest_of(table)[1] == bytes(32)


def test_of_a_file_just_written_nothing_is_kept(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "SETTLED", 10 * 365 * 86400.0)
    assert table.stat().st_mtime <= time.time() + 1
    assert digest_of(table) == right(table)
    assert not (cache.cache_folder() / digests.NAME).exists()


@pytest.mark.parametrize("damage", [b"", b"\xff\x00", b"\x93\x01\x02\x03"])
def test_damage_costs_no_more_than_reading_again(table: Path, damage: bytes) -> None:
    digest_of(table)
    (cache.cache_folder() / digests.NAME).write_bytes(damage)
    assert digest_of(table) == right(table)
