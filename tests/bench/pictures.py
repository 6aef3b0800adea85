"""`python -m tests.bench.pictures FOLDER` draws what the documentation shows: sheets of a small office's year through
LibreOffice, pages through Chromium, and what the console prints."""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from generator.catalog import Sheet, load
from generator.exchange.profile import load_profile
from generator.handout.write import hand_out
from generator.report import console
from generator.report.setups import show_setup
from generator.report.terminal import plain_console
from generator.run.checking import checked
from generator.run.copying import marked_copy
from generator.run.setting_up import set_up
from generator.sample.office import office
from generator.sample.write import write_office
from generator.workbook.own_sheets import FINDINGS, HELP, READINESS, START
from tests.accme.samples import Dialect, sample
from tests.bench import chromium, window
from tests.bench.libreoffice import Document, Office, SheetView, column_letter
from tests.bench.window import Window, office_with_windows

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

SHOWN: dict[str, tuple[list[str], list[int]]] = {
    "activities": (
        ["provider_activity_id", "title", "delivery_method_1", "start_date", "end_date"],
        [6, 7, 8, 12, 13, 19, 24, 25],
    ),
    "moc": (
        ["provider_activity_id", "board", "points", "credit_type_1", "content_1"],
        [5, 11, 12, 13, 14, 24, 25, 30],
    ),
}
"""Columns and rows that tell the story, by sheet id; the headings are shown too."""
TYPED_AS_TEXT = ("I13", "1/22/2026")
"""A day that somebody pasted as text: read, and pointed out."""
READINESS_AREA, FINDINGS_AREA = "A1:G26", "A1:E12"
READINESS_ROWS = (5, 6, 8, 9, 10, 15, 22, 24, 26)
READINESS_HIDDEN, FINDINGS_HIDDEN = (3, 4), (3,)
"""Columns that other pictures show, or that the words repeat."""
HELP_SHOWN = ("MOC/CC", "MOC/CC, board by board")
"""The part of Help that is shown, and the one after it."""
FAULTS, SEED = 9, 7
"""A year in which few things went wrong, of several kinds."""
DPI = 144
"""Twice of what a page of the guide shows, for sharp screens."""
WIDTH, SHARP = 880, 2
"""What GitHub gives a picture, and how many of its dots make one of those."""
_LINES, _COLUMNS = 34, 96
"""Of the console."""
SENT = ("2025-010", "2026-001", "2026-014")
"""Activities of an export: one held back, one complete, one that misses something."""
_ABOVE_HEADING, _OPEN_END = 16, 822


def draw(folder: Path) -> None:
    """Writes the pictures of the office's workbook, of what a check and an export say of it, and of the handout."""
    folder.mkdir(parents=True, exist_ok=True)
    catalog = load()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        book, marked = home / "year-2026.xlsx", home / "marked.xlsx"
        write_office(catalog, book, FAULTS, SEED)
        result = checked(book, None, None)
        marked_copy(result, book, marked)
        _draw_sheets(home, book, marked, folder)
        _draw_work(home, book, folder)
        _draw_pages(home, book, folder)
        _draw_handout(home, folder)
    text = io.StringIO()
    console.show(plain_console(text, width=_COLUMNS), result.batch, result.findings, result.readiness)
    _draw_console(folder / "Console.svg", "pars check", book.name, text.getvalue().splitlines()[:_LINES])


def _draw_sheets(home: Path, book: Path, marked: Path, folder: Path) -> None:
    """Sheets of the workbook and of its marked copy, as they print."""
    catalog = load()
    program = Office(home)

    def photograph(document: Document, title: str, area: str) -> None:
        document.photograph(title, folder / f"{title}.png", area=area, dpi=DPI)

    try:
        for sheet_id, (columns, rows) in SHOWN.items():
            sheet = catalog.sheets[sheet_id]
            with program.open(book) as document:
                view = document.sheet(sheet.title)
                if sheet_id == "activities":
                    view.set_value(*TYPED_AS_TEXT)
                photograph(document, sheet.title, _narrowed(view, sheet, columns, rows))
        with program.open(book) as document:
            view = document.sheet(START)
            first, end = (_row_of(view, heading) for heading in ("Totals", "Marks"))
            _hide_rows(view, range(first, end))
            photograph(document, START, f"A1:E{_row_of(view, 'Versions') - 1}")
        with program.open(book) as document:
            view = document.sheet(READINESS)
            _hide_columns(view, READINESS_HIDDEN)
            _hide_rows(view, set(range(min(READINESS_ROWS), max(READINESS_ROWS))) - set(READINESS_ROWS))
            photograph(document, READINESS, READINESS_AREA)
        with program.open(book) as document:
            view = document.sheet(HELP)
            first, end = (_row_of(view, heading, place=2) for heading in HELP_SHOWN)
            _hide_rows(view, range(2, first))
            photograph(document, HELP, f"A1:D{end - 2}")
        with program.open(marked) as document:
            _hide_columns(document.sheet(FINDINGS), FINDINGS_HIDDEN)
            photograph(document, FINDINGS, FINDINGS_AREA)
    finally:
        program.stop()


def _draw_work(home: Path, book: Path, folder: Path) -> None:
    """The drop-down and the prompt of a cell, in a window."""
    if why := window.missing():
        print(f"DropDown.png and Prompt.png stay as they are: {why}", file=sys.stderr)
        return
    sheet = load().sheets["moc"].title
    with office_with_windows(home) as program:
        with program.open(book) as document:
            shown = Window(program, document)
            shown.choose(sheet, "F3", left="B1")
            shown.open_list()
            shown.draw(folder / "DropDown.png", WIDTH * SHARP, 560)
        with program.open(book) as document:
            shown = Window(program, document)
            shown.choose(sheet, "C4", left="B1")
            shown.come_back()
            shown.draw(folder / "Prompt.png", WIDTH * SHARP + 80, 560)


