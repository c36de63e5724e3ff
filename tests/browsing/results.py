"""Results to make reports of: sentences in which names stand as `{key:form}`, in any of the languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline.records import (
    OUTPUT_LANGUAGES,
    Candidate,
    Document,
    DocumentEntity,
    EntityType,
    Link,
    Mention,
    NameForm,
    Problem,
    Segment,
    Spelling,
    TranslatedName,
    Translation,
)
from pipeline.reduction import reduce
from pipeline.writing import DocumentResult, MadeWith, assemble, write_document

Sentence = Mapping[str, str | None]
NAME = re.compile(r"\{([^{}:|]+)\|?([^{}:|]*):([^{}]*)\}", re.DOTALL)
MADE_WITH = MadeWith(version="0", gazetteer="f00d" * 16, settings={}, models={})


def entity(id: str, type: EntityType, forms: Sequence[str], *, new: bool = False) -> DocumentEntity:
    """An entity by its forms in be, uk, ru and en."""
    names = {lang: NameForm(form=form, source="editor") for lang, form in zip(OUTPUT_LANGUAGES, forms, strict=False)}
    return DocumentEntity(
        id=id, type=type, label=forms[-1], new=new, names=names, romanisations={"by-bel-Cyrl-Latn-2007": forms[-1]}
    )


ENTITIES = {
    "ales": entity("test:ales", "person", ["Алесь Бяляцкі", "Алесь Біляцький", "Алесь Беляцкий", "Ales Bialiatski"]),
    "sviatlana": entity(
        "test:sviatlana",
        "person",
        ["Святлана Ціханоўская", "Світлана Тихановська", "Светлана Тихановская", "Sviatlana Tsikhanouskaya"],
    ),
    "minsk": entity("test:minsk", "place", ["Мінск", "Мінськ", "Минск", "Minsk"]),
    "vilnius": entity("test:vilnius", "place", ["Вільнюс", "Вільнюс", "Вильнюс", "Vilnius"]),
    "viasna": entity("test:viasna", "organisation", ["«Вясна»", "«Весна»", "«Весна»", "Viasna"]),
    "stranger": entity("new:00000000000000aa", "person", ["Янка Невядомскі"], new=True),
}


def made(
    identifier: str,
    lang: str,
    sentences: Sequence[Sentence],
    entities: Mapping[str, DocumentEntity] = ENTITIES,
    **about: str | None,
) -> DocumentResult:
    """A result of these sentences, each a text by language. A key `?` is a name that nobody could decide."""
    segments: list[Segment] = []
    mentions: list[Mention] = []
    links: list[Link] = []
    translations: list[Translation] = []
    own = lang.partition("-")[0]
    text = ""
    for number, sentence in enumerate(sentences, 1):
        plain, names = parsed(sentence[lang] or "")
        segment = Segment(id=f"s{number}", start=len(text), end=len(text) + len(plain), lang=lang, text=plain)
        segments.append(segment)
        text += plain + "\n"
        keys = []
        for key, _, start, end in names:
            mention = f"m{len(mentions) + 1}"
            known = entities.get(key)
            keys.append((key, mention))
            mentions.append(
                Mention(
                    id=mention,
                    segment=segment.id,
                    start=start,
                    end=end,
                    text=plain[start:end],
                    type=known.type if known else "place",
                    lang=lang,
                    script="Cyrl",
                    lemma=plain[start:end],
                )
            )
            links.append(_link(mention, known))
        translations += [
            _translation(segment, target, sentence.get(target), keys, entities, own) for target in OUTPUT_LANGUAGES
        ]
    return assemble(
        Document(
            id=identifier,
            source=identifier,
            sha256="0" * 64,
            lang=lang,
            text=text,
            segments=tuple(segments),
            **about,
        ),
        mentions,
        links,
        [_with_spellings(found, mentions, links) for found in entities.values()],
        translations,
        [Problem(source=identifier, message="a remark <b>with</b> markup", remedy="mend it", place="s1")],
        MADE_WITH,
    )


def parsed(marked: str) -> tuple[str, list[tuple[str, str, int, int]]]:
    """The text without marks, and key, status, start and end of each name."""
    pieces, names, at, length = [], [], 0, 0
    for match in NAME.finditer(marked):
        before = marked[at : match.start()]
        pieces += [before, match[3]]
        length += len(before)
        names.append((match[1], match[2] or "kept", length, length + len(match[3])))
        length += len(match[3])
        at = match.end()
    return "".join([*pieces, marked[at:]]), names


def _link(mention: str, known: DocumentEntity | None) -> Link:
    if known is None:
        close = Candidate(entity="test:near", label="Near & Far", score=0.61, by="sound")
        return Link(mention=mention, entity=None, score=0.0, by="unsure", candidates=(close,))
    if known.new:
        return Link(mention=mention, entity=known.id, score=1.0, by="new")
    runner_up = Candidate(entity="test:other", label="Other One", score=0.4, by="sound")
    return Link(mention=mention, entity=known.id, score=0.95, by="surname", candidates=(runner_up,))


def _translation(
    segment: Segment,
    target: str,
    marked: str | None,
    keys: Sequence[tuple[str, str]],
    entities: Mapping[str, DocumentEntity],
    own: str,
) -> Translation:
    if marked is None:
        return Translation(segment=segment.id, lang=target, text=None)
    plain, names = parsed(marked)
    left = list(keys)
    found = []
    for key, status, start, end in names:
        pair = next((pair for pair in left if pair[0] == key), None)
        if pair is None or key not in entities:
            continue
        left.remove(pair)
        found.append(
            TranslatedName(
                mention=pair[1],
                entity=entities[key].id,
                form=plain[start:end],
                status=status,  # type: ignore[arg-type]
                start=start,
                end=end,
            )
        )
    return Translation(
        segment=segment.id,
        lang=target,
        text=plain,
        route=("names",) if target == own else ("test", "names"),
        names=tuple(found),
    )


def _with_spellings(found: DocumentEntity, mentions: Sequence[Mention], links: Sequence[Link]) -> DocumentEntity:
    met = [mention.text for mention, link in zip(mentions, links, strict=True) if link.entity == found.id]
    spellings = tuple(Spelling(form=form, count=met.count(form)) for form in sorted(set(met)))
    return msgspec.structs.replace(found, spellings=spellings)


def write(results: Sequence[DocumentResult], folder: Path) -> Path:
    """Write results and their tables as a run does."""
    for result in results:
        write_document(result, "".join(f"{segment.text}\n" for segment in result.segments), folder)
    reduce(folder)
    return folder


NEWS: list[Sentence] = [
    {
        "be": "Вяртанне ў {vilnius:Вільню}",
        "uk": "Повернення до {vilnius|inflected:Вільнюса}",
        "ru": "Возвращение в {vilnius:Вильнюс}",
        "en": "Return to {vilnius:Vilnius}",
    },
    {
        "be": "{ales:Алесь Бяляцкі} сустрэўся са {sviatlana:Святланай Ціханоўскай} і {stranger:Янкам Невядомскім}.",
        "uk": "{ales|inserted:Алесь Біляцький} зустрівся зі {sviatlana|inflected:Світланою Тихановською}.",
        "ru": "{ales|inserted:Алесь Беляцкий} встретился со {sviatlana|inflected:Светланой Тихановской}.",
        "en": "{ales:Ales Bialiatski} met {sviatlana:Sviatlana Tsikhanouskaya}.",
    },
    {
        "be": "Раней яго арыштавалі ў {minsk:Мінску}, каля {?:Росы}, разам з {viasna:«Вясной»}.",
        "uk": "Раніше його заарештували в {minsk|inflected:Мінську} разом із {viasna|inflected:«Весною»}.",
        "ru": "Раньше его арестовали в {minsk|inflected:Минске} вместе с {viasna|inflected:«Весной»}.",
        "en": None,
    },
]
WIRE: list[Sentence] = [
    {
        "en": "{ales:Bialiatski} is back in {minsk:Minsk}",
        "be": None,
        "uk": None,
        "ru": None,
    }
]


def sample() -> list[DocumentResult]:
    """Two small documents, in Belarusian and in English."""
    return [
        made("news-be.txt", "be", NEWS, title=None, date="2024-03-01", url="https://example.org/news?a=1&b=2"),
        made("wire-en.txt", "en", WIRE, title="Back home & safe", date="in spring"),
    ]
