"""The sheet Meta and the stamp: what a workbook was made from, and by which column ids it is read again."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook

from generator import __version__
from generator.catalog import Catalog, Value
from generator.template.layout import SheetLayout
from generator.template.live import marks_digest
from generator.template.marks import Marks
from generator.workbook.own_sheets import (
    BOARDS,
    CATALOG_HASH,
    CATALOG_VERSION,
    LIVE,
    MARKS_DIGEST,
    META,
    PREFIX,
    ROWS,
    STAMPED,
    TEMPLATE_VERSION,
)

COLUMNS = ("Sheet", "Column id", "Header", "Defined name")


def write(
    workbook: Workbook, catalog: Catalog, chosen: Sequence[Value], layouts: Sequence[SheetLayout], marks: Marks | None
) -> None:
    """Writes Meta (keys and values, a blank row, then every column of the data sheets) and the custom document
    properties.

    Args:
        marks: those of the workbook; None when it has none at all, not even for Validate.
    """
    said = {
        TEMPLATE_VERSION: catalog.template_version,
        CATALOG_VERSION: catalog.version,
        CATALOG_HASH: catalog.hash,
        "tool_version": __version__,
        BOARDS: ",".join(b.value for b in chosen),
        ROWS: str(layouts[0].rows),
    }
    if marks is not None:
        said[LIVE] = "yes" if marks.live else "no"
        said[MARKS_DIGEST] = marks_digest(catalog.version, catalog.overlay, catalog.hash, live=marks.live)
    sheet = workbook.create_sheet(META)
    sheet.append(("Key", "Value"))
    for pair in said.items():
        sheet.append(pair)
    sheet.append(())
    sheet.append(COLUMNS)
    for layout in layouts:
        for place in layout.places:
            sheet.append((layout.sheet.title, place.id, place.header, place.range_name))
    for letter, width in zip("ABCD", (22, 28, 30, 34), strict=True):
        sheet.column_dimensions[letter].width = width
    for key in (key for key in STAMPED if key in said):
        workbook.custom_doc_props.append(StringProperty(name=PREFIX + key, value=said[key]))  # type: ignore[attr-defined]  # openpyxl has it, its types do not
