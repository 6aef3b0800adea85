"""`python -m tests.bench.pictures FOLDER` draws the sheets of the demo workbook through LibreOffice, for the README."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from generator.catalog import load
from generator.sample.write import write
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


def _latin(sheet: SheetView, area: str) -> None:
    """Leaves out signs of other scripts from what was typed: not every machine has a font for them."""
    for row, formulas in enumerate(sheet.formulas(area)):
        for column, typed in enumerate(formulas):
            bare = "".join(c for c in typed if ord(c) < 0x2E80).strip()
            if typed != bare and not typed.startswith("="):
                sheet.set_value(f"{column_letter(column)}{row + 1}", bare.strip("() "))


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
