"""Writing a block of cells, also where a filter hides some of them.

Excel does not write a block row by row while the user has filtered the table: every row that can be seen gets the first
of the values, and hidden rows get nothing (xlwings 747, 679 and 1483). Single cells are written as they should be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import xlwings as xw

from addin.conversation import Part, Working

_AT_ONCE = 200
"""Single cells between two looks at whether the user wants to stop."""


def write(cells: xw.Range, rows: Sequence[Sequence[Any]]) -> Part[None]:
    """Puts formulas and texts into cells; what `rows` does not fill is emptied. Says how far it is where a filter makes
    it slow.

    What Excel wrote is read again, and each cell that holds something else is written by itself. So it does not matter
    how Excel tells of a filter, which each system does in another way.

    Args:
        cells: where to.
        rows: from the first row of `cells` on; a text that begins with an apostrophe is meant without it.
    """
    height, width = cells.shape
    blank = [""] * width
    wanted = [[*row] for row in rows[:height]] + [blank] * (height - len(rows))
    cells.formula = wanted if len(wanted) * width > 1 else wanted[0][0]
    held = _rows(cells.formula)
    wrong = [
        (number, column, cell)
        for number, (row, found) in enumerate(zip(wanted, held, strict=True))
        for column, (cell, shown) in enumerate(zip(row, found, strict=True))
        if _shown(cell) != ("" if shown is None else shown)
    ]
    for done, (number, column, cell) in enumerate(wrong):
        if done and done % _AT_ONCE == 0:
            yield Working(f"PARS: marking filtered rows … {done:,} of {len(wrong):,}", long=True, writes=True)
        cells[number, column].formula = cell


def _rows(formulas: Any) -> Sequence[Sequence[Any]]:
    return formulas if isinstance(formulas, (list, tuple)) else [[formulas]]


def _shown(cell: Any) -> Any:
    """A cell as Excel gives it back: without the apostrophe that keeps a text from being a formula."""
    if cell is None:
        return ""
    return cell.removeprefix("'") if isinstance(cell, str) else cell
