"""Web pages: the main text by trafilatura, title, address and date from their metadata.

The page is parsed once here, so that its depth and size are known before anything recursive or quadratic sees
it. The language that a page declares is not read: templates name one and authors write another. Where
trafilatura finds nothing (a page of one sentence), or the page is too deep or too large for it, the text of
the whole page is taken without its menus, scripts and footers.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pipeline.reading.formats.base import (
    Decoded,
    Format,
    Item,
    Raw,
    RefusedError,
    Warned,
    damage,
    decode,
    digest,
)
from pipeline.records import Record
from pipeline.tables import read_toml

DEEPEST = 256
"""Elements inside elements, above which a page is not given to trafilatura."""

MOST_ELEMENTS = 30_000
"""Elements of a page, above which it is not given to trafilatura (its time grows faster than the page)."""

_SHORT = 200  # characters of a text that trafilatura cannot tell from its surroundings

# (The group is atomic: else comments without end would be tried in every combination.)
_PAGE = re.compile(r"(?>(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.I)
_FRAGMENT = re.compile(r"</(?:p|div|li|h[1-6]|a|b|i|em|strong|span|td)>|<(?:br|p)\s*/?>", re.I)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_DECLARED_XML = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.I)
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
# What no tree of lxml's may hold: signs themselves, and references to them.
_NOT_IN_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[0-8bcef]|1[\da-f]|fff[ef])(?![\da-f]));?",
    re.I,
)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml"})


def recognises(raw: Raw) -> bool:
    """A document type or `<html>` at the beginning, or the ending and at least one tag."""
    if _PAGE.match(raw.beginning[:4096]):
        return True
    return raw.suffix in _SUFFIXES and _TAG.search(raw.beginning) is not None


def extract(raw: Raw) -> Iterator[Item | Warned | RefusedError]:
    """The main text of the page. Raises NotTextError, RefusedError (nothing in it), OSError."""
    data = raw.content()
    decoded = decode(data, declared_charset(data))
    yield from damage(decoded)
    page = _parse(decoded)
    if page is None:
        raise RefusedError("the page holds no text", "check that it was saved whole")
    depth, elements = _measure(page)
    if depth > DEEPEST or elements > MOST_ELEMENTS:
        yield Warned(
            message=f"{elements} elements, {depth} inside one another, are too many to tell the menus apart",
            remedy="all text of the page is read",
        )
        yield Item(text=_whole_text(page), sha256=digest(data))
        return
    _drop_consent(page)
    title = _first_heading(page)
    found = _main_text(page)
    yield Item(
        text=_best_text(found.body if found is not None else None, page),
        sha256=digest(data),
        title=(found.title if found is not None else None) or title,
        url=found.url if found is not None else None,
        date=_declared_date(page, found.date) if found is not None else None,
    )


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page names in its first 4 KiB (HTML Living Standard, 4.2.5.4, allows 1 KiB)."""
    found = _DECLARED_XML.search(data[:4096]) or _DECLARED.search(data[:4096])
    return found[1].decode("ascii") if found else None


def looks_like_fragment(text: str) -> bool:
    """Whether a text is a piece of HTML: it holds the end of a paragraph, link, list item or the like."""
    return _FRAGMENT.search(text) is not None


def fragment_text(text: str) -> str:
    """The text of a piece of HTML: blocks apart by blank lines, entities decoded, tags gone."""
    page = _parse(Decoded(text=text, encoding="utf-8"))
    return _whole_text(page) if page is not None else ""


class _Rules(Record, frozen=True):
    blocks: frozenset[str]
    silent: frozenset[str]
    around: frozenset[str]
    consent: tuple[str, ...]

    @property
    def body_silent(self) -> frozenset[str]:
        """What is silent in trafilatura's own tree, whose `head` is a heading."""
        return self.silent - {"head", "title"}


@cache
def _rules() -> _Rules:
    table = read_toml("pipeline.reading", "html.toml")
    return _Rules(
        blocks=frozenset(table["blocks"].split()),
        silent=frozenset(table["silent"].split()),
        around=frozenset(table["around"].split()),
        consent=tuple(table["consent"].split()),
    )


def _parse(decoded: Decoded) -> Any:
    """The page as a tree; None where there is nothing in it."""
    from lxml import etree  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

    text = _NOT_IN_XML.sub(" ", _XML.sub("", decoded.text))
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        page = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return None
    return page


def _drop_consent(page: Any) -> None:
    """Takes banners that ask for consent out of the page: small elements named after it, without a heading."""
    from lxml import etree

    named = [element for element in page.iter(etree.Element) if _asks_for_consent(element)]
    most = len("".join(page.itertext())) / 2 if named else 0
    for element in named:
        small = element.find(".//h1") is None and len("".join(element.itertext())) < most
        if small and element.getparent() is not None:
            element.drop_tree()


def _asks_for_consent(element: Any) -> bool:
    if element.tag in ("html", "body", "article", "main"):
        return False
    names = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}".lower()
    return any(word in names for word in _rules().consent)


def _measure(page: Any) -> tuple[int, int]:
    """How deep the page is nested and how many elements it has."""
    from lxml import etree

    deepest = depth = elements = 0
    for event, _ in etree.iterwalk(page, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        deepest = max(deepest, depth)
    return deepest, elements


def _main_text(page: Any) -> Any:
    """What trafilatura finds: body, title, url, date; None where it finds nothing or fails."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura.bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


def _declared_date(page: Any, date: str | None) -> str | None:
    """The date that was found, if the page names it (YYYY-MM-DD) in its metadata or in a `time` element.

    A date that was merely seen somewhere in the text may be anything: of an event, of the copyright.
    """
    named = [value for element in page.iter("meta", "time") for value in element.values()]
    named += [element.text or "" for element in page.iter("script") if "json" in element.get("type", "")]
    return date if date and any(date in value for value in named) else None


def _best_text(body: Any, page: Any) -> str:
    """The main text; of a page with hardly any the whole, because trafilatura joins what it finds there."""
    main = _text(body, _rules().body_silent) if body is not None else ""
    if len(main) >= _SHORT:
        return main
    whole = _whole_text(page)
    return whole if not main or len(whole) < 5 * _SHORT else main


def _first_heading(page: Any) -> str | None:
    for element in page.iter("h1", "title"):
        text = _SPACES.sub(" ", "".join(element.itertext())).strip()
        if text:
            return text
    return None


def _whole_text(page: Any) -> str:
    """All text of a page but scripts and what stands around it; with that where there is nothing else."""
    rules = _rules()
    return _text(page, rules.silent | rules.around) or _text(page, rules.silent)


def _text(tree: Any, silent: frozenset[str]) -> str:
    """The text of a tree, blocks apart by blank lines, spaces as a browser shows them; no recursion."""
    from lxml import etree

    blocks = _rules().blocks
    parts: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in silent:
            hidden += 1 if event == "start" else -1
        if tag in blocks:
            parts.append("\n\n")
        text = element.text if event == "start" else (element.tail if element is not tree else None)
        if text and not hidden:
            parts.append(_SPACES.sub(" ", text))
    paragraphs = (_SPACES.sub(" ", part).strip() for part in "".join(parts).split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)


FORMAT = Format(name="HTML", recognises=recognises, extract=extract)
