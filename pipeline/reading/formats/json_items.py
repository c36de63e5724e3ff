"""JSON: an item, or a list of items. Fields: text (or body, content), title, url, date, lang, id."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pipeline.reading.formats import html
from pipeline.reading.formats.base import Format, Item, Raw, RefusedError, Warned, damage, decode, digest

TEXT_FIELDS = ("text", "body", "content")
_REMEDY = "give each item a field text, body or content"
_OPENS = re.compile(r'\{\s*["}]|\[\s*[\[{"\]]')
_SURROGATE = re.compile("[\ud800-\udfff]")


class Keys:
    """Hands out keys that tell the items of one file apart: an item's own id, else its place; never one
    twice.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, own: object, place: str) -> str:
        """`own` where it is a text or number that is free yet, else the place (a line or item number)."""
        wanted = str(own).strip() if isinstance(own, str | int) and not isinstance(own, bool) else ""
        key = wanted or place
        while key in self._taken:
            key = f"{key}~{place}"
        self._taken.add(key)
        return key


def recognises(raw: Raw) -> bool:
    """Text that opens as JSON objects and lists do, whatever its ending; or a file that ends in .json."""
    return bool(_OPENS.match(raw.beginning)) or raw.path.suffix.lower() == ".json"


def extract(raw: Raw) -> Iterator[Item | Warned | RefusedError]:
    """The items in order. Raises NotTextError, RefusedError (no JSON at all), OSError."""
    data = raw.content()
    decoded = decode(data)
    yield from damage(decoded)
    found = parse(decoded.text)
    if not isinstance(found, list):
        yield from item_of(found, digest(data), "", None)
        return
    if not found:
        raise RefusedError("the list holds no items", _REMEDY)
    keys = Keys()
    for number, value in enumerate(found, 1):
        part = json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
        try:
            yield from item_of(value, digest(part), f"item {number}", keys, number=str(number))
        except RefusedError as error:
            yield error


def parse(text: str) -> object:
    """The JSON value in `text`; raises RefusedError with the line (in `text`) where it breaks off."""
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise RefusedError(
            f"it is not JSON: {error.msg.lower()} (column {error.colno})", "correct it", str(error.lineno)
        ) from error
    except (ValueError, RecursionError) as error:
        raise RefusedError("it is JSON nested too deeply, or with too long a number", "correct it") from error
    return value


def item_of(
    value: object, sha256: str, place: str, keys: Keys | None, number: str | None = None
) -> Iterator[Item | Warned]:
    """The item in one JSON value (an object, or a text alone); `keys` is None where it is the only one of its
    file.

    Raises RefusedError where it holds no text.
    """
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, dict):
        raise RefusedError("an item has to be an object or a text", _REMEDY, place)
    fields = {str(name).lower(): content for name, content in value.items()}
    text = next((one for name in TEXT_FIELDS if isinstance(one := fields.get(name), str) and one.strip()), None)
    if text is None:
        raise RefusedError("the item holds no text", _REMEDY, place)
    if _SURROGATE.search(text):
        yield Warned(message="a lone surrogate, shown as U+FFFD", remedy="correct it", place=place)
    yield Item(
        text=html.fragment_text(text) if html.looks_like_fragment(text) else text,
        sha256=sha256,
        key=keys.take(fields.get("id"), number or place) if keys else "",
        place=place,
        title=_string(fields.get("title")),
        url=_string(fields.get("url")),
        date=_string(fields.get("date")),
        lang=_string(fields.get("lang")),
    )


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


FORMAT = Format(name="JSON", recognises=recognises, extract=extract)
