"""The templates: everything put into them is escaped, and what could not be seen is made visible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

import msgspec
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.pages.terms import TERMS
from pipeline.transliteration import UnknownSystem, get_system

if TYPE_CHECKING:
    from pipeline.pages.words import Words
    from pipeline.writing.result import EntityPart

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""The Content-Security-Policy of a page that stands in a folder."""

# Control characters, and those that turn the direction of writing (Unicode Technical Report 36, section 2.8).
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)

_REMEMBERED = 8192

T = TypeVar("T")


def visible(value: T) -> T | str:
    """A text with its control and direction characters written out (`[U+202E]`); anything else as it is."""
    if isinstance(value, str) and not value.isprintable() and not isinstance(value, Markup):
        return _UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", value)
    return value


def environment(words: Words, *packages: str) -> Environment:
    """Templates of these packages (their folders `templates`) and the shared ones, saying `words`."""
    loader = ChoiceLoader([PackageLoader(package) for package in (*packages, __package__ or "pipeline.pages")])
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
        auto_reload=False,
    )
    once = lru_cache(maxsize=_REMEMBERED, typed=True)  # the same few things are said on every page
    among = once(lambda forms, otherwise: words.among(dict(forms), otherwise))
    made.globals |= {
        "_": once(words.text),
        "_n": lambda message: message,  # marks a message for the catalogues that is said elsewhere
        "ngettext": once(words.plural),
        "plain": once(words.plain),
        "attributes": once(words.attributes),
        "told": once(words.told),
        "number": once(words.number),
        "date": once(words.date),
        "among": lambda forms, otherwise: among(tuple(forms.items()), otherwise),
        "language": words.language,
        "system_name": system_name,
        "policy": POLICY,
    }
    made.globals |= {name: _teller(words, messages) for name, messages in TERMS.items()}
    made.globals["facts"] = _facts(made)
    return made


def _facts(made: Environment) -> Callable[[EntityPart], str]:
    """The macro `facts_of`, which is asked the same of an entity in document after document."""
    known: dict[bytes, str] = {}

    def facts(entity: EntityPart) -> str:
        key = msgspec.msgpack.encode((entity.names, entity.romanisations))
        if key not in known:
            if len(known) == _REMEMBERED:
                known.clear()
            known[key] = made.get_template("parts/names.html").module.facts_of(entity)  # type: ignore[attr-defined]
        return known[key]

    return facts


@cache
def system_name(code: str) -> str:
    """The short name of a romanisation system; a code that is not known stands for itself."""
    try:
        return get_system(code).alias
    except UnknownSystem:
        return code


def _teller(words: Words, messages: Mapping[str, str]) -> Callable[[str], str]:
    """A function that says what a code stands for; a code that has no words stands for itself."""
    tell = lru_cache(words.text)
    return lambda code: tell(messages[code]) if code in messages else code


def static_files(*packages: str) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the shared styles and scripts, and of those of these packages (their folders `static`)."""
    for package in (__package__ or "pipeline.pages", *packages):
        for entry in sorted((files(package) / "static").iterdir(), key=lambda entry: entry.name):
            yield entry.name, entry.read_bytes()
