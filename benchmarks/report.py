"""How long the report of many documents takes to build, and its overview to open in Chromium.

    python benchmarks/report.py [--documents 2000] [--keep DIR]

The results are made up: every document has sixteen sentences in four languages with about forty mentions, drawn from
3,000 entities of which a few are met very often, as in the news; no name and no sentence means anything.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from pipeline.files import write_bytes
from pipeline.records import (
    OUTPUT_LANGUAGES,
    Document,
    DocumentEntity,
    Link,
    Mention,
    NameForm,
    Segment,
    Spelling,
    TranslatedName,
    Translation,
)
from pipeline.reduction import reduce
from pipeline.report import write_report
from pipeline.writing import DocumentResult, MadeWith, assemble, encode, file_name

SENTENCES = 16
ENTITIES = 3000
LETTERS = {
    "be": "абвгдзіклмнопрстуўш",
    "uk": "абвгдзиклмнопрстуїш",
    "ru": "абвгдзиклмнопрстуыш",
    "en": "abdegiklmnoprstu",
}
MADE_WITH = MadeWith(version="0", gazetteer="0" * 64, settings={}, models={})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="Leave results and report there.")
    arguments = parser.parse_args()
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="nazvy-report-"))
    try:
        make(folder, arguments.documents)
        began, worked = time.perf_counter(), time.process_time()
        report = write_report(folder)
        built, worked = time.perf_counter() - began, time.process_time() - worked
        files = [path for path in report.page.parent.rglob("*") if path.is_file()]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{report.documents} documents: built in {built:.1f} s, {worked:.1f} s of one core", end=", ")
        print(f"{memory:.0f} MB of memory")
        print(f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB", end="; ")
        print(f"overview {report.page.stat().st_size / 1e3:.0f} kB", end=", ")
        print(f"search index {(report.page.parent / 'static' / 'search-index.js').stat().st_size / 1e6:.1f} MB")
        open_in_browser(report.page)
    finally:
        if arguments.keep is None:
            shutil.rmtree(folder)


def open_in_browser(page: Path) -> None:
    program = shutil.which("chromium")
    if program is None:
        print("opening is not measured: no Chromium (sudo apt-get install chromium)", file=sys.stderr)
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        browser.new_page().goto("about:blank")
        for name, path in (("overview", page), ("a document", next((page.parent / "documents").iterdir()))):
            tab = browser.new_page()
            began = time.perf_counter()
            tab.goto(path.as_uri(), wait_until="load")
            tab.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            print(f"{name} opened in {time.perf_counter() - began:.2f} s")
        tab = browser.new_page()
        tab.goto(page.as_uri())
        began = time.perf_counter()
        tab.fill("#query", tab.inner_text(".chart li:nth-child(3) a")[:4])
        tab.wait_for_selector("#found-list li")
        print(f"first search answered in {time.perf_counter() - began:.2f} s")
        browser.close()


def make(folder: Path, documents: int) -> None:
    """Results of made-up documents, with their tables."""
    chance = random.Random(9)
    words = {lang: [_word(chance, lang) for _ in range(4000)] for lang in OUTPUT_LANGUAGES}
    entities = [_entity(number, chance) for number in range(ENTITIES)]
    weights = [1 / (rank + 5) for rank in range(ENTITIES)]
    for number in range(documents):
        own = OUTPUT_LANGUAGES[number % 4]
        result = _result(f"item-{number:05}.txt", own, words, entities, weights, chance)
        write_bytes(folder / "documents" / f"{file_name(result.document.id)}.json", encode(result))
    reduce(folder)


def _word(chance: random.Random, lang: str) -> str:
    return "".join(chance.choices(LETTERS[lang], k=chance.randint(2, 10)))


def _entity(number: int, chance: random.Random) -> DocumentEntity:
    forms = {lang: f"{_word(chance, lang).title()} {_word(chance, lang).title()}" for lang in OUTPUT_LANGUAGES}
    new = number % 25 == 0
    kind = ("person", "place", "organisation")[number % 3]
    return DocumentEntity(
        id=f"new:{number:016x}" if new else f"made-up:{number}",
        type=kind,  # type: ignore[arg-type]
        label=forms["en"],
        new=new,
        names={lang: NameForm(form=form, source="made up") for lang, form in forms.items()},
        romanisations={
            "by-bel-Cyrl-Latn-2007": forms["en"],
            "ua-ukr-Cyrl-Latn-2010": forms["en"],
            "bgnpcgn-rus-Cyrl-Latn-1947": forms["en"],
        },
        spellings=(Spelling(form=forms["be"], count=1),),
    )


def _result(
    identifier: str,
    own: str,
    words: dict[str, list[str]],
    entities: list[DocumentEntity],
    weights: list[float],
    chance: random.Random,
) -> DocumentResult:
    segments, mentions, links, translations, at = [], [], [], [], 0
    used: dict[str, DocumentEntity] = {}
    for number in range(1, SENTENCES + 1):
        named = chance.choices(entities, weights, k=chance.randint(1, 4))
        used |= {entity.id: entity for entity in named}
        ids = [f"m{len(mentions) + place}" for place in range(1, len(named) + 1)]
        for lang in OUTPUT_LANGUAGES:
            text, spans = _sentence(named, lang, words[lang], chance)
            if lang == own:
                segments.append(Segment(id=f"s{number}", start=at, end=at + len(text), lang=own, text=text))
                at += len(text) + 1
                for mention, entity, (start, end) in zip(ids, named, spans, strict=True):
                    script = "Latn" if own == "en" else "Cyrl"
                    mentions.append(
                        Mention(
                            id=mention,
                            segment=f"s{number}",
                            start=start,
                            end=end,
                            text=text[start:end],
                            type=entity.type,
                            lang=own,
                            script=script,  # type: ignore[arg-type]
                            lemma=text[start:end],
                        )
                    )
                    links.append(
                        Link(mention=mention, entity=entity.id, score=1.0, by="new" if entity.new else "exact")
                    )
            names = tuple(
                TranslatedName(
                    mention=mention, entity=entity.id, form=text[start:end], status="kept", start=start, end=end
                )
                for mention, entity, (start, end) in zip(ids, named, spans, strict=True)
            )
            translations.append(Translation(segment=f"s{number}", lang=lang, text=text, route=("names",), names=names))
    document = Document(
        id=identifier,
        source=identifier,
        sha256="0" * 64,
        lang=own,
        text="\n".join(segment.text for segment in segments),
        segments=tuple(segments),
        date=f"2024-{1 + len(segments) % 12:02}-{1 + at % 28:02}",
    )
    return assemble(document, mentions, links, used.values(), translations, (), MADE_WITH)


def _sentence(
    named: list[DocumentEntity], lang: str, words: list[str], chance: random.Random
) -> tuple[str, list[tuple[int, int]]]:
    text, spans = chance.choice(words).title(), []
    for entity in named:
        text += " " + " ".join(chance.choices(words, k=chance.randint(2, 6))) + " "
        form = entity.names[lang].form
        spans.append((len(text), len(text) + len(form)))
        text += form
    return text + ".", spans


if __name__ == "__main__":
    main()
