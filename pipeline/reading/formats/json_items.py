"""JSON: an item, or a list of items. Fields: text (or body, content, or those that are asked for), title, url, date,
lang, id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from pipeline.reading.formats import html
from pipeline.reading.formats.about import stated
from pipeline.reading.formats.base import Format, Item, Raw, RefusedError, Warned, damage, decode, digest

TEXT_FIELDS = ("text", "body", "content")
_REMEDY = "give each item a field text, body or content, or name its own with --field"
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
    return bool(_OPENS.match(raw.beginning)) or raw.suffix == ".json"


def extract(raw: Raw) -> Iterator[Item | Warned | RefusedError]:
    """The items in order. Raises NotTextError, RefusedError (no JSON at all), OSError."""
    data = raw.content()
    decoded = decode(data)
    yield from damage(decoded)
    found = parse(decoded.text)
    if not isinstance(found, list):
        yield from item_of(found, digest(data), "", None, fields=raw.fields)
        return
    if not found:
        raise RefusedError("the list holds no items", _REMEDY)
    keys = Keys()
    for number, value in enumerate(found, 1):
        part = json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
        try:
            yield from item_of(value, digest(part), f"item {number}", keys, str(number), raw.fields)
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
    value: object,
    sha256: str,
    place: str,
    keys: Keys | None,
    number: str | None = None,
    fields: Sequence[str] = (),
) -> Iterator[Item | Warned]:
    """The item in one JSON value (an object, or a text alone); `keys` is None where it is the only one of its
    file. `fields` are those that hold the text, if not the usual ones.

    Raises RefusedError where it holds no text.
    """
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, dict):
        raise RefusedError("an item has to be an object or a text", _REMEDY, place)
    known = {str(name).lower(): content for name, content in value.items()}
    texts = _texts_in(known, fields, place)
    if any(map(_SURROGATE.search, texts)):
        yield Warned(message="a lone surrogate, shown as U+FFFD", remedy="correct it", place=place)
    yield Item(
        text="\n\n".join(html.fragment_text(text) if html.looks_like_fragment(text) else text for text in texts),
        sha256=sha256,
        key=keys.take(known.get("id"), number or place) if keys else "",
        place=place,
        title=_string(known.get("title")),
        url=_string(known.get("url")),
        date=stated(_string(known.get("date"))),
        lang=_string(known.get("lang")),
    )


def _texts_in(item: dict[str, object], fields: Sequence[str], place: str) -> list[str]:
    """The texts of all `fields` that have some; where none are asked for, that of the first usual one."""
    if not fields:
        texts = [text for name in TEXT_FIELDS if (text := _string(item.get(name)))][:1]
    else:
        texts = [text for name in fields for text in _strings(_inside(item, name.lower()))]
    if not texts:
        wanted = f" in {' or '.join(map(repr, fields))}" if fields else ""
        there = f"it has {', '.join(list(item)[:10])}" if item and fields else _REMEDY
        raise RefusedError(f"the item holds no text{wanted}", there, place)
    return texts


def _inside(value: object, name: str) -> object:
    """What stands in a field (`b`), or in a field of a field (`a.b`); a list of it where there is a list between."""
    if isinstance(value, list):
        return [_inside(one, name) for one in value]
    if not isinstance(value, dict):
        return None
    fields = {str(key).lower(): content for key, content in value.items()}
    if name in fields:
        return fields[name]
    outer, _, inner = name.partition(".")
    return _inside(fields.get(outer), inner) if inner else None


def _strings(value: object) -> Iterator[str]:
    """The texts in a value: itself, or those of a list."""
    if isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif text := _string(value):
        yield text


def _string(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


FORMAT = Format(name="JSON", recognises=recognises, extract=extract)
