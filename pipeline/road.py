"""The road a document travels: the only place where the order of the stages is written."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from pipeline.gazetteer import Gazetteer
from pipeline.reconciliation import Reconciler, describe
from pipeline.records import OUTPUT_LANGUAGES, Document, Problem
from pipeline.spotting import Spotter, model_in_use
from pipeline.translation import NamedDocument, Router, Translator, installed_engines
from pipeline.writing import DocumentResult, MadeWith, assemble

Recorded = dict[str, str | int | float | bool | None]


def models() -> dict[str, str]:
    """Version or fingerprint of the engines and models that a road would use, without loading it."""
    return {"spotting": model_in_use(), **Router(installed_engines()).versions()}


class Road:
    """Spotting, reconciliation and translation with one gazetteer. Load one for each process and keep it.

    `targets` are the languages to write documents in; `settings` is recorded in the results as it is.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        targets: Sequence[str] = OUTPUT_LANGUAGES,
        settings: Recorded | None = None,
    ) -> None:
        self._router = Router(installed_engines())
        self._gazetteer = gazetteer
        self._spotter = Spotter(gazetteer)
        self._reconciler = Reconciler(gazetteer)
        self._translator = Translator(self._router, gazetteer)
        self._targets = tuple(targets)
        self._made_with = MadeWith(
            version=version("nazvy"),
            gazetteer=gazetteer.fingerprint,
            settings=settings or {},
            models={"spotting": self._spotter.model, **self._router.versions()},
        )

    def name(self, document: Document) -> NamedDocument:
        """Find a document's names and tie them to entities."""
        mentions = self._spotter.spot(document)
        links = self._reconciler.link(document, mentions)
        return NamedDocument(document, mentions, links, describe(mentions, links, self._gazetteer))

    def travel(self, document: Document, warnings: Sequence[Problem] = ()) -> DocumentResult:
        """The whole road: from what was read to what is written. `warnings` are those of the reading."""
        named = self.name(document)
        translated = self._translator.translate(named, self._targets)
        return assemble(
            document,
            named.mentions,
            named.links,
            named.entities,
            translated.translations,
            (*warnings, *translated.warnings),
            self._made_with,
        )
