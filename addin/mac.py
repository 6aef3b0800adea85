"""What the add-in's AppleScript starts on a Mac, apart from Excel: `python -m addin.mac COMMAND BUILT WORKBOOK`."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import xlwings as xw

from addin import ribbon
from addin.direct import talk_through

_SECONDS = 60
"""How long the status bar says where one is."""


def main(arguments: Sequence[str]) -> None:
    """Runs a command of `addin.ribbon`.

    Args:
        arguments: the command; the versions that the add-in was built with; the name of the workbook that was active
            at the click, or nothing.
    """
    command, built, workbook = arguments
    app = xw.apps.active
    if app is None:
        raise SystemExit("Excel is not running.")
    book = app.books[workbook] if workbook else None
    told = talk_through(app, ribbon.talk(app, command, built, book))
    if told.quiet:
        time.sleep(_SECONDS)
        if app.status_bar == told.text:
            app.status_bar = False


if __name__ == "__main__":
    main(sys.argv[1:])
