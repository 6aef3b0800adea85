"""The VBA of the worksheet functions, written from their Python signatures.

xlwings writes such wrappers into an open workbook on Windows. Here its generator writes them as text, on any system, so
that they are built into the add-in and nobody has to import them. `python -m addin.wrappers` writes
macros/Functions.bas anew.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import xlwings

from addin.files import write_whole

TARGET = Path(__file__).resolve().parents[1] / "macros" / "Functions.bas"

_CATEGORY = "PARS"
_LONGEST_HELP = 255  # of a description and of an argument's help: Application.MacroOptions
_LONGEST_LINE = 1023
_COM_MODULES = ("pythoncom", "pywintypes", "win32com", "win32com.client")
_NOT_HERE = "PARS_ functions need Excel for Windows"
_PLATFORM_SWITCH = '#Const App = "Microsoft Excel"'


def functions_module(module_name: str = "addin.functions") -> str:
    """The text of macros/Functions.bas, with Windows line ends.

    Args:
        module_name: an importable module whose functions are decorated with xlwings' func and arg.

    Raises:
        ImportError: there is no such module.
        ValueError: a help text is missing, longer than Excel shows or not plain ASCII, or the module has no decorated
            function.
    """
    with _wrapper_generator() as udfs:
        module = _load(module_name, udfs)
        buffer = io.StringIO()
        udfs.generate_vba_wrapper(module_name, module, buffer, SimpleNamespace(Name="PARS.xlam"))
        functions = {
            name: function.__xlfunc__
            for name, function in sorted(vars(module).items())
            if hasattr(function, "__xlfunc__")
        }
    if not functions:
        raise ValueError(f"{module_name} has no function decorated with xlwings.func")
    lines = [
        'Attribute VB_Name = "Functions"',
        f"' Written from {module_name} by addin/wrappers.py: change the Python functions, then run: python -m "
        "addin.wrappers",
        _PLATFORM_SWITCH,
        "",
    ]
    for line in buffer.getvalue().splitlines():
        lines.append(line)
        if line.startswith("Function "):
            name = line.removeprefix("Function ").partition("(")[0]
            lines.append(f"Attribute {name}.VB_Description = {_literal(_description(functions[name]))}")
            lines += ["    #If Mac Then", f'        {name} = "{_NOT_HERE}"', "        Exit Function", "    #Else"]
        elif line == "End Function":
            lines[-1:] = ["    #End If", line]
    lines += _describing(functions)
    if too_long := [line for line in lines if len(line) > _LONGEST_LINE]:
        raise ValueError(f"longer than a line of VBA may be: {too_long[0][:80]}...")
    return "".join(f"{line}\r\n" for line in lines)


def _describing(functions: Mapping[str, Mapping[str, Any]]) -> list[str]:
    lines = [
        "Public Sub DescribeFunctions()",
        "    ' Help for the function wizard. Excel may refuse it for a hidden add-in; the descriptions above then "
        "remain.",
        "    On Error Resume Next",
    ]
    for name, function in functions.items():
        call = f'    Application.MacroOptions Macro:="\'" & ThisWorkbook.Name & "\'!{name}", Category:="{_CATEGORY}"'
        lines += [f"{call}, _", f"        Description:={_literal(_description(function))}"]
        helps = [_literal(_checked(name, argument["doc"])) for argument in function["args"] if not argument["vba"]]
        if helps:
            lines[-1] += ", ArgumentDescriptions:=Array( _"
            lines += [f"        {text}, _" for text in helps[:-1]]
            lines.append(f"        {helps[-1]})")
    return [*lines, "    ThisWorkbook.Saved = True", "End Sub"]


def _description(function: Mapping[str, Any]) -> str:
    paragraph = " ".join(str(function["ret"]["doc"]).strip().split("\n\n")[0].split())
    return _checked(function["name"], paragraph)


def _checked(name: str, text: str) -> str:
    if not text or text.startswith(("Positional argument ", "Python function ")):
        raise ValueError(f"{name}: a help text is missing (docstring and doc= of every argument)")
    if len(text) > _LONGEST_HELP or not text.isascii() or not text.isprintable():
        raise ValueError(
            f"{name}: a help text must be one line of at most {_LONGEST_HELP} plain ASCII characters: {text!r}"
        )
    return text


def _literal(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@contextmanager
def _wrapper_generator() -> Iterator[ModuleType]:
    """xlwings.udfs; where pywin32 is not installed, with empty stand-ins for the COM modules that it imports but does
    not use here."""
    if importlib.util.find_spec("pythoncom"):
        yield importlib.import_module("xlwings.udfs")
        return
    for name in _COM_MODULES:
        sys.modules[name] = ModuleType(name)
    sys.modules["pythoncom"].__dict__["CoInitialize"] = None
    sys.modules["win32com.client"].__dict__["Dispatch"] = None
    try:
        yield importlib.import_module("xlwings.udfs")
    finally:
        for name in (*_COM_MODULES, "xlwings.udfs"):
            sys.modules.pop(name, None)
        vars(xlwings).pop("udfs", None)


def _load(module_name: str, udfs: ModuleType) -> ModuleType:
    """The module, loaded apart from its ordinary import, with decorators that note arguments (on other systems than
    Windows xlwings' do nothing)."""
    spec = importlib.util.find_spec(module_name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"No module named {module_name!r}", name=module_name)
    module = importlib.util.module_from_spec(spec)
    decorators = {"func": udfs.xlfunc, "arg": udfs.xlarg, "ret": udfs.xlret}
    usual = {name: getattr(xlwings, name) for name in decorators}
    imported = sys.modules.get(module_name)
    sys.modules[module_name] = module
    try:
        vars(xlwings).update(decorators)
        spec.loader.exec_module(module)
    finally:
        vars(xlwings).update(usual)
        if imported is None:
            del sys.modules[module_name]
        else:
            sys.modules[module_name] = imported
    return module


if __name__ == "__main__":
    write_whole(TARGET, functions_module().encode("ascii"))
