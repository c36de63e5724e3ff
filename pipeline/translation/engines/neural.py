"""One CTranslate2 model with its tokeniser: sentences in batches, as they are given, always the same bytes.

Nothing is loaded before the first sentence. What must come through untouched and does not (addresses, tags)
is translated around; what is longer than the model can hold is cut at clauses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.languages import alphabets, script_of
from pipeline.records import Record
from pipeline.translation.engines.base import EngineResult, Pair
from pipeline.translation.engines.clauses import cut
from pipeline.translation.engines.hiding import UNTOUCHABLE

LONGEST = 128  # tokens of a piece; the models were trained on sentences, and lose the thread in longer ones

_BATCH_TOKENS = 2048
_ANSWER_TOKENS = 256  # of one answer: small models have places for no more, and fail at the next
_UNREPEATED = 3  # tokens in a row that a model which found no end may not say twice when it is asked again
_ENDLESS = "the model came to no end with a part of the sentence and was asked again"
_WORD = re.compile(r"[^\W\d_][\w'’ʼ-]*")
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
_NAMED = re.compile(r"[^\W\d_]|[&@#].")


class Tokens(Record, frozen=True):
    """How a model cuts text into tokens and joins them."""

    encode: Callable[[str], list[str]]
    decode: Callable[[list[str]], str]


class Settings(Record, frozen=True):
    """How a model is run. Fixed numbers, so that the same sentence gives the same bytes on a machine.

    `longest` is how many tokens a piece may have; `source_prefix` and `target_prefix` are tokens that a many-to-many
    model wants in front (`>>bel<<`).
    """

    threads: int = 1
    compute_type: str = "default"
    beam_size: int = 4
    length_penalty: float = 0.2
    longest: int = LONGEST
    source_prefix: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()


class _Answer(NamedTuple):
    """What a model said of one piece, and whether it had first talked on without coming to an end."""

    text: str
    endless: bool = False


class NeuralModel:
    """A model folder in CTranslate2's format for one pair of languages.

    `tokens` is called once, with the first sentence. Raises RuntimeError or OSError there if the model
    cannot be loaded. One model serves one thread at a time.
    """

    def __init__(self, folder: Path, pair: Pair, tokens: Callable[[], Tokens], settings: Settings) -> None:
        self._folder, self._pair, self._settings = folder, pair, settings
        self._load_tokens = tokens
        self._loaded: tuple[Any, Tokens] | None = None

    def version(self) -> str:
        """What tells this model from another of the pair: its folder's name, the size of its weights in bytes, and the
        tokens that it is made to begin with.
        """
        tokens = (*self._settings.source_prefix, *self._settings.target_prefix)
        return "/".join((self._folder.name, str((self._folder / "model.bin").stat().st_size), *tokens))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_loaded": None}

    def translate_or_say(self, sentences: Sequence[str], label: str) -> list[EngineResult]:
        """As `translate`; what the model breaks on is a problem of that sentence alone, under the label, and a model
        that cannot be loaded one of each.
        """
        try:
            return self.translate(sentences)
        except (RuntimeError, OSError, ValueError) as error:
            if self._loaded is None or len(sentences) == 1:
                problem = f"{label}: {(str(error) or type(error).__name__).splitlines()[0]}"
                return [EngineResult(text=None, problem=problem) for _ in sentences]
        return [self.translate_or_say([sentence], label)[0] for sentence in sentences]

    def translate(self, sentences: Sequence[str]) -> list[EngineResult]:
        """One result for each sentence, in order."""
        first = self._plain(sentences)
        touched = [
            index
            for index, (sentence, result) in enumerate(zip(sentences, first, strict=True))
            if not _kept(sentence, result)
        ]
        for index in touched:
            first[index] = self._around(sentences[index])
        return first

    def _around(self, sentence: str) -> EngineResult:
        """The text between the untouchable pieces translated bit by bit."""
        fixed = _untouchable(sentence)
        between: list[str] = []
        rest = sentence
        for piece in fixed:
            before, _, rest = rest.partition(piece)
            between.append(before)
        between.append(rest)
        results = self._plain(between)
        failed = next((result for result in results if result.text is None), None)
        if failed is not None:
            return failed
        joined = "".join((result.text or "") + piece for result, piece in zip(results, [*fixed, ""], strict=True))
        return self._judged(sentence, joined, endless=any(_ENDLESS in (result.problem or "") for result in results))

    def _plain(self, sentences: Sequence[str]) -> list[EngineResult]:
        _, tokens = self._load()

        def fits(piece: str) -> bool:
            return len(tokens.encode(piece)) <= self._settings.longest

        cuts = [cut(sentence, fits) if script_of(sentence) else [sentence] for sentence in sentences]
        flat = [piece for pieces in cuts for piece in pieces]
        asked = [index for index, piece in enumerate(flat) if script_of(piece)]
        answers = dict(zip(asked, self._run([flat[index].strip() for index in asked]), strict=True))
        made = iter([_within(piece, answers.get(index)) for index, piece in enumerate(flat)])
        joined = [[next(made) for _ in pieces] for pieces in cuts]
        return [
            self._judged(sentence, "".join(answer.text for answer in pieces), any(answer.endless for answer in pieces))
            if all(answer.text for answer in pieces) or not sentence.strip()
            else _empty(self._pair)
            for sentence, pieces in zip(sentences, joined, strict=True)
        ]

    def _judged(self, sentence: str, text: str, endless: bool) -> EngineResult:
        problems = (_ENDLESS if endless else "", _lost_numbers(sentence, text))
        return EngineResult(
            text=text,
            unknown_words=_copied_share(sentence, text, self._pair),
            problem="; ".join(filter(None, problems)) or None,
        )

    def _run(self, texts: Sequence[str]) -> list[_Answer]:
        """What the model says; where it found no end, what it says when it may not repeat itself."""
        answers = self._ask(texts)
        endless = [index for index, answer in enumerate(answers) if answer.endless]
        again = self._ask([texts[index] for index in endless], no_repeat_ngram_size=_UNREPEATED)
        for index, answer in zip(endless, again, strict=True):
            answers[index] = _Answer("" if answer.endless else answer.text, endless=True)
        return answers

    def _ask(self, texts: Sequence[str], **options: int) -> list[_Answer]:
        translator, tokens = self._load()
        settings = self._settings
        source = [[*settings.source_prefix, *tokens.encode(text)] for text in texts]
        if not source:
            return []
        results = translator.translate_batch(
            source,
            target_prefix=[list(settings.target_prefix)] * len(source) if settings.target_prefix else None,
            beam_size=settings.beam_size,
            length_penalty=settings.length_penalty,
            max_batch_size=_BATCH_TOKENS,
            batch_type="tokens",
            max_decoding_length=_ANSWER_TOKENS,
            replace_unknowns=True,
            **options,
        )
        prefix = len(settings.target_prefix)
        answers = (list(result.hypotheses[0]) for result in results)
        return [
            _Answer(tokens.decode(answer[prefix:]).strip(), endless=len(answer) >= _ANSWER_TOKENS) for answer in answers
        ]

    def _load(self) -> tuple[Any, Tokens]:
        if self._loaded is None:
            import ctranslate2  # type: ignore[import-untyped]

            translator = ctranslate2.Translator(
                str(self._folder),
                device="cpu",
                inter_threads=1,
                intra_threads=self._settings.threads,
                compute_type=self._settings.compute_type,
            )
            self._loaded = translator, self._load_tokens()
        return self._loaded


def _untouchable(sentence: str) -> list[str]:
    """Addresses and tags of the sentence; single signs and numbers are the model's own business."""
    found = (piece.group() for piece in UNTOUCHABLE.finditer(sentence))
    return [piece for piece in found if _NAMED.search(piece)]


