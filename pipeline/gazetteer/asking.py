"""What a piece of work asks of a gazetteer: the keys that it looks up, found or not.

Whoever looks something up says so with `note`; while somebody is `listening`, the questions are gathered. An entity or
a name that is filed under none of the questions of a piece of work cannot have changed what came of it. Each index
says itself under which questions a name is found in it, so that the two always go together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Generic, TypeVar

Question = tuple[str, str]
"""The index that was asked, and the key."""

ENTITY, FORM = "entity", "form"
"""The indexes of the gazetteer itself, which are asked for an id and for a folded form; others are named elsewhere."""

_gathered: ContextVar[set[Question] | None] = ContextVar("questions", default=None)


def note(index: str, key: str) -> None:
    """A key is looked up in an index of the gazetteer."""
    questions = _gathered.get()
    if questions is not None:
        questions.add((index, key))


def heard() -> bool:
    """Is somebody listening?"""
    return _gathered.get() is not None


def note_all(asked: Iterable[Question]) -> None:
    """The same of keys that were looked up before, whose answers were kept."""
    questions = _gathered.get()
    if questions is not None:
        questions.update(asked)


@contextmanager
def listening() -> Iterator[set[Question]]:
    """Gather the questions of the block; one around it hears them too."""
    outer, own = _gathered.get(), set[Question]()
    token = _gathered.set(own)
    try:
        yield own
    finally:
        _gathered.reset(token)
        if outer is not None:
            outer |= own


@contextmanager
def unheard() -> Iterator[None]:
    """What the block asks concerns nobody: it makes an index, which answers to itself."""
    token = _gathered.set(None)
    try:
        yield
    finally:
        _gathered.reset(token)


R = TypeVar("R")


class Kept(Generic[R]):
    """A function with its latest answers kept, that still asks its questions each time it is called.

    `answer` gives the questions with the answer, and leaves it to the caller to ask them (`note_all`): where nobody
    listens, that saves most of the time of a call.
    """

    def __init__(self, function: Callable[..., R], size: int) -> None:
        def answer(*arguments: Hashable) -> tuple[R, Collection[Question]]:
            outer, questions = _gathered.get(), set[Question]()
            token = _gathered.set(questions)
            try:
                found = function(*arguments)
            finally:
                _gathered.reset(token)
                if outer is not None:
                    outer |= questions
            return found, tuple(questions)

        self.answer: Callable[..., tuple[R, Collection[Question]]] = lru_cache(size)(answer)

    def __call__(self, *arguments: Hashable) -> R:
        found, asked = self.answer(*arguments)
        note_all(asked)
        return found
