"""The door of every button on Windows: xlwings' own objects around the Application object that VBA hands over.

pywin32 is there on Windows only; here its modules are empty but for the few names that xlwings asks for at once.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace

import pytest
import xlwings as xw

from addin import bridge

real_app = bridge._app


class Workbook:
    """Of Excel's Workbook what is asked for here."""

    Name, FullName = "batch.xlsx", "https://hospital.sharepoint.com/sites/CME/batch.xlsx"
    Date1904 = False


class Workbooks:
    Count = 1

    def __init__(self, application: Application) -> None:
        self.Application = application


class Application:
    """Of Excel's Application what is asked for here."""

    Hwnd = 77
    ActiveWorkbook = Workbook()
    StatusBar: object = False

    def __init__(self) -> None:
        self.Workbooks = Workbooks(self)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    names = ("pythoncom", "pywintypes", "win32api", "win32con", "win32gui", "win32process", "win32timezone")
    modules = {name: ModuleType(name) for name in (*names, "win32com", "win32com.client", "win32com.client.dynamic")}
    modules["pythoncom"].__dict__.update(CoInitialize=lambda: None, __file__="pythoncom311.dll")
    modules["pywintypes"].__dict__.update(com_error=type("com_error", (Exception,), {}), TimeType=type("Time", (), {}))
    modules["win32com.client"].__dict__.update(Dispatch=None, DispatchEx=None)
    for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
        modules["win32com.client"].__dict__[name] = type(name, (), {})
    modules["win32process"].__dict__["GetWindowThreadProcessId"] = lambda window: (0, 4711 if window == 77 else 0)
    modules["win32com"].__dict__["client"] = modules["win32com.client"]
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    ole32 = SimpleNamespace(CLSIDFromString=lambda text, clsid: 0)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(), raising=False)
    monkeypatch.setattr(ctypes, "oledll", SimpleNamespace(ole32=ole32), raising=False)
    monkeypatch.setattr(ctypes, "WinError", OSError, raising=False)
    functions = SimpleNamespace(PyCom_PyObjectFromIUnknown=SimpleNamespace())
    monkeypatch.setattr(ctypes, "PyDLL", lambda _: functions)
    yield importlib.import_module("xlwings._xlwindows")
    sys.modules.pop("xlwings._xlwindows", None)
    vars(xw).pop("_xlwindows", None)


def test_the_application_of_vba_is_the_one_that_commands_work_on(windows: ModuleType) -> None:
    excel = Application()
    app = real_app(excel)
    assert app.pid == 4711
    assert len(app.books) == 1
    assert app.books.active.name == "batch.xlsx"
    app.status_bar = "PARS: checking …"
    assert excel.StatusBar == "PARS: checking …"
    assert isinstance(app.api, windows.COMRetryObjectWrapper), "a call that Excel is too busy for is tried again"


def test_a_workbook_is_named_by_its_address_without_a_search(windows: ModuleType) -> None:
    from addin.open_book import OpenBook

    opened = OpenBook(real_app(Application()).books.active)
    assert opened.full_name == Workbook.FullName
    assert opened.path is None
    assert opened.is_saved
