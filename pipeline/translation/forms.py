"""What a mention is called in a language: the entity's form, cut to the parts that the mention has, in a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from pipeline.gazetteer import Gazetteer, Name
from pipeline.languages import CYRILLIC, decline_name
from pipeline.languages.paradigms import CASES
from pipeline.matching.given import given_name_ids
from pipeline.matching.person import NameWord, parse_person, person_likelihood
from pipeline.matching.phrase import phrase_likelihood
from pipeline.matching.spelled import spelled
from pipeline.records import AS_USUAL, Case, DocumentEntity, EntityType, Gender, Mention, NameStyle
from pipeline.transliteration import convert_spelling

DELIBERATE = frozenset({"short", "nickname", "former"})
"""Kinds of names that a writer chose on purpose: another name is no better spelling of them."""

PLAIN = frozenset({"preferred", "variant"})
A_SPELLING = 0.1
"""Least likelihood at which two names of one entity are spellings of one name and not synonyms."""


def in_capitals_as(written: str, form: str) -> str:
    """A form in capitals, where the name is written in capitals (a headline); else as it is."""
    return form.upper() if written.isupper() and len(written) > 1 else form


class TargetForms:
    """The forms that mentions take in each language, by one gazetteer and one style."""

    def __init__(self, gazetteer: Gazetteer, style: NameStyle = AS_USUAL) -> None:
        self._gazetteer = gazetteer
        self._style = style

    def form(self, mention: Mention, entity: DocumentEntity, lang: str) -> str | None:
        """The nominative that stands for a mention in a language, or None where the entity has no name in it.

        A person's surname alone stays a surname alone and initials stay initials; a short, former or nickname
        is written by the name of the same kind, where the language has just one.
        """
        return next(self.forms(mention, entity, (lang,)))

    def forms(self, mention: Mention, entity: DocumentEntity, langs: Iterable[str]) -> Iterator[str | None]:
        """The same in one language after the other."""
        kind = self._deliberate_kind(mention, entity)
        return (self._form(mention, entity, lang, kind) for lang in langs)

    def _form(self, mention: Mention, entity: DocumentEntity, lang: str, kind: str | None) -> str | None:
        written = entity.names[lang].form if lang in entity.names else None
        if kind == "former" and self._style.names_of != "writer":
            return written
        if kind and mention.lang == lang:
            return mention.lemma
        preferred = self._usual(entity, lang) or written
        form = self._of_kind(mention, entity, lang, kind) if kind else None
        form = form or self._spelling_or_synonym(mention, entity, lang, preferred)
        if form and form == preferred:
            form = (
                _same_parts(parse_person(mention.lemma), written or form)
                if entity.type == "person"
                else written or form
            )
        if form and mention.text[0].islower() and form[1:2].islower():
            return form[0].lower() + form[1:]
        return form

    def in_spelling(self, mention: Mention, entity: DocumentEntity, form: str, spelling: str) -> str:
        """A Belarusian nominative that `form` gave, as it is in another spelling: Менск where it is Мінск."""
        usual = entity.names.get("be")
        if usual is None or form not in (usual.form, _same_parts(parse_person(mention.lemma), usual.form)):
            return convert_spelling(form, "be", spelling)
        own = spelled(self._gazetteer, entity.id, usual, spelling).form
        return own if form == usual.form else _same_parts(parse_person(mention.lemma), own)

    def _usual(self, entity: DocumentEntity, lang: str) -> str | None:
        """The preferred form of the gazetteer, in whose place the style may have put another."""
        name = self._gazetteer.preferred(entity.id, lang) if not entity.new else None
        return name.form if name else None

    def _of_kind(self, mention: Mention, entity: DocumentEntity, lang: str, kind: str) -> str | None:
        """The name of that kind in a language that sounds most like the mention."""
        return _nearest(mention, [name.form for name in self._names(entity, lang) if name.kind == kind])

    def _spelling_or_synonym(
        self, mention: Mention, entity: DocumentEntity, lang: str, preferred: str | None
    ) -> str | None:
        """The preferred form where the mention is a spelling of it, else the synonym that it is a spelling of.

        Kiev is Kyiv, but Київщина is not Київська область, nor a battalion the regiment that it became.
        """
        if preferred is None or _likelihood(mention, preferred) >= A_SPELLING:
            return preferred
        nearest = _nearest(mention, [name.form for name in self._names(entity, lang) if name.kind in PLAIN])
        return nearest if nearest and _likelihood(mention, nearest) >= A_SPELLING else preferred

    def _names(self, entity: DocumentEntity, lang: str) -> list[Name]:
        return [name for name in self._gazetteer.names_of(entity.id) if name.lang == lang]

    def _deliberate_kind(self, mention: Mention, entity: DocumentEntity) -> str | None:
        """The kind of the gazetteer's form that a mention is written by, if it is not just a spelling."""
        kinds = {name.kind for name in self._gazetteer.exact(mention.lemma) if name.entity == entity.id}
        if not kinds or kinds - DELIBERATE or (entity.type == "person" and kinds == {"short"}):
            return None
        return min(kinds)


def _likelihood(mention: Mention, form: str) -> float:
    """How likely a form is another spelling of the mention's name; a given name alone may be part of any."""
    if mention.type != "person":
        return phrase_likelihood(mention.lemma, form)
    return 1.0 if given_name_ids(mention.lemma) else person_likelihood(mention.lemma, form)


def _nearest(mention: Mention, forms: Sequence[str]) -> str | None:
    return max(forms, key=lambda form: _likelihood(mention, form), default=None)


@lru_cache(maxsize=8_192)
def _same_parts(asked: tuple[NameWord, ...], full: str) -> str:
    """The words of a full name that a partial one has, in the order in which it has them; else the full name."""
    known = parse_person(full)
    by_role = {word.role: word.text for word in known}
    given_ids = frozenset[str]().union(*(word.given for word in known if word.role == "given"))
    if len(asked) >= len(known) and not any(word.role == "initial" for word in asked):
        return full
    initials = [word.text[0] + "." for word in known if word.role in ("given", "patronymic")]
    chosen: list[str] = []
    for word in asked:
        if word.role == "initial":
            chosen.append(initials.pop(0) if initials else word.text + ".")
        elif word.given & given_ids and "given" in by_role:
            chosen.append(by_role["given"])
        elif word.role in by_role:
            chosen.append(by_role[word.role])
    return " ".join(chosen) or full


@lru_cache(maxsize=8_192)
def forms_by_case(form: str, lang: str, kind: EntityType, gender: Gender | None) -> tuple[tuple[Case, str], ...]:
    """A nominative in every case of its language that a rule knows; in English only itself."""
    if lang not in CYRILLIC:
        return (("Nom", form),)
    declined = ((case, decline_name(form, lang, case, type=kind, gender=gender)) for case in CASES)
    return tuple((case, found) for case, found in declined if found) or (("Nom", form),)


def in_case(form: str, lang: str, case: Case | None, kind: EntityType, gender: Gender | None) -> str:
    """A nominative put into a case; as it is where the case or the rule is not known."""
    return next((found for one, found in forms_by_case(form, lang, kind, gender) if one == case), form)
