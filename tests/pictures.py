"""`python -m tests.pictures FOLDER` draws the sheets of the demo workbook through LibreOffice, for the README."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from generator.catalog import load
from generator.sample.write import write
from tests.libreoffice import Office

AREAS = {"Start": None, "Activities": "A1:N24", "MOC": "A1:J18", "Readiness": "A1:H20"}


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
                    document.render(sheet, folder / f"{sheet}.png", area=area, dpi=80)
        finally:
            office.stop()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
