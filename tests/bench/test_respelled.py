"""What is re-spelled is a workbook still, by Microsoft's own judgment and by LibreOffice's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import openxml
from tests.bench.libreoffice import Office
from tests.bench.respelled import respelled
from tests.upkeep.closed import live, parts, write


@pytest.mark.usefixtures("openxml_sdk")
def test_microsofts_library_finds_no_error(tmp_path: Path) -> None:
    path = live(tmp_path / "a.xlsx")
    write(path, respelled(parts(path)))
    assert openxml.errors([path]) == {}


def test_libreoffice_calculates_the_same(office: Office, tmp_path: Path) -> None:
    shown = []
    for name, change in (("before.xlsx", dict), ("after.xlsx", respelled)):
        path = live(tmp_path / name)
        write(path, change(parts(path)))
        with office.open(path) as document:
            document.recalculate()
            activities = document.sheet("Activities")
            shown.append(
                (
                    activities.texts("A1:F5"),
                    document.sheet("Readiness").texts("A5:F8"),
                    activities.drop_down("F2"),
                    [[bool(look) for look in row] for row in activities.conditional_styles("B2:AT5")],
                )
            )
    assert shown[0] == shown[1]
