"""Translation: chrF and names with and without our step, speed of the engines, what the names step costs.

    python benchmarks/translation.py [SENTENCES.tsv]

SENTENCES.tsv (by default ntrex-dev.tsv in ../shared/data) has one column a language (be, uk, ru) with the same sentence
in each, translated by people. chrF is sacrebleu's. A name counts where the gazetteer links it in the source and the
human translation writes its entity too; it is right where the output writes that entity in a form of its name in the
target language, and right in its case where it is a form that the human translation writes. "Alone" is the engine's
own output, "with names" what `nazvy translate` writes.

Times are wall clock, the best of three rounds, engines started before. No sentence comes twice to Apertium, whose
programs run side by side, so that beside other work only processor time tells how many sentences two cores of their own
would do; what this program uses is part of it. The names step is timed with engines that only repeat what they answered
before. Argos is timed with the small packages of tests/argos, in batches by us and sentence by sentence by
`argostranslate.translate` (the first of the same sentences, once, as that takes a hundred times as long), its splitter
of sentences (which it would download) replaced by one that leaves them whole; the usual packages have a hundred times
the weights, so that Argos takes far longer and the names step as long as here.
"""

from __future__ import annotations

import csv
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import permutations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT.parent / "shared" / "data" / "ntrex-dev.tsv"
LANGUAGES = ("be", "uk", "ru")
ROUNDS = 3
ONE_BY_ONE = 40

FOLDER = tempfile.TemporaryDirectory()
os.environ["ARGOS_PACKAGES_DIR"] = FOLDER.name
sys.path.insert(0, str(ROOT / "tests"))

from argos.fixtures import package_files  # noqa: E402
from argos.train import held_out  # noqa: E402
from sacrebleu.metrics.chrf import CHRF  # noqa: E402

from pipeline.gazetteer import load  # noqa: E402
from pipeline.languages import decline_name  # noqa: E402
from pipeline.matching.person import parse_person  # noqa: E402
from pipeline.reading import read_text  # noqa: E402
from pipeline.road import Road  # noqa: E402
from pipeline.translation import EngineResult, NamedDocument, Router, Translator, models  # noqa: E402
from pipeline.translation.engines.apertium import ApertiumEngine  # noqa: E402
from pipeline.translation.engines.argos import ArgosEngine  # noqa: E402
from pipeline.translation.engines.base import Engine, Origin, Pair  # noqa: E402
from pipeline.translation.forms import CASES  # noqa: E402

GAZETTEER = load()


class Repeating:
    """An engine that asks another each sentence once and answers from memory after that."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.name = engine, engine.name
        self._known: dict[tuple[Pair, str], EngineResult] = {}

    def pairs(self) -> tuple[Pair, ...]:
        return self._engine.pairs()

    def versions(self) -> dict[Pair, str]:
        return self._engine.versions()

    def origins(self) -> dict[Pair, Origin]:
        return self._engine.origins()

    def translate(self, sentences: Sequence[str], pair: Pair) -> list[EngineResult]:
        fresh = [one for one in dict.fromkeys(sentences) if (pair, one) not in self._known]
        for one, answer in zip(fresh, self._engine.translate(fresh, pair) if fresh else (), strict=True):
            self._known[pair, one] = answer
        return [self._known[pair, one] for one in sentences]


class Whole:
    """Leaves a sentence whole."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]


def best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


@cache
def forms_of(entity: str, lang: str) -> frozenset[str]:
    """Every form of every name of an entity in a language; of a person the surname alone too."""
    about = GAZETTEER.entity(entity)
    found: set[str] = set()
    for name in GAZETTEER.names_of(entity):
        if name.lang == lang:
            asked = {name.form}
            if about.type == "person":
                asked |= {word.text for word in parse_person(name.form) if word.role == "surname"}
            for form in asked:
                found |= {
                    decline_name(form, lang, case, type=about.type, gender=about.gender) or form for case in CASES
                }
    return frozenset(found)


def written(forms: frozenset[str], text: str) -> set[str]:
    """Which of the forms stand in a text as whole words."""
    return {form for form in forms if re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text)}


def quality(rows: Sequence[dict[str, str]], engine: Engine) -> None:
    router = Router([engine])
    road = Road(GAZETTEER)
    translator = Translator(router, GAZETTEER)
    named = {lang: [road.name(read_text(row[lang], id="x", lang=lang)) for row in rows] for lang in LANGUAGES}
    print("pair\tchrF alone\twith names\tnames\tright alone\twith names\tand in their case alone\twith names")
    total = [0] * 5
    for source, target in permutations(LANGUAGES, 2):
        references = [row[target] for row in rows]
        alone = [joined(one, router, target) for one in named[source]]
        ours = [" ".join(part.text or "" for part in translator.translate(one, (target,)).translations)
                for one in named[source]]  # fmt: skip
        counts = [0] * 5
        for document, reference, *outputs in zip(named[source], references, alone, ours, strict=True):
            for entity in {entity.id for entity in document.entities if not entity.new}:
                expected = written(forms_of(entity, target), reference)
                if expected:
                    counts[0] += 1
                    for place, output in enumerate(outputs):
                        counts[1 + place] += bool(written(forms_of(entity, target), output))
                        counts[3 + place] += bool(written(frozenset(expected), output))
        total = [a + b for a, b in zip(total, counts, strict=True)]
        report(f"{source} to {target}", [chrf(alone, references), chrf(ours, references)], counts)
    report("all", [], total)
    print()


