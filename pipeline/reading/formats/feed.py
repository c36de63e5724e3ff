"""News feeds: RSS 0.9x to 2.0, RSS 1.0 and Atom; an item a document, with its title, address and date.

The text is the fullest that the item holds: its content, else its description. The language that a feed declares is
not read: the programs that make feeds name one, and authors write another. Nothing that an item leads to is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from pipeline.reading.formats import html
from pipeline.reading.formats.about import address, day
from pipeline.reading.formats.base import Format, Item, Raw, RefusedError, Warned, damage, decode, digest
from pipeline.reading.formats.json_items import Keys

_FEED = re.compile(
    r"(?>(?:<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>)?\s*)*+<(?:rss|feed|rdf:RDF|atom:feed)\b",
    re.I | re.S,
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30};)")
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_PLAIN = ("", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_REMEDY = "save the feed again"

_TEXTS = [
    *((_CONTENT, "encoded"), *((space, "content") for space in _ATOM)),
    *((space, "description") for space in _PLAIN),
    *((space, "summary") for space in _ATOM),
]
_TITLES = [*((space, "title") for space in (*_PLAIN, *_ATOM)), (_DUBLIN_CORE, "title")]
_DATES = [
    *((space, "pubDate") for space in _PLAIN),
    *((space, name) for name in ("published", "issued", "updated", "modified") for space in _ATOM),
    (_DUBLIN_CORE, "date"),
]
_IDS = [*((space, "guid") for space in _PLAIN), *((space, "id") for space in _ATOM)]


def recognises(raw: Raw) -> bool:
    """The root element of a feed, whatever the ending."""
    return _FEED.match(raw.beginning[:8192]) is not None


def extract(raw: Raw) -> Iterator[Item | Warned | RefusedError]:
    """The items in order. Raises NotTextError, RefusedError (no items at all), OSError."""
    data = raw.content()
    decoded = decode(data, html.declared_charset(data))
    yield from damage(decoded)
    root, broken = _parse(decoded.text)
    items = [] if root is None else list(_items(root))
    if not items:
        raise RefusedError(broken.message if broken else "the feed holds no items", _REMEDY)
    if broken:
        yield broken
    keys = Keys()
    for number, element in enumerate(items, 1):
        item = _item(element, number, keys)
        yield item or RefusedError("the item holds no text", "leave it out", f"item {number}")


def _parse(text: str) -> tuple[Any, Warned | None]:
    """The root of the feed, as far as it can be read, and what is wrong with the rest."""
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    text = _ENTITY.sub(_character, _DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text))
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    faults = parser.error_log.filter_from_errors()
    if not faults:
        return root, None
    told = " ".join(faults[0].message.split())[:200]
    return root, Warned(message=f"the XML is broken: {told}", remedy=_REMEDY, place=str(faults[0].line))


def _character(match: re.Match[str]) -> str:
    """The character of an entity of HTML, which feeds hold without declaring it."""
    return match[0] if match[1] in _XML_ENTITIES else html5.get(match[1], match[0])


def _items(root: Any) -> Iterator[Any]:
    for element in root.iter("{*}item", "{*}entry"):
        if _name(element)[0] in (*_PLAIN, *_ATOM):
            yield element


def _item(element: Any, number: int, keys: Keys) -> Item | None:
    from lxml import etree

    children = {_name(child): child for child in reversed(_children(element))}
    texts = (_text(children[name]) for name in _TEXTS if name in children)
    title = next((found for name in _TITLES if name in children and (found := _text(children[name]))), None)
    text = next(filter(None, texts), title)
    if not text:
        return None
    link = _link(element)
    own = next((children[name].text for name in _IDS if name in children), None) or element.get(_ABOUT) or link
    return Item(
        text=text,
        sha256=digest(etree.tostring(element, encoding="utf-8", with_tail=False)),
        key=keys.take(own, str(number)),
        place=f"item {number}",
        title=" ".join(title.split()) if title else None,
        url=link or address(own),
        date=next((date for name in _DATES if name in children and (date := day(children[name].text))), None),
    )


def _children(element: Any) -> list[Any]:
    return [child for child in element if isinstance(child.tag, str)]


def _name(element: Any) -> tuple[str, str]:
    """The namespace and the name in it; broken XML has names that lxml itself refuses."""
    space, _, name = element.tag.rpartition("}")
    return space.removeprefix("{"), name


def _text(element: Any) -> str:
    """The text of an element that holds text, escaped HTML, or elements of XHTML."""
    from lxml import etree

    if _children(element):
        return html.fragment_text(etree.tostring(element, encoding="unicode", with_tail=False))
    text = element.text or ""
    if element.get("type") != "text" and ("<" in text or "&" in text):
        return html.fragment_text(text)
    return text.strip()


def _link(element: Any) -> str | None:
    """The address of the item: the text of `link` in RSS, the alternate one of Atom."""
    for child in _children(element):
        if _name(child)[1] == "link" and child.get("rel", "alternate") == "alternate":
            found = address(child.get("href") or child.text)
            if found:
                return found
    return None


FORMAT = Format(name="feed", recognises=recognises, extract=extract)
