"""Conditions on what a cell holds at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.rules.expression.node import Bool, Names
from generator.rules.expression.write import NOTHING, either, if_, is_number, joined
from generator.rules.tables import Rows
from generator.workbook.cells import Bools


@dataclass(frozen=True)
class Blank(Bool):
    """The cell looks empty; false for an error value."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return rows.blank(self.column)

    def formula(self, names: Names) -> str:
        cell = names.raw(self.column)
        seems = if_(f"{names.text(self.column)}={NOTHING}", f"NOT(ISERROR({cell}))")
        return if_(f"ISBLANK({cell})", "TRUE", seems)


@dataclass(frozen=True)
class AllBlank(Bool):
    """All of several cells look empty."""

    columns: tuple[str, ...]

    def evaluate(self, rows: Rows) -> Bools:
        return np.asarray(np.logical_and.reduce([rows.blank(column) for column in self.columns]), dtype=np.bool_)

    def formula(self, names: Names) -> str:
        """The texts in one, not one test in the other: there may be more columns than Excel nests."""
        texts = joined(names.text(column) for column in self.columns)
        errors = (f"ISERROR({names.raw(column)})" for column in self.columns)
        return if_(f"{texts}={NOTHING}", f"NOT({either(errors)})")


@dataclass(frozen=True)
class Given(Bool):
    """The cell holds something; false for an error value."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return rows.given(self.column)

    def formula(self, names: Names) -> str:
        return if_(f"ISBLANK({names.raw(self.column)})", "FALSE", f"{names.text(self.column)}<>{NOTHING}")


@dataclass(frozen=True)
class IsError(Bool):
    """The cell is an error value such as #N/A."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return rows.error(self.column)

    def formula(self, names: Names) -> str:
        return f"ISERROR({names.raw(self.column)})"


@dataclass(frozen=True)
class IsText(Bool):
    """The cell holds text, even if it reads like a number or a date."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return rows.is_text(self.column)

    def formula(self, names: Names) -> str:
        return f"ISTEXT({names.raw(self.column)})"


@dataclass(frozen=True)
class IsOddNumber(Bool):
    """The cell holds a number, not text, that is not whole or has more than twelve digits."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return rows.odd_number(self.column)

    def formula(self, names: Names) -> str:
        cell = names.raw(self.column)
        odd = if_(f"ABS({cell})<1E12", f"ROUND({cell},0)<>{cell}", "TRUE")
        return if_(f"ISLOGICAL({cell})", "FALSE", if_(is_number(cell), odd))
