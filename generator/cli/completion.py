"""What the shell offers for a value of an option when somebody presses the tab key; paths it completes by itself.

Each takes what is typed so far and gives the whole values that begin so. Nothing is offered where a folder or a file
cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from generator.failure import Failure
from generator.own_lists import own_lists


def among(values: Sequence[str]) -> Callable[[str], list[str]]:
    """The values of an option that has a few."""

    def offered(incomplete: str) -> list[str]:
        return _like(incomplete, values)

    return offered


def versions_like(incomplete: str) -> list[str]:
    """Catalog versions."""
    from generator.catalog import versions

    return _like(incomplete, versions())


def boards_like(incomplete: str) -> list[str]:
    """Boards that the newest catalog offers; the last one of several that are parted by commas."""
    before, comma, last = incomplete.rpartition(",")
    named = {board.strip().casefold() for board in before.split(",")}
    boards = [board for board in _newest_boards() if board.casefold() not in named]
    return [f"{before}{comma}{board}" for board in _like(last, boards)]


def lists_like(incomplete: str) -> list[str]:
    """Names of the newest catalog's lists."""
    from generator.catalog import load

    try:
        return _like(incomplete, load(None, own_lists()).lists)
    except Failure:
        return []


def headers_like(incomplete: str) -> list[str]:
    """Headers of the sheet Activities in the newest catalog."""
    from generator.catalog import ACTIVITIES, load

    try:
        return _like(incomplete, [column.header for column in load(None, own_lists()).sheet(ACTIVITIES).columns])
    except Failure:
        return []


def _newest_boards() -> list[str]:
    from generator.catalog import load

    try:
        return [board.value for board in load(None, own_lists()).boards]
    except Failure:
        return []


def _like(incomplete: str, values: Iterable[str]) -> list[str]:
    return [value for value in values if value.startswith(incomplete)]
