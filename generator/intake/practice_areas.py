"""Which boards of an activity the practice areas of an XML file belong to: it has one list for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.catalog import ValueList, fold
from generator.intake.xml_values import Reader


@dataclass(frozen=True, slots=True)
class Tied:
    """A practice area, by position in the file's list, with the positions of the boards that get it.

    Attributes:
        area: position of the area.
        boards: positions of boards, in order.
        sure: the file leaves no other reading.
        listed: a board of the activity has it.
    """

    area: int
    boards: tuple[int, ...]
    sure: bool
    listed: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """All areas of an activity with their boards.

    Attributes:
        tied: in the order of the file.
        in_order: the same boards with the same areas give the same list again, in the same order.
    """

    tied: tuple[Tied, ...]
    in_order: bool


def tie_areas(
    areas: Sequence[str], boards: Sequence[str], values: ValueList, reader: Reader, *, ours: bool = True
) -> Tie:
    """Ties each area to the boards whose lists have it.

    An upload file goes through the boards in order, and has an area that several of them share once, where the first
    of them has it. So of several readings the one is taken that gives the same list again, and a shared area goes to
    each board that can have it then. Where there is no such reading that gives each board an area (another system's
    order), lists alone decide; and so they do for names in the order of the alphabet, as PARS lists them, unless the
    file is an upload file of ours.

    Args:
        areas, boards: texts; at least one board. Boards as in cells.
        values: the list of practice areas.
        reader: what reads texts as its values.
        ours: the file is written as our upload files are.
    """
    lists = [
        tuple(number for number, board in enumerate(boards) if reader.value(values, area, board) is not None)
        for area in areas
    ]
    everywhere = tuple(range(len(boards)))
    starts = [] if not ours and _by_alphabet(areas) else _in_order(lists, everywhere, ours=ours)
    in_order = bool(starts)
    tied = []
    for number, (fits, start) in enumerate(zip(lists, starts or [0] * len(areas), strict=True)):
        # an area that no list has could be of any board: it stays with its neighbors
        to = tuple(board for board in fits if board >= start) or (start,)
        tied.append(Tied(number, to, len(fits or everywhere) == 1, bool(fits)))
    return Tie(tuple(tied), in_order)


def _in_order(lists: Sequence[Sequence[int]], everywhere: Sequence[int], *, ours: bool) -> list[int]:
    """The first board of each area, when the areas stand in the order of boards; empty when they do not, or when a
    board would go without an area although it has one.

    Args:
        lists: for each area the boards that list it.
        everywhere: all boards.
        ours: a board may go without an area, as its row in the workbook did.
    """
    first, starts, served = 0, [], set[int]()
    for fits in lists:
        ahead = next((number for number in fits or everywhere if number >= first), None)
        if ahead is None:
            return []
        starts.append(first := ahead)
        served.update(number for number in fits if number >= first)
    lacking = {number for fits in lists for number in fits} - served
    return [] if lacking and not ours else starts


def _by_alphabet(areas: Sequence[str]) -> bool:
    names = [fold(area) for area in areas]
    return len(names) > 1 and names == sorted(names)
