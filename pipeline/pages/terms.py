"""What the codes of a result are called for people: languages, types, cases, ways of deciding."""

from __future__ import annotations

from collections.abc import Mapping


def _n(message: str) -> str:
    """Marks a message for the catalogues."""
    return message


LANGUAGES: Mapping[str, str] = {
    "be": _n("Belarusian"),
    "be-tarask": _n("Belarusian, Taraškievica"),
    "be-Latn": _n("Belarusian, Łacinka"),
    "uk": _n("Ukrainian"),
    "ru": _n("Russian"),
    "en": _n("English"),
}
TYPES: Mapping[str, str] = {
    "person": _n("person"),
    "place": _n("place"),
    "organisation": _n("organisation"),
}
STATES: Mapping[str, str] = {
    "known": _n("in the gazetteer"),
    "new": _n("new: the gazetteer does not hold it"),
    "open": _n("undecided"),
}
UNITS: Mapping[str, str] = {
    "exact": _n("the gazetteer has this spelling"),
    "inflected": _n("the gazetteer has it in another case"),
    "type-word": _n("the gazetteer has it without the word for what it is"),
    "sound": _n("by its sound: spelled otherwise"),
    "slip": _n("one slip of the hand away"),
    "renamed": _n("the same given name under another surname"),
    "surname": _n("a surname; the document has the full name"),
    "given-name": _n("a given name; one person of the document bears it"),
    "kinship": _n("a relative of somebody in the document"),
    "acronym": _n("an acronym that the document explains"),
    "neighbours": _n("of several places, the one that lies where the document's others lie"),
    "decided": _n("a person decided"),
    "new": _n("the gazetteer holds nothing like it"),
    "unsure": _n("nothing comes clearly first"),
}
ROLES: Mapping[str, str] = {
    "given": _n("given name"),
    "patronymic": _n("patronymic"),
    "surname": _n("surname"),
    "initial": _n("initial"),
}
KINDS: Mapping[str, str] = {
    "variant": _n("variant"),
    "former": _n("former"),
    "short": _n("short"),
    "nickname": _n("nickname"),
    "misspelling": _n("misspelling"),
}
STATUSES: Mapping[str, str] = {
    "kept": _n("The translation had the right form."),
    "inflected": _n("Put into the case that the sentence asks for."),
    "inserted": _n("Written in place of what the translation had."),
    "respelled": _n("Respelled to the preferred form."),
}
TERMS: Mapping[str, Mapping[str, str]] = {
    "language_name": LANGUAGES,
    "type_name": TYPES,
    "state_name": STATES,
    "unit_name": UNITS,
    "role_name": ROLES,
    "kind_name": KINDS,
    "status_name": STATUSES,
}
"""The codes of each kind under the name of the function that templates call."""
