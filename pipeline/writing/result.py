"""The result of one document: the format `nazvy-document/1`, its JSON Schema, and how it is put together.

The structs are the format: their fields, in this order, are what the JSON holds, and the published schema is
made from them. Every field is always written; what is not known is null, or an empty list or object.

Within version 1:

- A field is never taken away, renamed, made null where it was not, or given another type or meaning.
- A field may be added. It has a default here, so that older results are read, and is not required by the schema, so
  that they validate. A reader passes over fields that it does not know; the schema of a version knows its own fields
  and all older ones, so validate with the schema of the version that wrote the file, or a later one.
- The values of `type`, `case`, `number`, `gender`, `script` and `status` stay as they are. The units in `by`, the
  engines in `route`, the keys of `romanisations`, `settings` and `models`, the languages and the wording of warnings
  are open.

Anything else is `nazvy-document/2`. `tests/samples` holds results of earlier versions, which every later one reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from pipeline.records import (
    Case,
    Document,
    DocumentEntity,
    EntityType,
    Gender,
    Link,
    Mention,
    NameStatus,
    Number,
    Problem,
    Script,
    Translation,
    language_order,
)
from pipeline.writing.pieces import pieces
from pipeline.writing.shelf import Shelf, shelved

FORMAT: Literal["nazvy-document/1"] = "nazvy-document/1"
SCHEMA_ID = "nazvy-document-1.schema.json"

T = TypeVar("T")
if TYPE_CHECKING:
    Many = Sequence[T]  # of a long document that was just made they lie on disk (see `shelf`)
else:
    Many = tuple[T, ...]  # as they are read

Offset = Annotated[int, Meta(ge=0, description="Position in Unicode code points.")]
Share = Annotated[float, Meta(ge=0, le=1)]
Language = Annotated[str, Meta(description="BCP 47 language tag.", examples=["be", "be-tarask", "uk", "ru", "en"])]
EntityId = Annotated[
    str,
    Meta(
        description="Identifier of an entity: a CURIE of the gazetteer, or `new:…` for a name it lacks.",
        examples=["geonames:703448"],
    ),
]


class Part(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base of the parts of a result: immutable, compared by value."""


class DocumentHead(Part, frozen=True, kw_only=True):
    """The document that was read."""

    id: str
    source: Annotated[
        str, Meta(description="Where it was read: a path, with `#` and the item where a file has several.")
    ]
    url: str | None
    sha256: Annotated[str, Meta(description="SHA-256 of the bytes that were read, in hexadecimal.")]
    title: str | None
    date: Annotated[str | None, Meta(description="Date of the document as it states it, ISO 8601.")]
    lang: Language
    characters: Annotated[int, Meta(ge=0, description="Length of the extracted text in Unicode code points.")]


class SegmentPart(Part, frozen=True, kw_only=True):
    """A sentence, headline or list item; the offsets are into the extracted text of the document."""

    id: str
    start: Offset
    end: Offset
    lang: Language
    text: str


class CandidatePart(Part, frozen=True, kw_only=True):
    """An entity that also came close."""

    entity: EntityId
    label: str
    score: Share


class LinkPart(Part, frozen=True, kw_only=True):
    """What a mention stands for; `entity` is null where the program would not decide."""

    entity: EntityId | None
    score: Share
    by: Annotated[str, Meta(description="The unit that decided.")]
    candidates: tuple[CandidatePart, ...]


class MentionPart(Part, frozen=True, kw_only=True):
    """A name where it stands; the offsets are into the text of its segment."""

    id: str
    segment: str
    start: Offset
    end: Offset
    text: str
    type: EntityType
    lang: Language
    script: Annotated[Script, Meta(description="ISO 15924 script code.")]
    lemma: Annotated[str, Meta(description="The name's nominative, in the language it is written in.")]
    case: Annotated[Case | None, Meta(description="Universal Dependencies value.")]
    number: Annotated[Number | None, Meta(description="Universal Dependencies value.")]
    gender: Annotated[Gender | None, Meta(description="Universal Dependencies value.")]
    link: LinkPart | None


class NamePart(Part, frozen=True, kw_only=True):
    """The preferred form of a name in one language and where it was read."""

    form: str
    source: str


