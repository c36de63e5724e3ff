"""Plain CTranslate2 model folders that somebody declares, such as OPUS-MT models after CTranslate2's own
converter.

Helsinki's many-to-many models want the target language as the first token of the source (`>>bel<<`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.records import Problem, Record
from pipeline.translation.engines.base import EngineResult, Pair
from pipeline.translation.engines.neural import NeuralModel, Settings, Tokens

# The names that SentencePiece files go by: Helsinki's, and one for both languages.
_SOURCE_NAMES = ("source.spm", "sentencepiece.model", "spm.model")
_TARGET_NAMES = ("target.spm", "sentencepiece.model", "spm.model")


class ModelFolder(Record, frozen=True):
    """One direction of one model folder.

    `source_pieces` and `target_pieces` are SentencePiece files; where none is named, `source.spm` and
    `target.spm` or `sentencepiece.model` in the folder or beside it. `source_prefix` and `target_prefix`
    are tokens to begin with.
    """

    pair: Pair
    folder: Path
    source_pieces: Path | None = None
    target_pieces: Path | None = None
    source_prefix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()

    def pieces(self) -> tuple[Path, Path] | None:
        """The SentencePiece files of source and target, or None if one is not there."""
        source = self.source_pieces or _first(self.folder, _SOURCE_NAMES)
        target = self.target_pieces or _first(self.folder, _TARGET_NAMES)
        return (source, target) if source and target and source.is_file() and target.is_file() else None


def _first(folder: Path, names: Sequence[str]) -> Path | None:
    places = (place / name for place in (folder, folder.parent) for name in names)
    return next((path for path in places if path.is_file()), None)


class FolderEngine:
    """The declared model folders whose files are all there; of two for one pair the first."""

    name = "model"

    def __init__(self, folders: Sequence[ModelFolder], *, threads: int = 1) -> None:
        self._models: dict[Pair, NeuralModel] = {}
        self._absent: list[Problem] = []
        for each in folders:
            pieces = each.pieces()
            if pieces is None or not (each.folder / "model.bin").is_file():
                self._absent.append(_problem(each))
                continue
            settings = Settings(threads=threads, source_prefix=each.source_prefix, target_prefix=each.target_prefix)
            self._models.setdefault(each.pair, NeuralModel(each.folder, each.pair, _Tokeniser(*pieces), settings))

    def pairs(self) -> tuple[Pair, ...]:
        """The pairs of the folders that are complete, in the order of their declaration."""
        return tuple(self._models)

    def versions(self) -> dict[Pair, str]:
        """For each pair the name and the size in bytes of its model file."""
        return {pair: model.version() for pair, model in self._models.items()}

    def missing(self) -> tuple[Problem, ...]:
        """The declared folders that lack something."""
        return tuple(self._absent)

    def translate(self, sentences: Sequence[str], pair: Pair) -> list[EngineResult]:
        """One result for each sentence; a model that cannot be loaded is a problem of each."""
        return self._models[pair].translate_or_say(sentences, f"{self.name}:{pair[0]}-{pair[1]}")


def _problem(declared: ModelFolder) -> Problem:
    wanted = "model.bin and SentencePiece files (source.spm and target.spm, or sentencepiece.model)"
    source = f"model {declared.pair[0]} > {declared.pair[1]}"
    return Problem(source=source, message=f"{declared.folder} does not hold {wanted}", remedy="mend the settings")


class _Tokeniser:
    """Loads the SentencePiece files when the model is loaded."""

    def __init__(self, source: Path, target: Path) -> None:
        self._source, self._target = source, target

    def __call__(self) -> Tokens:
        from sentencepiece import SentencePieceProcessor

        source = SentencePieceProcessor(model_file=str(self._source))
        target = SentencePieceProcessor(model_file=str(self._target))

        def encode(text: str) -> list[str]:
            return list(source.encode(text, out_type=str))

        return Tokens(encode=encode, decode=target.decode_pieces)
