"""Plants faults in a sample, so that it can be seen whether a check finds them: exactly those, each at its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from openpyxl.utils import get_column_letter

from generator.catalog import Catalog
from generator.failure import Failure
from generator.sample.activities import Row
from generator.sample.kinds import ALONE, Case, Ground, Kind, Spot, kinds
from generator.workbook.cells import text_of

FIRST_ROW = 2
"""The first row below the header."""
_FIRST_COLUMN = 2
"""Status stands before the first column of the catalog."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted fault: tab of the workbook, cell (D7) and the code of the rule that finds it."""

    sheet: str
    cell: str
    code: str


def plant(catalog: Catalog, rows: Mapping[str, list[Row]], count: int, seed: int) -> list[Fault]:
    """Plants `count` faults in `rows`, each invalid or missing, on a cell of its own, with no second finding anywhere.

    All kinds take turns, so that few faults are varied too. An activity gets a second fault only when every activity has one.

    Args:
        catalog: the one that `rows` were made from.
        rows: as from `generator.sample.activities.rows`; they are changed, and some added or taken away.
        count: how many.
        seed: of the choices by chance.

    Returns:
        The faults in the order of the workbook, row 2 being the first.

    Raises:
        Failure: there is no room for so many.
    """
    chance = Random(f"faults {seed}")  # noqa: S311  # a sample, no secret
    ground = Ground(catalog, rows, _cases(rows), chance)
    planted: list[tuple[Spot, str]] = []
    for most in range(1, count + 1):
        before = len(planted)
        _round(ground, count, most, planted)
        if len(planted) == count:
            break
        if len(planted) == before:
            raise Failure(f"Only {before:,} faults find room in a sample of this size; ask for fewer faults or for more activities.")
    return _places(catalog, rows, planted)


def _cases(rows: Mapping[str, list[Row]]) -> list[Case]:
    cases = [Case(n, {sheet: [] for sheet in rows} | {"activities": [own]}) for n, own in enumerate(rows["activities"])]
    known = {text_of(case.own.get("provider_activity_id")): case for case in cases}
    for sheet, found in rows.items():
        for row in found if sheet != "activities" else ():
            known[text_of(row["provider_activity_id"])].rows[sheet].append(row)
    return cases


def _round(ground: Ground, count: int, most: int, planted: list[tuple[Spot, str]]) -> None:
    """Plants until there are `count` faults, or no more fit with at most `most` on an activity."""
    turns: dict[str, list[Kind]] = {}
    for kind in ground.chance.sample(found := kinds(ground.catalog), len(found)):
        turns.setdefault(kind.code, []).append(kind)
    free = [case for case in ground.cases if case.faults < most]
    ground.chance.shuffle(free)
    while turns:
        for code, own in list(turns.items()):
            if len(planted) == count:
                return
            spot = _one(ground, own, free, most)
            if spot is None:
                del turns[code]
            else:
                own.append(own.pop(0))
                planted.append((spot, code))


def _one(ground: Ground, own: list[Kind], free: list[Case], most: int) -> Spot | None:
    for kind in own:
        for position, case in enumerate(free):
            if _fits(kind, case) and (spot := kind.plant(case, ground)):
                case.topics |= kind.topics
                case.faults += 1
                if case.faults >= most:
                    free.pop(position)
                return spot
    return None


def _fits(kind: Kind, case: Case) -> bool:
    if case.says("record_action", "Delete") and not kind.on_delete:
        return False
    if case.topics & ALONE or (kind.topics & ALONE and case.topics):
        return False
    return not kind.topics & case.topics


def _places(catalog: Catalog, rows: Mapping[str, list[Row]], planted: list[tuple[Spot, str]]) -> list[Fault]:
    numbers = {sheet: {id(row): n for n, row in enumerate(found, FIRST_ROW)} for sheet, found in rows.items()}
    order = {sheet: n for n, sheet in enumerate(catalog.sheets)}
    columns = {(c.sheet, c.id): n for sheet in catalog.sheets.values() for n, c in enumerate(sheet.columns, _FIRST_COLUMN)}
    found = sorted((order[spot.sheet], numbers[spot.sheet][id(spot.row)], columns[spot.sheet, spot.column], spot.sheet, code) for spot, code in planted)
    return [Fault(catalog.sheets[sheet].title, f"{get_column_letter(column)}{row}", code) for _, row, column, sheet, code in found]
