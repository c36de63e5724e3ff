"""Segments -> translations: the document's own language with every name respelled, and the other three."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pipeline.gazetteer import Gazetteer
from pipeline.languages import script_of
from pipeline.matching.spelled import LACINKA, TARASK
from pipeline.records import (
    AS_USUAL,
    OUTPUT_LANGUAGES,
    Document,
    DocumentEntity,
    Mention,
    NameStyle,
    Problem,
    Segment,
    TranslatedName,
    Translation,
    primary_language,
)
from pipeline.translation.choices import MOST_UNKNOWN
from pipeline.translation.datelines import LONGEST_DATELINE, Placed, dateline
from pipeline.translation.engines.base import EngineResult
from pipeline.translation.finishing import first_mentions, in_spelling, with_originals
from pipeline.translation.forms import TargetForms, forms_by_case, in_capitals_as, in_case
from pipeline.translation.named import NamedDocument, Names, in_parts
from pipeline.translation.names import Wanted, put_names_right, wanted_names
from pipeline.translation.quotes import fitted
from pipeline.translation.routes import Router
from pipeline.transliteration import convert_spelling, repair_letters

AT_ONCE = 1000
"""Segments of a document that are translated into all languages before the next: so many a router remembers."""


class Translated(msgspec.Struct, frozen=True):
    """Translations of a document, and what its reader has to be told about them."""

    translations: list[Translation]
    warnings: tuple[Problem, ...]


Part = dict[str, Translated]
"""Some segments of a document in each language."""


class Translator:
    """Translates documents over one router, with the names of one gazetteer in one style. Loaded once a process.

    A segment with a larger share than `most_unknown` of its words left untranslated raises a warning.
    """

    def __init__(
        self,
        router: Router,
        gazetteer: Gazetteer,
        style: NameStyle = AS_USUAL,
        most_unknown: float = MOST_UNKNOWN,
    ) -> None:
        self._router = router
        self._forms = TargetForms(gazetteer, style)
        self._style = style
        self._most_unknown = most_unknown

    def translate(self, named: NamedDocument, targets: Sequence[str] = OUTPUT_LANGUAGES) -> Translated:
        """Every segment in every target language (be, uk, ru, en), in the order of targets, then of segments.

        A segment that no engine can translate has text None and a warning says why, once for all segments of
        its language; so has a name that was not found again in a translation.
        """
        parts = list(self.in_parts(named, targets))
        return Translated(
            [one for target in targets for part in parts for one in part[target].translations],
            tuple(dict.fromkeys(problem for target in targets for part in parts for problem in part[target].warnings)),
        )

    def in_parts(self, named: NamedDocument, targets: Sequence[str] = OUTPUT_LANGUAGES) -> Iterator[Part]:
        """The same a thousand segments at a time, made as they are taken, so that none but the latest need be kept."""
        seen: dict[str, dict[str, str]] = {target: {} for target in targets}
        for names in in_parts(named, AT_ONCE):
            self._router.forget()
            part: Part = {}
            for target in targets:
                made, problems = self._into(names, target)
                part[target] = Translated(self._finished(names, target, made, seen[target]), tuple(problems))
            yield part

    def _into(self, names: Names, target: str) -> tuple[list[Translation], list[Problem]]:
        made: dict[str, Translation] = {}
        problems: list[Problem] = []
        by_language: dict[str, list[Segment]] = {}
        for segment in names.segments:
            by_language.setdefault(segment.lang, []).append(segment)
        for lang, segments in by_language.items():
            if lang == target or (target == "be" and lang == self._style.belarusian):
                made.update((segment.id, self._respelled(names, segment)) for segment in segments)
                continue
            written = [one for segment in segments if (one := self._dateline(names, segment, target))]
            made.update((one.segment, one) for one in written)
            segments = [segment for segment in segments if segment.id not in made]
            results, engines = self._run([segment.text for segment in segments], lang, target)
            route = (*engines, "names")
            source = primary_language(lang)
            missing = self._router.explain(source, target) if source != target and segments else None
            if missing:
                problems.append(_about(names.document, missing.message, missing.remedy))
            for segment, result in zip(segments, results, strict=True):
                made[segment.id], found = self._with_names(names, segment, target, result, route)
                problems.extend([] if missing else found)
        return [made[segment.id] for segment in names.segments], problems

    def _dateline(self, names: Names, segment: Segment, target: str) -> Translation | None:
        """A segment of nothing but dates and places, which no engine need translate; None for any other."""
        if len(segment.text) > LONGEST_DATELINE or segment.lang == LACINKA:
            return None
        mentions, entities = names.of(segment), names.entities
        forms = {m.id: self._forms.form(m, entities[m.id], target) for m in mentions if m.type == "place"}
        if len(forms) < len(mentions) or any(m.case not in (None, "Nom", "Acc") for m in mentions):
            return None
        placed = [
            Placed(start=m.start, end=m.end, form=in_capitals_as(m.text, form))
            for m in mentions
            if (form := forms[m.id])
        ]
        found = dateline(segment.text, segment.lang, target, placed) if len(placed) == len(mentions) else None
        if found is None:
            return None
        written = tuple(
            TranslatedName(
                mention=m.id,
                entity=entities[m.id].id,
                form=place.form,
                status="kept" if place.form == m.text else "inserted",
                start=start,
                end=start + len(place.form),
                case="Nom",
            )
            for m, place, start in zip(mentions, placed, found.starts, strict=True)
        )
        return Translation(segment=segment.id, lang=target, text=found.text, route=("dates", "names"), names=written)

    def _finished(self, names: Names, target: str, made: list[Translation], seen: dict[str, str]) -> list[Translation]:
        """The translations as the style wants them; `seen` are the first mentions in that language so far."""
        mentions, entities = names.mentions, names.entities
        languages = {segment.id: segment.lang for segment in names.segments}
        spelling = self._style.belarusian
        if target == "be" and spelling != "be":
            made = [
                one
                if languages[one.segment] == spelling
                else in_spelling(one, spelling, self._spelled(one, mentions, entities))
                for one in made
            ]
        if self._style.original:
            first = first_mentions(made, seen)
            foreign = (primary_language(languages[one.segment]) != target for one in made)
            made = [
                with_originals(one, mentions, first) if other else one for one, other in zip(made, foreign, strict=True)
            ]
        return made

    def _spelled(
        self, translation: Translation, mentions: Mapping[str, Mention], entities: Mapping[str, DocumentEntity]
    ) -> dict[str, str]:
        """The names of a Belarusian text in the spelling of the style, each in its case, by mention."""
        forms: dict[str, str] = {}
        for name in translation.names:
            mention, entity = mentions[name.mention], entities[name.mention]
            form = self._forms.form(mention, entity, "be")
            if form:
                own = self._forms.in_spelling(mention, entity, form, TARASK)
                own = in_case(own, "be", name.case, entity.type, entity.gender)
                own = in_capitals_as(name.form, own)
                forms[name.mention] = convert_spelling(own, TARASK, self._style.belarusian)
        return forms

    def _run(self, texts: Sequence[str], lang: str, target: str) -> tuple[list[EngineResult], tuple[str, ...]]:
        """What the engines make of texts in one language, and by which route."""
        source = primary_language(lang)
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
        names: Names,
        segment: Segment,
        target: str,
        result: EngineResult,
        route: tuple[str, ...],
    ) -> tuple[Translation, list[Problem]]:
        """A translated segment with its names put right, and what has to be said of it."""
        document = names.document
        if result.text is None:
            problem = _about(document, result.problem or "no translation", place=segment.id)
            return Translation(segment=segment.id, lang=target, text=None), [problem]
        wanted = wanted_names(segment.text, names.of(segment), names.entities, target, self._forms)
        fluent = self._router.is_fluent(primary_language(segment.lang), target)
        text, written = put_names_right(result.text, target, wanted, fluent=fluent)
        lost = {name.mention for name in written if name.status == "missing"}
        if lost and segment.lang != target:
            wanted = [self._by_itself(one, segment, target) if one.mention.id in lost else one for one in wanted]
            text, written = put_names_right(result.text, target, wanted, fluent=fluent)
        translation = Translation(
            segment=segment.id,
            lang=target,
            text=text,
            route=route,
            unknown_words=round(result.unknown_words, 4),
            names=written,
        )
        return translation, _warnings(document, segment, target, result, written, self._most_unknown)

    def _by_itself(self, wanted: Wanted, segment: Segment, target: str) -> Wanted:
        """A name with what the engines make of it by itself: it may stand so in the sentence, in any case
        (Ігор -> игр, Сумах -> торбах).
        """
        texts = dict.fromkeys((wanted.mention.text, wanted.mention.lemma))
        results, _ = self._run(list(texts), segment.lang, target)
        made = [result.text for result in results if result.text]
        entity = wanted.entity
        declined = (form for one in made for _, form in forms_by_case(one, target, entity.type, entity.gender))
        return wanted._replace(others=tuple(dict.fromkeys((*wanted.others, *made, *declined))))

    def _respelled(self, names: Names, segment: Segment) -> Translation:
        """A segment in its own language: every linked name in the preferred spelling, nothing else touched."""
        written: list[TranslatedName] = []
        out, done = "", 0
        for mention in names.of(segment):
            entity = names.entities[mention.id]
            form, end = fitted(self._own_form(mention, entity), segment.text, mention.start, mention.end)
            out += segment.text[done : mention.start]
            start = len(out)
            out, done = out + form, end
            written.append(
                TranslatedName(
                    mention=mention.id,
                    entity=entity.id,
                    form=sys.intern(form),
                    status="kept" if form == mention.text else "respelled",
                    start=start,
                    end=start + len(form),
                    case=mention.case,
                )
            )
        text = out + segment.text[done:]
        lang = primary_language(segment.lang)
        return Translation(segment=segment.id, lang=lang, text=text, route=("names",), names=tuple(written))

    def _own_form(self, mention: Mention, entity: DocumentEntity) -> str:
        form = self._forms.form(mention, entity, mention.lang)
        unknown = form is None or form == mention.lemma or script_of(form) != mention.script
        if form is None or unknown or mention.lang == LACINKA:
            return repair_letters(mention.text) if mention.script == "Cyrl" else mention.text
        form = in_case(form, primary_language(mention.lang), mention.case, entity.type, entity.gender)
        return in_capitals_as(mention.text, form)


def _about(document: Document, message: str, remedy: str = "", place: str = "") -> Problem:
    return Problem(source=document.source, message=message, remedy=remedy, place=place)


def _warnings(
    document: Document,
    segment: Segment,
    target: str,
    result: EngineResult,
    names: Sequence[TranslatedName],
    most_unknown: float,
) -> list[Problem]:
    found = [
        _about(document, f"{name.form} was not found again in the {target} translation", place=segment.id)
        for name in names
        if name.status == "missing"
    ]
    if result.unknown_words > most_unknown:
        share = f"{result.unknown_words:.0%} of the words stayed untranslated in {target}"
        found.append(_about(document, share, place=segment.id))
    if result.problem:
        found.append(_about(document, result.problem, place=segment.id))
    return found
