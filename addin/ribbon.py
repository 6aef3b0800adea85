"""The commands of the PARS tab, by the names that its buttons have as tags.

Thin: what is read, checked and written is decided in `generator`, as for the command line.
"""

from __future__ import annotations

from collections.abc import Callable

import xlwings as xw

from addin.check_column import add_check_column
from addin.checking import clear_marks, repair, undo_validate, validate
from addin.conversation import Talk, Told, to_the_end
from addin.exporting import export_complete, export_xml, new_batch, open_receipt
from addin.helping import about, rule_book
from addin.importing import import_file
from addin.looking import check_row, next_finding, previous_finding, why
from addin.reporting import report
from addin.setting_up import set_up
from addin.upgrading import upgrade
from generator.failure import Failure

ON_A_BATCH: dict[str, Callable[..., Talk | Told]] = {
    command.__name__: command
    for command in (
        validate,
        next_finding,
        previous_finding,
        why,
        check_row,
        add_check_column,
        clear_marks,
        repair,
        upgrade,
        export_xml,
        export_complete,
        open_receipt,
        report,
    )
}
"""Commands that work on the active workbook, which is their first argument; the tag of a button may add one more."""
ANYWHERE: dict[str, Callable[[xw.App, xw.Book | None, str], Talk | Told]] = {
    "new_batch": lambda app, book, built: new_batch(app, book),
    "import_file": lambda app, book, built: import_file(app),
    "set_up": lambda app, book, built: set_up(),
    "rule_book": lambda app, book, built: rule_book(),
    "about": lambda app, book, built: about(built),
    "undo_validate": lambda app, book, built: undo_validate(app),
}
"""Commands that need no workbook; they are given what `talk` is."""


def talk(app: xw.App, command: str, built: str, book: xw.Book | None) -> Talk:
    """Begins a command.

    Args:
        app: the Excel that it was given in.
        command: its name, with a blank and its argument where it has one: "next_finding invalid".
        built: see `addin.helping.about`.
        book: the active workbook; None when there is none.
    """
    name, *argument = command.split()
    return to_the_end(name, lambda: _begun(app, name, argument, built, book))


def _begun(app: xw.App, name: str, argument: list[str], built: str, book: xw.Book | None) -> Talk | Told:
    if name in ANYWHERE:
        return ANYWHERE[name](app, book, built)
    if book is None:
        raise Failure(
            "Open a batch workbook first. If it is open in Protected View, click Enable Editing and try again."
        )
    return ON_A_BATCH[name](book, *argument)
