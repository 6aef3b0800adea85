"""Excel templates as ACCME might give them. Nobody outside knows its columns: what is known is that guidance stands in
row 1 and headers in row 2 of Sheet1, lists on ValidValues and Reference, that a header may end in a blank, and that
sample rows come along (FACTS 2, FACTS_2026 3). Everything else is made up here, in several shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

WHOLE = (
    "Record Action", "ACCME Activity ID", "Provider Activity ID", "Activity Title", "Activity Format ",
    "Delivery Method 1", "Delivery Method 2", "Start Date", "End Date", "City", "State", "Country",
    "AMA PRA Category 1 Credits", "Description", "Providership", "Joint Provider 1", "Joint Provider 2",
    "Register for MOC/CC", "MOC Credit Deadline",
)  # fmt: skip
"""Headers that say something of the whole activity."""
ONE_BOARD = ("Certifying Board", "Board Points", "Credit Type 1", "Credit Type 2", "Practice Area 1", "Practice Area 2")
LEARNER = (
    "Record Action", "ACCME Activity ID", "Completion Date", "First Name", "Last Name", "Date of Birth",
    "Licensing State", "Licensing ID or NPI", "Number of CME Credits", "Certifying Board", "Certifying Board ID",
    "Total Board Credits", "Credit Type ", "Credits Awarded for Credit Type", "Additional Credit Type",
)  # fmt: skip
"""The learner template's (FACTS 2); the header that ends in a blank is Credit Type (FACTS_2026 3)."""


@dataclass(frozen=True)
class Shape:
    """A template.

    Attributes:
        headers: in order; blank for a column without.
        lists: heading to values, side by side on ValidValues.
        reference: rows of Reference.
        drop_downs: header to the heading of the list that its drop-down shows.
        samples: rows below the headers, by header.
        formats: header to number format, of the sample cells and of the whole column.
        guidance: rows above the headers.
        hidden: states of the sheets with lists.
        table: whether the headers and samples are an Excel table.
    """

    headers: Sequence[str] = (*WHOLE, *ONE_BOARD)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    reference: Sequence[Sequence[str]] = ()
    drop_downs: Mapping[str, str] = field(default_factory=dict)
    samples: Sequence[Mapping[str, Any]] = ()
    formats: Mapping[str, str] = field(default_factory=dict)
    guidance: Sequence[str] = ("Required. Choose from the list.",)
    hidden: str = "visible"
    table: bool = False


def template(path: Path, shape: Shape) -> Path:
    book = openpyxl.Workbook()
    data = book.active
    assert data is not None
    data.title = "Sheet1"
    for row, text in enumerate(shape.guidance, 1):
        data.cell(row, 1, text)
    head = len(shape.guidance) + 1
    for number, header in enumerate(shape.headers, 1):
        if header:
            data.cell(head, number, header)
    for row, sample in enumerate(shape.samples, head + 1):
        for header, value in sample.items():
            cell = data.cell(row, shape.headers.index(header) + 1, value)
            if header in shape.formats:
                cell.number_format = shape.formats[header]
    if shape.table:
        last = get_column_letter(len(shape.headers))
        data.add_table(Table(displayName="Upload", ref=f"A{head}:{last}{head + max(1, len(shape.samples))}"))
    _lists(book, shape, head)
    book.save(path)
    return path


def _lists(book: openpyxl.Workbook, shape: Shape, head: int) -> None:
    data = book["Sheet1"]
    valid, reference = book.create_sheet("ValidValues"), book.create_sheet("Reference")
    valid.sheet_state = reference.sheet_state = shape.hidden
    for column, (heading, values) in enumerate(shape.lists.items(), 1):
        for row, text in enumerate((heading, *values), 1):
            valid.cell(row, column, text)
    for line in shape.reference:
        reference.append(list(line))
    for header, heading in shape.drop_downs.items():
        column = get_column_letter(list(shape.lists).index(heading) + 1)
        shown = DataValidation(
            type="list", formula1=f"ValidValues!${column}$2:${column}${len(shape.lists[heading]) + 1}"
        )
        letter = get_column_letter(shape.headers.index(header) + 1)
        shown.add(f"{letter}{head + 1}:{letter}{head + 500}")
        data.add_data_validation(shown)


def filled(path: Path, head: int = 2) -> list[dict[str, Any]]:
    """The rows of a filled copy below its headers, by header, as openpyxl reads them; blank cells left out."""
    data = openpyxl.load_workbook(path)["Sheet1"]
    headers = [cell.value for cell in data[head]]
    rows = [
        {header: value for header, value in zip(headers, row, strict=True) if header and value is not None}
        for row in data.iter_rows(min_row=head + 1, values_only=True)
    ]
    return [row for row in rows if row]
