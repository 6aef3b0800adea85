"""The notes of headers as drawn boxes. Excel keeps their texts in one part and their boxes, as VML, in another."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.utils import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import Element, SubElement

from generator.workbook.letters import letters_of

_VML = "urn:schemas-microsoft-com:vml"
_OFFICE = "urn:schemas-microsoft-com:office:office"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_SHAPE = "_x0000_t202"
_PAPER = "#ffffe1"
_BESIDE, _BELOW = 15, 2
"""Pixels between a cell's corner and its box."""
_DIGIT, _PADDING = 7, 5
"""Pixels of a digit in the font of the theme, by which widths of columns are counted, and beside the digits."""
_USUAL_WIDTH = 8.43
_USUAL_HEIGHT = 15.0


def boxes(sheet: Worksheet, notes: list[CommentRecord]) -> Element:
    """The VML part with the box of every note beside its cell.

    Each box says between which cells it stands (`x:Anchor`, ECMA-376 Part 4, 19.4.2.3); without that Excel draws all
    of them at one place.
    """
    root = Element("xml")
    layout = SubElement(root, f"{{{_OFFICE}}}shapelayout", {f"{{{_VML}}}ext": "edit"})
    SubElement(layout, f"{{{_OFFICE}}}idmap", {f"{{{_VML}}}ext": "edit", "data": "1"})
    kind = {"id": _SHAPE, "coordsize": "21600,21600", f"{{{_OFFICE}}}spt": "202", "path": "m,l,21600r21600,l21600,xe"}
    shape = SubElement(root, f"{{{_VML}}}shapetype", kind)
    SubElement(shape, f"{{{_VML}}}stroke", {"joinstyle": "miter"})
    SubElement(shape, f"{{{_VML}}}path", {"gradientshapeok": "t", f"{{{_OFFICE}}}connecttype": "rect"})
    for number, note in enumerate(notes, 1):
        _box(root, sheet, note, number)
    return root


def anchor(sheet: Worksheet, note: CommentRecord) -> tuple[int, ...]:
    """Where the box of a note stands: column and row of its left upper corner and of its right lower one, counted from
    0, each with the pixels into it, in the order of `x:Anchor`."""
    row, column = coordinate_to_tuple(note.ref)
    right = _reached(lambda n: _width(sheet, n), column + 1, _BESIDE + round(note.width))
    bottom = _reached(lambda n: _height(sheet, n), row, _BELOW + round(note.height))
    left, top = (column, _BESIDE), (row - 1, _BELOW)
    return (*left, *top, *right, *bottom)


def _box(root: Element, sheet: Worksheet, note: CommentRecord, number: int) -> None:
    row, column = coordinate_to_tuple(note.ref)
    place = anchor(sheet, note)
    left = sum(_width(sheet, n) for n in range(1, column + 1)) + _BESIDE
    top = sum(_height(sheet, n) for n in range(1, row)) + _BELOW
    style = (
        f"position:absolute;margin-left:{left * 0.75:g}pt;margin-top:{top * 0.75:g}pt;width:{note.width * 0.75:g}pt;"
        f"height:{note.height * 0.75:g}pt;z-index:{number};visibility:hidden"
    )
    about = {"id": f"_x0000_s{1024 + number}", "type": f"#{_SHAPE}", "style": style, "fillcolor": _PAPER}
    shape = SubElement(root, f"{{{_VML}}}shape", {**about, f"{{{_OFFICE}}}insetmode": "auto"})
    SubElement(shape, f"{{{_VML}}}fill", {"color2": _PAPER})
    SubElement(shape, f"{{{_VML}}}shadow", {"color": "black", "obscured": "t"})
    SubElement(shape, f"{{{_VML}}}path", {f"{{{_OFFICE}}}connecttype": "none"})
    text = SubElement(shape, f"{{{_VML}}}textbox", {"style": "mso-direction-alt:auto"})
    SubElement(text, "div", {"style": "text-align:left"})
    data = SubElement(shape, f"{{{_EXCEL}}}ClientData", {"ObjectType": "Note"})
    SubElement(data, f"{{{_EXCEL}}}MoveWithCells")
    SubElement(data, f"{{{_EXCEL}}}SizeWithCells")
    about_note = {
        "Anchor": ", ".join(map(str, place)),
        "AutoFill": "False",
        "Row": str(row - 1),
        "Column": str(column - 1),
    }
    for name, said in about_note.items():
        SubElement(data, f"{{{_EXCEL}}}{name}").text = said


def _reached(size: Callable[[int], int], first: int, pixels: int) -> tuple[int, int]:
    """The column or row, counted from 0, that lies so many pixels behind the beginning of `first`, and the pixels into
    it."""
    for number in itertools.count(first):
        if pixels < size(number):
            return number - 1, pixels
        pixels -= size(number)
    raise AssertionError


def _width(sheet: Worksheet, column: int) -> int:
    letter = letters_of(column)
    if letter not in sheet.column_dimensions:
        return round(_USUAL_WIDTH * _DIGIT) + _PADDING
    dimension = sheet.column_dimensions[letter]
    return 0 if dimension.hidden else round(dimension.width * _DIGIT)


def _height(sheet: Worksheet, row: int) -> int:
    height = sheet.row_dimensions[row].height if row in sheet.row_dimensions else None
    return round((height or _USUAL_HEIGHT) / 0.75)
