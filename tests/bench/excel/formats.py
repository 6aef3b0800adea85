"""How cells of the engine look: formats, colors, fonts and sizes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes

from tests.bench.excel.calls import engine_part
from tests.bench.libreoffice import load_uno

_MILLIMETRE_PER_POINT = 2540 / 72
_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3}


def color_tuple(number: int | None) -> tuple[int, int, int] | None:
    """(red, green, blue) of LibreOffice's color; None for none, or when cells differ."""
    return None if number is None or number < 0 else (number >> 16 & 255, number >> 8 & 255, number & 255)


def color_number(value: Any) -> int:
    """LibreOffice's color of what xlwings takes: "#RRGGBB", (red, green, blue), Excel's number, or None for none."""
    if value is None:
        return -1
    if isinstance(value, str):
        return int(value.removeprefix("#"), 16)
    if isinstance(value, int):
        return (value & 255) << 16 | value & 0xFF00 | value >> 16 & 255
    red, green, blue = value
    return int(red) << 16 | int(green) << 8 | int(blue)


class FormattedRange(base_classes.Range):
    """What a range says of the look of its cells, and changes there. `Range` knows the cells."""

    @property
    def number_format(self) -> str | None:
        """None when the cells differ."""
        key = self._uniform("NumberFormat")
        if key is None:
            return None
        found = self._sheet._document.number_format(key)
        return found.text.lower() if found.kind & 6 else found.text  # LibreOffice writes YYYY-MM-DD

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._may_write()
        formats = self._sheet.book._document.component.NumberFormats
        locale = load_uno().createUnoStruct("com.sun.star.lang.Locale")
        locale.Language, locale.Country = "en", "US"
        key = formats.queryKey(value, locale, False)
        self._native.NumberFormat = formats.addNew(value, locale) if key == -1 else key

    @property
    def color(self) -> tuple[int, int, int] | None:
        return color_tuple(self._uniform("CellBackColor"))

    @color.setter
    def color(self, value: Any) -> None:
        self._may_write()
        self._native.CellBackColor = color_number(value)

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def wrap_text(self) -> bool | None:
        wrapped: bool | None = self._uniform("IsTextWrapped")
        return wrapped

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._may_write()
        self._native.IsTextWrapped = value

    @property
    def horizontal_alignment(self) -> str | None:
        alignment = self._uniform("HoriJustify")
        return None if alignment is None else {office: name for name, office in _HORIZONTAL.items()}[alignment.value]

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self._may_write()
        self._native.HoriJustify = load_uno().Enum("com.sun.star.table.CellHoriJustify", _HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str | None:
        alignment = self._uniform("VertJustify")
        return (
            None if alignment is None else {office: name for name, office in _VERTICAL.items()}.get(alignment, "bottom")
        )

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self._may_write()
        self._native.VertJustify = _VERTICAL[value]

    @property
    def column_width(self) -> float | None:
        """In characters, as in Excel with its usual font; None when the columns differ."""
        widths = {column.Width for column in self._native.Columns}
        return round((widths.pop() / 26.4583 - 5) / 7, 2) if len(widths) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        self._native.Columns.Width = round((value * 7 + 5) * 26.4583)

    @property
    def row_height(self) -> float | None:
        """In points, nothing for hidden rows; None when the rows differ."""
        heights = {row.Height if row.IsVisible else 0 for row in self._native.Rows}
        return round(heights.pop() / _MILLIMETRE_PER_POINT, 2) if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        self._native.Rows.Height = round(value * _MILLIMETRE_PER_POINT)

    @property
    def column_hidden(self) -> bool | None:
        return _same(not column.IsVisible for column in self._native.Columns)

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self._native.Columns.IsVisible = not value

    @property
    def row_hidden(self) -> bool | None:
        return _same(not row.IsVisible for row in self._native.Rows)

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self._native.Rows.IsVisible = not value

    def autofit(self, axis: str | None = None) -> None:
        if axis in {None, "columns", "c"}:
            self._native.Columns.OptimalWidth = True
        if axis in {None, "rows", "r"}:
            self._native.Rows.OptimalHeight = True


@engine_part
class Font(base_classes.Font):
    def __init__(self, cells: FormattedRange) -> None:
        self._cells = cells

    @property
    def bold(self) -> bool | None:
        weight = self._cells._uniform("CharWeight")
        return None if weight is None else weight > 100

    @bold.setter
    def bold(self, value: bool) -> None:
        self._cells._may_write()
        self._cells._native.CharWeight = 150.0 if value else 100.0

    @property
    def italic(self) -> bool | None:
        posture = self._cells._uniform("CharPosture")
        return None if posture is None else posture.value == "ITALIC"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._cells._may_write()
        self._cells._native.CharPosture = load_uno().Enum("com.sun.star.awt.FontSlant", "ITALIC" if value else "NONE")

    @property
    def size(self) -> float | None:
        size: float | None = self._cells._uniform("CharHeight")
        return size

    @size.setter
    def size(self, value: float) -> None:
        self._cells._may_write()
        self._cells._native.CharHeight = float(value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        return color_tuple(self._cells._uniform("CharColor"))

    @color.setter
    def color(self, value: Any) -> None:
        self._cells._may_write()
        self._cells._native.CharColor = color_number(value)

    @property
    def name(self) -> str | None:
        name: str | None = self._cells._uniform("CharFontName")
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._cells._may_write()
        self._cells._native.CharFontName = value


def _same(flags: Iterator[bool]) -> bool | None:
    different = set(flags)
    return different.pop() if len(different) == 1 else None
