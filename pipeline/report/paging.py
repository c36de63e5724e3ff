"""Long things on several pages: `names.html`, `names~2.html`, …

A tilde stands in no name that `file_name` makes, so that no other page can have such an address.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Pager(NamedTuple):
    """Page `number` of `pages`; `first` is the address of the first."""

    first: str
    number: int
    pages: int

    @property
    def href(self) -> str:
        """The address of this page."""
        return self.at(self.number)

    def at(self, number: int) -> str:
        """The address of a page."""
        stem = self.first.removesuffix(".html")
        return f"{stem}~{number}.html" if number > 1 else self.first

    @property
    def near(self) -> list[int]:
        """The numbers worth a link: the first, the last, and those around this one; 0 stands for a gap."""
        wanted = {1, self.pages, *range(max(1, self.number - 2), min(self.pages, self.number + 2) + 1)}
        found: list[int] = []
        for number in sorted(wanted):
            if found and number - found[-1] > 1:
                found.append(0)
            found.append(number)
        return found


def paged(items: Sequence[T], size: int, first: str) -> Iterator[tuple[Pager, Sequence[T]]]:
    """The items of each page; one page, though empty, where there are none."""
    pages = max(1, -(-len(items) // size))
    for number in range(1, pages + 1):
        yield Pager(first, number, pages), items[(number - 1) * size : number * size]
