"""Batches of the reconciliation protocol, from the text that was sent to the text of the answer.

The latest answers are kept, since the columns of tables repeat themselves: as the bytes they were given in, under the
bytes of their queries, so that one asked before is neither read nor written again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

import msgspec

from pipeline.serving.crew import Answering
from pipeline.serving.reconciling import BadQueryError, check

MOST_QUERIES = 100
ROOM = 32 * 1024 * 1024
"""Bytes that kept queries and answers may take, as text; as many again go into keeping them."""

_batch = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read_batch(text: str) -> dict[str, bytes]:
    """The queries of a batch by their keys, as they were sent. Raises BadQueryError."""
    try:
        batch = _batch.decode(text.encode())
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise BadQueryError(f"queries: {error}") from error
    if len(batch) > MOST_QUERIES:
        raise BadQueryError(f"queries: {len(batch)} in one batch; send at most {MOST_QUERIES}")
    return {key: bytes(query) for key, query in batch.items()}


class Answers:
    """Answers batches, and keeps the latest answers within `room` bytes."""

    def __init__(self, answering: Answering, room: int = ROOM) -> None:
        self._answering = answering
        self._left = room
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    async def batch(self, queries: Mapping[str, bytes]) -> bytes:
        """The answer to a batch (`read_batch`), as JSON. Raises BadQueryError and LostError."""
        found = {query: kept for query in queries.values() if (kept := self._known(query)) is not None}
        for key, query in queries.items():
            if query not in found:
                check(key, query)
        new = [query for query in dict.fromkeys(queries.values()) if query not in found]
        if new:
            for query, answer in zip(new, await self._answering.ask(new), strict=True):
                found[query] = answer
                self._keep(query, answer)
        return msgspec.json.encode({key: msgspec.Raw(found[query]) for key, query in queries.items()})

    def _known(self, query: bytes) -> bytes | None:
        answer = self._kept.get(query)
        if answer is not None:
            self._kept.move_to_end(query)
        return answer

    def _keep(self, query: bytes, answer: bytes) -> None:
        if query in self._kept:  # somebody else asked it meanwhile
            return
        self._kept[query] = answer
        self._left -= len(query) + len(answer)
        while self._left < 0:
            old, its_answer = self._kept.popitem(last=False)
            self._left += len(old) + len(its_answer)
