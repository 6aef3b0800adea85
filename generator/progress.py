"""How far something long is: the work tells it as it goes on, and whoever shows it listens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Listener = Callable[[str, int, int], None]
"""Is told what is counted, as in rows written, how many of them are done, and how many there are."""
_Thing = TypeVar("_Thing")
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard(listener: Listener | None) -> Iterator[None]:
    """Has a listener hear what work tells inside, in the same thread; with None nobody does."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


def tell(what: str, done: int, of: int) -> None:
    """Tells how far something is, which takes next to no time; a listener may end the work by raising."""
    if (listener := _listener.get()) is not None:
        listener(what, done, of)


class Count:
    """How many of some things are done.

    Args:
        what: what they are, as in rows written.
        of: how many there are.
    """

    def __init__(self, what: str, of: int) -> None:
        self._what, self._done, self._of = what, 0, of

    def each(self, things: Iterable[_Thing]) -> Iterator[_Thing]:
        """Some of the things one by one, while it is told how many are done."""
        tell(self._what, self._done, self._of)
        for thing in things:
            yield thing
            self.up()

    def up(self, number: int = 1) -> None:
        """So many more are done."""
        self._done += number
        tell(self._what, self._done, self._of)


def counted(things: Iterable[_Thing], of: int, what: str) -> Iterator[_Thing]:
    """All of the things one by one, as by `Count`."""
    return Count(what, of).each(things)
