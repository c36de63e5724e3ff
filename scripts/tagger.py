"""Trains the tagger of names, or measures it on what it was not trained on.

    python scripts/tagger.py train            writes pipeline/spotting/tagger/model.npz
    python scripts/tagger.py crossvalidate    trains a model a fold, measures each, prints a table

The data are looked for in ../shared/data beside the checkout: slavicner-dev.jsonl (Russian and Ukrainian news) and
ud-belarusian-dev.jsonl (Belarusian sentences). Nothing of their text is kept in the model.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
NEWS = SHARED / "data" / "slavicner-dev.jsonl"
BELARUSIAN = SHARED / "data" / "ud-belarusian-dev.jsonl"
KINDS = {"PER": "person", "LOC": "place", "ORG": "organisation"}
KINDS_OF_WORDS = {
    "Sur": "person", "Giv": "person", "Pat": "person", "Prs": "person", "Geo": "place", "Com": "organisation",
}  # fmt: skip
JOINED = (" ", ". ", ".", "-")
BLOCKS = 6
SPLITS = 3
SEED = 20
TIMES = 1
"""So often the Belarusian sentences are shown, of which there are far fewer than of the news."""
LESSONS, TOPICS = 60, 3
KNOWN = 0.5

Place = tuple[int, int, str]


class Text(NamedTuple):
    """A text with its names, (start, end, kind) each; what it is about, its language, and the line it is from."""

    topic: str
    lang: str
    text: str
    names: list[Place]
    line: str


def news() -> Iterator[Text]:
    """The Russian and Ukrainian documents; names of events and products are names of another kind."""
    for line in NEWS.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        names = [(start, end, KINDS.get(kind, "other")) for start, end, _, _, kind, _ in one["entities"]]
        yield Text(one["topic"], one["lang"], one["text"], names, line)


def belarusian() -> Iterator[Text]:
    """The Belarusian sentences, in blocks that stand for topics: neighbours are of one article."""
    lines = BELARUSIAN.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        one = json.loads(line)
        names = list(_joined(one["text"], one["names"]))
        yield Text(f"be{number * BLOCKS // len(lines)}", "be", one["text"], names, line)


def _joined(text: str, words: Iterable[Sequence[Any]]) -> Iterator[Place]:
    """Neighbouring words of one kind are one name."""
    last: Place | None = None
    for start, end, _, _, kind_of_word, *_ in words:
        kind = KINDS_OF_WORDS.get(kind_of_word, "other")
        if last and last[2] == kind != "other" and text[last[1] : start] in JOINED:
            last = (last[0], end, kind)
            continue
        if last:
            yield last
        last = (start, end, kind)
    if last:
        yield last


def lessons() -> Iterator[Text]:
    """Sentences of our own (`lessons/`): names and topics that the news do not have."""
    from lessons import lessons as written

    for number, lesson in enumerate(written(LESSONS)):
        yield Text(f"lesson{number % TOPICS}", lesson.lang, lesson.text, lesson.names, "")


def describe(texts: Iterable[Text]) -> list[Any]:
    """The texts as the tagger sees them, with the label of each token."""
    from pipeline.gazetteer import load
    from pipeline.reading import read_text
    from pipeline.spotting import Spotter
    from pipeline.spotting.tagger.training import Example, describe_example

    spotter = Spotter(load())
    chance = random.Random(SEED)  # noqa: S311 (the same every time)
    found = []
    for text in texts:
        document = read_text(text.text, id=text.topic, lang=text.lang)
        sentences = spotter.sentences(document)
        if not text.line:
            sentences = [_forgetful(sentence, chance) for sentence in sentences]
        labels = [
            _labels(sentence.tokens, [(a - segment.start, b - segment.start, kind) for a, b, kind in text.names])
            for segment, sentence in zip(document.segments, sentences, strict=True)
        ]
        found.append(describe_example(Example(text.topic, sentences, labels), spotter.describer))
    return found


def weighted(texts: Iterable[Text], described: Iterable[Any]) -> list[Any]:
    """What to train with: each text once, the Belarusian sentences several times."""
    return [
        one
        for text, one in zip(texts, described, strict=True)
        for _ in range(TIMES if text.lang == "be" and text.line else 1)
    ]


def _forgetful(sentence: Any, chance: random.Random) -> Any:
    """A sentence without half of the names that the gazetteer holds, so that form and surroundings are learned."""
    return sentence._replace(matches=[match for match in sentence.matches if chance.random() < KNOWN])


def _labels(tokens: Sequence[Any], names: Iterable[Place]) -> list[str]:
    labels = ["O"] * len(tokens)
    for start, end, kind in names:
        inside = [at for at, token in enumerate(tokens) if token.start >= start and token.end <= end]
        if not any(tokens[at].capital for at in inside):
            continue  # peoples and bodies that are named by common words
        for number, at in enumerate(inside):
            if labels[at] == "O":
                labels[at] = f"{'I' if number else 'B'}-{kind}"
    return labels


def train() -> None:
    """Train on everything and write the model that is shipped."""
    from pipeline.spotting.tagger import SHIPPED
    from pipeline.spotting.tagger.training import train as train_model

    texts = [*news(), *belarusian(), *lessons()]
    model = train_model(weighted(texts, describe(texts)))
    model.write(SHIPPED)
    print(f"{SHIPPED.relative_to(ROOT)}: {SHIPPED.stat().st_size / 1e6:.2f} MB")


class Fold(NamedTuple):
    """What is measured together: which texts are left out of training and asked about."""

    table: str
    name: str
    script: str
    asked: list[int]


def folds(texts: Sequence[Text]) -> list[Fold]:
    """Topics left out in turn, Belarusian blocks left out in turn, and documents split at random."""
    of_news = [at for at, text in enumerate(texts) if text.lang != "be"]
    topics = sorted({texts[at].topic for at in of_news})
    found = [Fold("topics", topic, "mentions", [at for at in of_news if texts[at].topic == topic]) for topic in topics]
    for split in range(SPLITS):
        blocks = {f"be{block}" for block in range(BLOCKS) if block % SPLITS == split}
        found.append(Fold("be", f"be {split + 1}", "belarusian", [i for i, t in enumerate(texts) if t.topic in blocks]))
    shuffled = random.Random(SEED).sample(of_news, len(of_news))  # noqa: S311 (the same split every time)
    splits = (sorted(shuffled[split::SPLITS]) for split in range(SPLITS))
    return [*found, *(Fold("random", f"random {number}", "mentions", split) for number, split in enumerate(splits, 1))]


def crossvalidate(wanted: Sequence[str]) -> None:
    """Train a model a fold, measure each with the evaluation scripts, print what all folds of a table reach.

    What each fold reaches is told on standard error.
    """
    from pipeline.spotting.tagger.training import train as train_model

    texts = [*news(), *belarusian()]
    shown = [*texts, *lessons()]
    examples = list(zip(shown, describe(shown), strict=True))
    totals: dict[str, Counter[tuple[str, str, str]]] = {}
    for fold in folds(texts):
        if wanted and fold.table not in wanted and fold.name not in wanted:
            continue
        asked = set(fold.asked)
        model = train_model(weighted(*zip(*(each for at, each in enumerate(examples) if at not in asked), strict=True)))
        with TemporaryDirectory() as folder:
            model.write(Path(folder) / "model.npz")
            file = Path(folder) / "asked.jsonl"
            file.write_text("".join(f"{texts[at].line}\n" for at in fold.asked), encoding="utf-8")
            answer = measure(fold.script, file, Path(folder) / "model.npz")
        print(f"== {fold.name}\n{answer}", file=sys.stderr, flush=True)
        totals.setdefault(fold.table, Counter()).update(dict(read_counts(answer)))
    for table, counts in totals.items():
        show(table, counts)


def measure(script: str, file: Path, model: Path) -> str:
    """What an evaluation script says of `nazvy spot` with a model."""
    command = [sys.executable, str(SHARED / "evaluate" / f"{script}.py"), str(file)]
    done = subprocess.run(  # noqa: S603 (our own script)
        command, cwd=ROOT, env={**os.environ, "NAZVY_MODEL": str(model)}, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


_F1 = re.compile(r"^(\w+)\t(\w+)\tP ([\d.]+)\tR ([\d.]+)\tF1 [\d.]+\tof (\d+)$", re.MULTILINE)
_SHARE = re.compile(r"^(\w+)\t(\w+)\t(?:recall )?([\d.]+)\tof (\d+)", re.MULTILINE)


def read_counts(answer: str) -> Iterator[tuple[tuple[str, str, str], float]]:
    """The counts behind the figures of an evaluation, so that folds can be added up."""
    for lang, kind, precision, recall, gold in _F1.findall(answer):
        true = float(recall) * int(gold)
        yield (lang, kind, "gold"), int(gold)
        yield (lang, kind, "true"), true
        yield (lang, kind, "said"), true / float(precision) if float(precision) else 0.0
    for lang, kind, share, size in _SHARE.findall(answer):
        yield (lang, kind, "of"), int(size)
        yield (lang, kind, "good"), float(share) * int(size)


def show(table: str, counts: Counter[tuple[str, str, str]]) -> None:
    """What all folds of a table reach: a line for each language and measure."""
    print(f"left out: {table}\t\tprecision\trecall or share\tF1\tof")
    for lang, kind in dict.fromkeys(key[:2] for key in counts):
        said, gold, true = (counts[lang, kind, what] for what in ("said", "gold", "true"))
        if gold:
            figures = f"{true / (said or 1):.3f}\t{true / gold:.3f}\t{2 * true / (said + gold):.3f}\t{gold:.0f}"
        else:
            size = counts[lang, kind, "of"]
            figures = f"–\t{counts[lang, kind, 'good'] / (size or 1):.4f}\t–\t{size:.0f}"
        print(f"{lang}\t{kind}\t{figures}")
    print()


def main(arguments: Sequence[str]) -> int:
    """Run a command; 0 when it is done or there are no data, 2 for a command that is not known."""
    commands: dict[str, Callable[[], None]] = {"train": train, "crossvalidate": lambda: crossvalidate(arguments[1:])}
    if not arguments or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    missing = [path for path in (NEWS, BELARUSIAN) if not path.exists()]
    if missing:
        print(f"skipped: no data at ../{missing[0].relative_to(ROOT.parent)}", file=sys.stderr)
        return 0
    commands[arguments[0]]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
