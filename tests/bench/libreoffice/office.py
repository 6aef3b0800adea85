"""LibreOffice itself: started, ended, and made to open workbooks."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from tests.bench.libreoffice.document import FILTERS, Document
from tests.bench.libreoffice.uno import OfficeError, load_uno

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N">
  <prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-US</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General">
  <prop oor:name="DefaultLocale" oor:op="fuse"><value>en-US</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Syntax">
  <prop oor:name="SeparatorArg" oor:op="fuse"><value>;</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Syntax">
  <prop oor:name="SeparatorArrayCol" oor:op="fuse"><value>;</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Syntax">
  <prop oor:name="SeparatorArrayRow" oor:op="fuse"><value>|</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
  <prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


class Office:
    """One LibreOffice, with a profile and a folder of its own. Starts with the first document, and anew when it died.

    Args:
        folder: for the profile and for the copies of the files that are opened.
        program: its command.
        display: the X display on which its windows show; without one it has none.
    """

    def __init__(self, folder: Path, *, program: str = "soffice", display: str | None = None) -> None:
        self.folder = folder
        self._program, self.display = program, display
        self._process: subprocess.Popen[bytes] | None = None
        self._desktop: Any = None
        self._context: Any = None

    def open(self, path: Path, *, macros: bool = False) -> Document:
        """A copy of the file at `path`, loaded hidden, or in a window when there is a display.

        Args:
            path: .xlsx, .xlsm, .xlam, .ods or .csv.
            macros: whether its event procedures, such as Workbook_Open, may run; `run_macro` works without.
        Raises:
            OfficeError: LibreOffice cannot load it.
        """
        folder = self._fresh_folder()
        copy = folder / path.name
        shutil.copyfile(path, copy)
        wanted: dict[str, Any] = {"Hidden": self.display is None, "MacroExecutionMode": 4 if macros else 0}
        if path.suffix.lower() in {".xlsm", ".xlam"}:
            wanted["FilterName"] = FILTERS[path.suffix.lower()]
        start = time.perf_counter()
        component = self._load(copy.as_uri(), wanted)
        if component is None or not component.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            raise OfficeError(f"LibreOffice could not load {path.name}")
        return Document(self, component, copy, time.perf_counter() - start)

    def new(self) -> Document:
        """An empty workbook with one sheet."""
        component = self._load("private:factory/scalc", {"Hidden": True})
        if component is None:
            raise OfficeError("LibreOffice could not make a new workbook")
        return Document(self, component, self._fresh_folder() / "new.xlsx", 0.0)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Process ID; starts LibreOffice when it does not run."""
        self._start()
        assert self._process
        return self._process.pid

    def stop(self) -> None:
        """End LibreOffice, gently or not."""
        if self._process is None:
            return
        if self.running:
            with contextlib.suppress(Exception):  # it may be gone already, or answer no more
                self._desktop.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
        self.kill()

    def kill(self) -> None:
        """End LibreOffice at once."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)  # soffice is a chain of processes
        self._process.wait()
        self._process = self._desktop = self._context = None

    def service(self, name: str) -> Any:
        """A UNO service of this office."""
        self._start()
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def properties(self, wanted: dict[str, Any]) -> tuple[Any, ...]:
        """The UNO form of named values."""
        items = []
        for name, value in wanted.items():
            item = load_uno().createUnoStruct("com.sun.star.beans.PropertyValue")
            item.Name, item.Value = name, value
            items.append(item)
        return tuple(items)

    def _load(self, url: str, wanted: dict[str, Any]) -> Any:
        self._start()
        try:
            return self._desktop.loadComponentFromURL(url, "_blank", 0, self.properties(wanted))
        except Exception as error:
            raise OfficeError(f"LibreOffice could not load {url.rsplit('/', 1)[-1]}: {error}") from error

    def _fresh_folder(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self.folder))

    def _start(self) -> None:
        if self.running:
            return
        self.kill()
        uno = load_uno()
        profile = self._fresh_folder()
        (profile / "user").mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        pipe = f"pars{uuid.uuid4().hex}"
        with (profile / "soffice.log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *(self._program, *(("--headless", "--invisible") if self.display is None else ())),
                    *("--nologo", "--nodefault", "--norestore", "--nofirststartwizard"),
                    *(f"--accept=pipe,name={pipe};urp;", f"-env:UserInstallation={profile.as_uri()}"),
                ],
                stdout=log,
                stderr=log,
                env={
                    **os.environ,
                    "LC_ALL": "C.UTF-8",
                    "TZ": "UTC",
                    **({"DISPLAY": self.display} if self.display else {}),
                },
                start_new_session=True,
            )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until = time.monotonic() + 60
        while True:
            try:
                self._context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception as error:
                if self._process.poll() is not None or time.monotonic() > until:
                    self.kill()
                    raise OfficeError(
                        f"LibreOffice did not start: {(profile / 'soffice.log').read_text(errors='replace')}"
                    ) from error
                time.sleep(0.05)
        self._desktop = self._context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", self._context
        )
