"""Long work that does not touch Excel, done beside a conversation, so that it can be watched and stopped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWorking
from threading import Event
from typing import TypeVar

from addin.conversation import Part, Working

Progress = Callable[[int, int], None]
"""Is told how many steps are done, and how many there are."""
_Result = TypeVar("_Result")
_LOOK_AFTER = 0.4
"""Seconds between two looks at the work: long enough to cost nothing, short enough for a click on Esc."""


class _Stopped(Exception):
    """The user does not want the result any more."""


def in_background(doing: str, work: Callable[[Progress], _Result]) -> Part[_Result]:
    """Does `work` in a thread of its own and says meanwhile how far it is. Stopped, it ends at its next step.

    Args:
        doing: in words, such as "checking".
        work: is given what to tell its progress to; must not talk to Excel, whose objects belong to this thread.
    """
    stopped, far = Event(), [0, 0]

    def progress(done: int, of: int) -> None:
        if stopped.is_set():
            raise _Stopped
        far[:] = done, of

    pool = ThreadPoolExecutor(1)
    try:
        future: Future[_Result] = pool.submit(work, progress)
        yield Working(f"PARS: {doing} …")
        while True:
            try:
                return future.result(timeout=_LOOK_AFTER)
            except StillWorking:
                if future.done():
                    raise
                counted = f" {far[0]:,} of {far[1]:,}" if far[1] else ""
                yield Working(f"PARS: {doing} …{counted}", long=True)
    finally:
        stopped.set()
        pool.shutdown(wait=True)
