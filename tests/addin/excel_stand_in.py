"""What the add-in's VBA sees of Excel and of Python, for pyOpenVBA's interpreter of VBA.

Members and their parameters are those of Excel's object model, by the pages of Microsoft's reference
(learn.microsoft.com/office/vba/api/excel.application.getsaveasfilename and so on); a member that is missing here is one
that the add-in does not use. Excel itself decides much that is not here: nothing is drawn, and nobody waits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    NOTHING,
    HostBridge,
    Interpreter,
    VBAArray,
    VBAInt,
    VBAObject,
    member,
    method,
    setter,
)
from pyopenvba.interpreter import to_text as text_of_vba

from addin.build import Module
from tests.addin.vba_conditions import PLATFORMS, resolved

AUTOMATIC, MANUAL = -4105, -4135
"""xlCalculationAutomatic and xlCalculationManual."""
ERROR_HANDLER, INTERRUPT, DISABLED = 2, 1, 0
"""xlErrorHandler, xlInterrupt and xlDisabled of XlEnableCancelKey."""
YES, NO = 6, 7
"""vbYes and vbNo."""


class Application(VBAObject):
    """Excel."""

    def __init__(self) -> None:
        self.settings: dict[str, Any] = {
            "Calculation": AUTOMATIC,
            "ScreenUpdating": True,
            "StatusBar": False,
            "EnableCancelKey": INTERRUPT,
        }
        self.history: list[tuple[str, Any]] = []
        self.workbook: Workbook | None = Workbook("Batch.xlsx")
        self.chosen: list[object] = []
        self.asked: list[tuple[str, str]] = []
        self.undo: list[tuple[str, str]] = []
        self.timed: list[str] = []
        self.described: list[str] = []

    def _change(self, name: str, value: object) -> None:
        plain = int(value) if isinstance(value, VBAInt) else value
        self.settings[name] = plain
        self.history.append((name, plain))

    @member
    def Calculation(self) -> object:
        if self.workbook is None:
            raise VBARuntimeError(1004, "Unable to get the Calculation property of the Application class")
        return VBAInt(self.settings["Calculation"], "Long")

    @setter("Calculation")
    def _set_calculation(self, value: object) -> None:
        if self.workbook is None:
            raise VBARuntimeError(1004, "Unable to set the Calculation property of the Application class")
        self._change("Calculation", value)

    @member
    def ScreenUpdating(self) -> object:
        return self.settings["ScreenUpdating"]

    @setter("ScreenUpdating")
    def _set_screen_updating(self, value: object) -> None:
        self._change("ScreenUpdating", value)

    @member
    def StatusBar(self) -> object:
        return self.settings["StatusBar"]

    @setter("StatusBar")
    def _set_status_bar(self, value: object) -> None:
        self._change("StatusBar", value)

    @member
    def EnableCancelKey(self) -> object:
        return VBAInt(self.settings["EnableCancelKey"], "Long")

    @setter("EnableCancelKey")
    def _set_enable_cancel_key(self, value: object) -> None:
        self._change("EnableCancelKey", value)

    @member
    def PathSeparator(self) -> object:
        return "\\"

    @member
    def Caller(self, Index: object = MISSING) -> object:
        return NOTHING

    @method
    def GetSaveAsFilename(
        self,
        InitialFilename: object = MISSING,
        FileFilter: object = MISSING,
        FilterIndex: object = MISSING,
        Title: object = MISSING,
        ButtonText: object = MISSING,
    ) -> object:
        self.asked.append((text_of_vba(InitialFilename), text_of_vba(FileFilter)))
        return self.chosen.pop(0)

    @method
    def GetOpenFilename(
        self,
        FileFilter: object = MISSING,
        FilterIndex: object = MISSING,
        Title: object = MISSING,
        ButtonText: object = MISSING,
        MultiSelect: object = MISSING,
    ) -> object:
        # Excel wants pairs of words and wildcards, parted by commas, and the number of one of them
        pairs = text_of_vba(FileFilter).split(",")
        if len(pairs) % 2 or not 1 <= int(text_of_vba(FilterIndex)) <= len(pairs) // 2:
            raise VBARuntimeError(1004, "Method 'GetOpenFilename' of object '_Application' failed")
        self.asked.append((text_of_vba(Title), text_of_vba(FileFilter)))
        return self.chosen.pop(0)

    @method
    def OnUndo(self, Text: object, Procedure: object) -> None:
        self.undo.append((text_of_vba(Text), text_of_vba(Procedure)))

    @method
    def OnTime(
        self, EarliestTime: object, Procedure: object, LatestTime: object = MISSING, Schedule: object = MISSING
    ) -> None:
        if Schedule is False:
            self.timed.remove(text_of_vba(Procedure))
        else:
            self.timed.append(text_of_vba(Procedure))

    @method
    def MacroOptions(
        self,
        Macro: object = MISSING,
        Description: object = MISSING,
        HasMenu: object = MISSING,
        MenuText: object = MISSING,
        HasShortcutKey: object = MISSING,
        ShortcutKey: object = MISSING,
        Category: object = MISSING,
        StatusBar: object = MISSING,
        HelpContextID: object = MISSING,
        HelpFile: object = MISSING,
        ArgumentDescriptions: object = MISSING,
    ) -> None:
        self.described.append(text_of_vba(Macro))
        raise VBARuntimeError(1004, "Cannot edit a macro on a hidden workbook.")


class Workbook(VBAObject):
    """A workbook that is open in Excel."""

    def __init__(self, name: str, folder: str = "C:\\Users\\Ann", links: Sequence[str] = ()) -> None:
        self.name, self.folder, self.links = name, folder, list(links)
        self.changed: list[tuple[str, str]] = []

    @member
    def Name(self) -> object:
        return self.name

    @member
    def FullName(self) -> object:
        return f"{self.folder}\\{self.name}"

    @member
    def Saved(self) -> object:
        return True

    @setter("Saved")
    def _set_saved(self, value: object) -> None:
        pass

    @method
    def LinkSources(self, Type: object = MISSING) -> object:
        return VBAArray([(1, len(self.links))], items=list(self.links)) if self.links else EMPTY

    @method
    def ChangeLink(self, Name: object, NewName: object, Type: object = MISSING) -> None:
        self.changed.append((text_of_vba(Name), text_of_vba(NewName)))


class PythonObject(VBAObject):
    """What Python hands to VBA."""

    def __init__(self, value: object) -> None:
        self.value = value


class Server(VBAObject):
    """The object that xlwings' server gives to VBA (xlwings.com_server.XLPython), with an answer for each call; the
    command lines that the library was given, and why it does not start a server, if it does not."""

    def __init__(self) -> None:
        self.replies: list[str | VBARuntimeError] = []
        self.calls: list[tuple[str, ...]] = []
        self.commands: list[str] = []
        self.reason = ""

    @method
    def Refuses(self, command: object) -> object:
        self.commands.append(text_of_vba(command))
        return bool(self.reason)

    @method
    def Reason(self) -> object:
        return self.reason

    @method
    def Module(self, module: object) -> object:
        return PythonObject(text_of_vba(module))

    @method
    def Tuple(self, *elements: object) -> object:
        return PythonObject(elements)

    @method
    def Call(self, obj: object, *args: object) -> object:
        assert isinstance(obj, PythonObject)
        assert obj.value == "addin.bridge"
        function, arguments = args
        assert isinstance(arguments, PythonObject)
        excel, *texts = arguments.value
        assert isinstance(excel, Application)
        self.calls.append((text_of_vba(function), *(text_of_vba(text) for text in texts)))
        reply = self.replies.pop(0)
        if isinstance(reply, VBARuntimeError):
            raise reply
        return PythonObject(reply)

    @method
    def Str(self, obj: object) -> object:
        assert isinstance(obj, PythonObject)
        return str(obj.value)


class Disk(VBAObject):
    """Files and variables of the computer, which the interpreter does not reach by itself."""

    def __init__(self, variables: Mapping[str, str], files: Mapping[str, str]) -> None:
        self.variables = {name.upper(): value for name, value in variables.items()}
        self.files = dict(files)
        self._fields: list[str] = []

    @method
    def Variable(self, name: object) -> object:
        if not name:
            raise VBARuntimeError(5, "Invalid procedure call or argument")
        return self.variables.get(text_of_vba(name).upper(), "")

    @method
    def Has(self, path: object) -> object:
        return text_of_vba(path) in self.files

    @method
    def OpenForInput(self, path: object) -> None:
        # Input # reads one value up to a comma or the end of a line; quotation marks around it are taken away
        # ([MS-VBAL] 5.4.5.8).
        pieces = re.findall(r'\s*("[^"]*"|[^,\r\n]*)(?:,|\r\n|$)', self.files[text_of_vba(path)])
        self._fields = [piece.strip('"') for piece in pieces[:-1]]

    @method
    def AtEnd(self) -> object:
        return not self._fields

    @method
    def NextField(self) -> object:
        if not self._fields:
            raise VBARuntimeError(62, "Input past end of file")
        return self._fields.pop(0)


_FILES = """Attribute VB_Name = "Files"
Public Function Environ(ByVal name As String) As String
    Environ = Disk.Variable(name)
