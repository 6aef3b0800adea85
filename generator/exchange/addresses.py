"""An address as people write it, MOC!D7, to the cell of a batch."""

from __future__ import annotations

import re

from generator.catalog import fold
from generator.failure import Failure
from generator.workbook.frames import Batch

_ADDRESS = re.compile(
    r"\s*(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$?(?P<letter>[A-Za-z]{1,3})\$?(?P<row>\d{1,7})\s*"
)


def cell_at(batch: Batch, address: str) -> tuple[str, str, int]:
    """Sheet id, column id and position of a cell, given by tab and address as in MOC!D7, 'MOC'!$D$7 or moc!d7.

    Raises:
        Failure: it is no address of one cell, or no cell with a value for the upload file.
    """
    parts = _ADDRESS.fullmatch(address)
    titles = [frame.sheet.title for frame in batch.sheets.values()]
    if not parts:
        raise Failure(f"{address} is no address of a cell; write the sheet and the cell, as in {titles[0]}!D7.")
    title = (parts["quoted"] or parts["plain"]).replace("''", "'")
    found = [(i, frame) for i, frame in batch.sheets.items() if fold(frame.sheet.title) == fold(title)]
    if not found:
        raise Failure(f"No sheet {title} goes into the upload file; those that do are {', '.join(titles)}.")
    sheet, frame = found[0]
    letter, row = parts["letter"].upper(), int(parts["row"])
    column = next((column for column, at in frame.letters.items() if at == letter), None)
    if column is None:
        raise Failure(f"Column {letter} of {frame.sheet.title} holds nothing for the upload file; give another cell.")
    if row in batch.out_of_reach.get(sheet, ()):
        raise Failure(
            f"Row {row} of {frame.sheet.title} lies far below the other rows and was not read; move it up to them."
        )
    if row not in frame.rows:
        raise Failure(f"Row {row} of {frame.sheet.title} holds no entries; give a cell of a filled row.")
    return sheet, column, frame.rows.index(row)
