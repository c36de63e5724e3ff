"""The settings file: read, refused in one line with the place, and each choice over the whole road."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import msgspec
import pytest
from argos.fixtures import package_files
from argos.train import held_out
from needing import needs_apertium

from pipeline.gazetteer import load
from pipeline.reading import read_text
from pipeline.reconciliation.styles import table
from pipeline.road import Road
from pipeline.settings import Settings, default_file
from pipeline.settings_file import SettingsError, read_settings
from pipeline.translation.engines.folders import FolderEngine
from pipeline.transliteration import get_system
from pipeline.writing import DocumentResult, parallel_texts

GAZETTEER = load()


def written(tmp_path: Path, content: str) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(content, encoding="utf-8")
    return file


def result(settings: Settings, text: str, lang: str, date: str | None = None, *targets: str) -> DocumentResult:
    document = msgspec.structs.replace(read_text(text, id="x", lang=lang), date=date)
    return road(msgspec.structs.replace(settings, file=None, targets=targets or settings.targets)).travel(document)


@cache
def road(settings: Settings) -> Road:
    return Road(GAZETTEER, settings.targets, settings.recorded(), style=settings.style, choices=settings.translation)


def text_in(found: DocumentResult, lang: str) -> str | None:
    return found.translations[lang][0].text


def test_without_a_file_all_is_as_usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAZVY_SETTINGS", str(tmp_path / "none.toml"))
    assert read_settings() == Settings()


def test_the_users_own_file_is_read_where_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, "[names]\noriginal = true\n")
    monkeypatch.setenv("NAZVY_SETTINGS", str(file))
    assert read_settings().style.original
    monkeypatch.delenv("NAZVY_SETTINGS")
    assert default_file().parts[-2:] == ("nazvy", "settings.toml")


ERRORS = [
    ("[names]\nenglsh = 'press'", 2, "names.englsh: there is no such key; known are english, names_of, "),
    ("[names]\n\nbelarusian = 'by'", 3, "names.belarusian: Invalid enum value 'by'; choose among be, be-tarask, "),
    ("[names]\nenglish = 'bgn'", 2, "names.english: no romanisation system is called 'bgn'"),
    ("[names]\nenglish = ['be-bgn', 'be-mvd']", 2, "names.english: several systems of one language"),
    ("[translation]\nmost_unknown = 3", 2, "translation.most_unknown: Expected `float` <= 1.0; mend the value"),
    ("[translation]\nlongest = 'x'", 2, "translation.longest: Expected `int`, got `str`; mend the value"),
    ("[[models.folder]]\nfrom='en'\nto='be'\npath='nowhere'", 4, "models.folder: "),
    ("[models]\nindex = 5", 2, "models.index: Expected `str`, got `int`; mend the value"),
    ("[style]", 1, "style: there is no such key; known are names, translation, models"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "line", "told"), ERRORS, ids=[row[2][:30] for row in ERRORS])
def test_an_error_is_one_line_with_file_line_key_and_remedy(tmp_path: Path, content: str, line: int, told: str) -> None:
    file = written(tmp_path, content)
    with pytest.raises(SettingsError) as caught:
        read_settings(file)
    said = caught.value.problem.line()
    assert said.startswith(f"{file}:{line}: {told}")
    assert "\n" not in said
    assert caught.value.problem.remedy


@pytest.mark.parametrize("content", [b"names = ", b"\xff\xfe", b"a=1\n" * 400_000, b"[names"])
def test_what_is_no_settings_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError):
        read_settings(file)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(tmp_path / "absent.toml")


@pytest.mark.parametrize("row", table()["official"], ids=lambda row: str(row["country"]))
def test_example_of_an_official_style(row: dict[str, dict[str, str]]) -> None:
    for kind, (source, target) in row["examples"].items():
        assert get_system(str(row[kind])).romanise(source) == target


@pytest.mark.parametrize(
    ("english", "names"),
    [
        ('"official"', ["Serhii Zhadan", "Kryvyi Rih", "Ukraine"]),
        ('["be-bgn", "uk-scholarly"]', ["Serhij Žadan", "Kryvyj Rih", "Ukraine"]),
    ],
)
def test_english_forms_by_style(tmp_path: Path, english: str, names: list[str]) -> None:
    settings = read_settings(written(tmp_path, f"[names]\nenglish = {english}\n"))
    found = result(settings, "Сергій Жадан поїхав у Кривий Ріг, друге місто України.", "uk", None, "uk")
    assert [entity.names["en"].form for entity in found.entities] == names
    own = result(settings, "Serhiy Zhadan saw Kryvyi Rih.", "en", None, "en")
    assert text_in(own, "en") == f"{names[0]} saw {names[1]}."


@needs_apertium
@pytest.mark.parametrize(
    ("names_of", "date", "text", "ukrainian", "russian"),
    [
        ("writer", "2020-05-01", "Он родился в Днепропетровске.", "Дніпропетровську", "Днепропетровске"),
        ("present", "2010-05-01", "Он родился в Днепропетровске.", "Дніпрі", "Днепре"),
        ("date", "2010-05-01", "Он родился в городе Днепр.", "Дніпропетровськ", "Днепропетровск"),
        ("date", "2020-05-01", "Он родился в Днепропетровске.", "Дніпрі", "Днепре"),
        ("date", None, "Он родился в Днепропетровске.", "Дніпрі", "Днепре"),
    ],
)
def test_the_name_of_a_place_by_the_date(
    tmp_path: Path, names_of: str, date: str | None, text: str, ukrainian: str, russian: str
) -> None:
    settings = read_settings(written(tmp_path, f"[names]\nnames_of = '{names_of}'\n"))
    found = result(settings, text, "ru", date, "uk", "ru")
    assert ukrainian in (text_in(found, "uk") or "")
    assert russian in (text_in(found, "ru") or "")


@needs_apertium
@pytest.mark.parametrize(
    ("spelling", "belarusian", "label"),
    [
        ("be-tarask", "Сьвятлана Ціханоўская была ў Менску.", "Сьвятлана Ціханоўская"),
        ("be-Latn", "Śviatłana Cichanoŭskaja była ŭ Miensku.", "Śviatłana Cichanoŭskaja"),
    ],
)
def test_spellings_of_belarusian(tmp_path: Path, spelling: str, belarusian: str, label: str) -> None:
    settings = read_settings(written(tmp_path, f"[names]\nbelarusian = '{spelling}'\n"))
    for lang, text in (("ru", "Светлана Тихановская была в Минске."), ("be", "Святлана Ціханоўская была ў Мінску.")):
        found = result(settings, text, lang)
        assert text_in(found, "be") == belarusian
        assert found.entities[0].names["be"].form == label
        (part,) = found.translations["be"]
        assert [belarusian[name.start : name.end] for name in part.names] == [name.form for name in part.names]
        assert found.made_with.settings["names.belarusian"] == spelling


@needs_apertium
def test_the_original_stands_in_brackets_at_the_first_mention_only(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, "[names]\noriginal = true\n"))
    text = "Светлана Тихановская приехала в Киев. В Киеве Тихановскую ждали."
    found = result(settings, text, "ru")
    ukrainian = [part.text for part in found.translations["uk"]]
    assert ukrainian[0] == "Світлана Тихановська (Светлана Тихановская) приїхала в Київ (Киев)."
    assert "(" not in (ukrainian[1] or "")
    assert [part.text for part in found.translations["ru"]] == ["Светлана Тихановская приехала в Киев.",
                                                                "В Киеве Тихановскую ждали."]  # fmt: skip
    for part in found.translations["uk"]:
        assert all((part.text or "")[name.start : name.end] == name.form for name in part.names)
    assert "(Киев)." in "".join(dict(parallel_texts(found, text))["uk"])


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small en-ru model as a plain CTranslate2 folder with its SentencePiece file beside it."""
    folder = tmp_path_factory.mktemp("models")
    (package,) = (file for file in package_files() if "en_ru" in file.name)
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    return next(folder.glob("*/model"))