End Function
Public Function Dir(ByVal path As String) As String
    If Disk.Has(path) Then Dir = "found"
End Function
Public Function FreeFile() As Integer
    FreeFile = 1
End Function
Public Function EOF(ByVal handle As Integer) As Boolean
    EOF = Disk.AtEnd()
End Function
"""
_LIBRARIES = """Attribute VB_Name = "Libraries"
Public Function LoadLibrary(ByVal lpLibFileName As String) As Long
    If Disk.Has(lpLibFileName) Then LoadLibrary = 1
End Function
Public Function XLPyDLLActivateAuto(ByRef Result As Variant, ByVal Config As String, ByVal mode As Long) As Long
    If Server.Refuses(Config) Then
        Result = Server.Reason()
        XLPyDLLActivateAuto = -1
    Else
        Set Result = Server
    End If
End Function
"""
_SCRIPTS = """Attribute VB_Name = "Scripts"
Public Function AppleScriptTask(ByVal file As String, ByVal handler As String, ByVal parameter As String) As String
    Mac.RunScript file, handler, parameter
End Function
"""
_STATEMENTS = {
    "Open SettingsFile() For Input As #handle": "Disk.OpenForInput SettingsFile()",
    "Input #handle, found, content": "found = Disk.NextField(): content = Disk.NextField()",
    "Close #handle": "",
}
"""Statements for files, which the interpreter does not know, and what does the same here."""
_ATTRIBUTE = re.compile(r"(?m)^Attribute \w+\.VB_.*$")
"""The description of a procedure, which the Visual Basic editor does not show."""
_DECLARE = re.compile(r"(?m)^\s*Private Declare .*$")


class _Host(HostBridge):
    def __init__(self, names: Mapping[str, object]) -> None:
        self.names = {name.lower(): value for name, value in names.items()}

    def global_object(self, name: str) -> object:
        found = self.names.get(name.lower())
        if callable(found):
            found = found()
        return super().global_object(name) if found is None else found

    def constant(self, name: str) -> object:
        value = {
            "xlcalculationautomatic": AUTOMATIC,
            "xlcalculationmanual": MANUAL,
            "xlerrorhandler": ERROR_HANDLER,
            "xlinterrupt": INTERRUPT,
            "xldisabled": DISABLED,
            "xllinktypeexcellinks": 1,
        }.get(name.lower())
        return super().constant(name) if value is None else VBAInt(value, "Long")


INSTALLED_VARIABLES = {"USERPROFILE": "C:\\Users\\Ann"}
INSTALLED_FILES = {
    "C:\\Users\\Ann\\.pars-batch\\pars-batch.conf": '"INTERPRETER_WIN","C:\\pars\\Scripts\\python.exe"\r\n',
    "C:\\pars\\xlwings64-0.37.8.dll": "",
}


@dataclass
class Machine:
    """A computer with Excel and the add-in.

    Attributes:
        excel: its Excel.
        server: the Python that answers.
        disk: its files.
        vba: runs the add-in's code.
        scripts: on a Mac, the AppleScripts that were run: file, handler, parameter.
        script_error: on a Mac, what running one raises.
    """

    excel: Application = field(default_factory=Application)
    server: Server = field(default_factory=Server)
    disk: Disk = field(default_factory=lambda: Disk({}, {}))
    vba: Any = None
    scripts: list[tuple[str, ...]] = field(default_factory=list)
    script_error: VBARuntimeError | None = None

    @classmethod
    def with_modules(cls, modules: Sequence[Module], platform: str = "Win64", disk: Disk | None = None) -> Machine:
        """A computer whose Excel has loaded these modules; the library of xlwings gives it `server`.

        Args:
            modules: of the add-in.
            platform: of `PLATFORMS`.
            disk: its files; when there is none, those of an add-in that is installed.
        """
        machine = cls(disk=disk or Disk(INSTALLED_VARIABLES, INSTALLED_FILES))
        addin = Workbook("PARS.xlam", "C:\\XLSTART")
        machine.vba = Interpreter(
            _Host(
                {
                    "Application": machine.excel,
                    "ActiveWorkbook": lambda: machine.excel.workbook or NOTHING,
                    "ThisWorkbook": addin,
                    "Server": machine.server,
                    "Disk": machine.disk,
                    "Mac": _Mac(machine),
                }
            )
        )
        for module in modules:
            text = _ATTRIBUTE.sub("", resolved(module.source, PLATFORMS[platform]))
            if module.name == "Python" and platform != "Mac":
                text, replaced = _DECLARE.subn("", text)
                assert replaced == 2, "each Declare has its stand-in among the libraries"
                for statement, ours in _STATEMENTS.items():
                    assert text.count(statement) == 1, statement
                    text = text.replace(statement, ours)
            machine.vba.add_module(text.replace("\n", "\r\n"), name=module.name)
        for name, ours in (("Files", _FILES), ("Libraries", _LIBRARIES), ("Scripts", _SCRIPTS)):
            machine.vba.add_module(ours.replace("\n", "\r\n"), name=name)
        return machine

    def run(self, procedure: str, *arguments: object) -> object:
        """Runs a procedure of the add-in."""
        return self.vba.run(procedure, list(arguments))

    @property
    def boxes(self) -> list[str]:
        """The words of every box that was shown."""
        return [words for kind, words, _title, _style in self.vba.dialogs if kind == "MsgBox"]


class _Mac(VBAObject):
    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @method
    def RunScript(self, file: object, handler: object, parameter: object) -> None:
        if self.machine.script_error:
            raise self.machine.script_error
        self.machine.scripts.append((text_of_vba(file), text_of_vba(handler), text_of_vba(parameter)))


class Button(VBAObject):
    """What Office hands to the callback of a button (IRibbonControl)."""

    def __init__(self, tag: str) -> None:
        self.tag = tag

    @member
    def Tag(self) -> object:
        return self.tag
