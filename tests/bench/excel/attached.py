"""What hangs on cells of the engine: links, names, notes, tables, validations and conditional formats."""

from __future__ import annotations

from tests.bench.excel.calls import ExcelRefuses
from tests.bench.excel.conditional_formats import ConditionalFormats
from tests.bench.excel.formats import FormattedRange
from tests.bench.excel.names import Name
from tests.bench.excel.tables import Note, Table
from tests.bench.excel.validations import DataValidation


class AttachedRange(FormattedRange):
    """What a range says of what hangs on its cells, and changes there. `Range` knows the cells."""

    @property
    def hyperlink(self) -> str:
        fields = self._native.getCellByPosition(0, 0).getTextFields()
        if not fields.getCount():
            raise ExcelRefuses("The cell doesn't seem to contain a hyperlink!")
        return str(fields.getByIndex(0).URL)

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        self._may_write()
        cell = self._native.getCellByPosition(0, 0)
        cell.setString("")
        field = self._sheet.book._document.component.createInstance("com.sun.star.text.TextField.URL")
        field.URL, field.Representation = address, text_to_display or address
        cell.insertTextContent(cell.createTextCursor(), field, False)

    @property
    def name(self) -> Name | None:
        here = f"={self._sheet._quoted}!{self.address}"
        for name in self._sheet.book.names:
            if name.refers_to == here:
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.book.names.add(value, f"={self._sheet._quoted}!{self.address}")

    @property
    def note(self) -> Note | None:
        return next(
            (
                note
                for note in self._sheet.notes
                if (note.location.row, note.location.column) == (self.row, self.column)
            ),
            None,
        )

    def add_note(self, text: str) -> Note:
        self._may_write()
        where = self._native.getCellByPosition(0, 0).CellAddress
        self._sheet._component.Annotations.insertNew(where, text)
        note = self.note
        assert note
        return note

    @property
    def table(self) -> Table | None:
        for table in self._sheet.tables:
            if table.range._contains(self._cells):
                return table
        return None

    @property
    def data_validation(self) -> DataValidation:
        return DataValidation(self)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self)
