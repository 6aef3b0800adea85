"""A batch workbook that is open in LibreOffice as in Excel, and what tests do with it: click, select, look at it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import xlwings as xw

from addin import bridge
from addin.checking import check
from addin.conversation import TITLE, Part, Told, WhereTo, WhichFile
from addin.direct import Choose
from addin.open_book import OpenBook
from generator.catalog import Catalog
from generator.rules.findings import Finding
from generator.run.checking import Checked
from generator.workbook.cells import Cell, CellError
from tests.bench.libreoffice import Area, SheetView, load_uno

_Result = TypeVar("_Result")


SHEETS = ("Activities", "MOC", "REMS", "Support")


class Application:
    """Of Excel's Application object the one property that `addin.bridge` itself looks at, by its name in the type
    library."""

    @property
    def ActiveWorkbook(self) -> object | None:  # noqa: N802  # as the type library names it
        return object() if len(xw.books) else None


def begin(command: str) -> list[str]:
    """The first reply of a command, in its parts."""
    return bridge.begin(Application(), command, "0.1.0 0.37.8").split(bridge.SEPARATOR)


def go_on(answer: str = "") -> list[str]:
    return bridge.go_on(Application(), answer, "").split(bridge.SEPARATOR)


def click(command: str, book: xw.Book | None = None, choose: Choose | None = None) -> Told:
    """What a click on a button does on Windows: leads the conversation as macros/Ribbon.bas does."""
    app = xw.apps.active
    assert app is not None
    if book:
        book.activate()
    calculation = app.calculation if len(app.books) else "automatic"
    reply = begin(command)
    while reply[0] in {"working", "writing", "where", "which", "question"}:
        kind, words, *more = reply
        answer = ""
        if kind == "where":
            chosen = choose(WhereTo(Path(words), more[0])) if choose else Path(words)
            answer = str(chosen or "")
        elif kind == "which":
            assert choose, "without a choice there is no file"
            answer = str(choose(WhichFile(words, more[0], ())) or "")
        elif kind == "question":
            answer = app.alert(words, TITLE, "yes_no")
        else:
            app.status_bar = words
            if kind == "writing" and len(app.books):
                app.screen_updating, app.calculation = False, "manual"
        reply = go_on(answer)
    app.status_bar, app.screen_updating = False, True
    if len(app.books):
        app.calculation = calculation
    kind, words, undo = reply
    if kind == "quiet":
        app.status_bar = words
    elif words:
        app.alert(words, TITLE)
    return Told(words, quiet=kind == "quiet", failed=kind == "failed", undo=undo)


def to_its_end(part: Part[_Result]) -> _Result:
    """What a part of a command comes to, whatever it says meanwhile."""
    while True:
        try:
            next(part)
        except StopIteration as end:
            result: _Result = end.value
            return result


def checked_now(book: xw.Book) -> Checked:
    return to_its_end(check(OpenBook(book)))


def fill(book: xw.Book, catalog: Catalog, sheet: str, rows: list[dict[str, Cell]]) -> None:
    """Types rows into a sheet, as a person would: texts that look like numbers stay texts where the cells are formatted
    so."""
    about = catalog.sheets[sheet]
    cells = book.sheets[about.title]
    for number, row in enumerate(rows, 2):
        for column, cell in row.items():
            place = cells[number - 1, [c.id for c in about.columns].index(column) + 1]
            if isinstance(cell, CellError):
                place.formula = "=NA()"
            elif cell is not None:
                place.value = cell


def cell(book: xw.Book, catalog: Catalog, sheet: str, column: str, row: int) -> xw.Range:
    about = catalog.sheets[sheet]
    return book.sheets[about.title][row - 1, [c.id for c in about.columns].index(column) + 1]


def everything(book: xw.Book) -> dict[str, object]:
    """Values, formulas (as LibreOffice spells them), and formats of every cell of the sheets, and how many notes."""
    contents: dict[str, object] = {}
    for sheet in book.sheets:
        view: SheetView = sheet.impl._view
        used = view.used_area
        contents[sheet.name] = (
            view.untyped(used),
            view.range(used).getFormulaArray(),
            formats(view),
            len(list(sheet.impl._component.Annotations)),
        )
    return contents


_LOOK = ("BottomBorder", "CellBackColor", "CharColor", "CharPosture", "CharWeight", "NumberFormat", "Validation")
"""In the order in which LibreOffice wants to be asked for several."""


def formats(view: SheetView) -> set[tuple[object, ...]]:
    """Fill, font, borders, number format and validation of every stretch of cells that has one look."""
    groups = view.range(view.used_area).getUniqueCellFormatRanges()
    seen = set()
    for n in range(groups.Count):
        group = groups.getByIndex(n)
        border, fill, color, posture, weight, number_format, rule = group.getPropertyValues(_LOOK)
        seen.add(
            (
                group.RangeAddressesAsString,
                *(fill, color, weight, posture.value, number_format, border.OuterLineWidth),
                rule.Type.value,
                rule.getFormula1(),
                rule.InputMessage,
                rule.ErrorMessage,
            )
        )
    return seen


def keys(findings: list[Finding] | tuple[Finding, ...]) -> list[tuple[object, ...]]:
    return [(f.code, f.severity, f.sheet, f.cell, f.value, f.message) for f in findings]


def chosen_cell(book: xw.Book) -> str:
    selected = book.app.selection
    return f"{selected.sheet.name}!{selected.get_address(False, False)}"


def listed(book: xw.Book) -> list[list[str]]:
    """The lines of Findings that lead to a cell."""
    return [row for row in book.sheets["Findings"].range("A2:F90").value if row[0] and "!" in row[0]]


def select(place: xw.Range) -> None:
    place.sheet.activate()
    place.select()


def hide_by_filter(sheet: xw.Sheet, text: str) -> None:
    """Filters a sheet by its second column, as a person does: only rows with that text stay in sight."""
    view: SheetView = sheet.impl._view
    area = view.range(Area(0, 0, max(view.used_area.bottom, 20), 5))
    descriptor = area.createFilterDescriptor(True)
    descriptor.ContainsHeader = True
    field = load_uno().createUnoStruct("com.sun.star.sheet.TableFilterField")
    field.Field, field.StringValue, field.IsNumeric = 1, text, False
    field.Operator = load_uno().Enum("com.sun.star.sheet.FilterOperator", "EQUAL" if text else "EMPTY")
    descriptor.setFilterFields((field,))
    area.filter(descriptor)
    hidden = [view.component.Rows.getByIndex(row).IsFiltered for row in range(1, 21)]
    assert any(hidden), "nothing is filtered"


def start(book: xw.Book, name: str) -> xw.Range:
    return book.names[name].refers_to_range
