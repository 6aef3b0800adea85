"""Conditions on what a cell holds at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.rules.expression.node import Bool, Facts, Not, all_of
from generator.rules.names import Names
from generator.rules.tables import Rows
from generator.workbook.cells import LARGE, Bools, Cell


@dataclass(frozen=True)
class Untouched(Bool):
    """Nothing was ever typed into the cell, not even a blank. Rules ask `Blank`; formulas ask this first, since it costs nothing."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return np.fromiter((cell is None for cell in rows.raw(self.column)), np.bool_, len(rows))

    def learned(self, holds: bool) -> Facts:
        return {self: holds, **({NoText(self.column): True, IsError(self.column): False, IsText(self.column): False} if holds else {})}

    def formula(self, names: Names) -> str:
        return f"ISBLANK({names.raw(self.column)})"


@dataclass(frozen=True)
class NoText(Bool):
    """The cell reads as the empty text: nothing, blanks, or an error value."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return np.asarray(rows.text(self.column) == "", dtype=np.bool_)

    def learned(self, holds: bool) -> Facts:
        return {self: holds, **({} if holds else {Untouched(self.column): False, IsError(self.column): False})}

    def formula(self, names: Names) -> str:
        return f'{names.text(self.column)}=""'


@dataclass(frozen=True)
class Blank(Bool):
    """The cell looks empty; false for an error value."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return rows.blank(self.column)

    def questions(self) -> Sequence[Bool]:
        return NoText(self.column), Not(IsError(self.column))

    def shorter(self, facts: Facts) -> Bool:
        return all_of(self.questions()).under(facts) if _known(self.column, facts) else self

    def formula(self, names: Names) -> str:
        text, cell = names.text(self.column), names.raw(self.column)
        return f'IF(ISBLANK({cell}),TRUE,IF({text}="",NOT(ISERROR({cell})),FALSE))'


@dataclass(frozen=True)
class AllBlank(Bool):
    """All of several cells look empty."""

    columns: tuple[str, ...]

    def evaluate(self, rows: Rows) -> Bools:
        return np.asarray(np.logical_and.reduce([rows.blank(column) for column in self.columns]), dtype=np.bool_)

    def questions(self) -> Sequence[Bool]:
        return NoText(self.columns[0]), self

    def learned(self, holds: bool) -> Facts:
        found = super().learned(holds)
        return {**found, **{fact: known for column in self.columns for fact, known in Blank(column).learned(True).items()}} if holds else found

    def formula(self, names: Names) -> str:
        """The texts in one, not one test in the other: there may be more columns than Excel nests."""
        texts = "&".join(names.text(column) for column in self.columns)
        errors = ",".join(f"ISERROR({names.raw(column)})" for column in self.columns)
        return f'IF({texts}="",NOT(OR({errors})),FALSE)'


@dataclass(frozen=True)
class Given(Bool):
    """The cell holds something; false for an error value."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return np.asarray(rows.text(self.column) != "", dtype=np.bool_)

    def questions(self) -> Sequence[Bool]:
        return Not(Untouched(self.column)), Not(NoText(self.column))

    def shorter(self, facts: Facts) -> Bool:
        return all_of(self.questions()).under(facts) if _known(self.column, facts) else self

    def formula(self, names: Names) -> str:
        return f'IF(ISBLANK({names.raw(self.column)}),FALSE,{names.text(self.column)}<>"")'


@dataclass(frozen=True)
class IsError(Bool):
    """The cell is an error value such as #N/A."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return rows.error(self.column)

    def questions(self) -> Sequence[Bool]:
        return Not(Untouched(self.column)), self

    def learned(self, holds: bool) -> Facts:
        return {**super().learned(holds), **({NoText(self.column): True, IsText(self.column): False} if holds else {})}

    def formula(self, names: Names) -> str:
        return f"ISERROR({names.raw(self.column)})"


@dataclass(frozen=True)
class IsText(Bool):
    """The cell holds text, even if it reads like a number or a date."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return rows.is_text(self.column)

    def questions(self) -> Sequence[Bool]:
        return Not(Untouched(self.column)), self

    def learned(self, holds: bool) -> Facts:
        return {**super().learned(holds), **({IsError(self.column): False} if holds else {})}

    def formula(self, names: Names) -> str:
        return f"ISTEXT({names.raw(self.column)})"


@dataclass(frozen=True)
class IsOddNumber(Bool):
    """The cell holds a number, not text, that is not whole or has more than twelve digits."""

    column: str

    def evaluate(self, rows: Rows) -> Bools:
        return np.fromiter((_odd(cell) for cell in rows.raw(self.column)), np.bool_, len(rows))

    def questions(self) -> Sequence[Bool]:
        return Not(Untouched(self.column)), self

    def learned(self, holds: bool) -> Facts:
        return {**super().learned(holds), **({IsError(self.column): False, IsText(self.column): False} if holds else {})}

    def formula(self, names: Names) -> str:
        cell = names.raw(self.column)
        return f"IF(ISLOGICAL({cell}),FALSE,IF(ISNUMBER({cell}),IF(ABS({cell})<1E12,ROUND({cell},0)<>{cell},TRUE),FALSE))"


def _odd(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and not (abs(cell) < LARGE and cell == round(cell))


def _known(column: str, facts: Facts) -> bool:
    return any(of(column) in facts for of in (Untouched, NoText, IsError))
