"""What may be laid into the sheets of a template beside the input columns: formulas that check while somebody types.

A template without them is complete too: it is checked by the command line or the ribbon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

USED = "used"
"""The live column that says whether a row holds anything."""


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """A column that holds one formula in every row.

    Attributes:
        id: names its range (`c_<prefix>_<id>`) and its cell in the same row (`r_<prefix>_<id>`).
        header: the text of its header cell.
        formula: with its equals sign; the same text stands in every row, so that it reads its row through row-relative
            names.
        width: in characters.
        hidden: helpers are hidden, columns of Readiness are not.
    """

    id: str
    header: str
    formula: str
    width: int = 12
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class CellFormat:
    """A conditional format of some columns of a sheet.

    Attributes:
        columns: column ids; each gets the same formula.
        formula: without equals sign, true where the mark shows; {column} is replaced by the column id.
        mark: key of `generator.template.style.MARKS`.
        known_by: a piece of the formula by which the format is known as the template's own, whatever else was changed
            in it.
    """

    columns: tuple[str, ...]
    formula: str
    mark: str
    known_by: str = ""


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """The marks of one sheet.

    Attributes:
        status: the formula of the first column, with its equals sign; None leaves it empty.
        columns: the hidden columns after the last input column, in order.
        formats: the conditional formats, the one that wins first.
    """

    status: str | None = None
    columns: tuple[LiveColumn, ...] = ()
    formats: tuple[CellFormat, ...] = ()


@dataclass(frozen=True)
class Marks:
    """All that makes a workbook check itself.

    Attributes:
        sheets: sheet id to its marks.
        readiness: the columns of the Readiness sheet, which replace its plain headers.
        readiness_note: the sentence at the top of the Readiness sheet.
        totals: label and formula of further totals on Start.
        names: further defined names with their text; a name relative to the row is written as it reads in row 1.
        words: further blocks of the Lists sheet, by their defined names.
    """

    sheets: Mapping[str, SheetMarks] = field(default_factory=dict)
    readiness: tuple[LiveColumn, ...] = ()
    readiness_note: str = ""
    totals: tuple[tuple[str, str], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        """Whether they follow while somebody types, or show only what Validate wrote."""
        return any(marks.columns for marks in self.sheets.values())
