"""Names that carry quotation marks of their own («Мемориал»), in sentences that have them already."""

from __future__ import annotations

QUOTES = frozenset('"«»“”„‟‘’‚‹›')


def fitted(form: str, text: str, start: int, end: int) -> tuple[str, int]:
    """A form as it is written in place of `text[start:end]`, and where the stretch that it replaces ends.

    Quotation marks around the stretch stay as they are, and the form goes without its own; one that closes within a
    name (центр «Весна») is part of the name.
    """
    before, after = text[start - 1 : start] in QUOTES and start > 0, text[end : end + 1] in QUOTES and end < len(text)
    if not after or form[-1:] not in QUOTES:
        return form, end
    if form[0] in QUOTES:
        return (form[1:-1], end) if before else (form, end)
    return form, end + 1