def _kept(sentence: str, result: EngineResult) -> bool:
    if result.text is None:
        return True
    rest = result.text
    for piece in _untouchable(sentence):
        _, found, rest = rest.partition(piece)
        if not found:
            return False
    return True


def _within(piece: str, answer: _Answer | None) -> _Answer:
    """The answer between the white space that stood around the piece; a piece not asked about as it is."""
    if answer is None:
        return _Answer(piece)
    edges = _EDGES.fullmatch(piece)
    text = f"{edges.group(1)}{answer.text}{edges.group(3)}" if answer.text and edges else ""
    return _Answer(text, answer.endless)


def _empty(pair: Pair) -> EngineResult:
    return EngineResult(text=None, problem=f"{pair[0]}-{pair[1]}: the model gave an empty answer")


def _copied_share(sentence: str, text: str, pair: Pair) -> float:
    """The share of words that were copied from the source in a script that the target has not."""
    alphabet = alphabets().get(pair[1])
    words = _WORD.findall(text)
    if alphabet is None or not words or script_of(sentence) == alphabet.script:
        return 0.0
    given = set(_WORD.findall(sentence))
    copied = [word for word in words if word in given and script_of(word) != alphabet.script]
    return len(copied) / len(words)


def _lost_numbers(sentence: str, text: str) -> str:
    """Which numbers of the source do not stand in the translation (separators apart)."""
    digits = re.sub(r"\D", "", text)
    lost = [number for number in re.findall(r"\d+", sentence) if number not in digits]
    return f"numbers changed by the model: {', '.join(dict.fromkeys(lost))}" if lost else ""
