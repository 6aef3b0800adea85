"""The commands that look at a cell, a row, or the next finding. They write nothing, so Excel's list of undo steps
stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlwings as xw

from addin.checking import check
from addin.conversation import Talk, Told
from addin.open_book import OpenBook
from generator.catalog import Catalog, Sheet, fold
from generator.failure import Failure
from generator.rules.findings import RANK, SEVERITY_WORDS, Finding, Severity
from generator.workbook.own_sheets import FINDINGS, FINDINGS_COLUMNS, FINDINGS_HEADER, FIRST_ROW


@dataclass(frozen=True, slots=True)
class _Listed:
    """A line of Findings that leads to a cell."""

    title: str
    address: str
    severity: str
    words: str

    @property
    def place(self) -> str:
        return f"{self.title}!{self.address}"


def next_finding(book: xw.Book, severity: str = "") -> Told:
    """Goes to the next cell that Findings lists, from the selected one on, and says in the status bar what is wrong.

    Args:
        book: the workbook.
        severity: of `Severity`, when only such findings count.
    """
    return _gone(book, severity, 1)


def previous_finding(book: xw.Book, severity: str = "") -> Told:
    """Like `next_finding`, the other way round."""
    return _gone(book, severity, -1)


def why(book: xw.Book) -> Talk:
    """Says all that a check finds at the selected cell: what is wrong, what to do, and the rule."""
    opened = OpenBook(book)
    here = _selected(opened)
    result = yield from check(opened)
    catalog = result.batch.catalog
    sheet = _sheet_of(catalog, here)
    header = _header(result.batch.sheets[sheet.id].letters, sheet, here)
    if header is None:
        return _of_row(catalog, sheet, here.row, result.findings)
    address = here.get_address(False, False)
    of_cell = [f for f in _worst_first(result.findings) if (f.sheet, f.cell) == (sheet.title, address)]
    place = f"{sheet.title}!{address} {header}"
    if of_cell:
        return Told("\n\n".join([place, *(_explained(catalog, finding) for finding in of_cell)]))
    of_row = _at_row(result.findings, sheet, here.row)
    others = ", ".join(dict.fromkeys(finding.cell or "" for finding in of_row))
    more = f" Other cells of its row need a look: {others}." if others else ""
    return Told(f"Nothing is wrong with {place}.{more}")


def check_row(book: xw.Book) -> Talk:
    """Says all that a check finds in the row of the selected cell."""
    opened = OpenBook(book)
    here = _selected(opened)
    result = yield from check(opened)
    catalog = result.batch.catalog
    return _of_row(catalog, _sheet_of(catalog, here), here.row, result.findings)


def _gone(book: xw.Book, severity: str, direction: int) -> Told:
    opened = OpenBook(book)
    every = _listed(opened)
    if not every:
        raise Failure("No findings are listed: choose Validate first; when it lists none, there is nothing to fix.")
    wanted = SEVERITY_WORDS[Severity(severity)] if severity else ""
    chosen = [line for line in every if line.severity.endswith(wanted)]  # after the sign of its mark
    lines = [line for line in chosen if _can_be_seen(opened, line)]
    places = list(dict.fromkeys(line.place for line in lines))
    hidden = len({line.place for line in chosen}) - len(places)
    if not places:
        what = f" “{wanted}”" if wanted else ""
        where = " on sheets that can be seen; show the others (right-click a tab, Unhide)" if hidden else ""
        raise Failure(f"{FINDINGS} lists no cell{what}{where}.")
    at = _after(_here(book), list(dict.fromkeys(line.place for line in every)), places, direction)
    lines_here = [line for line in lines if line.place == places[at]]
    cell = opened.sheets[fold(lines_here[0].title)].range(lines_here[0].address)
    cell.sheet.activate()
    cell.select()
    notes = [" (the row is hidden, by a filter perhaps)"] if cell.row_height == 0 else []
    notes += [f" ({hidden} more on hidden sheets)"] if hidden else []
    said = " ".join(f"{line.severity}: {line.words}" for line in lines_here)
    return Told(f"{places[at]} ({at + 1} of {len(places)}){''.join(notes)}. {said}", quiet=True)


def _after(here: str, every: Sequence[str], places: Sequence[str], direction: int) -> int:
    """The index in `places` of the next one from `here` on; of the first, or last, when `here` is not among `every`."""
    order = {place: number for number, place in enumerate(every)}
    ahead = range(len(places)) if direction > 0 else range(len(places) - 1, -1, -1)
    if here in order:
        passed = [n for n in ahead if (order[places[n]] - order[here]) * direction > 0]
        return passed[0] if passed else ahead[0]
    return ahead[0]


def _listed(opened: OpenBook) -> list[_Listed]:
    """The lines of Findings that lead to a cell."""
    sheet = opened.sheets.get(fold(FINDINGS))
    last = sheet.used_range.last_cell.row if sheet else 0
    if sheet is None or last <= FINDINGS_HEADER:
        return []
    width = len(FINDINGS_COLUMNS)
    rows = sheet.range((FINDINGS_HEADER + 1, 1), (last, width)).options(ndim=2, empty="").value
    lines = []
    for row in rows:
        title, _, address = str(row[0]).rpartition("!")
        if title:
            lines.append(_Listed(title, address, str(row[1]), f"{row[width - 2]} {row[width - 1]}"))
    return lines


def _can_be_seen(opened: OpenBook, line: _Listed) -> bool:
    sheet = opened.sheets.get(fold(line.title))
    if sheet is None:
        raise Failure(f"The sheet {line.title} is gone since the last check: choose Validate again.")
    return bool(sheet.visible)


def _here(book: xw.Book) -> str:
    """The selected cell, as Findings names it."""
    selected = book.app.selection
    if selected is None or selected.sheet.book.name != book.name:
        return ""
    return f"{selected.sheet.name}!{selected[0, 0].get_address(False, False)}"


def _selected(opened: OpenBook) -> xw.Range:
    """The first selected cell of the workbook."""
    selected = opened.book.app.selection
    if selected is None or selected.sheet.book.name != opened.book.name:
        raise Failure("Select a cell of the batch first.")
    return selected[0, 0]


def _sheet_of(catalog: Catalog, cell: xw.Range) -> Sheet:
    for sheet in catalog.sheets.values():
        if fold(sheet.title) == fold(cell.sheet.name) and cell.row >= FIRST_ROW:
            return sheet
    titles = [sheet.title for sheet in catalog.sheets.values()]
    raise Failure(f"Select a cell below the headings of {', '.join(titles[:-1])} or {titles[-1]} first.")


def _header(letters: Mapping[str, str], sheet: Sheet, cell: xw.Range) -> str | None:
    """The header of the column that a cell stands in; None beside the columns of entries."""
    letter = cell.get_address(False, False).rstrip("0123456789")
    return next((sheet.column(column).header for column, at in letters.items() if at == letter), None)


def _worst_first(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: RANK[finding.severity])


def _at_row(findings: Sequence[Finding], sheet: Sheet, row: int) -> list[Finding]:
    return [f for f in _worst_first(findings) if (f.sheet, f.row) == (sheet.title, row)]


def _of_row(catalog: Catalog, sheet: Sheet, row: int, findings: Sequence[Finding]) -> Told:
    place, of_row = f"{sheet.title} row {row}", _at_row(findings, sheet, row)
    if not of_row:
        return Told(f"Nothing is wrong with {place}.")
    lines = [
        f"{finding.cell} {sheet.column(finding.field).header}: {finding.message} {finding.fix}"
        if finding.field
        else f"{finding.message} {finding.fix}"
        for finding in of_row
    ]
    return Told("\n\n".join([place, *lines]))


def _explained(catalog: Catalog, finding: Finding) -> str:
    """A finding with its rule: why it is asked for, and who says so."""
    words = catalog.messages[finding.code]
    sources = "; ".join(catalog.sources[key].title for key in words.source.split())
    return (
        f"{SEVERITY_WORDS[finding.severity]}: {finding.message} {finding.fix}\n"
        f"Rule {finding.code}: {words.why} Source: {sources}"
    )
