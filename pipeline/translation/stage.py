"""Segments -> translations: the document's own language with every name respelled, and the other three."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipeline.gazetteer import Gazetteer
from pipeline.languages import script_of
from pipeline.records import (
    OUTPUT_LANGUAGES,
    Document,
    DocumentEntity,
    Link,
    Mention,
    Problem,
    Segment,
    TranslatedName,
    Translation,
)
from pipeline.translation.engines.base import EngineResult
from pipeline.translation.forms import TargetForms, in_case
from pipeline.translation.names import Wanted, put_names_right, wanted_names
from pipeline.translation.routes import Router
from pipeline.transliteration import convert_spelling

MOST_UNKNOWN = 0.5
"""A segment with more of its words left untranslated raises a warning."""


class NamedDocument(msgspec.Struct, frozen=True):
    """A document with its names: mentions, their links, and the entities that the links speak of."""

    document: Document
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    entities: tuple[DocumentEntity, ...]

    def by_mention(self) -> dict[str, DocumentEntity]:
        """The entity of each linked mention."""
        entities = {entity.id: entity for entity in self.entities}
        return {link.mention: entities[link.entity] for link in self.links if link.entity is not None}


class Translated(msgspec.Struct, frozen=True):
    """All translations of a document, and what its reader has to be told about them."""

    translations: tuple[Translation, ...]
    warnings: tuple[Problem, ...]


class Translator:
    """Translates documents over one router, with the names of one gazetteer. Loaded once a process."""

    def __init__(self, router: Router, gazetteer: Gazetteer) -> None:
        self._router = router
        self._forms = TargetForms(gazetteer)

    def translate(self, named: NamedDocument, targets: Sequence[str] = OUTPUT_LANGUAGES) -> Translated:
        """Every segment in every target language (be, uk, ru, en), in the order of targets, then of segments.

        A segment that no engine can translate has text None and a warning says why, once for all segments of
        its language; so has a name that was not found again in a translation.
        """
        self._router.forget()
        translations: list[Translation] = []
        warnings: list[Problem] = []
        for target in targets:
            made, problems = self._into(named, target)
            translations.extend(made)
            warnings.extend(problems)
        return Translated(tuple(translations), tuple(dict.fromkeys(warnings)))

    def _into(self, named: NamedDocument, target: str) -> tuple[list[Translation], list[Problem]]:
        made: dict[str, Translation] = {}
        problems: list[Problem] = []
        by_language: dict[str, list[Segment]] = {}
        for segment in named.document.segments:
            by_language.setdefault(segment.lang, []).append(segment)
        for lang, segments in by_language.items():
            if lang == target:
                made.update((segment.id, self._respelled(named, segment)) for segment in segments)
                continue
            results, route = self._run([segment.text for segment in segments], lang, target)
            missing = self._router.explain(base(lang), target) if base(lang) != target else None
            if missing:
                problems.append(_about(named.document, missing.message, missing.remedy))
            for segment, result in zip(segments, results, strict=True):
                made[segment.id], found = self._with_names(named, segment, target, result, route)
                problems.extend([] if missing else found)
        return [made[segment.id] for segment in named.document.segments], problems

    def _run(self, texts: Sequence[str], lang: str, target: str) -> tuple[list[EngineResult], tuple[str, ...]]:
        """What the engines make of texts in one language, and by which route."""
        source = base(lang)
        labels: tuple[str, ...] = ()
        if lang != source:
            texts = [convert_spelling(text, lang, source) for text in texts]
            labels = (f"spelling:{lang}-{source}",)
        if source == target:
            return [EngineResult(text=text) for text in texts], labels
        route = self._router.route(source, target) or ()
        results = self._router.translate(texts, source, target)
        return results, labels + tuple(step.label for step in route)

    def _with_names(
        self,
        named: NamedDocument,
        segment: Segment,
        target: str,
        result: EngineResult,
        route: tuple[str, ...],
    ) -> tuple[Translation, list[Problem]]:
        """A translated segment with its names put right, and what has to be said of it."""
        if result.text is None:
            problem = _about(named.document, result.problem or "no translation", place=segment.id)
            return Translation(segment=segment.id, lang=target, text=None), [problem]
        entities = named.by_mention()
        mentions = [m for m in named.mentions if m.segment == segment.id and m.id in entities]
        wanted = wanted_names(segment.text, mentions, entities, target, self._forms)
        fluent = self._router.is_fluent(base(segment.lang), target)
        text, names = put_names_right(result.text, target, wanted, fluent=fluent)
        lost = {name.mention for name in names if name.status == "missing"}
        if lost and segment.lang != target:
            wanted = [self._by_itself(one, segment, target) if one.mention.id in lost else one for one in wanted]
            text, names = put_names_right(result.text, target, wanted, fluent=fluent)
        translation = Translation(
            segment=segment.id,
            lang=target,
            text=text,
            route=(*route, "names"),
            unknown_words=round(result.unknown_words, 4),
            names=names,
        )
        return translation, _warnings(named.document, segment, target, result, names)

    def _by_itself(self, wanted: Wanted, segment: Segment, target: str) -> Wanted:
        """A name with what the engines make of it by itself: it may stand so in the sentence (Ігор -> игр)."""
        texts = dict.fromkeys((wanted.mention.text, wanted.mention.lemma))
        results, _ = self._run(list(texts), segment.lang, target)
        made = (result.text for result in results if result.text)
        return wanted._replace(others=tuple(dict.fromkeys((*wanted.others, *made))))

    def _respelled(self, named: NamedDocument, segment: Segment) -> Translation:
        """A segment in its own language: every linked name in the preferred spelling, nothing else touched."""
        entities = named.by_mention()
        names: list[TranslatedName] = []
        out, done = "", 0
        for mention in named.mentions:
            entity = entities.get(mention.id)
            if mention.segment != segment.id or entity is None:
                continue
            form = self._own_form(mention, entity)
            out += segment.text[done : mention.start]
            start = len(out)
            out, done = out + form, mention.end
            names.append(
                TranslatedName(
                    mention=mention.id,
                    entity=entity.id,
                    form=form,
                    status="kept" if form == mention.text else "respelled",
                    start=start,
                    end=start + len(form),
                    case=mention.case,
                )
            )
        text = out + segment.text[done:]
        return Translation(segment=segment.id, lang=segment.lang, text=text, route=("names",), names=tuple(names))

    def _own_form(self, mention: Mention, entity: DocumentEntity) -> str:
        form = self._forms.form(mention, entity, mention.lang)
        if form is None or form == mention.lemma or script_of(form) != mention.script:
            return mention.text
        form = in_case(form, mention.lang, mention.case, entity.type, entity.gender)
        return form.upper() if mention.text.isupper() and len(mention.text) > 1 else form


def base(lang: str) -> str:
    """`be` for be-tarask and be-Latn."""
    return lang.partition("-")[0]


def _about(document: Document, message: str, remedy: str = "", place: str = "") -> Problem:
    return Problem(source=document.source, message=message, remedy=remedy, place=place)


def _warnings(
    document: Document, segment: Segment, target: str, result: EngineResult, names: Sequence[TranslatedName]
) -> list[Problem]:
    found = [
        _about(document, f"{name.form} was not found again in the {target} translation", place=segment.id)
        for name in names
        if name.status == "missing"
    ]
    if result.unknown_words > MOST_UNKNOWN:
        share = f"{result.unknown_words:.0%} of the words stayed untranslated in {target}"
        found.append(_about(document, share, place=segment.id))
    if result.problem:
        found.append(_about(document, result.problem, place=segment.id))
    return found
