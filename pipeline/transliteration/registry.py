"""Finds romanisation systems: by identifier, ISO 24229:2022 form or alias, by language, and for a text."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.resources import files

import msgspec

from pipeline.transliteration.repair import repair_letters
from pipeline.transliteration.system import System, Table, read_table

DEFAULTS = {"be": "by-bel-Cyrl-Latn-2007", "uk": "ua-ukr-Cyrl-Latn-2010", "ru": "bgnpcgn-rus-Cyrl-Latn-1947"}


class UnknownSystem(LookupError):  # noqa: N818 - the name is what a reader of the message needs
    """No system of that name; `nearest` holds the identifiers and aliases closest to it."""

    def __init__(self, name: str, nearest: tuple[str, ...]) -> None:
        self.name = name
        self.nearest = nearest
        hint = f"; the nearest are {', '.join(nearest)}" if nearest else ""
        super().__init__(f"no romanisation system is called {name!r}{hint}")


class Romanised(msgspec.Struct, frozen=True):
    """One text by one system."""

    system: System
    text: str


@cache
def systems(lang: str | None = None) -> tuple[System, ...]:
    """Every system, or those of one language (`be`, `uk`, `ru`), sorted by language and identifier."""
    found = (system for system in _by_code().values() if lang in (None, system.lang))
    return tuple(sorted(found, key=lambda system: (system.lang, system.code)))


@cache
def _by_code() -> dict[str, System]:
    folder = files(__package__) / "tables"
    tables = {
        entry.name.removesuffix(".toml"): read_table(entry.read_text("utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    return {code: System(code, table, _base(table, tables)) for code, table in tables.items()}


def _base(table: Table, tables: dict[str, Table]) -> Table | None:
    if table.like is None:
        return None
    base = tables[table.like]
    if base.like is not None:
        raise ValueError(f"{table.like}: a table that others are like stands on its own")
    return base


@cache
def _by_name() -> dict[str, System]:
    names: dict[str, System] = {}
    for system in systems():
        for name in system.names:
            other = names.setdefault(name.casefold(), system)
            if other is not system:
                raise ValueError(f"{name!r} names both {other.code} and {system.code}")
    return names


def get_system(name: str) -> System:
    """The system called `name`: identifier, ISO 24229:2022 form or alias, in any case.

    Raises `UnknownSystem`, which names the nearest ones.
    """
    names = _by_name()
    key = name.strip().casefold()
    if key in names:
        return names[key]
    close = [names[match] for match in difflib.get_close_matches(key, names, n=6, cutoff=0.5)]
    shown = tuple(dict.fromkeys(f"{system.code} ({system.alias})" for system in close))[:4]
    raise UnknownSystem(name, shown)


def default_system(lang: str) -> System:
    """The system by which names of `lang` are written where none is asked for; raises KeyError for other
    languages.
    """
    return get_system(DEFAULTS[lang])


def languages_of(text: str) -> tuple[str, ...]:
    """Languages (of `be`, `uk`, `ru`) whose alphabets hold every Cyrillic letter of `text`; all if none
    does.
    """
    letters = {char for char in repair_letters(text).lower() if "\u0400" <= char <= "\u052f"}
    fitting = tuple(lang for lang in DEFAULTS if letters <= set(default_system(lang).alphabet))
    return fitting or tuple(DEFAULTS)


def all_systems_for(text: str, lang: str | None = None) -> tuple[Romanised, ...]:
    """`text` by every system of `lang`; without `lang`, of every language whose alphabet it fits."""
    langs = (lang,) if lang else languages_of(text)
    return tuple(Romanised(system, system.romanise(text)) for each in langs for system in systems(each))


def romanise(text: str, name: str) -> str:
    """`text` in Latin letters by the system called `name`; raises `UnknownSystem`."""
    return get_system(name).romanise(text)


def reverse(text: str, name: str) -> str:
    """Latin `text` in Cyrillic by the system called `name`, likeliest reading; raises `UnknownSystem`."""
    return get_system(name).reverse(text)
