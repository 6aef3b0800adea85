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
from generator.workbook import titles

TITLE = titles.META
PREFIX = "pars_"
"""Custom document properties are named by this and the key: pars_catalog_version."""
MARKS = "marks_digest"
"""Which marks the program lays into templates (`generator.template.live.marks_digest`)."""
STAMPED = ("template_version", "catalog_version", "catalog_hash", MARKS)
LIVE = "live"
"""Key of Meta: yes for a workbook with live marks, no for one with the marks of Validate only."""
COLUMNS = ("Sheet", "Column id", "Header", "Defined name")


def write(workbook: Workbook, catalog: Catalog, chosen: Sequence[Value], layouts: Sequence[SheetLayout], marks: Marks | None) -> None:
    """Writes Meta (keys and values, a blank row, then every column of the data sheets) and the custom document properties.

    Args:
        marks: those of the workbook; None when it has none at all, not even for Validate.
    """
    said = {
        "template_version": catalog.template_version,
        "catalog_version": catalog.version,
        "catalog_hash": catalog.hash,
        "tool_version": __version__,
        "boards": ",".join(b.value for b in chosen),
        "rows": str(layouts[0].rows),
    }
    if marks is not None:
        said[LIVE] = "yes" if marks.live else "no"
        said[MARKS] = marks_digest(catalog.version, catalog.overlay)
    sheet = workbook.create_sheet(TITLE)
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
