"""The commands as other programs use them: what goes in and out, exit statuses, broken lines."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from needing import needs_apertium

from pipeline.cli import status_of
from pipeline.transliteration import systems
from pipeline.writing import encode_schema

pytestmark = pytest.mark.usefixtures("compiled")

ROOT = Path(__file__).parents[1]


def nazvy(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, cwd=ROOT, timeout=300, env=os.environ | environment
    )


def answers(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The smallest gazetteer that a user can bring."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "entities.csv").write_text(
        "id,type,label\nx:minsk,place,Minsk\nx:yas,person,Yas Ptushka\n", encoding="utf-8"
    )
    (folder / "names.csv").write_text(
        "entity,form,lang\nx:minsk,Мінск,be\nx:minsk,Minsk,en\nx:yas,Ясь Птушка,be\nx:yas,Yas Ptushka,en\n",
        encoding="utf-8",
    )
    return str(folder)


def test_help_is_there_at_once() -> None:
    done = nazvy("--help", PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    loaded = {line.rpartition(b"|")[2].strip().decode() for line in done.stderr.splitlines()}
    heavy = {"prefect", "ctranslate2", "argostranslate", "lxml", "trafilatura", "numpy", "pipeline.gazetteer"}
    assert not loaded & heavy
    for command in ("run", "spot", "reconcile", "cluster", "translate", "transliterate", "schema", "gazetteer"):
        assert f"  {command} ".encode() in done.stdout


@pytest.mark.parametrize("command", ["spot", "reconcile", "cluster"])
def test_filters_do_without_prefect(command: str, tables: str) -> None:
    done = nazvy(command, "--gazetteer", tables, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    loaded = {line.rpartition(b"|")[2].strip() for line in done.stderr.splitlines()}
    assert b"pipeline.gazetteer" in loaded
    assert b"prefect" not in loaded


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing command"),
        (["fly"], "fly"),
        (["transliterate"], "--system"),
        (["transliterate", "--system", "be-bgm"], "be-bgn"),
        (["spot", "--gazetteer", "absent"], "absent"),
        (["reconcile", "--type", "river"], "river"),
        (["translate", "--from", "be", "--to", "xx"], "xx"),
        (["run", "seeds"], "--out"),
    ],
)
def test_what_cannot_start_says_so_in_one_line(
    arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert status_of(arguments) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


def test_transliterate_answers_line_for_line() -> None:
    lines = "Мінск\n\nЯўген\r\nA\u2028B\n".encode()
    done = nazvy("transliterate", "--system", "be-bgn", stdin=b"\xef\xbb\xbf" + lines + b"\xff\nno line end")
    assert done.returncode == 1
    assert done.stdout.decode() == "Minsk\n\nYawhyen\r\nA\u2028B\n\nno line end\n"
    assert done.stderr == b"nazvy: line 5: not UTF-8 (byte 0xff at 1)\n"


def test_transliterate_back() -> None:
    assert nazvy("transliterate", "--system", "be-bgn", "--reverse", stdin=b"Minsk\n").stdout.decode() == "Мінск\n"


def test_transliterate_lists_the_systems_a_fact_a_column() -> None:
    done = nazvy("transliterate", "--list")
    head, *rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert (done.returncode, head) == (0, ["code", "alias", "language", "authority", "year", "status"])
    assert len(rows) == len(systems())
    assert all(len(row) == len(head) for row in rows)
    assert {row[2] for row in rows} == {"Belarusian", "Ukrainian", "Russian"}
    cabinet = ["uk-national", "Ukrainian", "Cabinet of Ministers of Ukraine", "2010", "in force"]
    assert ["ua-ukr-Cyrl-Latn-2010", *cabinet] in rows


def test_transliterate_by_every_system_of_the_language_a_row_each() -> None:
    stdin = "\ufeffЎсё\r\n\nКиїв\tі\\\n".encode() + b"\xff\n" + "Ўзда".encode()
    done = nazvy("transliterate", "--all", stdin=stdin)
    assert (done.returncode, done.stderr) == (1, b"nazvy: line 4: not UTF-8 (byte 0xff at 1)\n")
    head, *rows = [line.split("\t") for line in done.stdout.decode().removesuffix("\n").split("\n")]
    assert head == ["line", "text", "code", "alias", "language", "romanisation"]
    assert [row[:4] for row in rows] == [
        [number, text, system.code, system.alias]
        for number, text, lang in (("1", "Ўсё", "be"), ("3", r"Київ\tі\\", "uk"), ("5", "Ўзда", "be"))
        for system in systems(lang)
    ]
    assert ["3", r"Київ\tі\\", "ua-ukr-Cyrl-Latn-2010", "uk-national", "Ukrainian", r"Kyiv\ti\\"] in rows


def on_a_terminal(columns: int, *arguments: str, stdin: bytes = b"") -> list[str]:
    """What a person sees, line by line, without colours and spaces at the end."""
    reader, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES")}
    command = [sys.executable, "-m", "pipeline.cli", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=terminal, cwd=ROOT, env=environment) as running:
        os.close(terminal)
        assert running.stdin
        running.stdin.write(stdin)
        running.stdin.close()
        seen = b""
        with contextlib.suppress(OSError):  # how Linux says that nobody writes any more
            while some := os.read(reader, 65536):
                seen += some
    os.close(reader)
    assert running.returncode == 0
    return [line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", seen.decode()).splitlines()]


def test_transliterate_aligns_tables_on_a_terminal() -> None:
    for columns in (80, 140):
        lines = on_a_terminal(columns, "transliterate", "--list")
        assert max(map(len, lines)) <= columns
        for language in ("Belarusian", "Ukrainian", "Russian"):
            assert language in lines
        head = lines[1][: lines[1].index("status")]
        for system in systems("be"):
            (line,) = (line for line in lines if line.startswith(f"{system.code} "))
            assert line[head.index("alias") :].startswith(f"{system.alias} ")
            assert line[len(head) :].startswith(system.status)
    lines = on_a_terminal(80, "transliterate", "--all", stdin="Ўсё [b]\n\nКиїв\n".encode())
    assert [line for line in lines if line in ("Ўсё [b]", "Київ")] == ["Ўсё [b]", "Київ"]
    column = lines[1].index("romanisation")
    assert [line[column:] for line in lines[2 : 2 + len(systems("be"))]] == [
        system.romanise("Ўсё [b]") for system in systems("be")
    ]


def test_spot_gives_offsets_into_the_text_as_given(tables: str) -> None:
    text = "🙂 Ехаў  у Мінск.\n\nТам Ясь Птушка."
    lines = [
        json.dumps({"id": "a", "text": text, "lang": "be"}, ensure_ascii=False),
        "{no json",
        '{"id": 7}',
        r'{"text": "\ud800"}',
        json.dumps({"id": 7, "text": ""}),
    ]
    done = nazvy("spot", "--gazetteer", tables, stdin="\n".join(lines).encode() + b"\n\xff\n")
    assert done.returncode == 1
    found = answers(done)
    assert len(found) == 6
    assert (found[0]["id"], found[0]["lang"]) == ("a", "be")
    mentions = found[0]["mentions"]
    assert isinstance(mentions, list)
    assert [text[mention["start"] : mention["end"]] for mention in mentions] == ["Мінск", "Ясь Птушка"]
    keys = ["start", "end", "text", "type", "lang", "lemma", "case", "number", "gender", "script"]
    assert list(mentions[0]) == keys
    for bad in (1, 2, 3, 5):
        assert found[bad]["mentions"] == []
        assert found[bad]["error"]
    assert found[4]["id"] == 7
    assert [line.split(b":")[1] for line in done.stderr.splitlines()] == [
        b" line 2",
        b" line 3",
        b" line 4",
        b" line 6",
    ]


def test_reconcile_matches_at_most_one(tables: str) -> None:
    names = ["Менску", "MINSK", "Ptushka Yas", "Zzyzx", "", "\xff"]
    stdin = "\n".join(names[:-1]).encode() + b"\n\xff\n"
    done = nazvy("reconcile", "--gazetteer", tables, "--limit", "1", stdin=stdin)
    assert done.returncode == 1
    found = answers(done)
    assert [answer["query"] for answer in found] == [*names[:-1], None]
    candidates = [answer["candidates"] for answer in found]
    assert all(isinstance(some, list) and len(some) <= 1 for some in candidates)
    first = [some[0]["entity"] if isinstance(some, list) and some else None for some in candidates]
    assert first[1:3] == ["x:minsk", "x:yas"]
    assert first[3:] == [None, None, None]
    done = nazvy("reconcile", "--gazetteer", tables, "--type", "person", stdin=b"Minsk\n")
    assert all(item["entity"] != "x:minsk" for item in answers(done)[0]["candidates"])  # type: ignore[attr-defined]


def test_cluster_groups_and_keeps_the_lines(tables: str) -> None:
    rows = [
        {"form": "Мінску", "lang": "be", "type": "place"},
        {"form": "Ясь Птушка", "lang": "be", "type": "person", "further": 1},
        {"form": "Minsk", "lang": "en", "type": "place"},
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    done = nazvy("cluster", "--gazetteer", tables, stdin="\n".join([*lines[:2], "[]", lines[2]]).encode())
    assert done.returncode == 1
    first, second, bad, third = answers(done)
    assert first["cluster"] == third["cluster"] != second["cluster"]
    assert second == rows[1] | {"cluster": second["cluster"]}
    assert bad["cluster"] is None
    assert done.stderr.startswith(b"nazvy: line 3: ")


@pytest.mark.parametrize("command", ["spot", "cluster"])
def test_json_lines_that_nothing_can_hold_are_refused_one_by_one(command: str, tables: str) -> None:
    whole = b'{"text": "Minsk", "form": "Minsk", "lang": "en", "type": "place", "id": %b, "further": %b}'
    lines = {
        whole % (b"1", b"[" * 5000 + b"]" * 5000): b"nested too deeply",
        whole % (b"1e999", b"1e999"): b"out of range",
        whole % (b'"\\ud800"', b'"\\ud800"'): b"malformed",
        b"": b"empty",
        whole % (b"1", b'"\xff"'): b"not UTF-8 (byte 0xff at ",
        whole % (b"1", b"1"): b"",
    }
    done = nazvy(command, "--gazetteer", tables, stdin=b"\n".join(lines))
    told = done.stderr.splitlines()
    assert (done.returncode, len(told)) == (1, len(lines) - 1)
    for number, (why, line) in enumerate(zip(lines.values(), told, strict=False), 1):
        assert line.startswith(b"nazvy: line %d: " % number)
        assert why in line
    assert ["error" in answer for answer in answers(done)] == [bool(why) for why in lines.values()]


def test_translate_answers_every_line(tables: str) -> None:
    done = nazvy("translate", "--from", "en", "--to", "en,be", "--gazetteer", tables, stdin=b"In Minsk.\n\n")
    first, empty = answers(done)
    assert list(first) == ["text", "from", "translations"]
    translations = first["translations"]
    assert isinstance(translations, dict)
    assert list(translations) == ["en", "be"]
    assert all(list(each) == ["text", "route", "names"] for each in translations.values())
    own = translations["en"]
    assert own["text"] == "In Minsk."
    assert [(own["text"][name["start"] : name["end"]], name["entity"]) for name in own["names"]] == [
        ("Minsk", "x:minsk")
    ]
    assert empty["text"] == ""


def test_translate_says_once_what_is_missing_and_of_which_line_words_stayed(tables: str, tmp_path: Path) -> None:
    lines = b"In Minsk.\nIn Kiev.\n"
    nowhere = {"NAZVY_APERTIUM": str(tmp_path), "ARGOS_PACKAGES_DIR": str(tmp_path)}
    done = nazvy("translate", "--from", "en", "--to", "ru", "--gazetteer", tables, stdin=lines, **nowhere)
    assert [each["translations"] for each in answers(done)] == [{"ru": {"text": None, "route": [], "names": []}}] * 2
    told = [line for line in done.stderr.decode().splitlines() if "no translation" in line]
    assert told == ["nazvy: no translation from en to ru: argos:en-ru not installed; nazvy models install en-ru"]


@needs_apertium
def test_translate_names_the_line_whose_words_stayed(tables: str) -> None:
    lines = "Дом.\nВаркалось хливкие шорьки пырялись.\n".encode()
    done = nazvy("translate", "--from", "ru", "--to", "be", "--gazetteer", tables, stdin=lines)
    assert done.stderr.decode().splitlines()[-1:] == ["nazvy: line 2: 100% of the words stayed untranslated in be"]


def test_schema_is_printed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert status_of(["schema"]) == 0
    assert capfdbinary.readouterr().out == encode_schema()


def test_gazetteer_shows_and_counts(tables: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert status_of(["gazetteer", "show", "мінск", "--gazetteer", tables]) == 0
    assert capfd.readouterr().out.splitlines()[0] == "x:minsk\tplace\tMinsk"
    assert status_of(["gazetteer", "show", "Nowhere", "--gazetteer", tables]) == 1
    assert capfd.readouterr().out == ""
    assert status_of(["gazetteer", "stats", "--gazetteer", tables]) == 0
    assert "entities\t2" in capfd.readouterr().out


def test_models_say_in_one_line_that_the_index_does_not_answer(tmp_path: Path) -> None:
    done = nazvy(
        *("models", "install"),
        ARGOS_PACKAGES_DIR=str(tmp_path),
        NAZVY_MODEL_INDEX="http://192.0.2.1/index.json",  # an address for documentation (RFC 5737): never there
    )
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"nazvy models install" in done.stderr


def test_nobody_reading_any_more_is_no_error() -> None:
    command = f"yes Мінск | {sys.executable} -m pipeline.cli transliterate --system be-bgn | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, timeout=300)
    assert (done.stdout, done.stderr) == (b"Minsk\n", b"")


def test_ctrl_c_ends_quietly() -> None:
    command = [sys.executable, "-m", "pipeline.cli", "transliterate", "--system", "be-bgn"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # shells have their jobs ignore it
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdin.write("Мінск\n".encode())
        running.stdin.flush()
        assert running.stdout.readline() == b"Minsk\n"
        running.send_signal(signal.SIGINT)
        assert running.wait(120) == 130
        assert running.stderr.read() == b""


def test_a_huge_line_is_answered() -> None:
    done = nazvy("transliterate", "--system", "be-bgn", stdin="Мінск ".encode() * 500_000)
    assert done.returncode == 0
    assert len(done.stdout) == len("Minsk ") * 500_000 + 1
