"""The commands of the PARS tab. Each works on the workbook that Excel calls from, or on the one it is given.

Thin: what is read, checked and written is decided in `generator`, as for the command line.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import xlwings as xw

from addin import last_export, marks, pages, validations, versions
from addin.ask import WhereTo, free_name, where_to
from addin.open_book import OpenBook
from addin.working import command, working
from generator.catalog import ID, Catalog, fold, load
from generator.exchange.delivery import Delivery, deliver
from generator.failure import Failure
from generator.own_lists import own_lists
from generator.report.receipt_words import activities, held_back_words, older_file_words
from generator.rules.check import counts
from generator.rules.findings import COUNTED
from generator.run import Checked, check_batch, day_of_check
from generator.targets import check_workbook
from generator.template.layout import Place
from generator.template.live import live_marks
from generator.template.new import write_new
from generator.template.validations import validation
from generator.workbook.frames import Batch, SheetFrame
from generator.workbook.own_sheets import FINDINGS, FINDINGS_COLUMNS, FINDINGS_HEADER

_ON_THE_WAY = "Save this workbook first: the {what} of a workbook without a folder has no place."


@command
def new_batch(book: xw.Book, *, ask: WhereTo = where_to) -> str | None:
    """Builds an empty workbook with live marks at a place asked for, beside this one to begin with, and opens it."""
    here = OpenBook(book).path
    catalog = _catalog()
    proposed = free_name((here.parent if here else Path.home()) / f"PARS-batch-{catalog.version}.xlsx")
    target = ask(book.app, proposed, "Excel workbook")
    if target is None:
        return None
    if any(open_book.name.casefold() == target.name.casefold() for open_book in book.app.books):
        raise Failure(
            f"A workbook named {target.name} is open, and Excel opens no second one of that name; choose another name."
        )
    check_workbook(target, proposed.name, replace=True)
    with working(book.app, "building a new batch workbook"):
        write_new(catalog, target, live_marks(catalog))
        book.app.books.open(target).activate()
    return None


@command
def validate(book: xw.Book) -> str:
    """Checks every row, marks the cells that need a look and lists them on Findings."""
    opened = OpenBook(book)
    with working(book.app, "checking"):
        result = _checked(opened)
        marks.write(opened, result.batch.catalog, result.findings)
    if not result.findings:
        return f"{activities(len(result.readiness))} checked, nothing to fix."
    numbers = ", ".join(
        f"{number} {COUNTED[severity]}" for severity, number in counts(result.findings).items() if number
    )
    return (
        f"{activities(len(result.readiness))} checked: {numbers}. The cells are marked, and the sheet {FINDINGS} lists "
        "them with links."
    )


@command
def next_finding(book: xw.Book) -> str:
    """Goes to the next cell that Findings lists, from the selected one on, and says what is wrong and what to do."""
    opened = OpenBook(book)
    sheet = opened.sheets.get(fold(FINDINGS))
    lines = _listed(sheet) if sheet else []
    if not lines:
        raise Failure("No findings are listed: choose Validate first; when it lists none, there is nothing to fix.")
    places = list(dict.fromkeys(place for place, _ in lines))
    selected = book.app.selection
    here = (
        f"{selected.sheet.name}!{selected[0, 0].get_address(False, False)}"
        if selected is not None and selected.sheet.book.name == book.name
        else ""
    )
    at = (places.index(here) + 1) % len(places) if here in places else 0
    title, _, address = places[at].rpartition("!")
    target = opened.sheets.get(fold(title))
    if target is None:
        raise Failure(f"The sheet {title} is gone since the last check: choose Validate again.")
    target.activate()
    target.range(address).select()
    sentences = "\n\n".join(text for place, text in lines if place == places[at])
    return f"{places[at]} ({at + 1} of {len(places)})\n\n{sentences}"


@command
def clear_marks(book: xw.Book) -> None:
    """Takes away what Validate wrote; entries, formats and formulas stay."""
    opened = OpenBook(book)
    with working(book.app, "clearing the marks"):
        marks.clear(opened, opened.catalog())


@command
def repair(book: xw.Book) -> str:
    """Puts the drop-downs and guards of every input column back, down to the last row of each table. No entry is
    changed."""
    opened = OpenBook(book)
    with working(book.app, "repairing the drop-downs"):
        batch = opened.batch()
        for sheet in batch.sheets.values():
            _repair(opened, sheet, batch.catalog)
    return "The drop-downs are back. Values that do not fit them are still there: choose Validate to see them."


@command
def export_xml(book: xw.Book, *, ask: WhereTo = where_to) -> str | None:
    """Checks the batch and writes the upload file, and the receipt beside it."""
    return _export(book, ask, complete_only=False)


@command
def export_complete(book: xw.Book, *, ask: WhereTo = where_to) -> str | None:
    """Like `export_xml`, but holds incomplete activities back too."""
    return _export(book, ask, complete_only=True)


@command
def open_receipt(book: xw.Book, *, show: pages.Show = pages.show) -> None:
    """Shows the receipt of the last export of this workbook."""
    path = _saved(book, "receipt")
    receipt = last_export.find(path)
    if receipt is None:
        raise Failure(f"{book.name} has no receipt: export it first, or put its receipt beside it again.")
    try:
        page = pages.receipt_page(json.loads(receipt.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(f"The receipt {receipt} is damaged or of another version: export the workbook again.") from error
    show(f"{receipt.name}.html", page)


@command
def rule_book(book: xw.Book, *, show: pages.Show = pages.show) -> None:
    """Shows every check in plain words."""
    show(f"pars-rule-book-{_catalog().version}.html", pages.rule_book_page(_catalog()))


@command
def about(book: xw.Book, *, built_pars_batch: str = "", built_xlwings: str = "") -> str:
    """Says which versions are at work, and what to do when the add-in and the installed programs differ."""
    here, built = versions.installed(), versions.Versions(built_pars_batch, built_xlwings)
    catalog = _catalog()
    lists = f", with your organization's lists from {catalog.overlay}" if catalog.overlay else ""
    lines = [
        f"PARS Batch {here.pars_batch}, catalog {catalog.version}{lists}",
        f"xlwings {here.xlwings}, Python {sys.version.split()[0]} in {sys.prefix}",
    ]
    if built_pars_batch or built_xlwings:
        lines.append(f"Add-in built with PARS Batch {built.pars_batch} and xlwings {built.xlwings}")
        if built != here:
            lines.append(
                "The add-in belongs to other versions than those installed: close Excel and run “pars addin install” "
                "again."
            )
    return "\n".join(lines)


def _catalog() -> Catalog:
    return load(overlay=own_lists())


def _checked(opened: OpenBook) -> Checked:
    batch = opened.batch()
    return check_batch(batch, day_of_check(batch, None, dt.date.today()))


def _listed(sheet: xw.Sheet) -> list[tuple[str, str]]:
    """Place and words of each line on Findings that leads to a cell."""
    last = sheet.used_range.last_cell.row
    if last <= FINDINGS_HEADER:
        return []
    width = len(FINDINGS_COLUMNS)
    rows = sheet.range((FINDINGS_HEADER + 1, 1), (last, width)).options(ndim=2, empty="").value
    return [(str(row[0]), f"{row[width - 2]} {row[width - 1]}") for row in rows if "!" in str(row[0])]


def _repair(opened: OpenBook, frame: SheetFrame, catalog: Catalog) -> None:
    sheet = opened.sheets[fold(frame.sheet.title)]
    checked = opened.checked(frame.sheet)
    if checked is None:
        raise Failure(
            f"The sheet {frame.sheet.title} has lost its hidden column Checked, which shows where its table ends; copy "
            "its rows into a fresh template."
        )
    for column in frame.sheet.columns:
        letter = frame.letters.get(column.id)
        if letter:
            cells = f"{letter}{checked.row}:{letter}{checked.last_cell.row}"
            place = Place(frame.sheet.id, frame.sheet.prefix, column.id, column.header, 0, column)
            validations.put(sheet.range(cells), validation(place, column, catalog, cells))


def _saved(book: xw.Book, what: str) -> Path:
    path = OpenBook(book).path
    if path is None:
        raise Failure(_ON_THE_WAY.format(what=what))
    return path


def _export(book: xw.Book, ask: WhereTo, *, complete_only: bool) -> str | None:
    path = _saved(book, "upload file")
    target = ask(book.app, path.with_suffix(".xml"), "Upload file for PARS")
    if target is None:
        return None
    if target == path:
        raise Failure(f"{target} is the workbook itself; give the upload file another name, as in {path.stem}.xml.")
    with working(book.app, "exporting"):
        result = _checked(OpenBook(book))
        delivery = deliver(result.batch, result.findings, target, complete_only=complete_only, replace=True)
        last_export.remember(path, delivery.receipt_path)
    return _told(result.batch, delivery)


def _told(batch: Batch, delivery: Delivery, most: int = 8) -> str:
    chosen, receipt = delivery.selection, delivery.receipt
    lines = ["\n".join(receipt["before_upload"])] if receipt["before_upload"] else []
    if delivery.written:
        incomplete = f", {len(chosen.incomplete)} of them incomplete" if chosen.incomplete else ""
        lines.append(f"Written: {delivery.written.target} ({activities(len(chosen.positions))}{incomplete}).")
    else:
        older = older_file_words(receipt)
        lines.append("Nothing was written: every activity is held back." + (f" {older}" if older else ""))
    held = [_row(batch.sheets["activities"], position) for position in chosen.held_back]
    held += [_row(batch.sheets[sheet], position) for sheet, rows in chosen.orphans.items() for position in rows]
    held += [
        f"{batch.catalog.sheets[sheet].title} row {row}" for sheet, rows in batch.out_of_reach.items() for row in rows
    ]
    if held:
        more = [f"… and {len(held) - most} more"] if len(held) > most else []
        lines.append("\n".join([f"Held back: {held_back_words(receipt)}", *held[:most], *more]))
    if receipt["after_upload"]:
        to_do = activities(len(receipt["after_upload"]))
        lines.append(f"After the upload there is something to do in PARS for {to_do}: Open receipt shows the list.")
    lines.append(f"Receipt: {delivery.receipt_path}")
    return "\n\n".join(lines)


def _row(rows: SheetFrame, position: int) -> str:
    return f"{rows.sheet.title} row {rows.rows[position]}  {rows.text(ID)[position]}".rstrip()
