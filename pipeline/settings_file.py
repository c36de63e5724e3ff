"""Reads the settings file: TOML, every key checked, every error one line with the place and what mends it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from pipeline.records import NameStyle, Problem
from pipeline.settings import Settings, default_file
from pipeline.translation.choices import Choices
from pipeline.translation.engines.folders import ModelFolder
from pipeline.transliteration import UnknownSystem, get_system

STYLES = ("press", "official")
LARGEST = 1 << 20  # bytes


class SettingsError(Exception):
    """A settings file that cannot be used; `problem` says where, what is wrong and what mends it."""

    def __init__(self, file: Path, message: str, remedy: str, line: int | None = None) -> None:
        self.problem = Problem(source=str(file), message=message, remedy=remedy, place=str(line) if line else "")
        super().__init__(self.problem.line())


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    pass


class _Names(_Table, frozen=True):
    english: str | list[str] = "press"
    names_of: Literal["writer", "present", "date"] = "writer"
    belarusian: Literal["be", "be-tarask", "be-Latn"] = "be"
    original: bool = False


class _Translation(_Table, frozen=True):
    longest: Annotated[int, Meta(ge=16, le=4096)] = Choices().longest
    most_unknown: Annotated[float, Meta(ge=0, le=1)] = Choices().most_unknown


class _Folder(_Table, frozen=True):
    from_: Annotated[str, Meta(pattern="^[a-z]{2,3}$")]
    to: Annotated[str, Meta(pattern="^[a-z]{2,3}$")]
    path: str
    source_pieces: str = ""
    target_pieces: str = ""
    source_token: str = ""
    target_token: str = ""
    chrf: Annotated[float, Meta(gt=0, lt=100)] = ModelFolder.DEFAULT_CHRF
    seconds: Annotated[float, Meta(ge=0)] = ModelFolder.DEFAULT_SECONDS


class _Models(_Table, frozen=True):
    index: str = ""
    folder: list[_Folder] = []


class _File(_Table, frozen=True):
    names: _Names = _Names()
    translation: _Translation = _Translation()
    models: _Models = _Models()


def read_settings(file: Path | None = None, base: Settings | None = None) -> Settings:
    """The settings of a file laid over `base`; without a file those of the default place, if there are any.

    Paths in it are relative to its folder. Raises SettingsError.
    """
    base = base or Settings()
    if file is None:
        file = default_file()
        if not file.exists():
            return base
    text = _text(file)
    try:
        read = msgspec.convert(tomllib.loads(text), _File)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(file, f"is no TOML: {error}", "mend it there") from error
    except msgspec.ValidationError as error:
        raise _invalid(file, text, str(error)) from error
    return msgspec.structs.replace(
        base,
        style=_style(file, text, read.names),
        translation=Choices(
            longest=read.translation.longest,
            most_unknown=read.translation.most_unknown,
            folders=tuple(_folder(file, text, number, each) for number, each in enumerate(read.models.folder)),
        ),
        index=read.models.index,
        file=file,
    )


def _text(file: Path) -> str:
    try:
        with file.open("rb") as content:
            data = content.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise SettingsError(file, f"is larger than {LARGEST:,} bytes", "name a settings file")
        return data.decode("utf-8-sig")
    except OSError as error:
        told = error.strerror or str(error)
        raise SettingsError(file, f"cannot be read ({told})", "name a settings file that exists") from error
    except UnicodeDecodeError as error:
        raise SettingsError(file, "is not UTF-8", "save it as UTF-8") from error


def _style(file: Path, text: str, names: _Names) -> NameStyle:
    english = (names.english,) if isinstance(names.english, str) else tuple(names.english)
    line = _line(text, ["names", "english"])
    if len(english) == 1 and english[0] in STYLES:
        return NameStyle(english=english, names_of=names.names_of, belarusian=names.belarusian, original=names.original)
    systems = []
    for code in english:
        try:
            systems.append(get_system(code))
        except UnknownSystem as error:
            remedy = "choose press, official, or systems of `nazvy transliterate --list`"
            raise SettingsError(file, f"names.english: {error}", remedy, line) from error
    languages = [system.lang for system in systems]
    if not systems or len(set(languages)) < len(languages):
        raise SettingsError(file, "names.english: several systems of one language, or none", "name one each", line)
    return NameStyle(
        english=tuple(system.code for system in systems),
        names_of=names.names_of,
        belarusian=names.belarusian,
        original=names.original,
    )


def _folder(file: Path, text: str, number: int, declared: _Folder) -> ModelFolder:
    def inside(path: str) -> Path | None:
        return file.parent / Path(path).expanduser() if path else None

    folder = ModelFolder(
        pair=(declared.from_, declared.to),
        folder=file.parent / Path(declared.path).expanduser(),
        source_pieces=inside(declared.source_pieces),
        target_pieces=inside(declared.target_pieces),
        source_prefix=(declared.source_token,) if declared.source_token else (),
        target_prefix=(declared.target_token,) if declared.target_token else (),
        chrf=declared.chrf,
        seconds=declared.seconds,
    )
    problem = folder.problem()
    if problem:
        line = _line(text, ["models", "folder", str(number), "path"])
        raise SettingsError(file, f"models.folder: {problem.message}", "mend the path, or take the entry out", line)
    return folder


_UNKNOWN = re.compile(r"unknown field `(.*?)`")
_PLACE = re.compile(r" - at `\$\.?(.*?)`$")


def _invalid(file: Path, text: str, told: str) -> SettingsError:
    """What msgspec says of a value, as a person would: with the key, its line, and what is allowed."""
    place = _PLACE.search(told)
    path = re.findall(r"[\w-]+", place.group(1).replace("[...]", ".0")) if place else []
    unknown = _UNKNOWN.search(told)
    if unknown:
        table: type[msgspec.Struct] = _tables().get(tuple(part for part in path if not part.isdigit()), _File)
        known = ", ".join(field.encode_name for field in msgspec.structs.fields(table))
        path = [*path, unknown.group(1)]
        return SettingsError(file, f"{'.'.join(path)}: there is no such key", f"known are {known}", _line(text, path))
    message = _PLACE.sub("", told)
    allowed = _allowed(path)
    remedy = f"choose among {', '.join(allowed)}" if allowed and "enum" in told else "mend the value"
    return SettingsError(file, f"{'.'.join(path)}: {message}", remedy, _line(text, path))


def _allowed(path: list[str]) -> tuple[str, ...]:
    """The values that a key of words may have."""
    table = _tables().get(tuple(path[:-1]), _File)
    types = [field.type for field in msgspec.structs.fields(table) if field.encode_name == path[-1]]
    return tuple(str(value) for value in get_args(types[0])) if types else ()


def _tables() -> dict[tuple[str, ...], type[msgspec.Struct]]:
    return {
        ("names",): _Names,
        ("translation",): _Translation,
        ("models",): _Models,
        ("models", "folder"): _Folder,
    }


def _line(text: str, path: list[str]) -> int | None:
    """The line on which a key is set, or its table begins; None where neither is written out."""
    *table, key = path or [""]
    number = int(next((part for part in table if part.isdigit()), "0"))
    wanted = ".".join(part for part in table if not part.isdigit())
    at, seen = "", -1
    for line, row in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", row)
        if header:
            at = header.group(1)
            seen += at == wanted
            if f"{wanted}.{key}".strip(".") == at:
                return line
        elif at == wanted and seen in (-1, number) and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", row):
            return line
    return None
