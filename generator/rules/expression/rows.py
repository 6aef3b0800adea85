"""Conditions and numbers that look at other rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from generator.rules.expression.node import Bool, Names, Node
from generator.rules.expression.numbers import Number
from generator.rules.tables import Rows, key_texts
from generator.workbook.cells import Bools, Floats


@dataclass(frozen=True)
class CountRows(Number):
    """How many rows of another sheet belong to the row's activity and satisfy a condition."""

    sheet: str
    where: Bool
    optional: ClassVar[bool] = False

    def evaluate(self, rows: Rows) -> Floats:
        return rows.count(self.sheet, self.where.evaluate(rows.on(self.sheet)))

    def formula(self, names: Names) -> str:
        return names.count(self.sheet, self.where)

    def parts(self) -> Iterator[Node]:
        yield self


@dataclass(frozen=True)
class Repeated(Bool):
    """An earlier row of the sheet has the same texts in these columns; false when one of them is empty."""

    columns: tuple[str, ...]

    def evaluate(self, rows: Rows) -> Bools:
        keys = key_texts([rows.text(c) for c in self.columns])
        seen: set[str] = set()
        again = np.zeros(len(rows), dtype=np.bool_)
        for position, key in enumerate(keys):
            again[position] = bool(key) and key in seen
            seen.add(key)
        return again

    def formula(self, names: Names) -> str:
        return names.repeated(self.columns)


@dataclass(frozen=True)
class SharesId(Bool):
    """More than one row of Activities has this row's provider activity ID, so it names none of them."""

    def evaluate(self, rows: Rows) -> Bools:
        return rows.shares_id

    def formula(self, names: Names) -> str:
        return names.shares_id()


@dataclass(frozen=True)
class HasActivity(Bool):
    """The row's provider activity ID names one row of the Activities sheet."""

    def evaluate(self, rows: Rows) -> Bools:
        return rows.pointers >= 0

    def formula(self, names: Names) -> str:
        return f"{names.pointer()}>0"
