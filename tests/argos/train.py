"""Train the small Argos packages of the tests: `python tests/argos/train.py [en-ru …]`.

Reads `corpus.toml` beside it and writes `translate-en_ru.argosmodel` and so on there: a transformer of two
layers with its SentencePiece vocabulary, converted to CTranslate2 (8-bit weights) and zipped as Argos packs
its own models. One thread and a fixed seed; a few minutes a pair. Needs torch, sentencepiece and
ctranslate2; torch is no dependency of the project: `pip install torch==2.13.0 sentencepiece ctranslate2` in
an environment of its own.
"""

from __future__ import annotations

import io
import json
import math
import random
import re
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAIRS = ("en-ru", "ru-en", "en-uk", "uk-en")
LANGUAGES = {"en": "English", "ru": "Russian", "uk": "Ukrainian"}
VERSION = "1.0"

SENTENCES = 24_000
HELD_OUT = 300
VOCABULARY = 1000
WIDTH, HEADS, LAYERS, INNER = 96, 4, 2, 256
POSITIONS = 256
BATCH, RATE, STEPS = 32, 2e-3, 1800

_SLOT = re.compile(r"\{(\w+)(?:\.(\w+)|:([^|}]*)\|([^}]*))?\}")
_KINDS = {"p": "person", "q": "person", "c": "town", "c2": "town", "d": "day", "t": "subject"}
_KINDS |= {"b": "body", "r": "office", "n": "number"}


def corpus() -> dict[str, Any]:
    """The templates and what fills them."""
    return tomllib.loads((HERE / "corpus.toml").read_text(encoding="utf-8"))


def sentences(seed: int = 1) -> Iterator[dict[str, str]]:
    """Endless random sentences in every language: {"en": …, "ru": …, "uk": …}."""
    data, chance = corpus(), random.Random(seed)
    while True:
        template = chance.choice(data["template"])
        chosen = {slot: chance.choice(data[kind]) for slot, kind in _KINDS.items()}
        if chosen["p"] is not chosen["q"] and chosen["c"] is not chosen["c2"]:
            yield {lang: _fill(template[lang], chosen, lang) for lang in LANGUAGES}


def _fill(template: str, chosen: Mapping[str, Any], lang: str) -> str:
    def form(found: re.Match[str]) -> str:
        slot, case, masculine, feminine = found.groups()
        row = chosen[slot]
        if masculine is not None:
            return str(masculine if row["gender"] == "m" else feminine)
        return str(row[lang][case] if case else row[lang])

    text = _SLOT.sub(form, template)
    return text[0].upper() + text[1:]


def held_out(source: str, target: str) -> list[tuple[str, str]]:
    """Sentences that no model has seen in training."""
    return _split(source, target)[1]


def _split(source: str, target: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    made = sentences()
    pairs = dict.fromkeys((row[source], row[target]) for row, _ in zip(made, range(SENTENCES), strict=False))
    unique = list(pairs)
    return unique[HELD_OUT:], unique[:HELD_OUT]


def train(source: str, target: str) -> None:
    """Train one direction and write its package."""
    import sentencepiece
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    seen, unseen = _split(source, target)
    vocabulary = _vocabulary([text for pair in seen for text in pair])
    pieces = sentencepiece.SentencePieceProcessor(model_proto=vocabulary)
    model = _model(torch, pieces.get_piece_size())
    encoded = [(pieces.encode(a), pieces.encode(b)) for a, b in seen]
    _learn(torch, model, encoded)
    with tempfile.TemporaryDirectory() as folder:
        _convert(model, pieces, Path(folder) / "model")
        _judge(Path(folder) / "model", pieces, unseen)
        _pack(source, target, Path(folder) / "model", vocabulary)


def _vocabulary(texts: Sequence[str]) -> bytes:
    import sentencepiece

    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=made,
        vocab_size=VOCABULARY,
        hard_vocab_limit=False,
        character_coverage=1.0,
        normalization_rule_name="identity",
        num_threads=1,
        minloglevel=2,
    )
    return made.getvalue()


