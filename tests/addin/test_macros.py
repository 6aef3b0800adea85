from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator

import pytest
from lxml import etree

from addin.build import MACROS, own_modules
from tests.addin.vba import constants, procedures, text_of

NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
RIBBON_SOURCE = (MACROS / "Ribbon.bas").read_text(encoding="ascii")
BUTTONS = {
    "Batch": {"New batch workbook": "new_batch"},
    "Check": {
        "Validate": "validate",
        "Next finding": "next_finding",
        "Clear marks": "clear_marks",
        "Repair drop-downs": "repair",
    },
    "Export": {"Export XML": "export_xml", "Export complete only": "export_complete", "Open receipt": "open_receipt"},
    "Help": {"Rule book": "rule_book", "About": "about"},
}
"""Label of each group and button, and the function of addin/ribbon.py that the button runs."""

# All of them stand in the imageMso table of [MS-CUSTOMUI], Office Custom UI File Format.
IMAGES = {
    *(
        "FileNewDefault",
        "DataValidationCircleInvalid",
        "ReviewNextComment",
        "DataValidationClearValidationCircles",
        "DataValidation",
    ),
    *("FileSaveAs", "TagMarkComplete", "AdvancedFileProperties", "ContentsAndIndex", "Info"),
}


def ribbon() -> etree._Element:
    return etree.fromstring((MACROS / "customUI14.xml").read_bytes())


def python_of(callback: str) -> ast.Call:
    """The call of addin.ribbon that a callback hands to RunPython."""
    source = {module.name: module.source for module in own_modules()}
    body = procedures(RIBBON_SOURCE)[callback].body.strip()
    match = re.fullmatch(r"(RunOnBatch|RunAnywhere) (.*)", body)
    assert match, f"{callback} does more than run Python: {body}"
    command = text_of(match[2], constants(source["Versions"]))
    assert not set('"$`\\%^&|;') & set(command.replace("; ", "", 1)), (
        "xlwings hands the command to a shell where the Python does not stay"
    )
    statements = ast.parse(command).body
    assert ast.unparse(statements[0]) == "from addin import ribbon"
    assert len(statements) == 2
    expression = statements[1]
    assert isinstance(expression, ast.Expr)
    assert isinstance(expression.value, ast.Call)
    assert not expression.value.args
    return expression.value


def test_the_tab_has_its_groups_and_buttons() -> None:
    (tab,) = ribbon().iter(f"{NAMESPACE}tab")
    assert tab.get("label") == "PARS"
    buttons = {
        group.get("label"): {
            button.get("label"): ast.unparse(python_of(button.get("onAction", "")).func).removeprefix("ribbon.")
            for button in group
        }
        for group in tab
    }
    assert buttons == BUTTONS


def test_every_callback_exists_with_the_signature_that_office_calls() -> None:
    procedure_of = procedures(RIBBON_SOURCE)
    named = [(str(name), str(value)) for element in ribbon().iter() for name, value in element.attrib.items()]
    named = [(name, value) for name, value in named if name.startswith(("on", "get", "load"))]
    assert {name for name, _ in named} == {"onAction"}
    for _, callback in named:
        procedure = procedure_of[callback]
        assert procedure.public
        assert (procedure.kind, procedure.parameters) == ("Sub", "control As IRibbonControl")
    public = {name for name, procedure in procedure_of.items() if procedure.public}
    assert public == {callback for _, callback in named}, "a callback without a button"


def test_callback_names_are_our_own() -> None:
    """Excel calls the first procedure of a name in any add-in that is open."""
    assert all(name.startswith("Pars") for name, procedure in procedures(RIBBON_SOURCE).items() if procedure.public)


def test_python_runs_in_one_place_that_catches_errors() -> None:
    procedure_of = procedures(RIBBON_SOURCE)
    assert [
        name
        for name, procedure in procedure_of.items()
        if re.search(r"\bRunPython\b", re.sub(r"'.*", "", procedure.body))
    ] == ["RunSafely"]
    assert procedure_of["RunSafely"].body.lstrip().startswith("On Error GoTo Failed")
    assert "RunSafely" in procedure_of["RunOnBatch"].body
    assert "RunSafely" in procedure_of["RunAnywhere"].body


@pytest.mark.parametrize("function", sorted(name for group in BUTTONS.values() for name in group.values()))
def test_every_button_has_a_working_command(function: str) -> None:
    calls = [python_of(name) for name, procedure in procedures(RIBBON_SOURCE).items() if procedure.public]
    (call,) = [call for call in calls if ast.unparse(call.func) == f"ribbon.{function}"]
    command = getattr(importlib.import_module("addin.ribbon"), function)
    inspect.signature(command).bind(**{str(keyword.arg): keyword.value for keyword in call.keywords})


def elements_with_text() -> Iterator[etree._Element]:
    yield from ribbon().iter(f"{NAMESPACE}button")


def test_every_button_says_what_it_does() -> None:
    for button in elements_with_text():
        for attribute in ("label", "screentip", "supertip"):
            assert 0 < len(button.get(attribute, "")) <= 1024
        supertip = button.get("supertip", "")
        assert supertip.endswith(".")
        assert len(supertip) > len(button.get("screentip", ""))
        assert button.get("imageMso") in IMAGES
    assert len({button.get("imageMso") for button in elements_with_text()}) == 10


def test_key_tips_and_ids_are_unique() -> None:
    tips = [button.get("keytip", "") for button in elements_with_text()]
    assert len(set(tips)) == len(tips) == 10
    assert all(re.fullmatch(r"[A-Z0-9]{1,3}", tip) for tip in tips)
    assert not [one for one in tips for other in tips if one != other and other.startswith(one)], (
        "a key tip that begins another one cannot be typed"
    )
    ids = [element.get("id") for element in ribbon().iter() if element.get("id")]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("file", sorted(path.name for path in MACROS.iterdir() if path.suffix in {".bas", ".cls"}))
def test_sources_import_into_the_visual_basic_editor(file: str) -> None:
    content = (MACROS / file).read_bytes()
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert f'Attribute VB_Name = "{file.split(".", maxsplit=1)[0]}"'.encode() in content
    assert max(len(line) for line in content.splitlines()) <= 1023
