"""The add-in's file, loaded by LibreOffice, and its callback, run by LibreOffice's own Basic.

A stub takes the place of module Python and writes down what it is asked. Steps that show a box or a dialog cannot be
shown without a screen: tests.addin.test_conversation_in_vba has them. How Excel itself draws the ribbon, compiles the
VBA and starts Python is not shown by this: see the checklist in docs/excel.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from addin import versions
from addin.build import Module, modules, package
from tests.addin.test_macros import custom_ui
from tests.addin.vba import procedures
from tests.bench.libreoffice import Document, Office

STUB = """Attribute VB_Name = "Python"
Option Explicit

Public Const XLWINGS_VERSION As String = "0.37.8"
Private button As New IRibbonControl

Public Function AskPython(ByVal what As String, ByVal first As String, ByVal second As String) As String
    Dim line As Long
    line = 1
    Do While ThisWorkbook.Worksheets(1).Cells(line, 1).Value <> ""
        line = line + 1
    Loop
    ThisWorkbook.Worksheets(1).Cells(line, 1).Value = what & "|" & first & "|" & second
    AskPython = "told" & Chr(31) & Chr(31)
    If what = "begin" And ThisWorkbook.Worksheets(1).Range("B1").Value = "steps" Then
        AskPython = "working" & Chr(31) & "Checking"
    End If
End Function

Public Sub Press(ByVal name As String)
    button.Tag = name
    ParsRun button
End Sub

Public Function XLPy() As Object
    Set XLPy = Nothing
End Function
"""
BUTTON = """VERSION 1.0 CLASS
BEGIN
  MultiUse = -1  'True
END
Attribute VB_Name = "IRibbonControl"
Option Explicit
Public Tag As String
"""
"""What Office hands to a callback, as a class of the project."""


@pytest.fixture
def addin(office: Office, macros: Path, tmp_path: Path) -> Iterator[Document]:
    file = tmp_path / "PARS.xlam"
    stub = Module("Python", STUB.replace("\n", "\r\n"))
    button = Module("IRibbonControl", BUTTON.replace("\n", "\r\n"), "class")
    others = [_without_status_bar(module) for module in modules(macros) if module.name != "Python"]
    file.write_bytes(package([*others, stub, button], (macros / "customUI14.xml").read_bytes()))
    with office.open(file, macros=True) as document:
        yield document


def _without_status_bar(module: Module) -> Module:
    """LibreOffice dies, at times, of a macro that sets the status bar of a document without a window. What these lines
    do is seen in tests.addin.test_conversation_in_vba."""
    return replace(module, source=re.sub(r"(?m)^ *Application\.StatusBar = .*$", "\r", module.source))


def tags() -> list[str]:
    return [str(element.get("tag")) for element in custom_ui().iter() if element.get("onAction")]


def asked(document: Document) -> list[object]:
    return [row[0] for row in document.sheet(0).values("A1:A40") if row[0]]


def test_it_loads_with_every_module(addin: Document, macros: Path) -> None:
    library = addin.component.BasicLibraries
    assert library.ProjectName == "PARSBatch"
    loaded = library.getByName("PARSBatch")
    assert set(loaded.ElementNames) == {
        "Functions",
        "Ribbon",
        "Sheet1",
        "ThisWorkbook",
        "Versions",
        "Python",
        "IRibbonControl",
    }
    for name in ("Ribbon", "Functions"):
        assert set(procedures(loaded.getByName(name))) == set(
            procedures((macros / f"{name}.bas").read_text(encoding="ascii"))
        )


def test_every_tag_begins_its_command(addin: Document) -> None:
    for tag in tags():
        addin.run_macro("Python.Press", tag)
    here = versions.installed()
    assert asked(addin) == [f"begin|{tag}|{here.pars_batch} {here.xlwings}" for tag in tags()]


def test_a_step_is_answered(addin: Document) -> None:
    addin.sheet(0).set_value("B1", "steps")
    addin.run_macro("Python.Press", "validate")
    assert [str(line).split("|")[0] for line in asked(addin)] == ["begin", "go_on"]


def test_describing_the_functions_never_fails(addin: Document) -> None:
    addin.run_macro("Functions.DescribeFunctions")
