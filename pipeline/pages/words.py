"""The interface in one language: messages and plurals by gettext catalogues, numbers and dates by CLDR.

The catalogues (`locales/be/LC_MESSAGES/messages.po`, …) are read as they are written; nothing has to be compiled.
`make words` takes new messages into them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES: tuple[str, ...] = ("en", "be", "uk", "ru")
"""Interface languages; the messages are written in the first."""


DIGITS = 2
"""Digits after the decimal sign of a number within a message."""
LOCALES = {"en": "en_GB"}
"""Where numbers and dates are written otherwise than in the largest country of a language."""


class Words:
    """What a template says, in one interface language; raises KeyError for a language that has no catalogue."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(LOCALES.get(language, language))
        self._translations = _translations(language)

    def text(self, message: str, **values: str | float) -> str:
        """A message; `values` take the places of its `%(name)s`: numbers as the language writes them, those that are
        not whole by their type with two digits.
        """
        return self._filled(self._translations.gettext(message), values)

    def plural(self, one: str, many: str, num: int) -> str:
        """A message in the form that goes with a number, which takes the place of `%(num)s`."""
        return self._filled(self._translations.ngettext(one, many, num), {"num": num})

    def plain(self, message: str) -> str:
        """A message without any markup around it, for the content of titles and options and for attributes."""
        return self._translations.gettext(message)

    def attributes(self, **messages: str) -> str:
        """Attributes of an element (`aria_label`, `placeholder`, …) that hold messages."""
        return _markup({name: self.plain(message) for name, message in messages.items()})

    def told(self, message: str) -> str:
        """Attributes for an element whose whole content is `plain(message)`."""
        return _markup({})

    def number(self, value: float, digits: int = 0) -> str:
        """A number with so many digits after the decimal sign."""
        return self._counted(value, digits)

    def date(self, iso: str) -> str:
        """A date as it is written out; what is no ISO 8601 date comes back as it is."""
        try:
            day = date.fromisoformat(iso[:10])
        except ValueError:
            return iso
        return format_date(day, "long", self._locale)

    def among(self, forms: Mapping[str, str], otherwise: str) -> str:
        """Of the forms of a name by language the interface's own, or the one given."""
        return forms.get(self.language) or otherwise

    def _filled(self, message: str, values: Mapping[str, str | float]) -> str:
        return message % {name: self._said(value) for name, value in values.items()} if values else message

    def _said(self, value: str | float) -> str:
        return value if isinstance(value, str) else self._counted(value, DIGITS if isinstance(value, float) else 0)

    def _counted(self, value: float, digits: int = 0) -> str:
        return format_decimal(value, f"#,##0.{'0' * digits}" if digits else "#,##0", self._locale)


def _markup(attributes: Mapping[str, str]) -> str:
    from markupsafe import Markup

    pairs = ((name.replace("_", "-"), value) for name, value in attributes.items())
    return Markup(" ").join(Markup('{}="{}"').format(*pair) for pair in pairs)


@cache
def catalogue(language: str) -> Catalog:
    """The messages of a language; raises KeyError for one that has none."""
    if language not in LANGUAGES:
        raise KeyError(language)
    place = files(__package__) / "locales" / language / "LC_MESSAGES" / "messages.po"
    return read_po(io.BytesIO(place.read_bytes()), locale=language)


@cache
def _translations(language: str) -> NullTranslations:
    if language == LANGUAGES[0]:
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)
