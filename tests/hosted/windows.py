"""On Windows, after `pars addin install`: xlwings' library starts Python by the very command line that the add-in's VBA
makes, and answers as VBA would call it. No Excel takes part.

    python -m tests.hosted.windows INTERPRETER

INTERPRETER is the Python in which PARS Batch was installed; this program runs in it too, from the checkout.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

from addin import versions
from addin.build import PROJECT_NAME, modules
from tests.addin.excel_stand_in import Disk, Machine

_DISPATCH, _TEXT = 9, 8  # VT_DISPATCH and VT_BSTR
_CALLED = ("Module", "Tuple", "Call", "Str", "CallUDF")


class Variant(ctypes.Structure):
    """VARIANT of Windows, as far as the library fills it."""

    _fields_ = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("value", ctypes.c_void_p),
        ("more", ctypes.c_void_p),
    )


def command_line(home: str, settings: str) -> str:
    """What module Python of the add-in makes of the settings that were installed in a user's folder."""
    files = {f"{home}\\.{PROJECT_NAME}\\{PROJECT_NAME}.conf": settings}
    wanted = [module for module in modules() if module.name in ("Python", "Versions")]
    return str(Machine.with_modules(wanted, disk=Disk({"USERPROFILE": home}, files)).run("ServerCommand"))


def library(interpreter: Path) -> Any:
    """xlwings' library, from where the add-in looks for it."""
    name = f"xlwings64-{versions.installed().xlwings}.dll"
    for folder in (interpreter.parent, interpreter.parent.parent):
        if (folder / name).exists():
            return ctypes.WinDLL(str(folder / name))
    raise SystemExit(f"{name} is neither in {interpreter.parent} nor in the folder above it")


def server(dll: Any, command: str) -> Any:
    """The server that the library gives for a command line, as an object for late calls like VBA's."""
    import pythoncom
    from win32com.client import dynamic

    activate = dll.XLPyDLLActivateAuto
    activate.argtypes = (ctypes.POINTER(Variant), ctypes.c_char_p, ctypes.c_long)
    activate.restype = ctypes.c_long
    answer = Variant()
    failed = activate(ctypes.byref(answer), command.encode("mbcs"), 1)
    if failed or answer.kind != _DISPATCH:
        said = ctypes.wstring_at(answer.value) if answer.kind == _TEXT and answer.value else f"variant {answer.kind}"
        raise SystemExit(f"the library did not start Python: {said}")
    found = dynamic.Dispatch(pythoncom.ObjectFromAddress(answer.value, pythoncom.IID_IDispatch))
    found._FlagAsMethod(*_CALLED)
    return found


def text(python: Any, module: str, function: str, *given: object) -> str:
    """What a function answers, called as AskPython of the add-in calls it."""
    return str(python.Str(python.Call(python.Module(module), function, python.Tuple(*given))))


def main(interpreter: Path) -> None:
    """Raises AssertionError or SystemExit when something is not as the add-in needs it."""
    home = Path(os.environ["USERPROFILE"])
    settings = home / f".{PROJECT_NAME}" / f"{PROJECT_NAME}.conf"
    command, dll = command_line(str(home), settings.read_bytes().decode("mbcs")), library(interpreter)
    print(command)
    assert f'"{interpreter}"' in command
    python = server(dll, command)

    stopped = text(python, "addin.bridge", "stop", None, "", "")
    assert stopped == "It had ended already, before you stopped it.", stopped

    here = versions.installed()
    about = text(python, "addin.helping", "about", f"{here.pars_batch} {here.xlwings}")
    assert f"PARS Batch {here.pars_batch}" in about, about
    assert "belongs to other versions" not in about, about
    assert str(interpreter.parent.parent) in about, "another Python answers"

    imported = text(python, "importlib", "import_module", "addin")
    assert "site-packages" in imported, f"not what was installed: {imported}"

    listed = python.CallUDF("addin.functions", "PARS_CREDIT_TYPES", ("ABIM",), None, None)
    assert "ABIM" not in str(listed), listed
    assert len(listed) > 1, listed
    print(listed)

    process = text(python, "os", "getpid")
    assert process != str(os.getpid())
    assert text(server(dll, command), "os", "getpid") == process, "a second Python was started"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
