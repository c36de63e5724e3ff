"""The data package around the tables, validated with the `frictionless` library.

The library takes a second to import, so it is imported only when a package is checked; and it fetches what a
descriptor points to, so a descriptor that points outside its folder is refused before the library sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from pipeline.gazetteer.model import GazetteerError
from pipeline.gazetteer.order import KEYS
from pipeline.gazetteer.tables import open_table
from pipeline.records import Problem

DESCRIPTOR = "datapackage.json"
_MEND = "mend it after the descriptor of the built-in gazetteer"
# Pointers that are strings lead out of the descriptor; the same keys hold objects where they do not.
_POINTERS = ("path", "extrapaths", "profile", "schema", "dialect", "basepath")


class _Field(msgspec.Struct):
    name: str


class _ForeignKey(msgspec.Struct):
    fields: str | list[str]
    reference: dict[str, Any]


class _Schema(msgspec.Struct):
    fields: list[_Field]
    primaryKey: str | list[str] = []  # noqa: N815 (the Table Schema standard's name)
    foreignKeys: list[_ForeignKey] = []  # noqa: N815 (the same)


class _Resource(msgspec.Struct):
    path: str
    schema: _Schema | str


class _Descriptor(msgspec.Struct):
    """As much of a Data Package descriptor as is looked at here."""

    resources: list[_Resource]


def validate(folder: Path) -> Iterator[Problem]:
    """What is wrong with the data package of a folder, in its descriptor and, by file and line, in its tables."""
    path = folder / DESCRIPTOR
    try:
        descriptor = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except OSError as error:
        message = "no such file" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        remedy = f"copy {DESCRIPTOR} of the built-in gazetteer"
        yield Problem(source=str(path), message=message, remedy=remedy)
        return
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield Problem(source=str(path), message=f"no JSON object ({error})", remedy=_MEND)
        return
    faults = list(_descriptor_faults(folder, descriptor))
    yield from faults
    if not faults:
        yield from _frictionless(folder, _fitted(folder, descriptor))


def _descriptor_faults(folder: Path, descriptor: dict[str, Any]) -> Iterator[Problem]:
    source = str(folder / DESCRIPTOR)
    try:
        msgspec.convert(descriptor, _Descriptor)
    except msgspec.ValidationError as error:
        yield Problem(source=source, message=str(error), remedy=_MEND)
        return
    resources = descriptor["resources"]
    for part in (descriptor, *resources):
        for key in _POINTERS:
            if isinstance(part.get(key), str) and not (key == "path" and part[key] in KEYS):
                message = f"{key} {part[key]!r} points outside the tables"
                yield Problem(source=source, message=message, remedy="describe the four tables here, and only them")
    described = {resource.get("path") for resource in resources if isinstance(resource.get("path"), str)}
    for name in KEYS:
        if name not in described and (folder / name).exists():
            yield Problem(source=source, message=f"{name} is not described", remedy=_MEND)


def _fitted(folder: Path, descriptor: dict[str, Any]) -> dict[str, Any]:
    """The descriptor of the tables and columns that are there: most may be absent, and a user may add columns.

    That a required table or column is there is checked where the tables are read.
    """
    resources = []
    for resource in descriptor["resources"]:
        header = _header(folder / str(resource.get("path")))
        if header is None:
            continue
        schema = dict(resource.get("schema") or {})
        fields = {field["name"]: field for field in schema.get("fields", [])}
        schema["fields"] = [fields.get(name, {"name": name, "type": "any"}) for name in header]
        keys = [key for key in schema.pop("foreignKeys", []) if _columns(key["fields"]) <= set(header)]
        if keys:
            schema["foreignKeys"] = keys
        if not _columns(schema.get("primaryKey", [])) <= set(header):
            del schema["primaryKey"]
        resources.append(resource | {"schema": schema})
    return descriptor | {"resources": resources}


def _columns(names: str | list[str]) -> set[str]:
    """The columns of a key, which a descriptor may write as one name or as a list of names."""
    return {names} if isinstance(names, str) else set(names)


def _header(path: Path) -> list[str] | None:
    """The column names of a table; None where it cannot be read (which is reported where it is read)."""
    try:
        header, _ = open_table(path, ())
    except GazetteerError:
        return None
    return header


def _frictionless(folder: Path, descriptor: dict[str, Any]) -> Iterator[Problem]:
    from frictionless import FrictionlessException, Package

    source = str(folder / DESCRIPTOR)
    try:
        report = Package.from_descriptor(descriptor, basepath=str(folder)).validate()
    except FrictionlessException as error:
        yield Problem(source=source, message=error.error.message, remedy=_MEND)
        return
    for fault in report.errors:
        yield Problem(source=source, message=fault.message, remedy=_MEND)
    for task in report.tasks:
        for fault in task.errors:
            number = getattr(fault, "row_number", None)
            yield Problem(
                source=str(folder / task.place),
                place=str(number) if number else "",
                message=fault.message,
                remedy=f"see {DESCRIPTOR} for what the column may hold",
            )
