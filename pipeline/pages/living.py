"""Pages whose reader chooses the interface language: each message carries what a script needs to say it anew."""

from __future__ import annotations

import json
from collections.abc import Mapping

from babel import Locale
from markupsafe import Markup, escape

from pipeline.pages.environment import visible
from pipeline.pages.words import DIGITS, LANGUAGES, LOCALES, Words, catalogue


class LivingWords(Words):
    """The words of one language with marks by which `look.js` puts another language in their place."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self._others = {other: Words(other) for other in LANGUAGES}

    def text(self, message: str, **values: str | float) -> str:
        """A message in an element of its own; for the script a number has its digits beside it."""
        marks = {"data-t": message}
        if values:
            told = {name: [value, DIGITS] if isinstance(value, float) else value for name, value in values.items()}
            marks["data-a"] = json.dumps(told, ensure_ascii=False)
        return _element(marks, super().text(message, **values))

    def plural(self, one: str, many: str, num: int) -> str:
        """A message in the form that goes with a number."""
        return _element({"data-t": one, "data-n": str(num)}, super().plural(one, many, num))

    def attributes(self, **messages: str) -> str:
        """Attributes that hold messages, each beside its mark."""
        marks = {f"data-t-{name.replace('_', '-')}": message for name, message in messages.items()}
        return Markup("{} {}").format(super().attributes(**messages), _attributes(marks))

    def told(self, message: str) -> str:
        """The mark of an element whose whole content is `plain(message)`."""
        return _attributes({"data-t": message})

    def number(self, value: float, digits: int = 0) -> str:
        """A number; small whole ones look the same everywhere and carry no mark."""
        shown = super().number(value, digits)
        if not digits and abs(value) < 1000:
            return shown
        return _element({"data-num": f"{value:.{digits}f}"}, shown)

    def date(self, iso: str) -> str:
        """A date in every interface language."""
        forms = {language: words.date(iso) for language, words in self._others.items()}
        if forms[self.language] == iso:
            return iso
        marks = {"datetime": iso[:10], **{f"data-{language}": form for language, form in forms.items()}}
        return _element(marks, forms[self.language], "time")

    def among(self, forms: Mapping[str, str], otherwise: str) -> str:
        """The form of a name in the interface language."""
        known = {f"data-{language}": forms[language] for language in LANGUAGES if forms.get(language)}
        shown = super().among(forms, otherwise)
        return _element({**known, "data-own": otherwise}, shown) if known else otherwise


def words_script() -> str:
    """The script `words.js`: messages, plural rule, signs of numbers and name of each interface language."""
    parts = ",\n".join(f"{json.dumps(language)}: {_language(language)}" for language in LANGUAGES)
    return f"window.nazvyWords = {{\n{parts}\n}};\n"


def _language(language: str) -> str:
    signs = Locale.parse(LOCALES.get(language, language)).number_symbols["latn"]
    about = json.dumps(
        {"decimal": signs["decimal"], "group": signs["group"], "messages": _messages(language)},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    # gettext's plural rules are C expressions of n, which JavaScript reads the same way.
    return f'{{...{about}, "plural": (n) => Number({catalogue(language).plural_expr})}}'


def _messages(language: str) -> dict[str, str | list[str]]:
    """By message its translation, or its plural forms; of the first language only the latter are needed."""
    found: dict[str, str | list[str]] = {}
    for message in catalogue(language):
        if isinstance(message.id, str):
            found |= {message.id: str(message.string)} if message.id and message.string else {}
        elif isinstance(message.string, tuple):
            found[message.id[0]] = list(message.string if any(message.string) else message.id)
    return found


def _element(marks: Mapping[str, str], text: str, tag: str = "span") -> Markup:
    return Markup(f"<{tag} {_attributes(marks)}>{escape(visible(text))}</{tag}>")  # noqa: S704 - all of it is escaped


def _attributes(marks: Mapping[str, str]) -> Markup:
    pairs = (f'{name}="{escape(visible(value))}"' for name, value in marks.items())
    return Markup(" ".join(pairs))  # noqa: S704 - the names are ours, the values escaped
