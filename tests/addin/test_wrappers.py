from __future__ import annotations

import sys
from pathlib import Path

import pytest
import xlwings

from addin.build import modules
from addin.wrappers import TARGET, functions_module
from tests.addin.excel_stand_in import Machine
from tests.addin.vba import procedures

SAMPLE = "tests.addin.sample_functions"
FUNCTIONS = {
    "PARS_CHECK": ["table"],
    "PARS_STATUS": ["activity_id", "activities", "moc", "rems", "support"],
    "PARS_MISSING": ["activity_id", "program", "activities", "moc", "rems", "support"],
    "PARS_CREDIT_TYPES": ["board"],
    "PARS_PRACTICE_AREAS": ["board"],
    "PARS_POINTS_OK": ["points", "credits"],
    "PARS_CATALOG": [],
}


def test_functions_bas_is_what_the_functions_say() -> None:
    written = TARGET.read_bytes().decode("ascii")
    assert written == functions_module(), "the functions have changed: run python -m addin.wrappers"
    signatures = {
        name: [part.split()[-1] for part in procedure.parameters.split(",") if part]
        for name, procedure in procedures(written).items()
    }
    assert signatures.pop("DescribeFunctions") == []
    assert signatures == FUNCTIONS


def test_a_wrapper_calls_its_function_and_carries_its_help() -> None:
    text = functions_module(SAMPLE)
    procedure_of = procedures(text)
    assert set(procedure_of) == {"PARS_CATALOG", "PARS_POINTS_OK", "DescribeFunctions"}
    assert procedure_of["PARS_POINTS_OK"].parameters == "points, Optional credits"
    assert (
        f'XLPy.CallUDF("{SAMPLE}", "PARS_POINTS_OK", Array(points, credits), ActiveWorkbook, Application.Caller)'
        in procedure_of["PARS_POINTS_OK"].body
    )
    assert procedure_of["PARS_POINTS_OK"].body.startswith(
        'Attribute PARS_POINTS_OK.VB_Description = "Says whether the ""points"" of a board fit the credits."\n'
    )
    assert (
        '"Points, such as ""1.25"".", _\n        "Credits of the activity.")' in procedure_of["DescribeFunctions"].body
    )
    assert "PARS_CATALOG" in procedure_of["DescribeFunctions"].body


def test_it_is_text_that_the_visual_basic_editor_imports() -> None:
    text = functions_module(SAMPLE)
    assert text.startswith('Attribute VB_Name = "Functions"\r\n')
    assert text.isascii()
    assert text.count("\n") == text.count("\r\n")
    assert '#Const App = "Microsoft Excel"\r\n' in text


@pytest.mark.parametrize("name", FUNCTIONS)
def test_on_a_mac_a_function_says_where_it_works(name: str) -> None:
    excel = Machine.with_modules([module for module in modules() if module.name == "Functions"], platform="Mac")
    assert excel.run(name, *FUNCTIONS[name]) == "PARS_ functions need Excel for Windows"


def test_describing_the_functions_never_fails() -> None:
    """Excel refuses it for an add-in whose window is hidden."""
    for platform in ("Win64", "Mac"):
        machine = Machine.with_modules([module for module in modules() if module.name == "Functions"], platform)
        machine.run("DescribeFunctions")
        assert len(machine.excel.described) == len(FUNCTIONS)


def test_generating_leaves_python_as_it_was() -> None:
    import tests.addin.sample_functions as imported

    before = dict(sys.modules)
    usual = (xlwings.func, xlwings.arg, xlwings.ret)
    assert functions_module(SAMPLE) == functions_module(SAMPLE)
    assert (xlwings.func, xlwings.arg, xlwings.ret) == usual
    assert sys.modules[SAMPLE] is imported
    new = {name for name in sys.modules if name not in before}
    assert (
        not new & {"pythoncom", "pywintypes", "win32com", "win32com.client", "xlwings.udfs"} or sys.platform == "win32"
    )
    assert not [name for name in new if name.startswith("xlwings.pro")]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("def PARS_X(board):\n    'Help.'", "a help text is missing"),
        ("def PARS_X():\n    pass", "a help text is missing"),
        (f"def PARS_X():\n    '{'x' * 256}'", "at most 255"),
        ("def PARS_X():\n    'Qualit\u00e9.'", "plain ASCII"),
    ],
)
def test_a_poor_help_text_is_refused(
    source: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "poor_functions.py").write_text(f"import xlwings\n\n@xlwings.func\n{source}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match=complaint):
        functions_module("poor_functions")
    assert "poor_functions" not in sys.modules


def test_a_module_without_functions_is_refused() -> None:
    with pytest.raises(ValueError, match="no function decorated"):
        functions_module("tests.addin.vba")
    with pytest.raises(ModuleNotFoundError):
        functions_module("addin.no_such_module")
