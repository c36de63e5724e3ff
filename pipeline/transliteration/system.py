"""One romanisation system: what its table says about it, and Cyrillic to Latin and back by it."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Literal

import msgspec

from pipeline.transliteration.engine import Rule, compile_table
from pipeline.transliteration.repair import repair_letters
from pipeline.transliteration.reverse import Reading, Reverser

Status = Literal["in force", "superseded", "withdrawn", "in use", "provisional"]
_LANGUAGES = {"bel": "be", "ukr": "uk", "rus": "ru"}


class Example(msgspec.Struct, frozen=True):
    """A published pair of forms."""

    source: str
    target: str


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table file as it stands in `tables/`; its name is the identifier of the system.

    `letters` holds what each lower-case letter becomes (an upper-case key overrides the capital, `'` stands for
    every kind of apostrophe between letters, two letters together come before one); `foreign` the same for letters
    that are not read back; `rules` what depends on the neighbours (`engine.Rule`), the first that holds wins;
    `sets` names groups of letters for them. `ligature_capitals`: letters tied to a capital are capitals too (T͡S).
    `like` names the table whose letters, rules and sets this one starts from; `drop_rules` leaves those rules out.
    `reversible`: every word over the alphabet comes back from its Latin. `examples` are published pairs; a test
    runs every one.
    """

    name: str
    authority: str
    source: str
    alias: str
    aliases: list[str] = []
    year: int | None = None
    country: str | None = None
    status: Status
    superseded_by: str | None = None
    reversible: bool = False
    note: str = ""
    like: str | None = None
    drop_rules: bool = False
    ligature_capitals: bool = False
    letters: dict[str, str] = {}
    foreign: dict[str, str] = {}
    sets: dict[str, str] = {}
    rules: list[Rule] = []
    examples: dict[str, str] = {}


def read_table(text: str) -> Table:
    """A table from TOML; raises `msgspec.ValidationError` or `tomllib.TOMLDecodeError`."""
    return msgspec.convert(tomllib.loads(text), Table)


class System:
    """A romanisation system by its identifier (`bgnpcgn-bel-Cyrl-Latn-1979`)."""

    def __init__(self, code: str, table: Table, base: Table | None = None) -> None:
        self.code = code
        self.table = table
        self._letters = {**(base.letters if base else {}), **table.letters}
        self._foreign = {**(base.foreign if base else {}), **table.foreign}
        self._sets: Mapping[str, str] = {**(base.sets if base else {}), **table.sets}
        inherited = base.rules if base and not table.drop_rules else []
        self._rules = [*table.rules, *inherited]
        self._ligatures = table.ligature_capitals or bool(base and base.ligature_capitals)

    def __repr__(self) -> str:
        return f"System({self.code!r})"

    @property
    def alias(self) -> str:
        """The short name (`be-bgn`)."""
        return self.table.alias

    @property
    def names(self) -> tuple[str, ...]:
        """Everything the system answers to: identifier, ISO 24229:2022 form, aliases."""
        return (self.code, self.iso24229, self.table.alias, *self.table.aliases)

    @property
    def iso24229(self) -> str:
        """The identifier in the form of ISO 24229:2022 (`BGN-PCGN:bel-Cyrl:Latn:1979`)."""
        authority, _, rest = self.code.partition("-")
        language, _, _, year = rest.split("-", 3)
        return f"{_AUTHORITIES.get(authority, authority.upper())}:{language}-Cyrl:Latn:{year}"

    @property
    def lang(self) -> str:
        """The source language: `be`, `uk` or `ru`."""
        return _LANGUAGES[self.code.split("-")[1]]

    @property
    def authority(self) -> str:
        return self.table.authority

    @property
    def year(self) -> int | None:
        return self.table.year

    @property
    def status(self) -> str:
        return self.table.status

    @property
    def superseded_by(self) -> str | None:
        return self.table.superseded_by

    @property
    def reversible(self) -> bool:
        """Whether the Latin of every word over the alphabet has that word alone as its reading."""
        return self.table.reversible

    @property
    def examples(self) -> tuple[Example, ...]:
        return tuple(Example(source, target) for source, target in self.table.examples.items())

    @property
    def alphabet(self) -> str:
        """The lower-case letters that the system romanises, without the apostrophe."""
        return "".join(sorted(key for key in self._letters if len(key) == 1 and key.islower()))

    def language_name(self, locale: str = "en") -> str:
        """The name of the source language in the language `locale`, from CLDR."""
        from babel import Locale

        return str(Locale.parse(locale).languages[self.lang])

    def country_name(self, locale: str = "en") -> str | None:
        """The name of the country whose authority made the system, from CLDR; None for international ones."""
        from babel import Locale

        country = self.table.country
        return str(Locale.parse(locale).territories[country]) if country else None

    @cached_property
    def _forward(self) -> Callable[[str], str]:
        letters = {**self._foreign, **self._letters}
        return compile_table(letters, self._rules, self._sets, ligatures=self._ligatures)

    @cached_property
    def _reverser(self) -> Reverser:
        return Reverser(self.lang, self._letters, self._rules, self._forward)

    def romanise(self, text: str) -> str:
        """`text` (any length, any lines) in Latin letters; what the table does not name passes through.

        Text in NFD (as some file systems write it) gives NFD, any other text NFC.
        """
        repaired = repair_letters(text)
        latin = self._forward(repaired)
        if repaired is text or unicodedata.is_normalized("NFC", text):
            return latin
        return unicodedata.normalize("NFD", latin) if unicodedata.is_normalized("NFD", text) else latin

    def reverse(self, text: str) -> str:
        """Latin `text` in Cyrillic, each word by its likeliest reading; words without a reading stay."""
        return self._reverser.text(text)

    def readings(self, text: str, limit: int = 8) -> tuple[Reading, ...]:
        """Cyrillic texts that this system may have written as `text`, likeliest first, with their costs."""
        return self._reverser.readings(text, limit)


_AUTHORITIES: Mapping[str, str] = {
    "bgnpcgn": "BGN-PCGN",
    "alalc": "ALA-LC",
    "stategeocadastre": "StateGeoCadastre",
}
