"""Groups of things that are found to be one, pair by pair."""

from __future__ import annotations


class Groups:
    """Disjoint sets (Tarjan 1975)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, a: int, b: int) -> None:
        first, second = sorted((self.find(a), self.find(b)))
        self._parent[second] = first

    def numbers(self) -> list[int]:
        seen: dict[int, int] = {}
        return [seen.setdefault(self.find(index), len(seen)) for index in range(len(self._parent))]
