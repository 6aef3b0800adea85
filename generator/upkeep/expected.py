"""What a workbook's template was made of, worked out again from its catalog and its stamp. Nothing large is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from openpyxl.workbook import Workbook
from openpyxl.xml.functions import tostring

from generator.catalog import Catalog, Column, Value
from generator.template import readiness_sheet, stamp, start_sheet, vocabulary
from generator.template.layout import Place, SheetLayout, lay_out
from generator.template.live import checked_marks, live_marks
from generator.template.marks import CellFormat, LiveColumn, Marks
from generator.template.start_sheet import TODAY_LABEL
from generator.template.validations import validation
from generator.upkeep.elements import in_namespace
from generator.workbook.changes import MAIN
from generator.workbook.guards import Guard, guard_of
from generator.workbook.own_sheets import FIRST_ROW, LISTS, META, START, START_BESIDE, START_LABEL, START_TEXT, STATUS

Content = str | float


@dataclass(frozen=True)
class Expected:
    """The template of a workbook.

    Args:
        catalog: what it is made from, with as many practice areas as the workbook has.
        boards: the boards that it offers, None for all.
        live: whether it has live marks; None when it has no marks at all.
    """

    catalog: Catalog
    boards: tuple[str, ...] | None
    live: bool | None

    @cached_property
    def chosen(self) -> tuple[Value, ...]:
        """The boards that it offers, as far as the catalog knows them."""
        known = self.catalog.boards
        return tuple(b for b in known if self.boards is None or b.value in self.boards) or known

    @cached_property
    def marks(self) -> Marks | None:
        if self.live is None:
            return None
        return live_marks(self.catalog, [b.value for b in self.chosen]) if self.live else checked_marks(self.catalog)

    @cached_property
    def layouts(self) -> dict[str, SheetLayout]:
        """Sheet id to the layout of a template with one row."""
        parts = self.marks.sheets if self.marks else {}
        return {name: lay_out(sheet, 1, parts.get(name)) for name, sheet in self.catalog.sheets.items()}

    def validation(self, place: Place, column: Column, cells: str) -> etree._Element:
        """The validation of a column over `cells`, as it stands in a sheet part."""
        made = etree.fromstring(tostring(validation(place, column, self.catalog, cells).to_tree("dataValidation")))
        in_namespace(made, MAIN)
        return made

    def guard(self, place: Place, column: Column) -> Guard:
        return guard_of(self.validation(place, column, f"A{FIRST_ROW}"))

    def formats(self, sheet: str) -> tuple[CellFormat, ...]:
        """The conditional formats of a sheet, the one that wins first."""
        return self.marks.sheets[sheet].formats if self.marks else ()

    def formulas(self, sheet: str) -> dict[str, str]:
        """Column id to the formula of every row, without its equals sign."""
        if self.marks is None:
            return {}
        own = self.marks.sheets[sheet]
        formulas = {c.id: c.formula for c in own.columns} | ({STATUS: own.status} if own.status else {})
        return {column: formula.removeprefix("=") for column, formula in formulas.items()}

    @property
    def readiness(self) -> tuple[LiveColumn, ...]:
        return self.marks.readiness if self.marks else ()

    @cached_property
    def lists(self) -> dict[tuple[int, int], Content]:
        """The cells of the sheet Lists; formulas with their equals sign."""
        return _cells(self._scratch, LISTS)

    @cached_property
    def meta(self) -> dict[tuple[int, int], Content]:
        """The cells of the sheet Meta, as if it had been made now and for one row."""
        return _cells(self._scratch, META)

    def on_start(self, column: int) -> dict[str, str]:
        """Label to formula, without its equals sign, of a column of Start; not of today's date, which may be typed."""
        formulas = {}
        for cells in self._scratch[START].iter_rows(max_col=START_BESIDE, values_only=True):
            label, text = str(cells[START_LABEL - 1]), cells[column - 1]
            if isinstance(text, str) and text.startswith("=") and (label, column) != (TODAY_LABEL, START_TEXT):
                formulas[label] = text[1:]
        return formulas

    @property
    def readiness_note(self) -> str | None:
        """The formula of the sentence at the top of Readiness, without its equals sign; None without live marks."""
        note = readiness_sheet.readiness_note(self.marks)
        return note.removeprefix("=") if note else None

    @cached_property
    def names(self) -> dict[str, str]:
        """The defined names that do not stand for columns of the data sheets, with their text."""
        return {**self._parts[1], **(self.marks.names if self.marks else {})}

    @cached_property
    def _parts(self) -> tuple[Workbook, Mapping[str, str]]:
        workbook = Workbook()
        layouts = list(self.layouts.values())
        start_sheet.write(workbook, self.catalog, self.chosen, layouts, self.marks)
        names = vocabulary.write(workbook, self.catalog, self.chosen, self.marks.words if self.marks else {})
        stamp.write(workbook, self.catalog, self.chosen, layouts, self.marks)
        return workbook, names

    @property
    def _scratch(self) -> Workbook:
        return self._parts[0]


def _cells(workbook: Workbook, title: str) -> dict[tuple[int, int], Content]:
    return {
        (cell.row, cell.column): cell.value
        for cell in workbook[title]._cells.values()  # only cells that there are, unlike its public ways
        if isinstance(cell.value, (str, int, float)) and cell.value != "" and isinstance(cell.column, int)
    }
