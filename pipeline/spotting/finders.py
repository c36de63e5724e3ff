"""Models of other libraries in the place of our own tagger: spaCy, Stanza or GLiNER, where the user has installed one.

`$NAZVY_NER` names them, parted by spaces: `spacy:NAME_OR_FOLDER`, `stanza:LANGUAGE[=FOLDER]`, `gliner:FOLDER`. Each is
asked in the languages that it knows, the first named first; the others are left to our own tagger and rules. None is
required and nothing is downloaded. A further library is one class (`name`, `langs`, `find`) and a row in `_KINDS`.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import logging
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from pipeline.languages import LANGUAGES
from pipeline.records import ENTITY_TYPES, in_one_line
from pipeline.spotting.evidence import labels_of
from pipeline.spotting.tagger import Span
from pipeline.spotting.tokens import Token

VARIABLE = "NAZVY_NER"
EVERY = frozenset(LANGUAGES)


class Found(NamedTuple):
    """A name in a text: code points `start` to `end` (exclusive), and the library's own label."""

    start: int
    end: int
    label: str


class NameFinder(Protocol):
    """What is asked of a model. `name` tells it and its version in results; `langs` are the languages it reads."""

    name: str
    langs: frozenset[str]

    def find(self, text: str) -> Iterable[Found]:
        """The names in one sentence."""


class SpacyFinder:
    """A spaCy pipeline, by the name of its package or its folder; one for `xx` is asked in every language."""

    def __init__(self, where: str) -> None:
        self._read = importlib.import_module("spacy").load(where)
        meta = self._read.meta
        self.name = f"spacy:{meta['lang']}_{meta['name']}-{meta['version']}"
        self.langs = EVERY if meta["lang"] == "xx" else frozenset({meta["lang"]})

    def find(self, text: str) -> Iterable[Found]:
        """The names in one sentence."""
        return [Found(name.start_char, name.end_char, name.label_) for name in self._read(text).ents]


class StanzaFinder:
    """Stanza's tagger of one language, from its own folder of models or the one named after `=`."""

    def __init__(self, where: str) -> None:
        lang, _, folder = where.partition("=")
        options: dict[str, Any] = {"dir": folder} if folder else {}
        self._read = importlib.import_module("stanza").Pipeline(
            lang, processors="tokenize,ner", download_method=None, use_gpu=False, logging_level="ERROR", **options
        )
        self.name = f"stanza:{lang}-{importlib.metadata.version('stanza')}"
        self.langs = frozenset({lang})

    def find(self, text: str) -> Iterable[Found]:
        """The names in one sentence."""
        return [Found(name.start_char, name.end_char, name.type) for name in self._read(text).ents]


class GlinerFinder:
    """A GLiNER model in a folder, asked for persons, places and organisations in every language."""

    def __init__(self, where: str) -> None:
        self._read = importlib.import_module("gliner").GLiNER.from_pretrained(where, local_files_only=True)
        self.name = f"gliner:{where}-{importlib.metadata.version('gliner')}"
        self.langs = EVERY

    def find(self, text: str) -> Iterable[Found]:
        """The names in one sentence."""
        return [
            Found(one["start"], one["end"], one["label"]) for one in self._read.predict_entities(text, ENTITY_TYPES)
        ]


_KINDS: dict[str, Callable[[str], NameFinder]] = {
    "spacy": SpacyFinder,
    "stanza": StanzaFinder,
    "gliner": GlinerFinder,
}


def load_finders() -> dict[str, NameFinder]:
    """The models that $NAZVY_NER names, by language; one that cannot be loaded is left out with a line of warning."""
    found: dict[str, NameFinder] = {}
    for asked in os.environ.get(VARIABLE, "").split():
        kind, _, where = asked.partition(":")
        try:
            finder = _KINDS[kind](where)
        except KeyError:
            _warn(asked, f"no such kind of model; there are {', '.join(_KINDS)}")
        except ImportError:
            _warn(asked, f"{kind} is not installed; pip install {kind}")
        except Exception as error:  # whatever a foreign library makes of a missing or damaged model
            _warn(asked, in_one_line(error)[:200])
        else:
            found = dict.fromkeys(finder.langs, finder) | found
    return found


def _warn(asked: str, why: str) -> None:
    logging.getLogger(__name__).warning("$%s %s: %s; names are found without it", VARIABLE, asked, why)


def spans_found(finder: NameFinder, text: str, tokens: Sequence[Token]) -> list[Span]:
    """A model's names as spans of tokens, none overlapping another; labels that mean no kind of ours are left out."""
    spans: list[Span] = []
    for found in sorted(finder.find(text)):
        kind = labels_of().get(found.label.upper())
        inside = [at for at, token in enumerate(tokens) if token.start < found.end and token.end > found.start]
        if kind and inside and (not spans or inside[0] >= spans[-1].last):
            spans.append(Span(inside[0], inside[-1] + 1, kind))
    return spans
