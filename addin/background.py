"""Long work that does not touch Excel, done beside a conversation, so that it can be watched and stopped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

from addin.conversation import Part, Stopped, Working
from generator.progress import heard

_Result = TypeVar("_Result")
_LOOK_AFTER = 0.4
"""Seconds between two looks at the work: long enough to cost nothing, short enough for a click on Esc."""


def in_background(doing: str, work: Callable[[], _Result]) -> Part[_Result]:
    """Does `work` in a thread of its own and says meanwhile how far it is.

    Stopped, the work ends at its next step; when it has passed its last one, it counts as done.

    Args:
        doing: in words, such as "checking".
        work: is heard while it tells how far it is (`generator.progress`); must not talk to Excel, whose objects belong
            to this thread.
    """
    stopped, far = Event(), [""]

    def hear(what: str, done: int, of: int) -> None:
        if stopped.is_set():
            raise Stopped
        far[:] = [f" {done:,} of {of:,} {what}"]

    def watched() -> _Result:
        with heard(hear):
            return work()

    pool = ThreadPoolExecutor(1)
    future: Future[_Result] = pool.submit(watched)
    try:
        yield Working(f"PARS: {doing} …")
        while wait([future], timeout=_LOOK_AFTER).not_done:
            yield Working(f"PARS: {doing} …{far[0]}", long=True)
    except Stopped:
        stopped.set()
        return future.result()
    finally:
        stopped.set()
        pool.shutdown(wait=True)
    return future.result()