class SpellingPart(Part, frozen=True, kw_only=True):
    """A spelling met in this document, and how often."""

    form: str
    count: Annotated[int, Meta(ge=1)]


class EntityPart(Part, frozen=True, kw_only=True):
    """A person, place or organisation that the document names."""

    id: EntityId
    type: EntityType
    label: str
    new: Annotated[bool, Meta(description="True where the gazetteer does not hold it.")]
    names: Annotated[dict[str, NamePart], Meta(description="Preferred form by language.")]
    romanisations: Annotated[dict[str, str], Meta(description="Latin form by the code of the romanisation system.")]
    spellings: tuple[SpellingPart, ...]


class TranslatedNamePart(Part, frozen=True, kw_only=True):
    """What became of one mention; the offsets are into the translated text, null if it is missing."""

    mention: str
    entity: EntityId
    start: Offset | None
    end: Offset | None
    form: str
    case: Case | None
    status: NameStatus


class TranslationPart(Part, frozen=True, kw_only=True):
    """One segment in one language; `text` is null where nothing could translate it (`warnings` says why)."""

    segment: str
    text: str | None
    route: Annotated[
        tuple[str, ...],
        Meta(description="Engines in the order they ran; `names` alone where only the names were put right."),
    ]
    unknown_words: Annotated[Share, Meta(description="Share of the words that the engines left untranslated.")]
    names: tuple[TranslatedNamePart, ...]


class WarningPart(Part, frozen=True, kw_only=True):
    """Something that a reader of this result has to know."""

    place: Annotated[str | None, Meta(description="Where: a segment, a language, a line; null for the whole document.")]
    message: str
    remedy: Annotated[str | None, Meta(description="What mends it.")]


class MadeWith(Part, frozen=True, kw_only=True):
    """All that decides the result beside the document: the same here, the same bytes from the same input."""

    version: Annotated[str, Meta(description="Version of nazvy.")]
    gazetteer: Annotated[str, Meta(description="Fingerprint of the gazetteer's tables.")]
    settings: dict[str, str | int | float | bool | None]
    models: Annotated[dict[str, str], Meta(description="Version or fingerprint of each engine and model that ran.")]


class DocumentResult(Part, frozen=True, kw_only=True):
    """All that nazvy found in one document, and the document in the other languages."""

    format: Literal["nazvy-document/1"] = FORMAT
    document: DocumentHead
    segments: Many[SegmentPart]
    mentions: Many[MentionPart]
    entities: tuple[EntityPart, ...]
    translations: Annotated[
        dict[str, Many[TranslationPart]],
        Meta(description="The segments in order, by language; the document's own language is among them."),
    ]
    warnings: tuple[WarningPart, ...]
    made_with: MadeWith


def assemble(
    document: Document,
    mentions: Iterable[Mention],
    links: Iterable[Link],
    entities: Iterable[DocumentEntity],
    translations: Iterable[Translation],
    warnings: Iterable[Problem],
    made_with: MadeWith,
    folder: Path | None = None,
) -> DocumentResult:
    """Put what the stages found together; the order of segments, mentions and entities is kept.

    A warning's `place` is kept, its `source` is the document itself and is not repeated. Scores and shares
    are rounded to four decimals. Raises ValueError for a link or a translation of something not there.

    Translations are taken before warnings. What is long waits on disk in a nameless file (in `folder`, or where the
    system keeps such files) until it is written; the translations of a long document have to come in the order of its
    segments, the languages among each other in any.
    """
    mentions, by_language = tuple(mentions), _by_language(document, translations, folder)
    linked = {link.mention: link for link in links}
    stray = linked.keys() - {mention.id for mention in mentions}
    if stray:
        raise ValueError(f"links of unknown mentions: {', '.join(sorted(stray))}")
    return DocumentResult(
        document=_convert(document, DocumentHead, characters=len(document.text)),
        segments=shelved(SegmentPart, (_convert(segment, SegmentPart) for segment in document.segments), folder),
        mentions=shelved(MentionPart, (_mention(mention, linked.get(mention.id)) for mention in mentions), folder),
        entities=tuple(_entity(entity) for entity in entities),
        translations=by_language,
        warnings=tuple(
            WarningPart(place=warning.place or None, message=warning.message, remedy=warning.remedy or None)
            for warning in warnings
        ),
        made_with=msgspec.structs.replace(
            made_with, settings=_sorted(made_with.settings), models=_sorted(made_with.models)
        ),
    )


