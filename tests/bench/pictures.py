"""`python -m tests.bench.pictures FOLDER` draws what the documentation shows: sheets of the demo workbook through
LibreOffice, and the step before the first upload as the console prints it."""

from __future__ import annotations

import datetime as dt
import io
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from generator.catalog import load
from generator.exchange.profile import load_profile
from generator.report.setups import show_setup
from generator.run.setting_up import set_up
from generator.sample.write import write
from tests.accme.samples import Dialect, sample
from tests.bench.libreoffice import Office, SheetView, column_letter

AREAS = {"Start": None, "Activities": "A1:N24", "MOC": "A1:J18", "Readiness": "A1:G20"}


def draw(folder: Path) -> None:
    """Writes Start.png, Activities.png, MOC.png and Readiness.png into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        workbook = Path(home) / "demo.xlsx"
        write(load(), workbook, 24, 12, 1)
        office = Office(Path(home))
        try:
            with office.open(workbook) as document:
                for sheet, area in AREAS.items():
                    if area:
                        _latin(document.sheet(sheet), area)
                    document.render(sheet, folder / f"{sheet}.png", area=area, dpi=80)
        finally:
            office.stop()


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


def _screen() -> Console:
    return Console(record=True, width=112, file=io.StringIO(), markup=False, emoji=False, highlight=False)


def _latin(sheet: SheetView, area: str) -> None:
    """Leaves out signs of other scripts from what was typed: not every machine has a font for them."""
    for row, formulas in enumerate(sheet.formulas(area)):
        for column, typed in enumerate(formulas):
            bare = "".join(c for c in typed if ord(c) < 0x2E80).strip()
            if typed != bare and not typed.startswith("="):
                sheet.set_value(f"{column_letter(column)}{row + 1}", bare.strip("() "))


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
    draw_setup(Path(sys.argv[1]))
