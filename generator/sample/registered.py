"""Rows beside Activities: what an activity is registered for, and who supports it."""

from __future__ import annotations

from collections.abc import Callable

from generator.catalog import Value, fold
from generator.sample import words
from generator.sample.draws import Draws
from generator.sample.offers import ALMOST, IN_KIND, MONETARY, Row, filled, listed
from generator.workbook.cells import number_of

_LEVEL_3, _TAG, _FREE = range(3)
"""Positions of values in their list."""
_CONTENTS = (
    (_LEVEL_3, "{n}.{number}", True),
    (_TAG, "{n}{number:04d}", False),
    (_FREE, "{area}", True),
    (_LEVEL_3, "{n}.{number}", False),
)
"""Content areas: kind, value, and whether a tag stands below it."""
_MOST_POINTS_APART = 3


class Registered:
    """Adds the rows of MOC, REMS and Support to an activity.

    Args:
        draws: what they hold.
        add: takes a row, with the id of its sheet.
    """

    def __init__(self, draws: Draws, add: Callable[[str, Row], None]) -> None:
        self._draws, self._add = draws, add
        self._points_step = draws.catalog.number("points_step")

    def add_boards(self, activity: Row, credit_type: Value, form: Value) -> None:
        """Rows on MOC, the first for the board of the credit type."""
        offered, types = self._draws.offered("moc.board"), listed(self._draws.catalog, "moc.credit_type_1")
        first = next(board for board in offered if fold(board.value) == fold(credit_type.extra["board"]))
        further = min(self._draws.one("further boards", 0, 1, 0, 2, 0, 1), len(offered) - 1)
        boards = [first, *self._draws.deck("boards", offered).several(further, lambda board: board is not first)]
        for board in boards:
            chosen = [credit_type.value] if board is first else []
            count = self._draws.chance.randint(1, len(self._draws.columns["credit_type"]))
            others = [value for value in types.offered(board.value) if value.value not in chosen]
            fitting = [value for value in others if suits(value, form)] or ([] if chosen else others)
            chosen += [value.value for value in fitting[: max(0, count - len(chosen))]]
            self._add_board(activity, board, chosen, [other.value for other in boards if other is not board])

    def _add_board(self, activity: Row, board: Value, types: list[str], beside: list[str]) -> None:
        steps = int(number_of(activity["credits"]) / self._points_step + ALMOST)
        if not board.is_set("points_equal_credits") and steps > 1 and self._draws.chance.random() < 0.4:
            steps -= self._draws.chance.randint(1, min(_MOST_POINTS_APART, steps - 1))
        points = round(steps * self._points_step, 2)
        row: Row = {"provider_activity_id": activity["provider_activity_id"], "board": board.value, "points": points}
        row |= self._draws.numbered("credit_type", types)
        row |= self._draws.numbered("practice_area", self._practice_areas(board.value, beside))
        selections = int(board.extra["content_selections"] or 0)
        if selections:
            outline = listed(self._draws.catalog, "moc.content_1").offered(board.value)
            count = min(self._draws.one("contents a board", 2, 1), selections, 2, len(outline) or selections)
            for n, entry in enumerate(self._draws.chance.sample(outline, count) if outline else [None] * count, 1):
                row |= self._content(n, entry)
        self._add("moc", row)

    def _practice_areas(self, board: str, beside: list[str]) -> list[str]:
        """Practice areas of a board that no other board of the activity shares by name, as long as it has others."""
        areas = listed(self._draws.catalog, "moc.practice_area_1")
        offered = [value.value for value in areas.offered(board)]
        shared = {fold(value.value) for other in beside for value in areas.offered(other)}
        alone = [area for area in offered if fold(area) not in shared] or offered
        count = self._draws.one("areas a board", 1, 2, 1, 3, len(self._draws.columns["practice_area"]))
        return self._draws.deck(f"areas {board}", offered).several(min(count, len(alone)), alone.__contains__)

    def _content(self, n: int, entry: Value | None) -> Row:
        """A content area: an entry of the outline that the organization has laid over it, otherwise an invention."""
        position, form, tagged = self._draws.one("contents", *_CONTENTS)
        number, area = self._draws.chance.randrange(100, 1000), self._draws.one("areas", *words.FREE_TEXT_AREAS)
        kind = (entry and entry.extra.get("kind")) or self._draws.value("moc.content_1_kind", position)
        value = entry.value if entry else form.format(n=n, number=number, area=area)
        tag = f"{number:05d}" if tagged else None
        return {f"content_{n}_kind": kind, f"content_{n}": value, f"content_{n}_tag": tag}

    def add_rems(self, activity: Row, program: Value) -> None:
        row: Row = {"provider_activity_id": activity["provider_activity_id"], "program": program.value}
        digits = f"{self._draws.chance.randrange(10**6):06d}{self._draws.chance.randrange(1, 1000):03d}"
        row["rpc_id"] = filled(self._draws.catalog, "rems", "rpc_id", digits)
        self._add("rems", row | {"attestation": self._draws.yes})

    def add_support(self, activity: Row, *, rems: bool) -> bool:
        """Rows on Support. Returns whether there are any."""
        granting, suppliers = (
            self._draws.catalog.text("rems_supporter"),
            listed(self._draws.catalog, "support.supporter"),
        )
        if suppliers.closed and not suppliers.find(granting):
            granting = suppliers.offered()[0].value
        others = [value.value for value in suppliers.offered() if fold(value.value) != fold(granting)]
        supporters = others or ([granting] if suppliers.closed else words.SUPPORTERS)
        monetary, in_kind = (self._draws.value("support.kind", position) for position in (MONETARY, IN_KIND))
        rows: list[Row] = []
        if rems:
            rows.append({"supporter": granting, "kind": monetary, "amount": self._amount(5_000, 250_000, 500)})
        kinds = self._draws.one("support", *[()] * 34, (in_kind,), (in_kind, monetary))[: len(supporters)]
        for kind, supporter in zip(kinds, self._draws.deck("supporters", supporters).several(len(kinds)), strict=True):
            amount = self._amount(500, 40_000, 50) if kind == monetary else None
            rows.append({"supporter": supporter, "kind": kind, "amount": amount})
        for row in rows:
            self._add("support", {"provider_activity_id": activity["provider_activity_id"], **row})
        return bool(rows)

    def _amount(self, least: int, limit: int, step: int) -> float:
        return float(self._draws.chance.randrange(least, limit, step))


def suits(credit_type: Value | None, form: Value) -> bool:
    """Whether a credit type goes with a format: one for improvement does not with every format."""
    improvement = credit_type is not None and credit_type.is_set("improvement")
    return not improvement or form.is_set("improvement_fits") or not form.extra.get("longest_months")
