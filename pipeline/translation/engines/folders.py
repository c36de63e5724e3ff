"""Plain CTranslate2 model folders that somebody declares, such as OPUS-MT models after CTranslate2's own
converter.

Helsinki's many-to-many models want the target language as the first token of the source (`>>bel<<`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from pipeline.records import Problem, Record
from pipeline.translation.engines.base import EngineResult, Origin, Pair, label_of
from pipeline.translation.engines.neural import LONGEST, NeuralModel, Settings, Tokens

NAME = "model"

# The names that SentencePiece files go by: Helsinki's, and one for both languages.
_SOURCE_NAMES = ("source.spm", "sentencepiece.model", "spm.model")
_TARGET_NAMES = ("target.spm", "sentencepiece.model", "spm.model")


class ModelFolder(Record, frozen=True):
    """One direction of one model folder.

    `source_pieces` and `target_pieces` are SentencePiece files; where none is named, `source.spm` and
    `target.spm` or `sentencepiece.model` in the folder or beside it. `source_prefix` and `target_prefix`
    are tokens to begin with. `chrf` (0 to 100) and `seconds` a sentence are what the route planner goes by.
    """

    DEFAULT_CHRF: ClassVar[float] = 50.0
    DEFAULT_SECONDS: ClassVar[float] = 0.1

    pair: Pair
    folder: Path
    source_pieces: Path | None = None
    target_pieces: Path | None = None
    source_prefix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()
    chrf: float = DEFAULT_CHRF
    seconds: float = DEFAULT_SECONDS

    @property
    def label(self) -> str:
        """`model:en-be`, as it stands in routes."""
        return label_of(NAME, self.pair)

    def worth(self) -> str:
        """What the route planner goes by, in words."""
        return f"chrF {self.chrf:g}, {self.seconds:g} s"

    def size(self) -> int:
        """Bytes of all files in the folder."""
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())

    def problem(self) -> Problem | None:
        """What the folder lacks, if it lacks something."""
        if self.pieces() is not None and (self.folder / "model.bin").is_file():
            return None
        wanted = "model.bin and SentencePiece files (source.spm and target.spm, or sentencepiece.model)"
        source = f"model {self.pair[0]} > {self.pair[1]}"
        return Problem(source=source, message=f"{self.folder} does not hold {wanted}", remedy="mend the settings")

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

    name = NAME

    def __init__(self, folders: Sequence[ModelFolder], *, threads: int = 1, longest: int = LONGEST) -> None:
        self._models: dict[Pair, NeuralModel] = {}
        self._declared: list[ModelFolder] = []
        self._absent: list[Problem] = []
        for each in folders:
            pieces, problem = each.pieces(), each.problem()
            if pieces is None or problem:
                self._absent.extend([problem] if problem else [])
                continue
            settings = Settings(
                threads=threads, longest=longest, source_prefix=each.source_prefix, target_prefix=each.target_prefix
            )
            self._declared.append(each)
            self._models.setdefault(each.pair, NeuralModel(each.folder, each.pair, _Tokeniser(*pieces), settings))

    def pairs(self) -> tuple[Pair, ...]:
        """The pairs of the folders that are complete, in the order of their declaration."""
        return tuple(self._models)

    def versions(self) -> dict[Pair, str]:
        """For each pair the name and the size in bytes of its model file, and the tokens that it begins with."""
        return {pair: model.version() for pair, model in self._models.items()}

    def origins(self) -> dict[Pair, Origin]:
        """For each pair the folder, and the bytes in it."""
        return {each.pair: Origin(source=str(each.folder), size=each.size()) for each in reversed(self._declared)}

    def missing(self) -> tuple[Problem, ...]:
        """The declared folders that lack something."""
        return tuple(self._absent)

    def translate(self, sentences: Sequence[str], pair: Pair) -> list[EngineResult]:
        """One result for each sentence; a model that cannot be loaded is a problem of each."""
        return self._models[pair].translate_or_say(sentences, label_of(self.name, pair))


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
