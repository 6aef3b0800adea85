"""A workbook in a window of LibreOffice, on a screen without a monitor: what shows only while somebody works, such as
an open drop-down. `.ci/window` unpacks that LibreOffice."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import ImageGrab

from tests.bench.libreoffice import Document, Office

PROGRAM = Path(__file__).parents[2] / ".venv" / "window" / "soffice"
_SIZE = "2400x1600x24"
_SECONDS_TO_DRAW = 3


def missing() -> str | None:
    """Why no window can be had; None when it can."""
    return None if PROGRAM.exists() else "LibreOffice with windows is not there: run .ci/window .venv/window as root"


@contextmanager
def office_with_windows(folder: Path) -> Iterator[Office]:
    """A LibreOffice on a screen of its own.

    Args:
        folder: for the profile and for the copies of the files that are opened.
    """
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", _SIZE, "-dpi", "192", "-noreset", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert screen.stdout
    office = Office(folder, program=str(PROGRAM), display=f":{screen.stdout.readline().strip()}")
    try:
        yield office
    finally:
        office.stop()
        screen.terminate()
        screen.wait()


class Window:
    """The window of a document, with nothing in it but the cells and their headings."""

    def __init__(self, office: Office, document: Document) -> None:
        self._office = office
        self._document = document
        self._controller: Any = document.component.CurrentController
        self._controller.Frame.LayoutManager.setVisible(False)
        for part in ("HasSheetTabs", "HasVerticalScrollBar", "HasHorizontalScrollBar"):
            setattr(self._controller, part, False)

    def choose(self, sheet: str, cell: str, *, left: str) -> None:
        """Goes to a cell, as somebody does who clicks it. The columns left of that of the cell `left` are not shown."""
        place = self._document.sheet(sheet).component
        for column in range(place.getCellRangeByName(left).CellAddress.Column):
            place.Columns.getByIndex(column).IsVisible = False
        self._controller.setActiveSheet(place)
        self._controller.select(place.getCellRangeByName(cell))
        time.sleep(_SECONDS_TO_DRAW)

    def come_back(self) -> None:
        """Leaves the sheet and returns: the prompt of the chosen cell shows then."""
        sheet = self._controller.ActiveSheet
        self._controller.setActiveSheet(self._document.component.Sheets.getByIndex(0))
        time.sleep(_SECONDS_TO_DRAW)
        self._controller.setActiveSheet(sheet)
        time.sleep(_SECONDS_TO_DRAW)

    def open_list(self) -> None:
        """Opens the drop-down of the chosen cell."""
        helper = self._office.service("com.sun.star.frame.DispatchHelper")
        helper.executeDispatch(self._controller.Frame, ".uno:DataSelect", "", 0, ())
        time.sleep(_SECONDS_TO_DRAW)

    def draw(self, picture: Path, width: int, height: int) -> None:
        """Writes a PNG of the upper left part of the window; sizes in pixels."""
        ImageGrab.grab((0, 0, width, height), xdisplay=self._office.display).save(picture, optimize=True)