def encode(result: DocumentResult) -> bytes:
    """The result as JSON: UTF-8, indented by two, a newline at the end; the same result, the same bytes."""
    return b"".join(encoded(result))


def encoded(result: DocumentResult) -> Iterator[bytes]:
    """As `encode`, piece by piece: of a long document the whole takes sixteen times the room of its text."""
    yield from pieces(result)
    yield b"\n"


def decode(data: bytes) -> DocumentResult:
    """The other way; raises msgspec.DecodeError (of which ValidationError is one) for anything else."""
    return decode_as(DocumentResult, data)


Kind = TypeVar("Kind")


def decode_as(kind: type[Kind], data: bytes) -> Kind:
    """What JSON holds, as another kind of struct; raises msgspec.DecodeError whatever is wrong with it."""
    try:
        return msgspec.json.decode(data, type=kind)
    except UnicodeDecodeError as error:
        raise msgspec.DecodeError(f"not UTF-8: {error.reason}") from error
    except RecursionError as error:
        raise msgspec.DecodeError("JSON is nested too deeply") from error


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the format: no fields beside these, and all required that have always been
    there (those without a default).
    """
    (reference,), definitions = msgspec.json.schema_components([DocumentResult], ref_template="#/$defs/{name}")
    for definition in definitions.values():
        always = {"format", *definition.get("required", ())}
        definition["required"] = [field for field in definition["properties"] if field in always]
        definition["additionalProperties"] = False
    name = reference["$ref"].removeprefix("#/$defs/")
    definitions[name]["properties"]["format"].pop("default", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **definitions.pop(name),
        "$defs": dict(sorted(definitions.items())),
    }


def encode_schema() -> bytes:
    """The schema as it is published beside this module."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=2) + b"\n"


P = TypeVar("P", bound=Part)


def _convert(record: object, part: type[P], **further: object) -> P:
    """The fields of a record that a part of the format has too."""
    values = {field: getattr(record, field) for field in part.__struct_fields__ if field not in further}
    return part(**values, **further)


def _mention(mention: Mention, link: Link | None) -> MentionPart:
    return _convert(mention, MentionPart, link=_link(link) if link else None)


def _link(link: Link) -> LinkPart:
    candidates = (_convert(item, CandidatePart, score=round(item.score, 4)) for item in link.candidates)
    return _convert(link, LinkPart, score=round(link.score, 4), candidates=tuple(candidates))


def _entity(entity: DocumentEntity) -> EntityPart:
    languages = sorted(entity.names, key=language_order)
    return _convert(
        entity,
        EntityPart,
        names={lang: _convert(entity.names[lang], NamePart) for lang in languages},
        romanisations=_sorted(entity.romanisations),
        spellings=tuple(_convert(spelling, SpellingPart) for spelling in entity.spellings),
    )


def _by_language(
    document: Document, translations: Iterable[Translation], folder: Path | None
) -> dict[str, Sequence[TranslationPart]]:
    order = {segment.id: index for index, segment in enumerate(document.segments)}
    gathered: dict[str, Shelf[TranslationPart]] = {}
    for translation in translations:
        if translation.segment not in order:
            raise ValueError(f"translation of an unknown segment: {translation.segment}")
        shelf = gathered.setdefault(translation.lang, Shelf(TranslationPart, folder))
        shelf.add(_translation(translation))
    return {lang: _in_order(gathered[lang].all(), order) for lang in sorted(gathered, key=language_order)}


def _in_order(parts: Sequence[TranslationPart], order: Mapping[str, int]) -> Sequence[TranslationPart]:
    return tuple(sorted(parts, key=lambda item: order[item.segment])) if isinstance(parts, tuple) else parts


def _translation(translation: Translation) -> TranslationPart:
    return _convert(
        translation,
        TranslationPart,
        unknown_words=round(translation.unknown_words, 4),
        names=tuple(_convert(name, TranslatedNamePart) for name in translation.names),
    )


V = TypeVar("V")


def _sorted(mapping: Mapping[str, V]) -> dict[str, V]:
    return dict(sorted(mapping.items()))
