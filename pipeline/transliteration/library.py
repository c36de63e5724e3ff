"""Offers every system as a language pack of the `transliterate` library, after a call of `register`.

That library calls Cyrillic to Latin the reversed direction of its packs: after `register()`,
`transliterate.translit("Мінск", "be-bgn", reversed=True)` romanises and without `reversed` it goes back.
"""

from __future__ import annotations

from transliterate.base import TranslitLanguagePack, registry  # type: ignore[import-untyped]
from transliterate.discover import autodiscover  # type: ignore[import-untyped]

from pipeline.transliteration.registry import systems
from pipeline.transliteration.system import System

_CYRILLIC = ((0x0400, 0x052F),)


def _translit(system: System) -> object:
    def translit(
        _pack: object,
        value: str,
        reversed: bool = False,
        strict: bool = False,
        fail_silently: bool = True,
    ) -> str:
        """`value` in Latin letters if `reversed`, else in Cyrillic; `strict` drops other signs."""
        del fail_silently  # nothing here fails half-way
        text = system.romanise(value) if reversed else system.reverse(value)
        if not strict:
            return text
        return "".join(char for char in text if char.isspace() or char.isalnum() or char in "-'’.,")

    return translit


def language_pack(system: System, code: str) -> type[TranslitLanguagePack]:
    """A language pack class of the library that goes by `code`."""
    members = {
        "language_code": code,
        "language_name": f"{system.language_name()} ({system.table.name})",
        "character_ranges": _CYRILLIC,
        "mapping": ("a", "а"),  # the library asks for one; the whole table is in `translit`
        "translit": _translit(system),
        "__doc__": f"{system.table.name}.",
    }
    return type(f"Pack_{code}", (TranslitLanguagePack,), members)


def register() -> tuple[str, ...]:
    """Register every system under its identifier and aliases, beside the library's own packs.

    Returns the codes that are new; calling it again changes nothing.
    """
    if not registry.registry:
        autodiscover()
    return tuple(
        code for system in systems() for code in system.names if registry.register(language_pack(system, code))
    )
