"""E-mail (RFC 5322 and MIME): the body as a document, with subject and date, and each attachment that can be read as a
document of its own.

Of a body in plain text and HTML the plain text is read. An attachment of a known format is read like a file of that
name, a mail that is attached like a mail; any other is named as not read. Pictures that the body shows are passed over.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

import msgspec

from pipeline.reading.encodings import NotTextError
from pipeline.reading.formats import html
from pipeline.reading.formats.about import address, day
from pipeline.reading.formats.base import (
    LARGEST_CONTAINER,
    Format,
    Item,
    Raw,
    RefusedError,
    Warned,
    damage,
    decode,
    digest,
)
from pipeline.reading.formats.json_items import Keys

DEEPEST = 3
"""Mails that may be attached to one another."""

MOST_COMPARISONS = 100_000_000
"""Lines by containers: Python's parser compares each line with the boundaries of all containers that are open."""

_FIRST = re.compile(r"[A-Za-z][A-Za-z0-9-]*:[ \t]")
_TELLING = re.compile(r"^(?:Message-ID|MIME-Version|Received|Return-Path|DKIM-Signature):", re.I | re.M)
_SEEN_ONLY = frozenset({"image", "audio", "video"})
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_SURROGATE = re.compile("[\udc80-\udcff]")


def recognises(raw: Raw) -> bool:
    """The ending, or a beginning of header fields among which are some that only mails have."""
    if raw.suffix == ".eml":
        return True
    head = raw.beginning.replace("\r\n", "\n").partition("\n\n")[0]
    return _FIRST.match(head) is not None and _TELLING.search(head) is not None


def extract(raw: Raw) -> Iterator[Item | Warned | RefusedError]:
    """The mail, then what is attached to it. Raises RefusedError (no mail, nested too deeply), OSError."""
    if raw.depth > DEEPEST:
        raise RefusedError("mails attached to mails, too deep", "save it by itself")
    data = raw.content(LARGEST_CONTAINER)
    if data.count(b"\n") * data.lower().count(b"multipart/") > MOST_COMPARISONS:
        raise RefusedError("it has too many parts for its length", "save its parts by themselves")
    try:
        message = email.message_from_bytes(data)
        parts = list(_parts(message))
    except RecursionError:
        raise RefusedError("its parts are nested too deeply", "save it again") from None
    if not message.keys():
        raise RefusedError("it is no mail: it does not begin with header fields", "save it from the mail program again")
    texts = []
    for part in parts:
        if _is_body(part):
            text, doubts = _body(part)
            yield from doubts
            texts.append(text)
    attached = [part for part in parts if not _is_body(part) and not _is_shown(part)]
    text = "\n\n".join(filter(str.strip, texts))
    if text or not attached:
        yield Item(
            text=text,
            sha256=digest(data),
            title=" ".join(_header(message, "Subject").split()) or None,
            url=address(_header(message, "Archived-At")),
            date=day(_header(message, "Date")),
        )
    keys = Keys()
    for number, part in enumerate(attached, 1):
        yield from _attachment(part, raw, keys, number)


def _parts(message: Message) -> Iterator[Message]:
    """The leaves of a mail in order; of alternatives only the one that is read."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    if message.get_content_type() == "multipart/alternative":
        leaves = [list(_parts(part)) for part in parts]
        yield from min(leaves, key=_preference, default=[])
        return
    for part in parts:
        yield from _parts(part)


def _preference(leaves: list[Message]) -> int:
    """Plain text that is not empty first, then HTML, then anything else."""
    bodies = [leaf for leaf in leaves if _is_body(leaf) and _payload(leaf).strip()]
    if not bodies:
        return 2
    return int(not any(leaf.get_content_type() == "text/plain" for leaf in bodies))


def _is_body(part: Message) -> bool:
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return False
    return part.get_content_type() in ("text/plain", "text/html") and not part.is_multipart()


def _is_shown(part: Message) -> bool:
    """Whether a part is for the eye or the ear alone and belongs to the body: a logo, a signature."""
    kind = part.get_content_type()
    if kind.endswith(("-signature", "/pgp-encrypted")):
        return True
    inline = part.get_content_disposition() == "inline" or "Content-ID" in part
    return part.get_content_maintype() in _SEEN_ONLY and inline


def _body(part: Message) -> tuple[str, list[Warned]]:
    """The text of a part of the body, and what was wrong with its bytes."""
    try:
        decoded = decode(_payload(part), _charset(part))
    except NotTextError as error:
        return "", [Warned(message=f"the body: {error.message}", remedy=error.remedy)]
    text = decoded.text
    if part.get_content_type() == "text/html":
        text = html.fragment_text(text)
    return text, list(damage(decoded, "body"))


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attached_mail(part: Message) -> bytes:
    return b"".join(mail.as_bytes() for mail in part.get_payload() if isinstance(mail, Message))


def _charset(part: Message) -> str | None:
    charset = part.get_param("charset")
    return charset if isinstance(charset, str) else None


def _attachment(part: Message, raw: Raw, keys: Keys, number: int) -> Iterator[Item | Warned | RefusedError]:
    from pipeline.reading.formats import format_of

    mail = part.get_content_type() == "message/rfc822"
    name = _decoded(part.get_filename() or "") or f"attachment-{number}{'.eml' if mail else ''}"
    name = name.replace("\\", "/").rpartition("/")[2] or f"attachment-{number}"
    key = keys.take(name, str(number))
    try:
        data = _attached_mail(part) if mail else _payload(part)
        if not data:
            raise RefusedError("it is empty", "leave it out")
        inner = raw.attached(name, data)
        for found in format_of(inner).extract(inner):
            yield _inside(found, key)
    except (RefusedError, NotTextError) as error:
        place = f"{key}:{error.place}" if error.place else key
        yield RefusedError(f"the attachment is not read: {error.message}", error.remedy, place)
    except Exception as error:  # what is attached must not take the mail with it
        message = f"the attachment is not read: {type(error).__name__}: {error}"[:300]
        yield RefusedError(message, "leave it out, and report it", key)


def _inside(found: Item | Warned | RefusedError, key: str) -> Item | Warned | RefusedError:
    """What was found in an attachment, with the attachment named."""
    place = f"{key}:{found.place}" if found.place else key
    if isinstance(found, RefusedError):
        return RefusedError(found.message, found.remedy, place)
    if isinstance(found, Item):
        return msgspec.structs.replace(found, key=f"{key}/{found.key}" if found.key else key, place=place)
    return msgspec.structs.replace(found, place=place)


def _header(message: Message, name: str) -> str:
    """A header field as text, whatever it is written in; empty where there is none."""
    return next((_decoded(str(value)) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _decoded(value: str) -> str:
    """A value with its encoded words (RFC 2047) and raw bytes as text."""
    value = _FOLD.sub("", value)
    if _SURROGATE.search(value):
        value = _lenient(value.encode("utf-8", "surrogateescape"), None)
    try:
        words = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    return "".join(word if isinstance(word, str) else _lenient(word, charset) for word, charset in words).strip()


def _lenient(data: bytes, charset: str | None) -> str:
    try:
        return decode(data, charset).text
    except NotTextError:
        return data.decode("ascii", "replace")


FORMAT = Format(name="mail", recognises=recognises, extract=extract)
