"""A copy of a completed workbook with the marks and the Findings sheet of a check; nothing else in it changes, but that
all filled rows print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from generator.catalog import Catalog, Sheet
from generator.failure import Failure
from generator.progress import counted
from generator.rules.findings import Finding
from generator.upkeep.findings_sheet import checked_marks_of, findings_rows, height
from generator.upkeep.guard import WorkbookGuard
from generator.upkeep.origin import Origin
from generator.upkeep.print_areas import print_all_rows
from generator.upkeep.repair import restore_marks
from generator.upkeep.shown import write_shown
from generator.whole_file import write_whole
from generator.workbook.changes import Changes, insert, namespace, refuse_itself
from generator.workbook.columns import find
from generator.workbook.frames import Batch
from generator.workbook.letters import letters_of
from generator.workbook.own_sheets import (
    CHECKED,
    CHECKED_HEADER,
    FINDINGS,
    FINDINGS_COLUMNS,
    FINDINGS_HEADER,
)
from generator.workbook.package import Package, open_package
from generator.workbook.scan import Malformed
from generator.workbook.seal import sealed


def highlight(
    file: Path,
    target: Path,
    catalog: Catalog,
    findings: Sequence[Finding],
    *,
    package: Package | None = None,
    seal: str | None = None,
    replace: bool = False,
    batch: Batch | None = None,
    day: dt.date | None = None,
) -> None:
    """Writes to `target` a copy of the workbook `file` in which cells with findings are marked and Findings lists them.

    Cells that were pasted over and lost the formats that show marks get them back.

    Args:
        file: the completed workbook, which stays as it is.
        target: where to write the copy.
        catalog: what the workbook was made from.
        findings: all findings of a check of `file`.
        package: the file as it was read for that check; None to read it now.
        seal: what a seal of the copy is to say (`generator.workbook.seal`); None for a copy without one.
        replace: whether an existing file may be replaced; which ones is up to the command (`generator.targets`).
        batch, day: the rows of `file`, with what it has lost, and the day of the computer: for the values of formulas,
            which otherwise stay as they are.

    Raises:
        Failure: `target` is the workbook itself or cannot be written, `file` cannot be read, or it has lost a column
            Checked.
    """
    refuse_itself(file, target)
    package = package or open_package(file)
    try:
        changes = Changes(package)
        guard = WorkbookGuard(package, catalog)
        origin = guard.origin
        restore_marks(changes, guard)
        marks = checked_marks_of(findings)
        for sheet in counted(catalog.sheets.values(), len(catalog.sheets), "sheets marked"):
            _mark(changes, origin, sheet, marks.get(sheet.title, {}))
        _list(changes, catalog, findings)
        if batch:
            print_all_rows(changes, batch)
        if batch and day:
            write_shown(changes, guard, batch, batch.notes, day)
        write_whole(target, sealed(changes, seal) if seal else changes.data(), replace=replace)
    except Malformed as error:
        raise package.damaged(str(error)) from error


def _mark(changes: Changes, origin: Origin, sheet: Sheet, marks: dict[int, str]) -> None:
    """Writes the column Checked, and empties it where an earlier check left something.

    A sheet without either stays as it is.
    """
    part = changes.book.part_of(sheet.title)
    if part is None:
        return
    headers = origin.headers(sheet.title)
    column = find({CHECKED: CHECKED_HEADER}, sheet, headers, changes.book.names.get).get(CHECKED)
    if column is None:
        if marks:
            lost = f"The sheet {sheet.title} of {changes.package.name} has lost its column {CHECKED_HEADER}"
            raise Failure(f"{lost}; copy its rows into a fresh template.")
        return
    letter = letters_of(column)
    if not marks and not _has_marks(changes.package.xml(part), letter):
        return
    rows = changes.rows(part)
    for row in rows.numbers:
        if row > 1 and row not in marks:
            rows.clear(row, column)
    for row, text in marks.items():
        rows.put_text(row, column, text)


def _has_marks(xml: bytes, letter: str) -> bool:
    """Whether the column has cells below the header; a form of XML that this does not know counts as such."""
    return xml.count(f'r="{letter}'.encode()) > 1 or b"<sheetData>" not in xml


def _list(changes: Changes, catalog: Catalog, findings: Sequence[Finding]) -> None:
    """Writes the Findings sheet below its header; a workbook of an older template gets one."""
    part = changes.part_of(FINDINGS) or changes.add_sheet(FINDINGS)
    root, rows = changes.tree(part), changes.rows(part)
    styles = _column_styles(root)
    rows.keep_to(FINDINGS_HEADER)
    for number, column in enumerate(FINDINGS_COLUMNS, 1):
        if rows.find(FINDINGS_HEADER, number) is None:
            rows.put_text(FINDINGS_HEADER, number, column.header)
    for old in root.findall("{*}hyperlinks"):
        root.remove(old)
    ns = namespace(root)
    links = etree.Element(f"{{{ns}}}hyperlinks")
    lines = findings_rows(findings, catalog)
    for row, line in enumerate(lines, FINDINGS_HEADER + 1):
        for number, text in enumerate(line.texts, 1):
            if text:
                cell = rows.put_text(row, number, text, styles.get(number))
        holder = cell.getparent()
        assert holder is not None
        holder.set("ht", str(height(line)))
        holder.set("customHeight", "1")
        if line.link:
            etree.SubElement(links, f"{{{ns}}}hyperlink", ref=f"A{row}", location=line.link, display=line.texts[0])
    last = f"{letters_of(len(FINDINGS_COLUMNS))}{FINDINGS_HEADER + len(lines)}"
    extent = root.find("{*}dimension")
    if extent is not None:
        extent.set("ref", f"A1:{last}")
    if len(links):
        insert(root, links)
    for old in root.findall("{*}autoFilter"):
        root.remove(old)
    insert(root, etree.Element(f"{{{ns}}}autoFilter", ref=f"A{FINDINGS_HEADER}:{last}"))


def _column_styles(root: etree._Element) -> dict[int, str]:
    """Column number to the format that its cells take over."""
    box = root.find("{*}cols")
    if box is None:
        return {}
    reach = len(FINDINGS_COLUMNS)
    return {
        number: style
        for column in box
        if isinstance(column.tag, str) and (style := column.get("style"))
        for number in range(int(column.get("min", "1")), min(int(column.get("max", "1")), reach) + 1)
    }
