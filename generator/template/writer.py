"""What openpyxl leaves out when it writes a workbook: errors that a sheet ignores, and the places of notes."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, BinaryIO, cast
from zipfile import ZipFile

from openpyxl.comments.comment_sheet import CommentSheet
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.related import Related
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element, SubElement, tostring

from generator.progress import Count
from generator.template import style
from generator.template.bands import BandDrawing
from generator.template.filled_rows import row_elements
from generator.template.filled_sheet import FilledSheet
from generator.template.notes import boxes
from generator.template.parts import Parts
from generator.template.shown.cached import Values, with_values
from generator.workbook.area import Area, area_of
from generator.workbook.letters import letters_of


class PackageWriter(ExcelWriter):
    """Writes the parts of a workbook into a zip, as openpyxl does."""

    _archive: Any  # this one and what stands for Any below are not in openpyxl's types
    _comments: list[Any]

    def __init__(self, workbook: Workbook, parts: Parts, values: Mapping[str, Values]) -> None:
        """Args:
        parts: where the parts go.
        values: title of a sheet to what its formulas show.
        """
        super().__init__(workbook, cast(ZipFile, parts))
        self._parts, self._values = parts, values
        self._written = Count("rows written", sum(sheet.max_row for sheet in workbook.worksheets))

    def write_worksheet(self, ws: Any) -> None:
        """Writes a sheet with the names of its bands, and in it that texts of digits are meant (`text_cells`)."""
        ws._drawing = BandDrawing(ws.bands) if isinstance(ws, FilledSheet) and ws.bands else None
        writer = _SheetWriter(ws, self._parts.opened(ws.path[1:]), self._values.get(ws.title, {}), self._written)
        writer.write()
        ws._rels = writer._rels
        self.manifest.append(ws)

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
    """Writes a sheet into a file: what openpyxl makes of it, with the values of its formulas, and the rows that it
    keeps as values where they belong."""

    _rels: Any

    def __init__(self, sheet: Worksheet, file: BinaryIO, values: Values, written: Count) -> None:
        self._piece = BytesIO()
        super().__init__(sheet, self._piece)
        self._file, self._values, self._written = file, values, written

    def write_rows(self) -> None:
        if not isinstance(self.ws, FilledSheet):
            super().write_rows()
            return
        xf: Any = self.xf.send(True)
        with xf.element("sheetData"):
            for number, cells in self.rows():
                if number < self.ws.first:
                    self.write_row(xf, cells, number)
            xf.flush()
            self._hand_over()
            self._file.writelines(self._written.each(row_elements(self.ws, self._values)))
        self.xf.send(None)

    def write_row(self, xf: Any, row: Any, row_idx: int) -> None:
        super().write_row(xf, row, row_idx)
        self._written.up()

    def close(self) -> None:
        super().close()
        self._hand_over()

    def _hand_over(self) -> None:
        self._file.write(with_values(self._piece.getvalue(), self._values))
        self._piece.seek(0)
        self._piece.truncate()

    def write_drawings(self) -> None:
        """The place of the drawing; openpyxl asks for charts and pictures only."""
        if isinstance(self.ws, FilledSheet) and self.ws.bands:
            drawing: Any = Related()
            self._rels.append(relationship := Relationship(Id="", type="drawing", Target=""))
            drawing.id = relationship.id
            self.xf.send(drawing.to_tree("drawing"))

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
            if sheet.column_dimensions[letters_of(column)].number_format == style.TEXT:
                beside = areas and areas[-1].right == column - 1
                left = areas.pop().left if beside else column
                areas.append(Area(left, reach.top + 1, column, reach.bottom))
    return areas
