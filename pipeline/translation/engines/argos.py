"""Installed Argos packages: their CTranslate2 models and tokenisers, without Argos' own sentence splitter.

Argos would split paragraphs by a model that it downloads; sentences come here already cut. Its module is
imported for the tokenisers alone, which neither makes folders nor touches the network.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.translation.engines.base import EngineResult, Origin, Pair, label_of
from pipeline.translation.engines.neural import LONGEST, NeuralModel, Settings, Tokens
from pipeline.translation.models import Package, installed


class ArgosEngine:
    """The pairs of the packages under `folder` (Argos' own place by default), the newest version of each.

    `$ARGOS_INTRA_THREADS`, `$ARGOS_COMPUTE_TYPE` and `$ARGOS_BEAM_SIZE` mean what they mean to Argos;
    otherwise one thread, the model's own number type and a beam of 4. Each model is loaded once, with its
    first sentence.
    """

    name = "argos"

    def __init__(self, folder: Path | None = None, *, threads: int | None = None, longest: int = LONGEST) -> None:
        settings = Settings(
            longest=longest,
            threads=threads or int(os.environ.get("ARGOS_INTRA_THREADS", "1")),
            compute_type=os.environ.get("ARGOS_COMPUTE_TYPE", "auto").replace("auto", "default"),
            beam_size=int(os.environ.get("ARGOS_BEAM_SIZE", "4")),
        )
        newest = {package.pair: package for package in sorted(installed(folder), key=Package.age)}
        self._models = {pair: _model(newest[pair], settings) for pair in sorted(newest)}
        self._versions = {pair: newest[pair].version for pair in sorted(newest)}
        self._origins = {
            pair: Origin(source=package.source or str(package.path), size=package.size)
            for pair, package in sorted(newest.items())
        }

    def pairs(self) -> tuple[Pair, ...]:
        """The pairs of the installed packages, in alphabetical order."""
        return tuple(self._models)

    def versions(self) -> dict[Pair, str]:
        """For each pair the version that its package states."""
        return dict(self._versions)

    def origins(self) -> dict[Pair, Origin]:
        """For each pair where its package was installed from, if that is known, else its folder."""
        return dict(self._origins)

    def translate(self, sentences: Sequence[str], pair: Pair) -> list[EngineResult]:
        """One result for each sentence; a model that cannot be loaded is a problem of each."""
        return self._models[pair].translate_or_say(sentences, label_of(self.name, pair))


def _model(package: Package, settings: Settings) -> NeuralModel:
    metadata = package.metadata()
    prefix = metadata.get("target_prefix") or ""
    if prefix:
        settings = Settings(**{**_fields(settings), "target_prefix": (prefix,)})
    return NeuralModel(package.path / "model", package.pair, _Tokeniser(package.path, package.pair), settings)


def _fields(settings: Settings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in settings.__struct_fields__}


class _Tokeniser:
    """Loads the package's own tokeniser when the model is loaded."""

    def __init__(self, folder: Path, pair: Pair) -> None:
        self._folder, self._pair = folder, pair

    def __call__(self) -> Tokens:
        from argostranslate import tokenizer  # type: ignore[import-untyped]

        pieces = self._folder / "sentencepiece.model"
        if pieces.exists():
            tokeniser = tokenizer.SentencePieceTokenizer(pieces)
        else:
            tokeniser = tokenizer.BPETokenizer(self._folder / "bpe.model", *self._pair)
        return Tokens(encode=tokeniser.encode, decode=tokeniser.decode)
