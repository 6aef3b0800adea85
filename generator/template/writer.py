"""What openpyxl leaves out when it writes a workbook: errors that a sheet ignores, and the places of notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openpyxl.cell._writer import write_cell
from openpyxl.comments.comment_sheet import CommentSheet
from openpyxl.packaging.relationship import Relationship
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element, SubElement, tostring

from generator.template import style
from generator.template.notes import boxes
from generator.template.sheets import SharedFormula
from generator.workbook.area import Area, area_of


class PackageWriter(ExcelWriter):
    """Writes the parts of a workbook into a zip, as openpyxl does."""

    _archive: Any  # this one and what stands for Any below are not in openpyxl's types
    _comments: list[Any]

    def write_worksheet(self, ws: Any) -> None:
        """Writes a sheet, and in it that texts of digits are meant (`text_cells`)."""
        ws._drawing = None
        writer = _SheetWriter(ws)
        writer.write()
        ws._rels = writer._rels
        self._archive.write(writer.out, ws.path[1:])
        self.manifest.append(ws)
        writer.cleanup()

    def _write_comment(self, ws: Any) -> None:
        texts: Any = CommentSheet.from_comments(ws._comments)  # type: ignore[no-untyped-call]
        self._comments.append(texts)
        texts._id = len(self._comments)
        self._archive.writestr(texts.path[1:], tostring(texts.to_tree()))
        self.manifest.append(texts)
        ws.legacy_drawing = f"xl/drawings/commentsDrawing{texts._id}.vml"
        self._archive.writestr(ws.legacy_drawing, tostring(boxes(ws, ws._comments)))
        ws._rels.append(Relationship(Id="comments", type=texts._rel_type, Target=texts.path))


class _SheetWriter(WorksheetWriter):
    """Nearly all cells of a template hold only the number of a formula that stands in the first cell of their column.
    They are written here, as openpyxl writes them, but each from one that was made once for its column."""

    ws: Any
    _rels: Any

    def __init__(self, ws: Any) -> None:
        super().__init__(ws)
        self._made: dict[int, Any] = {}

    def write_row(self, xf: Any, row: Iterable[Any], row_idx: int) -> None:
        if any(cell._comment for cell in row):
            super().write_row(xf, row, row_idx)
            return
        with xf.element("row", {"r": str(row_idx), **dict(self.ws.row_dimensions.get(row_idx, {}))}):
            for cell in row:
                if isinstance(cell._value, SharedFormula) and not cell._value.text:
                    xf.write(self._repeated(cell))
                elif cell._value is not None or cell.has_style:
                    write_cell(xf, self.ws, cell, cell.has_style)

    def _repeated(self, cell: Any) -> Any:
        made = self._made.get(cell.column)
        if made is None:
            look = {"s": str(cell.style_id)} if cell.has_style else {}
            made = self._made[cell.column] = Element("c", {"r": "", **look})
            SubElement(made, "f", dict(cell._value)).text = ""  # with an end tag, which is how openpyxl ends it
            SubElement(made, "v").text = ""
        made.set("r", cell.coordinate)
        return made

    def write_breaks(self) -> None:
        super().write_breaks()
        if isinstance(self.ws, Worksheet) and (areas := text_areas(self.ws)):
            ignored = Element("ignoredErrors")
            cells = " ".join(area.address for area in areas)
            SubElement(ignored, "ignoredError", {"sqref": cells, "numberStoredAsText": "1"})
            self.xf.send(ignored)


def text_areas(sheet: Worksheet) -> list[Area]:
    """The cells of a sheet's tables that are formatted as text. Excel would offer to make numbers of IDs there, 53 of
    0053."""
    areas: list[Area] = []
    for table in sheet.tables.values():
        reach = area_of(table.ref)
        for column in range(reach.left, reach.right + 1):
            if sheet.column_dimensions[get_column_letter(column)].number_format == style.TEXT:
                beside = areas and areas[-1].right == column - 1
                left = areas.pop().left if beside else column
                areas.append(Area(left, reach.top + 1, column, reach.bottom))
    return areas
