"""The conditional formats of a range of the engine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.bench.excel.calls import engine_part
from tests.bench.excel.formats import color_number, color_tuple
from tests.bench.libreoffice import load_uno
from tests.bench.libreoffice.grammar import to_excel, to_office

if TYPE_CHECKING:
    from tests.bench.excel.ranges import Range


@engine_part
class ConditionalFormats(base_classes.ConditionalFormats):
    """The conditional formats that touch a range, in LibreOffice's order."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    def __iter__(self) -> Iterator[ConditionalFormat]:
        area = self._cells._cells
        formats = []
        conditionals = self._cells._sheet._component.ConditionalFormats
        for conditional in sorted(conditionals.getConditionalFormats(), key=lambda one: int(one.ID)):
            touches = any(
                at.StartRow <= area.bottom
                and area.top <= at.EndRow
                and at.StartColumn <= area.right
                and area.left <= at.EndColumn
                for at in conditional.Range.RangeAddresses
            )
            formats += [
                ConditionalFormat(self._cells, conditional, n) for n in range(conditional.getCount() if touches else 0)
            ]
        return iter(formats)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __call__(self, key: int) -> ConditionalFormat:
        return list(self)[key - 1]

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        self._cells._may_write()
        document = self._cells._sheet._document
        styles = document.component.StyleFamilies.getByName("CellStyles")
        name = f"ConditionalStyle_{len(styles.ElementNames) + 1}"
        styles.insertByName(name, document.component.createInstance("com.sun.star.style.CellStyle"))
        style = styles.getByName(name)
        with _all_unprotected(document.component):
            if "fill_color" in spec:
                style.CellBackColor = color_number(spec["fill_color"])
            if "font_color" in spec:
                style.CharColor = color_number(spec["font_color"])
            if "font_bold" in spec:
                style.CharWeight = 150.0 if spec["font_bold"] else 100.0
            if "font_italic" in spec:
                style.CharPosture = load_uno().Enum(
                    "com.sun.star.awt.FontSlant", "ITALIC" if spec["font_italic"] else "NONE"
                )
        native = self._cells._native
        conditions = native.ConditionalFormat
        properties = {
            "Operator": load_uno().Enum("com.sun.star.sheet.ConditionOperator", "FORMULA"),
            "Formula1": to_office(spec["formula"].removeprefix("=")),
            "SourcePosition": native.getCellByPosition(0, 0).CellAddress,
            "StyleName": name,
        }
        conditions.addNew(document.office.properties(properties))
        native.ConditionalFormat = conditions
        return list(self)[-1]

    def clear(self) -> None:
        self._cells._may_write()
        native = self._cells._native
        conditions = native.ConditionalFormat
        conditions.clear()
        native.ConditionalFormat = conditions


@engine_part
class ConditionalFormat(base_classes.ConditionalFormat):
    def __init__(self, cells: Range, conditional: Any, position: int) -> None:
        self._cells, self._conditional, self._position = cells, conditional, position

    @property
    def type(self) -> str:
        entry = self._entry
        if entry.getType() != 0:
            return "unknown"
        return "custom" if entry.Operator == 24 else "cell_value"

    @property
    def formula(self) -> str | None:
        return "=" + to_excel(self._entry.Formula1) if self.type == "custom" else None

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        return color_tuple(self._style.CellBackColor)

    @property
    def font_color(self) -> tuple[int, int, int] | None:
        return color_tuple(self._style.CharColor)

    @property
    def font_bold(self) -> bool | None:
        return bool(self._style.CharWeight > 100)

    @property
    def font_italic(self) -> bool | None:
        return bool(self._style.CharPosture.value == "ITALIC")

    @property
    def stop_if_true(self) -> bool | None:
        return None

    def delete(self) -> None:
        self._cells._may_write()
        self._conditional.removeByIndex(self._position)

    @property
    def _entry(self) -> Any:
        return self._conditional.getByIndex(self._position)

    @property
    def _style(self) -> Any:
        return self._cells._sheet._document.component.StyleFamilies.getByName("CellStyles").getByName(
            self._entry.StyleName
        )


@contextlib.contextmanager
def _all_unprotected(document: Any) -> Iterator[None]:
    """LibreOffice changes no style while any sheet is protected."""
    locked = [sheet for sheet in document.Sheets if sheet.isProtected()]
    for sheet in locked:
        sheet.unprotect("")
    try:
        yield
    finally:
        for sheet in locked:
            sheet.protect("")
