"""Files and folders found: stable order, each once, ids that do not depend on where the folder lies."""

from __future__ import annotations

import os
import pickle
import socket
from pathlib import Path

import pytest

from pipeline.reading import find, read


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Гэта тэкст {name}.", encoding="utf-8")


def ids(*inputs: Path) -> list[str]:
    return [source.id for source in find(inputs)[0]]


def test_files_of_a_folder_in_order_without_hidden_ones(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/config", "sub/.x")
    sources, problems = find([tmp_path])
    assert [source.id for source in sources] == ["a.txt", "b.txt", "sub/c.txt"]
    assert problems == []
    assert pickle.loads(pickle.dumps(sources)) == sources


def test_ids_do_not_depend_on_the_place_or_the_company(tmp_path: Path) -> None:
    write(tmp_path / "one", "a.txt", "sub/b.txt")
    write(tmp_path / "two", "c.txt")
    (tmp_path / "one").rename(tmp_path / "moved")
    assert ids(tmp_path / "moved") == ["a.txt", "sub/b.txt"]
    assert ids(tmp_path / "two", tmp_path / "moved") == ["c.txt", "a.txt", "sub/b.txt"]


def test_a_folder_given_twice_is_one_problem(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.txt")
    sources, problems = find([tmp_path, tmp_path / "sub" / "..", tmp_path][::2])
    assert [source.id for source in sources] == ["a.txt", "b.txt"]
    assert len(problems) == 1
    assert "given twice" in problems[0].line()


def test_a_file_given_twice_and_with_its_folder(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.txt")
    sources, problems = find([tmp_path / "a.txt", tmp_path / "a.txt"])
    assert (len(sources), len(problems)) == (1, 1)
    for inputs in ([tmp_path / "a.txt", tmp_path], [tmp_path, tmp_path / "a.txt"]):
        sources, problems = find(inputs)
        assert sorted(source.id for source in sources) == ["a.txt", "b.txt"]
        assert len(problems) == 1


def test_a_folder_inside_another(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "sub/b.txt")
    for inputs in ([tmp_path, tmp_path / "sub"], [tmp_path / "sub", tmp_path]):
        sources, problems = find(inputs)
        assert len(sources) == 2
        assert len(problems) == 1


def test_the_same_names_in_two_folders_stay_apart(tmp_path: Path) -> None:
    write(tmp_path, "day1/news.txt", "day2/news.txt", "x/day/n.txt", "y/day/n.txt")
    assert ids(tmp_path / "day1", tmp_path / "day2") == ["day1/news.txt", "day2/news.txt"]
    same = ids(tmp_path / "x" / "day", tmp_path / "y" / "day")
    assert len(set(same)) == 2
    assert set(ids(tmp_path / "y" / "day", tmp_path / "x" / "day")) == set(same)


def test_missing_and_empty_and_impossible_paths(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    sources, problems = find([tmp_path / "missing", empty, Path("a\0b"), Path("x" * 5000)])
    assert sources == []
    assert len(problems) == 4
    assert all(problem.source and problem.message and problem.remedy for problem in problems)


def test_links_are_followed_inside_the_folder_only_and_each_file_is_found_once(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    folder = tmp_path / "given"
    write(outside, "secret.txt")
    write(folder, "a.txt", "sub/b.txt", ".store/c.txt")
    (folder / "again.txt").symlink_to("a.txt")
    (folder / "sub" / "up").symlink_to("..", target_is_directory=True)
    (folder / "loop").symlink_to("loop")
    (folder / "nothing").symlink_to("gone")
    (folder / "out.txt").symlink_to(outside / "secret.txt")
    (folder / "out").symlink_to(outside, target_is_directory=True)
    (folder / "stored.txt").symlink_to(".store/c.txt")
    sources, problems = find([folder])
    assert [source.id for source in sources] == ["a.txt", "stored.txt", "sub/b.txt"]
    assert sorted(Path(problem.source).name for problem in problems) == ["loop", "nothing", "out", "out.txt"]


def test_special_files(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(tmp_path / "socket"))
    sources, problems = find([tmp_path, tmp_path / "pipe", Path("/dev/null")])
    assert [source.id for source in sources] == ["a.txt"]
    assert len(problems) == 4


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_what_may_not_be_read(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "shut/b.txt", "c.txt")
    (tmp_path / "shut").chmod(0)
    (tmp_path / "c.txt").chmod(0)
    try:
        sources, problems = find([tmp_path])
        assert len(problems) == 1
        assert [len(read(source)[1]) for source in sources] == [0, 1]
    finally:
        (tmp_path / "shut").chmod(0o700)


def test_a_file_that_is_gone_before_it_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.txt")
    sources, _ = find([tmp_path])
    (tmp_path / "a.txt").unlink()
    (tmp_path / "b.txt").unlink()
    (tmp_path / "b.txt").mkdir()
    for source in sources:
        documents, problems = read(source)
        assert documents == []
        assert len(problems) == 1


def test_awkward_file_names(tmp_path: Path) -> None:
    (tmp_path / "a#1%.txt").write_text("Мінск.", encoding="utf-8")
    (tmp_path / "line\nbreak.txt").write_text("Мінск.", encoding="utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("Мінск.", encoding="utf-8")
    sources, problems = find([tmp_path])
    assert problems == []
    assert [source.id for source in sources] == ["a%231%25.txt", "line%0Abreak.txt", "%FF.txt"]
    for source in sources:
        documents, problems = read(source)
        assert (len(documents), problems) == (1, [])
        documents[0].source.encode("utf-8")
