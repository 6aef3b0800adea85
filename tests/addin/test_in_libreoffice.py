"""The ribbon's callbacks, run by LibreOffice from a built add-in.

LibreOffice cannot take xlwings' modules, so a stub takes their place and writes down what it is asked to run. How Excel
itself draws the ribbon, compiles the VBA and starts Python is not shown by this: see the checklist in docs/excel.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from addin import versions
from addin.build import Module, own_modules, package
from tests.addin.test_macros import BUTTONS, ribbon
from tests.addin.vba import procedures
from tests.bench.libreoffice import Document, Office

STUB = """Attribute VB_Name = "xlwings"
Option Explicit

Public Function RunPython(PythonCommand As String)
    If ThisWorkbook.Worksheets(1).Range("B1").Value = "fail" Then Err.Raise 1000, , "no Python here"
    Dim line As Long
    line = 1
    Do While ThisWorkbook.Worksheets(1).Cells(line, 1).Value <> ""
        line = line + 1
    Loop
    ThisWorkbook.Worksheets(1).Cells(line, 1).Value = PythonCommand
End Function

Public Sub PressValidate(control As Object)
    ParsValidate control
    ThisWorkbook.Worksheets(1).Range("B2").Value = "came back"
End Sub

Public Function XLPy() As Object
    Set XLPy = Nothing
End Function
"""


@pytest.fixture
def addin(office: Office, macros: Path, tmp_path: Path) -> Iterator[Document]:
    file = tmp_path / "PARS.xlam"
    stub = Module("xlwings", STUB.replace("\n", "\r\n"))
    file.write_bytes(package([*own_modules(macros), stub], (macros / "customUI14.xml").read_bytes()))
    with office.open(file, macros=True) as document:
        yield document


def callbacks() -> list[str]:
    return [str(element.get("onAction")) for element in ribbon().iter() if element.get("onAction")]


def commands(document: Document) -> list[object]:
    return [row[0] for row in document.sheet(0).values("A1:A20") if row[0]]


def test_it_loads_with_every_module(addin: Document, macros: Path) -> None:
    library = addin.component.BasicLibraries
    assert library.ProjectName == "PARSBatch"
    modules = library.getByName("PARSBatch")
    assert set(modules.ElementNames) == {"Functions", "Ribbon", "Sheet1", "ThisWorkbook", "Versions", "xlwings"}
    for name in ("Ribbon", "Functions"):
        assert set(procedures(modules.getByName(name))) == set(
            procedures((macros / f"{name}.bas").read_text(encoding="ascii"))
        )


def test_every_button_runs_its_command(addin: Document) -> None:
    for callback in callbacks():
        addin.run_macro(f"Ribbon.{callback}", addin.component)
    here = versions.installed()
    names = [name for group in BUTTONS.values() for name in group.values() if name != "about"]
    about = f"ribbon.about(built_pars_batch='{here.pars_batch}', built_xlwings='{here.xlwings}')"
    assert commands(addin) == [
        f"from addin import {one}" for one in [*(f"ribbon; ribbon.{name}()" for name in names), f"ribbon; {about}"]
    ]


def test_a_failing_start_of_python_stays_inside_the_callback(addin: Document) -> None:
    addin.sheet(0).set_value("B1", "fail")
    addin.run_macro("xlwings.PressValidate", addin.component)
    assert commands(addin) == []
    assert addin.sheet(0).value("B2") == "came back"


def test_describing_the_functions_never_fails(addin: Document) -> None:
    addin.run_macro("Functions.DescribeFunctions")
