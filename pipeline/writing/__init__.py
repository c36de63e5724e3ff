"""Writing: a document's result as JSON with its schema, as parallel texts, and in other formats (`exports`)."""

from __future__ import annotations

from pipeline.writing.files import file_name, read_document, write_document
from pipeline.writing.result import (
    FORMAT,
    DocumentResult,
    MadeWith,
    assemble,
    decode,
    encode,
    encode_schema,
    schema,
)
from pipeline.writing.texts import parallel_texts

__all__ = [
    "FORMAT",
    "DocumentResult",
    "MadeWith",
    "assemble",
    "decode",
    "encode",
    "encode_schema",
    "file_name",
    "parallel_texts",
    "read_document",
    "schema",
    "write_document",
]
