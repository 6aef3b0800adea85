"""`python -m tests.bench.pictures FOLDER` draws what the documentation shows: sheets of a small office's year through
LibreOffice, pages through Chromium, and the step before the first upload as the console prints it."""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from generator.catalog import Sheet, load
from generator.exchange.profile import load_profile
from generator.handout.write import hand_out
from generator.report.setups import show_setup
from generator.run.checking import checked
from generator.run.copying import marked_copy
from generator.run.setting_up import set_up
from generator.sample.office import office
from generator.sample.write import write_office
from generator.workbook.own_sheets import FINDINGS, READINESS, START
from tests.accme.samples import Dialect, sample
from tests.bench.libreoffice import Office, SheetView, column_letter

SHOWN: dict[str, tuple[list[str], list[int]]] = {
    "activities": (
        ["provider_activity_id", "title", "start_date", "end_date", "credits"],
        [2, 3, 8, 9, 10, 11, 14, 15],
    ),
    "moc": (
        ["provider_activity_id", "board", "points", "credit_type_1", "content_1"],
        [5, 6, 7, 15, 18, 19, 24],
    ),
}
"""Columns and rows that tell the story, by sheet id; the headings are shown too."""
READINESS_AREA, FINDINGS_AREA = "A1:G16", "A1:E12"
READINESS_HIDDEN = (3, 4)
"""What closing needs and where the boards are; the boards tell more."""
FAULTS, SEED = 9, 3
"""A year in which few things went wrong, of several kinds."""
DPI, WINDOW = 90, "--window-size=880,1100"


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
        program = Office(home)
        try:
            with program.open(book) as document:
                for sheet_id, (columns, rows) in SHOWN.items():
                    sheet = catalog.sheets[sheet_id]
                    area = _narrowed(document.sheet(sheet.title), sheet, columns, rows)
                    document.render(sheet.title, folder / f"{sheet.title}.png", area=area, dpi=DPI)
                document.render(START, folder / f"{START}.png", dpi=DPI)
                for column in READINESS_HIDDEN:
                    document.sheet(READINESS).component.Columns.getByIndex(column).IsVisible = False
                document.render(READINESS, folder / f"{READINESS}.png", area=READINESS_AREA, dpi=DPI)
            with program.open(marked) as document:
                document.render(FINDINGS, folder / f"{FINDINGS}.png", area=FINDINGS_AREA, dpi=DPI)
        finally:
            program.stop()
        _draw_pages(home, book, folder)
        _draw_handout(home, folder)
        screen = _screen(96)
        screen.print(Text("> pars check year-2026.xlsx", style="bold"))
        text = _console(book)
        screen.print(Text("\n".join(text.splitlines()[:_LINES])))
        screen.save_svg(str(folder / "Console.svg"), title="pars check")


_LINES = 40


def _console(book: Path) -> str:
    """What `pars check` prints in a window of 96 columns."""
    command = [sys.executable, "-m", "generator", "check", book.name]
    told = subprocess.run(
        command, cwd=book.parent, env={**os.environ, "COLUMNS": "96"}, capture_output=True, text=True, check=False
    )
    return told.stdout


def _narrowed(view: SheetView, sheet: Sheet, columns: Sequence[str], rows: Sequence[int]) -> str:
    """Leaves only some columns and rows of a sheet in sight. Returns the area that holds them."""
    places = {column.id: number for number, column in enumerate(sheet.columns, 1)}
    last = max(places[column] for column in columns)
    for column, number in places.items():
        if number <= last and column not in columns:
            view.component.Columns.getByIndex(number).IsVisible = False
    for row in range(2, max(rows) + 1):
        if row not in rows:
            view.component.Rows.getByIndex(row - 1).IsVisible = False
    return f"A1:{column_letter(last)}{max(rows)}"


def _draw_pages(home: Path, book: Path, folder: Path) -> None:
    """The report of a check and the receipt of an export, as pages in Chromium."""
    pages = {"Report": home / "findings.html", "Receipt": home / "upload.receipt.html"}
    _pars(home, "check", book.name, "--report", pages["Report"].name)
    _pars(home, "export", book.name, "-o", "upload.xml")
    for name, page in pages.items():
        if page.exists():
            picture = folder.resolve() / f"{name}.png"
            options = ["--headless", "--no-sandbox", "--hide-scrollbars", WINDOW, f"--user-data-dir={home / 'web'}"]
            command = ["chromium", *options, f"--screenshot={picture}", page.as_uri()]
            subprocess.run(command, check=True, capture_output=True)


def _draw_handout(home: Path, folder: Path) -> None:
    _, guide = hand_out(load(), home / "handout", rows=2, live=False, contact=office()["contact"])
    subprocess.run(["pdftoppm", "-png", "-r", str(DPI), "-singlefile", guide, folder / "Handout"], check=True)


def _pars(home: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "generator", *arguments], cwd=home, capture_output=True, check=False)


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
    screen = _screen()
    screen.print(Text("> pars setup sample.xml", style="bold"))
    show_setup(screen, told)
    screen.save_svg(str(folder / "Setup.svg"), title="pars setup")
    screen = _screen()
    for heading, profile in (("Before the step", load_profile(load())), ("After the step", done.profile)):
        screen.print(Text(heading, style="bold"))
        for word in profile.opening.replace(" xmlns", "\n    xmlns").splitlines():
            new = profile.namespaces["root"] in word or profile.namespaces["x"] in word
            screen.print(Text(word, style="bold yellow" if new else "dim"))
        screen.print()
    screen.save_svg(str(folder / "FirstLines.svg"), title="The first lines of the upload file")


def _screen(width: int = 112) -> Console:
    return Console(record=True, width=width, file=io.StringIO(), markup=False, emoji=False, highlight=False)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
    draw_setup(Path(sys.argv[1]))
