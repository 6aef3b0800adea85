"""The commands that write files: a new batch workbook, the upload file, and the page of its receipt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import xlwings as xw
from jinja2 import TemplateError

from addin import last_export, pages
from addin.background import in_background
from addin.checking import check
from addin.conversation import Talk, Told, Working, where_to
from addin.open_book import OpenBook
from addin.upgrading import free_name, refuse_open_name
from generator.catalog import ID, load
from generator.exchange.delivery import Delivery, check_target, chosen, deliver
from generator.exchange.selection import Selection
from generator.failure import Failure
from generator.own_lists import own_lists
from generator.report.pages.receipt_page import receipt_page
from generator.report.receipt_words import activities, held_back_words
from generator.targets import check_workbook
from generator.template.live import live_marks
from generator.template.new import write_new
from generator.workbook.frames import Batch, SheetFrame

_MOST = 8
"""Rows that a message names."""


def new_batch(app: xw.App, book: xw.Book | None) -> Talk:
    """Builds an empty workbook with live marks at a place asked for, beside the active one to begin with, and opens
    it."""
    catalog = load(overlay=own_lists())
    here = OpenBook(book).path if book else None
    proposed = free_name((here.parent if here else _documents()) / f"PARS-batch-{catalog.version}.xlsx")

    def may_be_written(target: Path) -> None:
        refuse_open_name(app, target)
        check_workbook(target, proposed.name, replace=True)

    target = yield from where_to(proposed, "Excel workbook", may_be_written)
    if target is None:
        return Told()
    yield Working("PARS: building a new batch workbook …", writes=True)
    write_new(catalog, target, live_marks(catalog))
    app.books.open(target).activate()
    return Told()


def export_xml(book: xw.Book) -> Talk:
    """Checks the batch and writes the upload file, and the receipt beside it."""
    return (yield from _export(book, complete_only=False))


def export_complete(book: xw.Book) -> Talk:
    """Like `export_xml`, but holds incomplete activities back too."""
    return (yield from _export(book, complete_only=True))


def open_receipt(book: xw.Book, show: pages.Show = pages.show) -> Told:
    """Shows the receipt of the last export of this workbook."""
    opened = OpenBook(book)
    receipt = last_export.find(opened.full_name, opened.path)
    if receipt is None:
        raise Failure(f"{book.name} has no receipt: export it first, or put its receipt beside it again.")
    try:
        page = [*receipt_page(json.loads(receipt.read_text(encoding="utf-8")))]
    except (ValueError, LookupError, TypeError, TemplateError) as error:
        raise Failure(f"The receipt {receipt} is damaged or of another version: export the workbook again.") from error
    show(receipt.with_suffix(".html").name, page)
    return Told()


def _export(book: xw.Book, *, complete_only: bool) -> Talk:
    opened = OpenBook(book)
    if not opened.is_saved:
        raise Failure("Save this workbook first: the receipt of an export says which workbook it belongs to.")
    result = yield from check(opened)
    batch, findings = result.batch, result.findings
    proposed = (opened.path or _documents() / Path(book.name).name).with_suffix(".xml")
    selection = chosen(batch, findings, complete_only=complete_only)
    if not selection.positions:
        return _nothing_to_export(batch, selection, proposed)

    def may_be_written(target: Path) -> None:
        if target == opened.path:
            raise Failure(
                f"{target} is the workbook itself; give the upload file another name, as in {target.stem}.xml."
            )
        check_target(target, replace=True)

    target = yield from where_to(proposed, "Upload file for PARS", may_be_written)
    if target is None:
        return Told()
    delivery = yield from in_background(
        "exporting",
        lambda: deliver(batch, findings, target, complete_only=complete_only, replace=True),
    )
    last_export.remember(opened.full_name, delivery.receipt_path)
    return Told(_told(batch, delivery))


def _nothing_to_export(batch: Batch, selection: Selection, proposed: Path) -> Told:
    held = "\n".join(_some(_held_rows(batch, selection)))
    older = f"\n\n{proposed} exists already, from an earlier export: do not upload it." if proposed.exists() else ""
    return Told(
        f"There is nothing to export: every activity is held back. Validate shows why.{older}\n\n{held}", failed=True
    )


def _told(batch: Batch, delivery: Delivery) -> str:
    selection, receipt, lines = delivery.selection, delivery.receipt, list[str]()
    if receipt["before_upload"]:
        lines.append("\n".join(receipt["before_upload"]))
    if delivery.written:
        incomplete = f", {len(selection.incomplete)} of them incomplete" if selection.incomplete else ""
        lines.append(f"Written: {delivery.written.target} ({activities(len(selection.positions))}{incomplete}).")
    lines.append(f"Receipt: {delivery.page_path}")
    if receipt["after_upload"]:
        to_do = activities(len(receipt["after_upload"]))
        lines.append(f"After the upload there is something to do in PARS for {to_do}: Open receipt shows the list.")
    if held := _held_rows(batch, selection):
        lines.append("\n".join([f"Held back: {held_back_words(receipt)}", *_some(held)]))
    return "\n\n".join(lines)


def _held_rows(batch: Batch, selection: Selection) -> list[str]:
    """Every row that is held back, in words."""
    rows = [_row(batch.sheets["activities"], position) for position in selection.held_back]
    rows += [_row(batch.sheets[sheet], position) for sheet, held in selection.orphans.items() for position in held]
    return rows + list(_out_of_reach(batch))


def _out_of_reach(batch: Batch) -> Iterator[str]:
    for sheet, rows in batch.out_of_reach.items():
        yield from (f"{batch.catalog.sheets[sheet].title} row {row}" for row in rows)


def _row(rows: SheetFrame, position: int) -> str:
    return f"{rows.sheet.title} row {rows.rows[position]}  {rows.text(ID)[position]}".rstrip()


def _some(rows: list[str]) -> list[str]:
    return [*rows[:_MOST], f"… and {len(rows) - _MOST} more"] if len(rows) > _MOST else rows


def _documents() -> Path:
    """Where a file is proposed when the workbook lies in no folder of this computer."""
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()
