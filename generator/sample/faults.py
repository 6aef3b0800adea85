"""Plants faults in a sample, so that it can be seen whether a check finds them: exactly those, each at its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from random import Random

from generator.catalog import Catalog
from generator.failure import Failure
from generator.sample.kinds import Case, Kind, Spot, kinds
from generator.sample.offers import Row
from generator.workbook.cells import text_of
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import FIRST_ROW

_FIRST_COLUMN = 2
"""Status stands before the first column of the catalog."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted fault.

    Attributes:
        sheet: tab of the workbook.
        cell: as in D7.
        code: of the rule that finds it.
        story: how it came about in the office; blank in a stress sample.
    """

    sheet: str
    cell: str
    code: str
    story: str = ""

    def as_json(self) -> dict[str, str]:
        """What the list of faults says; no story where there is none."""
        return {name: text for name, text in asdict(self).items() if text}


def plant(
    catalog: Catalog, rows: Mapping[str, list[Row]], count: int, seed: int, among: Sequence[Kind] | None = None
) -> list[Fault]:
    """Plants `count` faults in `rows`, each invalid or missing, on a cell of its own, with no second finding anywhere.

    All kinds take turns, so that few faults are varied too. An activity gets a second fault only when every activity
    has one.

    Args:
        catalog: the one that `rows` were made from.
        rows: as from `generator.sample.activities.rows`; they are changed, and some added or taken away.
        count: how many.
        seed: of the choices by chance.
        among: the kinds of faults; all when None.

    Returns:
        The faults in the order of the workbook, row 2 being the first.

    Raises:
        Failure: there is no room for so many.
    """
    planter = _Planter(catalog, rows, Random(f"faults {seed}"), kinds(catalog) if among is None else among)
    for most in range(1, count + 1):
        before = len(planter.planted)
        planter.plant(count, most)
        if len(planter.planted) == count:
            break
        if len(planter.planted) == before:
            room = f"Only {before:,} faults find room in a sample of this size"
            raise Failure(f"{room}; ask for fewer faults or for more activities.")
    for sheet, all_rows in rows.items():
        all_rows[:] = [row for case in planter.cases for row in case.rows[sheet]]
    return _faults(catalog, rows, planter.planted)


class _Planter:
    """Plants faults in the rows of activities.

    Attributes:
        cases: all activities.
        planted: kinds and spoiled cells (row, column id). Rows are known by identity, since others may still be
            inserted above them.
    """

    def __init__(self, catalog: Catalog, rows: Mapping[str, list[Row]], chance: Random, among: Sequence[Kind]) -> None:
        self.cases = [Case(n, {sheet: [] for sheet in rows}) for n in range(len(rows["activities"]))]
        self.planted: list[tuple[Kind, Row, str]] = []
        self._catalog = catalog
        self._chance = chance
        self._kinds = among
        case_of: dict[str, Case] = {}
        for case, row in zip(self.cases, rows["activities"], strict=True):
            case.rows["activities"].append(row)
            case_of[text_of(row.get("provider_activity_id"))] = case
        for sheet in ("moc", "rems", "support"):
            for row in rows[sheet]:
                case_of[text_of(row["provider_activity_id"])].rows[sheet].append(row)

    def plant(self, count: int, most: int) -> None:
        """Plants until there are `count` faults, or no more fit with at most `most` on an activity."""
        turns: dict[str, list[Kind]] = {}
        for kind in self._chance.sample(self._kinds, len(self._kinds)):
            turns.setdefault(kind.code, []).append(kind)
        free = [case for case in self.cases if case.faults < most]
        self._chance.shuffle(free)
        while turns:
            for code, alike in list(turns.items()):
                if len(self.planted) == count:
                    return
                spots = (kind.spot(self._catalog, case) for kind in alike for case in free)
                spot = next((spot for spot in spots if spot is not None), None)
                if spot is None:
                    del turns[code]
                    continue
                self._spoil(spot)
                alike.append(alike.pop(0))
                if spot.case.faults == most:
                    free.remove(spot.case)

    def _spoil(self, spot: Spot) -> None:
        kind, case, row = spot.kind, spot.case, spot.row
        cell = kind.put(spot) if callable(kind.put) else kind.put
        if isinstance(cell, tuple):
            cell = self._chance.choice(cell)
        if kind.copied:
            row = dict(row)
            case.rows[kind.sheet].insert(case.rows[kind.sheet].index(spot.row) + 1, row)
        if kind.emptied:
            case.rows[kind.emptied].clear()
        row |= {**dict.fromkeys(kind.columns), **kind.beside, spot.column: cell}
        for blank in [column for column, cell in row.items() if cell is None]:
            del row[blank]
        case.topics |= kind.topics
        case.faults += 1
        self.planted.append((kind, row, spot.column))


def _faults(catalog: Catalog, rows: Mapping[str, list[Row]], planted: list[tuple[Kind, Row, str]]) -> list[Fault]:
    numbers = {id(row): number for sheet in catalog.sheets for number, row in enumerate(rows[sheet], FIRST_ROW)}
    columns = {(c.sheet, c.id): n for s in catalog.sheets.values() for n, c in enumerate(s.columns, _FIRST_COLUMN)}
    order, titles = list(catalog.sheets), [sheet.title for sheet in catalog.sheets.values()]
    places = []
    for kind, row, to in planted:
        story = kind.story.format(value=text_of(row.get(to)))
        places.append((order.index(kind.sheet), numbers[id(row)], columns[kind.sheet, to], kind.code, story))
    return [
        Fault(titles[n], f"{letters_of(column)}{row}", code, story) for n, row, column, code, story in sorted(places)
    ]
