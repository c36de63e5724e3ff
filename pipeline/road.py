"""The road a document travels: the only place where the order of the stages is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from pipeline.gazetteer import Gazetteer
from pipeline.reconciliation import Reconciler, describe, in_spelling
from pipeline.records import OUTPUT_LANGUAGES, Document, NameStyle, Problem, Translation
from pipeline.spotting import Spotter, model_in_use
from pipeline.translation import Choices, NamedDocument, Translator, router_for
from pipeline.writing import DocumentResult, MadeWith, assemble

Recorded = dict[str, str | int | float | bool | None]


def models(choices: Choices | None = None) -> dict[str, str]:
    """Version or fingerprint of the engines and models that a road would use, without loading it."""
    return {"spotting": model_in_use(), **router_for(choices or Choices()).versions()}


class Road:
    """Spotting, reconciliation and translation with one gazetteer. Load one for each process and keep it.

    `targets` are the languages to write documents in, `style` how names are written, `choices` what translates within
    which limits; `settings` is recorded in the results as it is.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        targets: Sequence[str] = OUTPUT_LANGUAGES,
        settings: Recorded | None = None,
        *,
        style: NameStyle | None = None,
        choices: Choices | None = None,
        scratch: Path | None = None,
    ) -> None:
        choices = choices or Choices()
        self._style = style or NameStyle()
        self._router = router_for(choices)
        self._gazetteer = gazetteer
        self._spotter = Spotter(gazetteer)
        self._reconciler = Reconciler(gazetteer)
        self._translator = Translator(self._router, gazetteer, self._style, choices.most_unknown)
        self._targets = tuple(targets)
        self._scratch = scratch
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
        entities = describe(mentions, links, self._gazetteer, self._style, document.date)
        return NamedDocument(document, mentions, links, entities)

    def travel(self, document: Document, warnings: Sequence[Problem] = ()) -> DocumentResult:
        """The whole road: from what was read to what is written. `warnings` are those of the reading."""
        named = self.name(document)
        told: dict[str, list[Problem]] = {target: [] for target in self._targets}

        def translations() -> Iterator[Translation]:
            for part in self._translator.in_parts(named, self._targets):
                for target, made in part.items():
                    told[target].extend(made.warnings)
                    yield from made.translations

        def problems() -> Iterator[Problem]:
            yield from warnings
            yield from dict.fromkeys(chain.from_iterable(told.values()))

        return assemble(
            document,
            named.mentions,
            named.links,
            in_spelling(named.entities, self._gazetteer, self._style.belarusian),
            translations(),
            problems(),
            self._made_with,
            self._scratch,
        )
