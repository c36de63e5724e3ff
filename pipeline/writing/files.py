"""Results as files: where they lie, and how they are named.

A folder of results holds::

    documents/NAME.json          one document, `nazvy-document/1`
    texts/{be,uk,ru,en}/NAME.txt the same document as plain text, a file a language
    new-entities.csv, review.csv what is made of all documents (see `pipeline.reduction`)
    export/                      the results in other formats, where asked for (see `pipeline.writing.exports`)

NAME is made from the document's id alone (`file_name`), so that it does not depend on what else is in the
folder.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

from pipeline.files import written_whole
from pipeline.records import OUTPUT_LANGUAGES
from pipeline.writing.result import DocumentResult, decode, encoded
from pipeline.writing.texts import parallel_texts

_LONGEST = 120  # bytes; most file systems take 255, and an ending and a mark of the writer come to it
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_DIGEST = re.compile(r"-[0-9a-f]{12}$")


def file_name(identifier: str) -> str:
    """A file name without ending for a document's id: the id itself where that is safe on every file system.

    Any other id (with separators, capital letters, more than 120 bytes of UTF-8, …) has its awkward
    characters replaced by hyphens and 12 hexadecimal digits of its SHA-256 put behind, so that two ids
    never share a name, not even where case does not count.
    """
    safe = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", identifier)).strip(".-_")
    safe = safe.encode()[:_LONGEST].decode(errors="ignore").rstrip(".-_")
    odd = safe != identifier or safe != safe.casefold() or _RESERVED.match(safe) or _DIGEST.search(safe)
    if not odd:
        return safe
    digest = hashlib.sha256(identifier.encode(errors="surrogatepass")).hexdigest()[:12]
    if not safe or _RESERVED.match(safe):
        safe = f"document-{safe}" if safe else "document"
    return f"{safe}-{digest}"


def write_document(result: DocumentResult, text: str, folder: Path) -> Path:
    """Write a result and its parallel texts below `folder`; give the path of the JSON.

    `text` is the text of the document, which the segments are cut from. The JSON comes last, so that where
    it stands the texts stand too; a text of an earlier run that could not be made again is removed. Raises
    OSError.
    """
    name = file_name(result.document.id)
    places = {lang: folder / "texts" / lang / f"{name}.txt" for lang in OUTPUT_LANGUAGES}
    for lang, translated in parallel_texts(result, text):
        if lang in places:
            with written_whole(places.pop(lang)) as file:
                file.writelines(map(str.encode, translated))
    for path in places.values():
        path.unlink(missing_ok=True)
    path = folder / "documents" / f"{name}.json"
    with written_whole(path) as file:
        file.writelines(encoded(result))
    return path


def read_document(path: str | Path) -> DocumentResult:
    """A result as it was written; raises OSError, or msgspec.DecodeError for what is none."""
    return decode(Path(path).read_bytes())
