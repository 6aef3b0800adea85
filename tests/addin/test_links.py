"""Links that PARS_ functions leave in a workbook: to the add-in, where it lay on the computer that saved it."""

from __future__ import annotations

import pytest

from addin.build import Module, modules
from tests.addin.excel_stand_in import Machine, Workbook

HERE = "C:\\XLSTART\\PARS.xlam"


@pytest.fixture
def machine() -> Machine:
    (source,) = [module.source for module in modules() if module.name == "ThisWorkbook"]
    handler = source[source.index("Private Sub App_WorkbookOpen") :]
    return Machine.with_modules([Module("Events", f'Attribute VB_Name = "Events"\r\nOption Explicit\r\n{handler}')])


@pytest.mark.parametrize(
    ("links", "changed"),
    [
        ([], []),
        (["C:\\Users\\Bea\\XLSTART\\PARS.xlam"], ["C:\\Users\\Bea\\XLSTART\\PARS.xlam"]),
        (["C:\\a.xlsx", "D:\\pars.XLAM", "E:\\b.xlsx"], ["D:\\pars.XLAM"]),
        (["c:\\xlstart\\pars.xlam"], []),
        (["C:\\NOTPARS.xlam", "C:\\PARS.xlam.xlsx"], []),
    ],
)
def test_only_links_to_the_addin_of_another_place_are_turned(
    machine: Machine, links: list[str], changed: list[str]
) -> None:
    opened = Workbook("Batch.xlsx", links=links)
    machine.run("App_WorkbookOpen", opened)
    assert opened.changed == [(link, HERE) for link in changed]
