"""The command that brings the open workbook's file into a fresh workbook of the newest catalog version.

Commands that make another workbook of a file ask where to put it and open it when it is there: `new_workbook`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import xlwings as xw

from addin.background import in_background
from addin.conversation import Part, Stopped, Talk, Told, Working, where_to
from addin.open_book import OpenBook
from generator.failure import Failure
from generator.own_lists import own_lists
from generator.report.receipt_words import counted
from generator.report.upgrades import upgraded_words
from generator.report.values import HEADINGS, counts_line, in_lines
from generator.run.versions import upgraded
from generator.targets import check_upgrade
from generator.upkeep.upgraded import Upgraded

_MOST = 5
"""Changes of one kind that a message names."""
_Result = TypeVar("_Result")


def upgrade(book: xw.Book) -> Talk:
    """Writes all that the file of the workbook holds into a fresh one, at a place asked for, and opens that."""
    opened = OpenBook(book)
    file = _file_of(opened)
    opened.catalog()  # says in a sentence when this is no batch workbook
    proposed = free_name(file.with_name(f"{file.stem}-new.xlsx"))
    result = yield from new_workbook(
        book.app,
        proposed,
        "upgrading",
        lambda target: check_upgrade(target, file, replace=True),
        lambda target: upgraded(file, target, dt.date.today(), own_lists(), replace=True),
    )
    return Told(_told(*result), rest="look at its sheet Upgrade") if result else Told()


def new_workbook(
    app: xw.App,
    proposed: Path,
    doing: str,
    check: Callable[[Path], None],
    work: Callable[[Path], _Result],
) -> Part[tuple[_Result, Path] | None]:
    """Asks where to write a new workbook, has it written beside the conversation, and opens it.

    Args:
        proposed: the file that is proposed.
        doing: see `in_background`.
        check: raises Failure for a place where it may not be written, whatever the user says.
        work: writes it there; must not talk to Excel.

    Returns:
        What came of the work, and where the workbook is; None when the user thinks better of it.
    """

    def may_be_written(target: Path) -> None:
        refuse_open_name(app, target)
        check(target)

    target = yield from where_to(proposed, "Excel workbook", may_be_written)
    if target is None:
        return None
    result = yield from in_background(doing, lambda: work(target))
    with suppress(Stopped):  # it is written, so it opens
        yield Working("PARS: opening the new workbook …", writes=True)
    app.books.open(target).activate()
    return result, target


def refuse_open_name(app: xw.App, target: Path) -> None:
    """Raises Failure when a workbook of that name is open: Excel would not open the new one."""
    if any(open_book.name.casefold() == target.name.casefold() for open_book in app.books):
        raise Failure(
            f"A workbook named {target.name} is open, and Excel opens no second one of that name; choose another name."
        )


def free_name(proposed: Path) -> Path:
    """The file itself, or with a number, such that nothing is there yet."""
    number, path = 2, proposed
    while path.exists():
        path = proposed.with_stem(f"{proposed.stem} ({number})")
        number += 1
    return path


def _file_of(opened: OpenBook) -> Path:
    """The file of the open workbook, as Excel shows it.

    Raises:
        Failure: it was never saved, has changes that are not, or Excel has it from the web.
    """
    if not opened.is_saved or opened.has_changes:
        raise Failure("Save this workbook first: an upgrade reads its file, and what is not saved would be missing.")
    if opened.path is None:
        raise Failure(
            "Excel has this workbook from the web: save a copy in a folder of this computer, such as Documents, and "
            "upgrade that."
        )
    return opened.path


def _told(done: Upgraded, target: Path) -> str:
    """What the console says, as far as a box holds it; the sheet Upgrade has all of it."""
    told = done.as_json()
    was, now = done.was.version, done.now.version
    paragraphs = [f"{upgraded_words(was, now)}: {target}\nIts sheet Upgrade lists every value."]
    for fate, heading in HEADINGS.items():
        if lines := list(in_lines(told["values"], fate)):
            more = [f"… and {len(lines) - _MOST:,} more"] if len(lines) > _MOST else []
            what = f"{heading} ({counted(told['counts'][fate], 'value')})"
            paragraphs.append("\n".join([what, *(f"  {line}" for line in lines[:_MOST]), *more]))
    rows = (
        f"{title}: {counted(count.read, 'row')} read, {count.written:,} written"
        for title, count in done.rows.items()
        if count.read
    )
    paragraphs.append("\n".join([*rows, counts_line(told["counts"])]))
    return "\n\n".join(paragraphs)
