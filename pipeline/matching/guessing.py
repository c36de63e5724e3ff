"""What a name that no gazetteer holds is called in a neighbouring language, each form marked with its rule.

Safe tables first; else surnames that the gazetteer knows of others, given names by their table, places as most places
are called, and letters.
"""

from __future__ import annotations

import re

from pipeline.gazetteer import Gazetteer
from pipeline.languages.alphabets import CYRILLIC
from pipeline.matching.index import SoundIndex
from pipeline.matching.letters import by_letters
from pipeline.matching.person import NameWord, parse_person, surname_of
from pipeline.matching.respelling import NAMES_BY_RULE, given, nearest_given, respell
from pipeline.records import EntityType, NameForm

BY_NAMESAKES = "rule:given-names+gazetteer-surnames"
BY_LETTERS = "rule:letters"
NEIGHBOURS = CYRILLIC

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’ʼ`\-‐‑](?=[^\W\d_]))*")


class Guesser:
    """Makes forms of new names, with the surnames of one gazetteer to learn from."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._index = SoundIndex(gazetteer)

    def form(self, name: str, kind: EntityType, source: str, target: str, *, native: bool = False) -> NameForm | None:
        """A nominative of one of be, uk and ru in another of them; None where it would rather be translated.

        `native` says of a place that it lies in Belarus, Ukraine or Russia; else its name has to tell that.

        That is so of organisations and of places of several words, which are made of common words.
        """
        if kind == "person":
            return self._person(name, source, target)
        return _place(name, source, target, native) if kind == "place" and _WORD.fullmatch(name) else None

    def _person(self, name: str, source: str, target: str) -> NameForm | None:
        safe = respell(name, source, target)
        if safe:
            return NameForm(form=safe, source=NAMES_BY_RULE)
        words = parse_person(name)
        if len(words) != len(_WORD.findall(name)):
            return None
        known = [self._known(word, source, target) for word in words]
        made = iter([form or by_letters(word.text, source, target) for word, form in zip(words, known, strict=True)])
        return NameForm(form=_WORD.sub(lambda _: next(made), name), source=BY_NAMESAKES if all(known) else BY_LETTERS)

    def _known(self, word: NameWord, source: str, target: str) -> str | None:
        """A word of a name by what is known of it: as a given name, or as the surname of others."""
        if word.role == "surname":
            return self._surname(word.text, source, target)
        return given(word, source, target) or nearest_given(word, source, target)

    def _surname(self, surname: str, source: str, target: str) -> str | None:
        """The surname as the first bearer in the gazetteer who writes it so is called in the target language."""
        for name in self._index.bearers(surname):
            if name.lang == source and name.kind == "preferred" and _last(name.form) == surname:
                there = self._gazetteer.preferred(name.entity, target)
                if there is not None:
                    return _last(there.form)
        return None


def _last(form: str) -> str | None:
    surname = surname_of(parse_person(form))
    return surname and surname.text


def _place(name: str, source: str, target: str, native: bool) -> NameForm:
    from pipeline.gazetteer.places.likely import is_native, likely_form  # not read where no place is new

    likely = likely_form(name, source, target) if native or is_native(name, source) else None
    made, rule = likely or (by_letters(name, source, target), BY_LETTERS)
    return NameForm(form=made, source=rule)
