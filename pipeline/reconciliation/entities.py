"""What a document's links speak of: each entity with its name in every language, romanised, and as it was met."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec.structs import replace

from pipeline.gazetteer import Entity, Gazetteer, Name
from pipeline.languages import base_language, script_of
from pipeline.languages.territories import own_languages
from pipeline.matching.guessing import NEIGHBOURS, Guesser
from pipeline.matching.person import parse_person
from pipeline.matching.spelled import spelled
from pipeline.reconciliation.context import gender_of_given
from pipeline.reconciliation.styles import dated, in_english, new_in_english
from pipeline.records import AS_USUAL, OUTPUT_LANGUAGES, DocumentEntity, Link, Mention, NameForm, NameStyle, Spelling
from pipeline.transliteration import SPELLINGS, convert_spelling, default_system


def describe(
    mentions: Sequence[Mention],
    links: Sequence[Link],
    gazetteer: Gazetteer,
    style: NameStyle = AS_USUAL,
    date: str | None = None,
) -> tuple[DocumentEntity, ...]:
    """The entities that the mentions are tied to, each once, in the order in which the document first names them.

    Names come from the gazetteer, with the source of each, or are made by rule where it lacks them; a new entity has
    the nominative in which the document names it, what rules make of that in the neighbouring languages, and in English
    the form that the style would write. `date` is the document's, for a style that calls a place by the name it had
    then.
    """
    by_id = {mention.id: mention for mention in mentions}
    met: dict[str, list[Mention]] = defaultdict(list)
    for link in links:
        if link.entity is not None:
            met[link.entity].append(by_id[link.mention])
    return tuple(
        _known(entity, gazetteer, found, style, date)
        if gazetteer.find(entity)
        else _new(entity, found, gazetteer, style)
        for entity, found in met.items()
    )


def in_spelling(entities: Iterable[DocumentEntity], gazetteer: Gazetteer, spelling: str) -> tuple[DocumentEntity, ...]:
    """The entities with their Belarusian names in the spelling in which Belarusian is written."""
    return tuple(
        replace(one, names={**one.names, "be": spelled(gazetteer, one.id, one.names["be"], spelling)})
        if "be" in one.names and spelling != "be"
        else one
        for one in entities
    )


def describe_known(entity_id: str, gazetteer: Gazetteer) -> DocumentEntity:
    """An entity of the gazetteer with its names and romanisations; raises KeyError where there is none of that id."""
    return _known(entity_id, gazetteer, (), AS_USUAL, None)


def _known(
    entity_id: str, gazetteer: Gazetteer, mentions: Sequence[Mention], style: NameStyle, date: str | None
) -> DocumentEntity:
    entity = gazetteer.entity(entity_id)
    then = date if style.names_of == "date" else None
    names = {
        lang: NameForm(form=name.form, source=name.source or "gazetteer")
        for lang in OUTPUT_LANGUAGES
        if (
            name := dated(gazetteer, entity_id, lang, then)
            or gazetteer.preferred(entity_id, lang)
            or _first(gazetteer, entity_id, lang)
        )
    }
    english = in_english(entity, names, style)
    if english:
        names["en"] = english
    return DocumentEntity(
        id=entity.id,
        type=entity.type,
        label=entity.label,
        new=False,
        names=names | _made(entity, names, mentions, gazetteer),
        romanisations=_romanisations(names),
        spellings=_spellings(mentions),
        gender=entity.gender,
    )


def _made(
    entity: Entity, names: Mapping[str, NameForm], mentions: Sequence[Mention], gazetteer: Gazetteer
) -> dict[str, NameForm]:
    """What rules make for a document of a name that the gazetteer lacks in a neighbouring language, out of the form in
    the country's own language, or one that it has; of the document's where it has none.
    """
    lacking = [lang for lang in NEIGHBOURS if lang not in names]
    if not mentions or not lacking:
        return {}
    order = (own_languages().get(entity.country or "", ""), *NEIGHBOURS)
    told = {lang: names[lang] for lang in order if lang in names}
    met = _in_document(_longest(mentions)).items()
    told = told or {lang: form for lang, form in met if lang in NEIGHBOURS and script_of(form.form) == "Cyrl"}
    if not told:
        return {}
    lang, start = next(iter(told.items()))
    made: dict[str, NameForm | None] = {**told}
    for other in lacking:
        if other not in told:
            made[other] = _guesser(gazetteer).form(
                start.form, entity.type, lang, other, native=entity.country in own_languages()
            )
    return {other: form for other, form in made.items() if form and other in lacking}


def _first(gazetteer: Gazetteer, entity_id: str, lang: str) -> Name | None:
    """The first plain name in a language where none is marked as preferred (a user's two-column list)."""
    return next((name for name in gazetteer.names_of(entity_id) if name.lang == lang and name.kind == "variant"), None)


def _new(entity_id: str, mentions: Sequence[Mention], gazetteer: Gazetteer, style: NameStyle) -> DocumentEntity:
    longest = _longest(mentions)
    gender = longest.gender or (gender_of_given(longest.lemma) if longest.type == "person" else None)
    names = _names_of_new(longest, gazetteer, style)
    return DocumentEntity(
        id=entity_id,
        type=longest.type,
        label=longest.lemma,
        new=True,
        names=names,
        romanisations=_romanisations(names),
        spellings=_spellings(mentions),
        gender=gender,
    )


def _longest(mentions: Sequence[Mention]) -> Mention:
    """The earliest mention of the most words."""
    return max(mentions, key=lambda mention: len(parse_person(mention.lemma)))


def _names_of_new(mention: Mention, gazetteer: Gazetteer, style: NameStyle) -> dict[str, NameForm]:
    """What the document calls it, and what rules make of that in the other languages."""
    names = _in_document(mention)
    if not names:
        return {}
    ((lang, own),) = names.items()
    if lang in NEIGHBOURS and script_of(own.form) == "Cyrl":
        for other in NEIGHBOURS:
            made = _guesser(gazetteer).form(own.form, mention.type, lang, other) if other != lang else None
            if made:
                names[other] = made
        names["en"] = new_in_english(own.form, mention.type, lang, style)
    return names


def _in_document(mention: Mention) -> dict[str, NameForm]:
    """What the document calls it, by the language that it is written in; nothing of other languages."""
    lang = base_language(mention.lang)
    if lang not in OUTPUT_LANGUAGES:
        return {}
    if mention.lang != lang and mention.lang in SPELLINGS:
        return {lang: NameForm(form=convert_spelling(mention.lemma, mention.lang, lang), source="rule:spelling")}
    return {lang: NameForm(form=mention.lemma, source="document")}


@lru_cache(maxsize=1)
def _guesser(gazetteer: Gazetteer) -> Guesser:
    return Guesser(gazetteer)


def _romanisations(names: dict[str, NameForm]) -> dict[str, str]:
    """Each Cyrillic name by the default system of its language."""
    found: dict[str, str] = {}
    for lang, name in names.items():
        if lang != "en":
            system = default_system(lang)
            found[system.code] = system.romanise(name.form)
    return found


def _spellings(mentions: Sequence[Mention]) -> tuple[Spelling, ...]:
    """The spellings met, the most frequent first, then by first appearance."""
    counted = Counter(" ".join(mention.text.split()) for mention in mentions)
    return tuple(Spelling(form=form, count=count) for form, count in counted.most_common())