def test_a_declared_model_folder_translates_and_is_listed(tmp_path: Path, model: Path, no_packages: Path) -> None:
    file = written(tmp_path, f'[[models.folder]]\nfrom = "en"\nto = "ru"\npath = "{model}"\nchrf = 60.5\n')
    settings = read_settings(file)
    source, target = held_out("en", "ru")[0]
    found = result(settings, source, "en", None, "ru")
    assert found.translations["ru"][0].route == ("model:en-ru", "names")
    assert text_in(found, "ru") == target
    assert found.made_with.settings["models.model:en-ru"] == "chrF 60.5, 0.1 s"
    listed = nazvy("models", "list", "--settings", str(file), ARGOS_PACKAGES_DIR=str(no_packages))
    assert f"model:en-ru\tmodel/{(model / 'model.bin').stat().st_size}\tchrF 60.5, 0.1 s\t" in listed.stdout
    assert "en to ru\tmodel:en-ru\n" in listed.stdout
    assert "uk to en\tnone: nazvy models install uk-en" in listed.stdout.replace("apertium:uk-ru > ", "none: ")


def test_the_target_token_of_a_many_to_many_model_is_part_of_its_version(tmp_path: Path, model: Path) -> None:
    entry = f'[[models.folder]]\nfrom = "en"\nto = "ru"\npath = "{model}"\n'
    plain = read_settings(written(tmp_path, entry)).translation.folders[0]
    token = read_settings(written(tmp_path, entry + 'source_token = ">>rus<<"\n')).translation.folders[0]
    assert (plain.source_prefix, token.source_prefix) == ((), (">>rus<<",))
    versions = [FolderEngine([folder]).versions()["en", "ru"] for folder in (plain, token)]
    assert versions[1] == f"{versions[0]}/>>rus<<"


def test_the_command_takes_a_file_and_refuses_a_bad_one(tmp_path: Path) -> None:
    bad = written(tmp_path, "[names]\nenglish = 7\n")
    done = nazvy("translate", "--from", "ru", "--to", "en", "--settings", str(bad), lines="Минск\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"nazvy: {bad}:2: names.english: Expected `str | array`, got `int`; mend the value\n"
    good = written(tmp_path, "[names]\nbelarusian = 'be-Latn'\n")
    done = nazvy("translate", "--from", "be", "--to", "be", "--settings", str(good), lines="Мінск\n")
    assert '"text":"Miensk","route":["names","spelling:be-be-Latn"]' in done.stdout


def test_a_mirror_is_taken_from_the_settings(tmp_path: Path, no_packages: Path) -> None:
    (tmp_path / "index.json").write_text(
        msgspec.json.encode(
            [
                {"from_code": "en", "to_code": "ru", "package_version": "1.0", "links": [str(file)]}
                for file in package_files()
                if "en_ru" in file.name
            ]
        ).decode(),
        encoding="utf-8",
    )
    file = written(tmp_path, f'[models]\nindex = "{tmp_path}"\n')
    done = nazvy("models", "install", "en-ru", "--settings", str(file), ARGOS_PACKAGES_DIR=str(no_packages))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("argos:en-ru\t1.0\t")


def nazvy(*arguments: str, lines: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        input=lines, capture_output=True, text=True, check=False, env={**os.environ, **variables},
    )  # fmt: skip