def chrf(outputs: Sequence[str], references: Sequence[str]) -> float:
    return float(CHRF().corpus_score(list(outputs), [list(references)]).score)


def report(what: str, scores: Sequence[float], counts: Sequence[int]) -> None:
    shares = (f"{count / max(1, counts[0]):.1%}" for count in counts[1:])
    print(what, *(f"{score:.1f}" for score in scores or ()), *["–"] * (2 - len(scores)), counts[0], *shares, sep="\t")


def joined(document: NamedDocument, router: Router, target: str) -> str:
    segments = document.document.segments
    answers = router.translate([segment.text for segment in segments], document.document.lang, target)
    return " ".join(answer.text or "" for answer in answers)


def apertium_speed(rows: Sequence[dict[str, str]]) -> None:
    print("Apertium\tsentences a second by the clock\tms of processor time a sentence\ts for the start"
          "\tsentences a second of two free cores")  # fmt: skip
    for source, target in ApertiumEngine().pairs():
        sentences = list(dict.fromkeys(row[source] for row in rows))
        starts = [apertium_round(sentences[:1], (source, target)) for _ in range(ROUNDS)]
        rounds = [apertium_round(sentences, (source, target)) for _ in range(ROUNDS)]
        start, start_processor = map(min, zip(*starts, strict=True))
        seconds, processor = map(min, zip(*rounds, strict=True))
        by_the_clock, each = (seconds - start) / len(sentences[1:]), (processor - start_processor) / len(sentences[1:])
        print(
            f"{source} to {target}\t{1 / by_the_clock:.0f}\t{1e3 * each:.2f}\t{start_processor:.2f}\t{2 / each:.0f}",
            flush=True,
        )
    print()


def apertium_round(sentences: Sequence[str], pair: Pair) -> tuple[float, float]:
    """Seconds by the clock and of processor time, the start and the end of the programs in both."""
    begun, used = time.perf_counter(), time.process_time() + children()
    engine = ApertiumEngine()
    engine.translate(sentences, pair)
    engine.close()
    return time.perf_counter() - begun, time.process_time() + children() - used


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def names_step(texts: dict[str, list[str]], engines: Sequence[Engine], targets: Sequence[str]) -> None:
    """What the names cost beside the engines, warm: the third time that these sentences come."""
    router = Router([Repeating(engine) for engine in engines])
    road, translator = Road(GAZETTEER), Translator(router, GAZETTEER)
    print("names\tms a sentence\tengines and names for the first time, ms")
    for source, sentences in texts.items():
        named = [road.name(read_text(sentence, id="x", lang=source)) for sentence in sentences]
        for target in targets:
            if target != source and router.route(source, target) is not None:
                first = timed(lambda: [translator.translate(one, (target,)) for one in named])  # noqa: B023
                again = best(lambda: [translator.translate(one, (target,)) for one in named])  # noqa: B023
                alone = best(lambda: [joined(one, router, target) for one in named])  # noqa: B023
                print(
                    f"{source} to {target}\t{1e3 * (again - alone) / len(named):.2f}\t{1e3 * first / len(named):.2f}",
                    flush=True,
                )
    print()


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def argos_speed() -> None:
    from argostranslate import package, translate

    models.install(package_files(), folder=Path(FOLDER.name))
    package.get_installed_packages()
    print("Argos, small packages\tsentences a second in batches\tby argostranslate.translate, one by one")
    for source, target in (("en", "ru"), ("en", "uk"), ("ru", "en"), ("uk", "en")):
        sentences = [one for one, _ in held_out(source, target)][:400]
        engine = ArgosEngine()
        theirs = translate.get_translation_from_codes(source, target)
        theirs.underlying.sentencizer = Whole()
        engine.translate(sentences[:1], (source, target))
        theirs.translate(sentences[0])
        ours = best(lambda: engine.translate(sentences, (source, target)))  # noqa: B023
        few = sentences[:ONE_BY_ONE]
        one_by_one = timed(lambda: [theirs.translate(sentence) for sentence in few])  # noqa: B023
        print(f"{source} to {target}\t{len(sentences) / ours:.0f}\t{len(few) / one_by_one:.0f}", flush=True)
    print()


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SENTENCES
    if path.exists():
        rows = list(read_rows(path))
        engine = ApertiumEngine()
        quality(rows, engine)
        apertium_speed(rows)
        names_step({lang: [row[lang] for row in rows[:100]] for lang in LANGUAGES}, [engine], LANGUAGES)
    else:
        print(f"no {path}: quality and Apertium's speed are left out")
    argos_speed()
    english = [sentence for sentence, _ in held_out("en", "ru")][:100]
    names_step({"en": english}, [ArgosEngine()], ("ru", "uk"))


if __name__ == "__main__":
    main()
