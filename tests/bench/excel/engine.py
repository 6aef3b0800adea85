"""The engine, and the one application that it has."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from collections.abc import Iterator
from typing import Any

import pandas as pd
import xlwings as xw
from xlwings import base_classes

from tests.bench.excel.books import Book, Books
from tests.bench.excel.calls import ExcelRefuses, NoApi, engine_part
from tests.bench.excel.com import cleaned
from tests.bench.excel.ranges import Range
from tests.bench.libreoffice import Office

_LONGEST_STATUS = 255


@contextlib.contextmanager
def engine_over(office: Office) -> Iterator[Engine]:
    """Make LibreOffice the program that xlwings talks to; closes all its books and takes the engine back at the end."""
    engine = Engine(office)
    before = xw.engines.active
    registered = xw.main.Engine(impl=engine)
    xw.engines.add(registered)
    registered.activate()
    try:
        yield engine
    finally:
        engine.app.quit()
        xw.engines.active = before
        xw.engines.engines.remove(registered)
        del xw.engines.engines_by_name[engine.name]
        if hasattr(xw.Book, "_mock_caller"):
            del xw.Book._mock_caller


class Engine:
    """The engine, and what it recorded.

    Attributes:
        status_shown: every text that the status bar showed.
        alerts: every alert, as (text, title, buttons).
        answers: what is clicked in the alerts to come, first first. An alert with an OK button only needs none, another
            fails.
    """

    name = "libreoffice"
    type = "desktop"

    def __init__(self, office: Office) -> None:
        self.office = office
        self.status_shown: list[str] = []
        self.alerts: list[tuple[str, str | None, str]] = []
        self.answers: list[str] = []
        self.app = App(self)

    @property
    def apps(self) -> Apps:
        return Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        """As xlwings prepares values on Windows."""
        if x is None or pd.isna(x) is True or (isinstance(x, float) and math.isnan(x)):
            return ""
        if hasattr(x, "to_pydatetime"):
            x = x.to_pydatetime()
        if isinstance(x, dt.datetime):
            return x.replace(tzinfo=None)
        return x.item() if hasattr(x, "item") else x

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[Any]]:
        """As xlwings cleans values on Windows: an error is None unless its text was asked for."""
        how = (datetime_builder, empty_as, number_builder, err_to_str)
        return [[cleaned(cell, *how) for cell in row] for row in data]


@engine_part
class Apps(base_classes.Apps):
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keys(self) -> list[int]:
        return [self._engine.app.pid]

    def add(self, spec: Any = None, add_book: bool | None = None, xl: Any = None, visible: bool | None = None) -> App:
        if add_book:
            self._engine.app.books.add()
        return self._engine.app

    def __iter__(self) -> Iterator[App]:
        return iter([self._engine.app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        if pid != self._engine.app.pid:
            raise KeyError(pid)
        return self._engine.app


@engine_part
class App(base_classes.App):
    """The one application of the engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open: list[Book] = []
        self._calculation = "automatic"
        self._flags: dict[str, Any] = {
            "screen_updating": True,
            "display_alerts": True,
            "enable_events": True,
            "interactive": True,
            "visible": True,
        }
        self._status: str | bool = False

    @property
    def engine(self) -> Engine:
        return self._engine

    @property
    def api(self) -> NoApi:
        return NoApi()

    @property
    def pid(self) -> int:
        return self._engine.office.pid

    @property
    def version(self) -> str:
        return "16.0"

    @property
    def hwnd(self) -> int:
        return 0

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Range | None:
        if not self._open:
            return None
        book = self._active
        cells = book._component.getCurrentSelection()
        return book._range(cells.RangeAddress) if cells is not None and hasattr(cells, "RangeAddress") else None

    def activate(self, steal_focus: bool = False) -> None:
        """There is but one application."""

    def quit(self) -> None:
        for book in list(self._open):
            book.close()

    def kill(self) -> None:
        self.quit()

    def calculate(self) -> None:
        for book in self._open:
            book._document.calculate()

    @property
    def calculation(self) -> str:
        self._needs_a_book()
        return self._calculation

    def _needs_a_book(self) -> None:
        if not self._open:
            raise ExcelRefuses("Excel has no calculation mode while no workbook is open")

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in {"automatic", "manual", "semiautomatic"}:
            raise KeyError(value)
        self._needs_a_book()
        self._calculation = value
        for book in self._open:
            book._settle()
            book._component.enableAutomaticCalculation(value != "manual")

    @property
    def screen_updating(self) -> bool:
        return bool(self._flags["screen_updating"])

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self._flags["screen_updating"] = bool(value)

    @property
    def display_alerts(self) -> bool:
        return bool(self._flags["display_alerts"])

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._flags["display_alerts"] = bool(value)

    @property
    def enable_events(self) -> bool:
        return bool(self._flags["enable_events"])

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self._flags["enable_events"] = bool(value)

    @property
    def interactive(self) -> bool:
        return bool(self._flags["interactive"])

    @interactive.setter
    def interactive(self, value: bool) -> None:
        self._flags["interactive"] = bool(value)

    @property
    def visible(self) -> bool:
        return bool(self._flags["visible"])

    @visible.setter
    def visible(self, visible: bool) -> None:
        self._flags["visible"] = bool(visible)

    @property
    def status_bar(self) -> str | bool:
        """False when the program shows its own text, as in Excel."""
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | bool | None) -> None:
        if isinstance(value, str):
            if len(value) > _LONGEST_STATUS:
                raise ExcelRefuses(f"the status bar takes {_LONGEST_STATUS} characters")
            self._engine.status_shown.append(value)
        self._status = value or False

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: Any) -> str:
        self._engine.alerts.append((prompt, title, buttons))
        if self._engine.answers:
            answer = self._engine.answers.pop(0)
        elif buttons == "ok":
            answer = "ok"
        else:
            raise AssertionError(f"nobody said what to click: {prompt}")
        return answer

    @property
    def _active(self) -> Book:
        if not self._open:
            raise ExcelRefuses("no workbook is open")
        return self._open[-1]