def _narrowed(view: SheetView, sheet: Sheet, columns: Sequence[str], rows: Sequence[int]) -> str:
    """Leaves only some columns and rows of a sheet in sight. Returns the area that holds them."""
    places = {column.id: number for number, column in enumerate(sheet.columns, 1)}
    last = max(places[column] for column in columns)
    _hide_columns(view, [number for column, number in places.items() if number <= last and column not in columns])
    _hide_rows(view, set(range(2, max(rows))) - set(rows))
    return f"A1:{column_letter(last)}{max(rows)}"


def _hide_columns(view: SheetView, columns: Iterable[int]) -> None:
    """Column A is 0."""
    for column in columns:
        view.component.Columns.getByIndex(column).IsVisible = False


def _hide_rows(view: SheetView, rows: Iterable[int]) -> None:
    for row in rows:
        view.component.Rows.getByIndex(row - 1).IsVisible = False


def _row_of(view: SheetView, heading: str, *, place: int = 1) -> int:
    """The row of the sheet in which a heading stands for the first time, or for the second: below the contents."""
    rows = view.texts(view.used_area)
    return [number for number, row in enumerate(rows, 1) if heading in row][place - 1]


def _draw_pages(home: Path, book: Path, folder: Path) -> None:
    """The report of a check and the receipt of an export by an office that is set up, as pages in Chromium."""
    report, receipt, sent = home / "report.html", home / "upload.xml.receipt.html", home / "sample.xml"
    (home / "own").mkdir()
    sent.write_text(sample(EXAMPLE), encoding="utf-8")
    _pars(home, "setup", sent.name)
    _pars(home, "check", book.name, "--report", report.name)
    _pars(home, "export", book.name, "-o", "upload.xml", "--only", ",".join(SENT))
    with chromium.running() as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, device_scale_factor=SHARP, bypass_csp=True)
        _open(page, report)
        _draw_part(page, "", "Readiness", folder / "Report.png")
        page.get_by_role("checkbox", name="Check").uncheck()
        page.wait_for_timeout(500)
        _draw_part(page, "Findings", "", folder / "ReportFindings.png")
        _open(page, receipt)
        _draw_part(page, "", "In the file", folder / "Receipt.png")


def _open(page: Page, file: Path) -> None:
    page.goto(file.as_uri())
    # the font that stands in for Calibri, which the pages ask for
    page.add_style_tag(content="body, button, input, select { font-family: Carlito }")


def _draw_part(page: Page, first: str, end: str, picture: Path) -> None:
    """Draws a page from one heading, or its top, to another, or for as much as a window shows."""

    page.evaluate("window.scrollTo(0, 0)")

    def place(heading: str) -> float:
        box = page.get_by_role("heading", name=heading, exact=True).bounding_box()
        assert box, heading
        return box["y"] - _ABOVE_HEADING

    top = place(first) if first else 0
    height = place(end) - top if end else _OPEN_END
    clip: FloatRect = {"x": 0, "y": top, "width": WIDTH, "height": height}
    page.screenshot(path=picture, clip=clip, full_page=True)


def _draw_handout(home: Path, folder: Path) -> None:
    _, guide = hand_out(load(), home / "handout", rows=2, live=False, contact=office()["contact"])
    subprocess.run(["pdftoppm", "-png", "-r", str(DPI), "-singlefile", guide, folder / "Handout"], check=True)


def _pars(home: Path, *arguments: str) -> None:
    environment = os.environ | {"PARS_CATALOG_DIR": str(home / "own")}
    command = [sys.executable, "-m", "generator", *arguments]
    subprocess.run(command, cwd=home, env=environment, capture_output=True, check=False)


EXAMPLE = Dialect(
    spaces={"root": "https://example.org/first", "x": "https://example.org/second"}, prefixes={"x": "accme"}
)
"""A sample with names that nobody could take for ACCME's own."""


def draw_setup(folder: Path) -> None:
    """Writes Setup.svg, what `pars setup` prints, and FirstLines.svg, the top of an upload file before and after it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        own, path = Path(home) / "own", Path(home) / "sample.xml"
        own.mkdir()
        path.write_text(sample(EXAMPLE), encoding="utf-8")
        done = set_up(path, dt.date(2026, 1, 15), own)
    told = {**done.as_json(), "written": ["…/pars-batch/catalog/profile/profile.toml"]}
    text = io.StringIO()
    show_setup(plain_console(text, width=_COLUMNS), told)
    _draw_console(folder / "Setup.svg", "pars setup", path.name, text.getvalue().splitlines())
    screen = _screen()
    for heading, profile in (("Before the step", load_profile(load())), ("After the step", done.profile)):
        screen.print(Text(heading, style="bold"))
        for word in profile.opening.replace(" xmlns", "\n    xmlns").splitlines():
            new = profile.namespaces["root"] in word or profile.namespaces["x"] in word
            screen.print(Text(word, style="bold yellow" if new else "dim"))
        screen.print()
    screen.save_svg(str(folder / "FirstLines.svg"), title="The first lines of the upload file")


def _draw_console(picture: Path, command: str, file: str, lines: Sequence[str]) -> None:
    """What a command prints about a file, below the line that somebody types."""
    screen = _screen()
    screen.print(Text(f"> {command} {file}", style="bold"))
    screen.print(Text("\n".join(lines)))
    screen.save_svg(str(picture), title=command)


def _screen() -> Console:
    width = _COLUMNS + 2
    return Console(record=True, width=width, file=io.StringIO(), markup=False, emoji=False, highlight=False)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
    draw_setup(Path(sys.argv[1]))