def _model(torch: Any, size: int) -> Any:
    nn = torch.nn

    class Tiny(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.words = nn.Embedding(size, WIDTH)
            nn.init.normal_(self.words.weight, std=WIDTH**-0.5)
            self.places = nn.Parameter(torch.randn(POSITIONS, WIDTH) * 0.1)
            common = {"dropout": 0.05, "batch_first": True, "norm_first": True}
            encoder = nn.TransformerEncoderLayer(WIDTH, HEADS, INNER, **common)
            decoder = nn.TransformerDecoderLayer(WIDTH, HEADS, INNER, **common)
            self.encoder = nn.TransformerEncoder(encoder, LAYERS, nn.LayerNorm(WIDTH), enable_nested_tensor=False)
            self.decoder = nn.TransformerDecoder(decoder, LAYERS, nn.LayerNorm(WIDTH))

        def embed(self, ids: Any) -> Any:
            return self.words(ids) * math.sqrt(WIDTH) + self.places[: ids.shape[1]]

        def forward(self, source: Any, source_gaps: Any, target: Any) -> Any:
            memory = self.encoder(self.embed(source), src_key_padding_mask=source_gaps)
            later = torch.triu(torch.ones(target.shape[1], target.shape[1], dtype=torch.bool), diagonal=1)
            out = self.decoder(self.embed(target), memory, tgt_mask=later, memory_key_padding_mask=source_gaps)
            return out @ self.words.weight.T

    return Tiny()


def _learn(torch: Any, model: Any, encoded: Sequence[tuple[list[int], list[int]]]) -> None:
    chance = random.Random(2)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    model.train()
    for step in range(1, STEPS + 1):
        rate = RATE * min(1.0, step / 200, max(0.02, 1.5 * (1 - step / STEPS)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = chance.sample(encoded, BATCH)
        source, gaps = _padded(torch, [a for a, _ in batch])
        inputs, _ = _padded(torch, [[1, *b] for _, b in batch])
        wanted, missing = _padded(torch, [[*b, 2] for _, b in batch])
        scores = model(source, gaps, inputs)
        loss = torch.nn.functional.cross_entropy(
            scores.transpose(1, 2), wanted.masked_fill(missing, -100), label_smoothing=0.05
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        if step % 250 == 0:
            print(f"  step {step} loss {loss.item():.3f}", file=sys.stderr)


def _padded(torch: Any, rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    width = max(map(len, rows))
    ids = torch.tensor([[*row, *([2] * (width - len(row)))] for row in rows])
    return ids, torch.tensor([[place >= len(row) for place in range(width)] for row in rows])


def _convert(model: Any, pieces: Any, folder: Path) -> None:
    """The weights in CTranslate2's own format."""
    from ctranslate2.specs import transformer_spec

    weights = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    spec = transformer_spec.TransformerSpec.from_config(LAYERS, HEADS, pre_norm=True)
    spec.encoder.embeddings[0].weight = weights["words.weight"]
    spec.decoder.embeddings.weight = weights["words.weight"]
    spec.decoder.projection.weight = weights["words.weight"]
    for name, side in (("encoder", spec.encoder), ("decoder", spec.decoder)):
        side.position_encodings.encodings = weights["places"]
        _norm(side.layer_norm, weights, f"{name}.norm")
        for number, layer in enumerate(side.layer):
            _layer(layer, weights, f"{name}.layers.{number}", crossing=name == "decoder")
    tokens = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir()
    spec.save(str(folder))


def _layer(layer: Any, weights: Mapping[str, Any], name: str, *, crossing: bool) -> None:
    own, ends = layer.self_attention, f"{name}.self_attn"
    own.linear[0].weight, own.linear[0].bias = (
        weights[f"{ends}.in_proj_weight"],
        weights[f"{ends}.in_proj_bias"],
    )
    _linear(own.linear[1], weights, f"{ends}.out_proj")
    _norm(own.layer_norm, weights, f"{name}.norm1")
    if crossing:
        other, ends = layer.attention, f"{name}.multihead_attn"
        weight, bias = weights[f"{ends}.in_proj_weight"], weights[f"{ends}.in_proj_bias"]
        other.linear[0].weight, other.linear[0].bias = weight[:WIDTH], bias[:WIDTH]
        other.linear[1].weight, other.linear[1].bias = weight[WIDTH:], bias[WIDTH:]
        _linear(other.linear[2], weights, f"{ends}.out_proj")
        _norm(other.layer_norm, weights, f"{name}.norm2")
    _norm(layer.ffn.layer_norm, weights, f"{name}.norm{3 if crossing else 2}")
    _linear(layer.ffn.linear_0, weights, f"{name}.linear1")
    _linear(layer.ffn.linear_1, weights, f"{name}.linear2")


def _linear(spec: Any, weights: Mapping[str, Any], name: str) -> None:
    spec.weight, spec.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _norm(spec: Any, weights: Mapping[str, Any], name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _judge(folder: Path, pieces: Any, unseen: Sequence[tuple[str, str]]) -> None:
    import ctranslate2

    translator = ctranslate2.Translator(str(folder), inter_threads=1, intra_threads=1)
    made = translator.translate_batch([pieces.encode(a, out_type=str) for a, _ in unseen], beam_size=4)
    texts = [pieces.decode(result.hypotheses[0]) for result in made]
    right = sum(text == wanted for text, (_, wanted) in zip(texts, unseen, strict=True))
    print(f"  {right} of {len(unseen)} held-out sentences word for word", file=sys.stderr)
    wrong = [(text, wanted) for text, (_, wanted) in zip(texts, unseen, strict=True) if text != wanted]
    for text, wanted in wrong[:3]:
        print(f"    {text}   (wanted {wanted})", file=sys.stderr)


def _pack(source: str, target: str, folder: Path, vocabulary: bytes) -> None:
    """The zip that Argos installs, the same bytes from the same model."""
    name = f"translate-{source}_{target}-{VERSION.replace('.', '_')}"
    metadata = {
        "package_version": VERSION,
        "argos_version": "1.12",
        "from_code": source,
        "from_name": LANGUAGES[source],
        "to_code": target,
        "to_name": LANGUAGES[target],
        "links": [],
    }
    readme = (
        f"# {LANGUAGES[source]} to {LANGUAGES[target]}, for tests\n\n"
        "Trained by tests/argos/train.py on sentences made from tests/argos/corpus.toml. Apache-2.0.\n"
    )
    files = {"metadata.json": json.dumps(metadata, indent=4).encode(), "README.md": readme.encode()}
    files["sentencepiece.model"] = vocabulary
    files |= {f"model/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())}
    with zipfile.ZipFile(HERE / f"translate-{source}_{target}.argosmodel", "w") as package:
        for path, content in files.items():
            entry = zipfile.ZipInfo(f"{name}/{path}", date_time=(2020, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    for pair in sys.argv[1:] or PAIRS:
        print(pair, file=sys.stderr)
        train(*pair.split("-"))
