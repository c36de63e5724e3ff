"""What a style asks of a translation whose names are right: another spelling of Belarusian, originals in brackets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec.structs import replace

from pipeline.records import Mention, TranslatedName, Translation
from pipeline.transliteration import convert_spelling

Rewrite = Callable[[str], str]


def in_spelling(translation: Translation, spelling: str, forms: Mapping[str, str]) -> Translation:
    """An official Belarusian text in another spelling, as far as rules go; `forms` are its names by mention."""
    return _rewritten(
        translation,
        lambda text: convert_spelling(text, "be", spelling),
        lambda name: forms.get(name.mention, name.form),
        route=(*translation.route, f"spelling:be-{spelling}"),
    )


def with_originals(translation: Translation, mentions: Mapping[str, Mention], first: Collection[str]) -> Translation:
    """The nominatives of the original behind the names of the mentions in `first`, in brackets: Мінск (Минск)."""

    def behind(name: TranslatedName) -> str:
        original = mentions[name.mention].lemma
        shown = name.mention in first and original.casefold() != name.form.casefold()
        return f" ({original})" if shown else ""

    return _rewritten(translation, lambda text: text, lambda name: name.form, behind)


def _rewritten(
    translation: Translation,
    between: Rewrite,
    form_of: Callable[[TranslatedName], str],
    behind: Callable[[TranslatedName], str] = lambda name: "",
    route: tuple[str, ...] | None = None,
) -> Translation:
    """A translation with what stands between its names, the names, and what follows each written anew."""
    if translation.text is None:
        return translation
    placed = sorted((name for name in translation.names if name.start is not None), key=_start)
    text, at = "", 0
    made: dict[str, TranslatedName] = {}
    for name in placed:
        text += between(translation.text[at : name.start])
        form, start = form_of(name), len(text)
        text += form
        made[name.mention] = replace(name, form=form, start=start, end=len(text))
        text += behind(name)
        at = name.end or at
    return replace(
        translation,
        text=text + between(translation.text[at:]),
        names=tuple(made.get(name.mention, name) for name in translation.names),
        route=translation.route if route is None else route,
    )


def _start(name: TranslatedName) -> int:
    return name.start or 0


def first_mentions(translations: Sequence[Translation], seen: dict[str, str]) -> frozenset[str]:
    """The mentions with which each entity's first name in a document stands in its translations; `seen` tells those of
    earlier segments by entity, and is added to.
    """
    for translation in translations:
        for name in sorted((name for name in translation.names if name.start is not None), key=_start):
            seen.setdefault(name.entity, name.mention)
    return frozenset(seen.values())
