"""The sheet Start: what to do, how the batch stands, settings, and what the workbook is made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import cast

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from generator import __version__
from generator.catalog import ID, Catalog, Sheet, Value, ValueList
from generator.catalog.lists import NO, YES
from generator.template import pages, room, style
from generator.template.layout import SheetLayout
from generator.template.limits import as_formula
from generator.template.marks import USED, Marks
from generator.workbook import settings
from generator.workbook.own_sheets import (
    HELP,
    START,
    START_BESIDE,
    START_LABEL,
    START_TEXT,
    setting_cell,
)
from generator.workbook.settings import DATES_AS_TEXT, SHOW_MISSING, TODAY

TODAY_LABEL = "Today"
DATES_AS_TEXT_LABEL = "Dates typed as text"
SHOW_MISSING_LABEL = "Show missing fields"
SETTINGS = {TODAY: TODAY_LABEL, DATES_AS_TEXT: DATES_AS_TEXT_LABEL, SHOW_MISSING: SHOW_MISSING_LABEL}
"""Defined name to label of each setting on Start."""
ROOM_LABEL = "Room for activities"
_FILLING_IN = (
    (
        "{first}",
        "One row per activity. Dark headings are needed to save. Point to a heading for help.",
        "Paste values only (Paste Special > Values).",
    ),
    (
        "{others}",
        "One row per activity and board, REMS program or supporter.",
        "Choose the activity's ID, then the board: its lists follow.",
    ),
)
_SEND_BACK = "Only filling in? Save the workbook and send it back."
_EXPORTING = (
    (
        "Check",
        "Run “pars check” with this workbook, or choose Validate on the PARS tab in Excel.",
        "It finds more than the marks show: fix all it lists.",
    ),
    (
        "Export",
        "Run “pars export”, or choose Export XML.",
        "You get the upload file, and a receipt of what was exported and held back.",
    ),
    (
        "Upload",
        "Upload the file to PARS. Then work through the list on the receipt:",
        "some things, such as attesting, are done in PARS.",
    ),
)
_WHERE = (
    "Where you see them",
    "Before “Enable Editing” and in previews, as the file was last saved. Google Sheets and Numbers show no marks.",
)
_PRINTING = (
    "Printing",
    "Excel prints the rows that are filled in. Where some are left out: select all, Page Layout > Print Area > Set "
    "Print Area.",
)
TODAY_HINT = "Type another date to see the workbook as of that day. Put =TODAY() back afterwards."
OTHER_DAY_HINT = (
    "The workbook, its check and its export go by this date. Enter =TODAY() to go by the computer's date again."
)
_TODAY_HINT = f'=IF({TODAY}=TODAY(),"{TODAY_HINT}","{OTHER_DAY_HINT}")'
_DATES_HINT = "How 4/5/2026 is read when it is typed as text. Dates that can mean one day only are read either way."
_INDENT = Alignment(horizontal="left", vertical="center", indent=1)
_LINE, _GAP = 18, 4  # heights in points


def rows_label(sheet: Sheet) -> str:
    """The label of the number of rows on a sheet."""
    return f"{sheet.title}: rows"


def write(
    workbook: Workbook, catalog: Catalog, chosen: Sequence[Value], layouts: Sequence[SheetLayout], marks: Marks | None
) -> dict[str, str]:
    """Writes Start and gives its defined names with what they stand for."""
    return _Start(workbook.create_sheet(START)).write(catalog, chosen, layouts, marks)


class _Start:
    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.row = 1

    def write(
        self, catalog: Catalog, chosen: Sequence[Value], layouts: Sequence[SheetLayout], marks: Marks | None
    ) -> dict[str, str]:
        sheet = self.sheet
        sheet.sheet_view.showGridLines = False
        for letter, width in (("A", 3), ("B", 32), ("C", 26), ("D", 98)):
            sheet.column_dimensions[letter].width = width
        self._title(catalog)
        self._heading("What to do")
        self._steps(catalog)
        self._heading("Settings")
        names = {
            TODAY: self._today(),
            DATES_AS_TEXT: self._dates_as_text(),
            SHOW_MISSING: self._switch(catalog.answers),
        }
        self._heading("Totals")
        for layout in layouts:
            self._total(rows_label(layout.sheet), self._count(layout))
        counted = USED in {place.id for place in layouts[0].places}
        self._total(ROOM_LABEL, room.room(listed=counted and bool(marks and marks.readiness)))
        for label, formula in marks.totals if marks else ():
            self._total(label, as_formula(formula, "the formula", f"{START}, {label}"))
        self._heading("Marks")
        for mark in style.MARKS.values():
            self._legend(mark)
        self._line(*_WHERE)
        self._line(*_PRINTING)
        self._heading("Versions")
        self._line("Template", f"{catalog.template_version}, for boards {', '.join(b.value for b in chosen)}")
        self._line("Catalog", f"{catalog.version} ({catalog.hash[:12]})")
        self._line("PARS Batch", __version__)
        pages.set_up(sheet)
        sheet.page_setup.fitToHeight = 1
        sheet.print_area = f"A1:D{self.row}"
        return names

    def _steps(self, catalog: Catalog) -> None:
        """First what everybody does who fills in, then what only whoever exports does."""
        first, *others = (sheet.title for sheet in catalog.sheets.values())
        steps = enumerate((*_FILLING_IN, *_EXPORTING), 1)
        for number, (label, *sentences) in islice(steps, len(_FILLING_IN)):
            self._line(f"{number}  {label.format(first=first, others=', '.join(others))}", " ".join(sentences))
        self._line(HELP, "What goes into each column, what each program wants, and what every mark and message means.")
        style.link(self.sheet.cell(self.row - 1, START_TEXT), HELP, "A1")
        self._line("", _SEND_BACK)
        self.sheet.cell(self.row - 1, START_TEXT).font = style.font(bold=True)
        self._heading("Whoever exports")
        for number, (label, *sentences) in steps:
            self._line(f"{number}  {label}", " ".join(sentences))

    @staticmethod
    def _count(layout: SheetLayout) -> str:
        """How many rows a sheet has: those that hold anything, or at least an ID where no formula watches."""
        used = [place.range_name for place in layout.places if place.id == USED]
        return f"=COUNTIF({used[0]},TRUE)" if used else f"=COUNTA({layout.place(ID).range_name})"

    def _title(self, catalog: Catalog) -> None:
        title = self.sheet.cell(2, START_LABEL, "PARS batch workbook")
        title.font = style.font(size=20, bold=True, color=style.ACCENT)
        self.sheet.row_dimensions[2].height = 30
        programs = " and ".join(", ".join(program.title for program in catalog.programs.values()).rsplit(", ", 1))
        under = self.sheet.cell(
            3, START_LABEL, f"{catalog.title}: activities, {programs} for ACCME's PARS, checked before the upload."
        )
        under.font = style.font(color=style.GRAY)
        self.row = 4

    def _heading(self, text: str) -> None:
        self.row += 1
        for column in range(START_LABEL, 5):
            cell = self.sheet.cell(self.row, column)
            cell.border = Border(bottom=style.edge("medium", style.ACCENT))
        cell = self.sheet.cell(self.row, START_LABEL, text)
        cell.font = style.font(size=13, bold=True, color=style.ACCENT)
        self.sheet.row_dimensions[self.row].height = 22
        self.sheet.row_dimensions[self.row + 1].height = _GAP
        self.row += 2

    def _line(self, label: str, text: str) -> None:
        self._label(label)
        cell = self.sheet.cell(self.row, START_TEXT, text)
        cell.font, cell.alignment = style.font(), Alignment(vertical="center")
        self.sheet.row_dimensions[self.row].height = _LINE
        self.row += 1

    def _label(self, label: str) -> None:
        cell = self.sheet.cell(self.row, START_LABEL, label)
        cell.font = style.font(bold=True)
        cell.alignment = Alignment(vertical="center")

    def _field(self, label: str, value: str, note: str) -> str:
        """A cell to fill in; gives its address."""
        self._label(label)
        cell = self.sheet.cell(self.row, START_TEXT, value)
        side = style.edge("thin", style.ACCENT)
        cell.border = Border(left=side, right=side, top=side, bottom=side)
        cell.fill = style.solid(style.PALE)
        cell.font = style.font(bold=True)
        cell.alignment = _INDENT
        beside = self.sheet.cell(self.row, START_BESIDE, note)
        beside.font, beside.alignment = style.font(color=style.GRAY), _INDENT
        return self._spaced()

    def _today(self) -> str:
        address = self._field(TODAY_LABEL, "=TODAY()", _TODAY_HINT)
        self.sheet[address].number_format = style.DATE
        guard = DataValidation(
            type="date", operator="greaterThan", formula1="1", errorStyle="stop", showErrorMessage=True
        )
        guard.errorTitle, guard.error = "Today", "Enter a date, such as 3/31/2026, or =TODAY()."
        guard.add(address)
        self.sheet.add_data_validation(guard)
        return setting_cell(address[1:])

    def _dates_as_text(self) -> str:
        address = self._field(DATES_AS_TEXT_LABEL, settings.MONTH_FIRST, _DATES_HINT)
        choices = f'"{settings.MONTH_FIRST},{settings.DAY_FIRST}"'
        guard = DataValidation(type="list", formula1=choices, errorStyle="stop", showErrorMessage=True)
        guard.errorTitle, guard.error = DATES_AS_TEXT_LABEL, f"Choose {settings.MONTH_FIRST} or {settings.DAY_FIRST}."
        guard.add(address)
        self.sheet.add_data_validation(guard)
        return setting_cell(address[1:])

    def _switch(self, answers: ValueList) -> str:
        yes, no = (answers.meaning(meaning).value for meaning in (YES, NO))
        address = self._field(SHOW_MISSING_LABEL, yes, f"Choose {no} to hide the ○ marks.")
        guard = DataValidation(type="list", formula1=f"l_{answers.name}", errorStyle="stop", showErrorMessage=True)
        guard.errorTitle, guard.error = SHOW_MISSING_LABEL, f"Choose {yes} or {no}."
        guard.add(address)
        self.sheet.add_data_validation(guard)
        return setting_cell(address[1:])

    def _total(self, label: str, formula: str) -> None:
        self._label(label)
        cell = self.sheet.cell(self.row, START_TEXT, formula)
        cell.font = style.font()
        self.sheet.row_dimensions[self.row].height = _LINE
        cell.number_format = "#,##0"
        cell.alignment = Alignment(horizontal="left", vertical="center")
        self.row += 1

    def _legend(self, mark: style.Mark) -> None:
        cell = self.sheet.cell(self.row, START_LABEL, f"{mark.sign} {mark.word}")
        cell.font = mark.font()
        cell.border = mark.border()
        if mark.paper:
            cell.fill = style.solid(mark.paper)
        cell.alignment = _INDENT
        beside = self.sheet.cell(self.row, START_TEXT, mark.meaning)
        beside.font, beside.alignment = style.font(), _INDENT
        self._spaced()

    def _spaced(self) -> str:
        """Ends a line whose cells have a frame, so that frames do not touch; gives the address of the cell after the
        label."""
        self.sheet.row_dimensions[self.row].height = _LINE
        self.sheet.row_dimensions[self.row + 1].height = _GAP
        self.row += 2
        return f"C{self.row - 2}"


def put_settings(workbook: Workbook, catalog: Catalog, given: settings.Settings) -> None:
    """Sets the settings of a new workbook's Start; those as delivered stay as they are."""
    if given.today:
        setting_of(workbook, TODAY).value = given.today
    if given.day_first:
        setting_of(workbook, DATES_AS_TEXT).value = settings.DAY_FIRST
    if given.hides_missing:
        setting_of(workbook, SHOW_MISSING).value = catalog.answers.meaning(NO).value


def setting_of(workbook: Workbook, name: str) -> Cell:
    """The cell of a setting (see `SETTINGS`) on Start of a new workbook."""
    address = str(workbook.defined_names[name].attr_text).rpartition("!")[2].replace("$", "")
    return cast(Cell, workbook[START][address])
