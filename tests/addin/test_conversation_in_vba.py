"""The conversation of module Ribbon with Python, run by pyOpenVBA's interpreter of VBA. How Excel itself shows a box or
a dialog, and compiles the code, is not shown by this: see the checklist in docs/excel.md."""

from __future__ import annotations

import inspect

import pytest
from pyopenvba.exceptions import VBARuntimeError

from addin import bridge
from addin.build import modules
from tests.addin.excel_stand_in import AUTOMATIC, DISABLED, ERROR_HANDLER, MANUAL, NO, YES, Button, Machine, Workbook

BUILT = "{0.pars_batch} {0.xlwings}"
ESC = VBARuntimeError(18, "User interrupt occurred")
"""What VBA raises when the user presses Esc while EnableCancelKey is xlErrorHandler."""
AS_BEFORE = {"Calculation": AUTOMATIC, "ScreenUpdating": True, "StatusBar": False}


@pytest.fixture
def machine() -> Machine:
    return Machine.with_modules([module for module in modules() if module.name in ("Python", "Ribbon", "Versions")])


def reply(*parts: str) -> str:
    return bridge.SEPARATOR.join(parts)


def click(machine: Machine, tag: str, *replies: str | VBARuntimeError) -> None:
    machine.server.replies = list(replies)
    machine.run("ParsRun", Button(tag))
    assert machine.server.replies == [], "Python was asked less often than it would have answered"


def settings(machine: Machine) -> dict[str, object]:
    assert machine.excel.settings["EnableCancelKey"] == DISABLED
    return {name: machine.excel.settings[name] for name in AS_BEFORE}


def built() -> str:
    from addin import versions

    return BUILT.format(versions.installed())


def test_a_command_without_steps_says_its_words(machine: Machine) -> None:
    click(machine, "about", reply("told", "Version 1\nis here.", ""))
    assert machine.server.calls == [("begin", "about", built())]
    assert machine.vba.dialogs == [("MsgBox", "Version 1\nis here.", "PARS", 64)]
    assert settings(machine) == AS_BEFORE


def test_every_step_gets_its_answer(machine: Machine) -> None:
    machine.excel.chosen = ["C:\\Fees 2025.xml"]
    machine.vba.answers = [YES]
    click(
        machine,
        "export_xml",
        reply("working", "Checking the batch …"),
        reply("where", "C:\\Batch.xml", "XML for PARS (*.xml),*.xml"),
        reply("question", "It exists already. Replace it?"),
        reply("told", "Written.", ""),
    )
    assert machine.server.calls == [
        ("begin", "export_xml", built()),
        ("go_on", "", ""),
        ("go_on", "C:\\Fees 2025.xml", ""),
        ("go_on", "yes", ""),
    ]
    assert machine.excel.asked == [("C:\\Batch.xml", "XML for PARS (*.xml),*.xml")]
    assert machine.vba.dialogs[0] == ("MsgBox", "It exists already. Replace it?", "PARS", 4 + 32)
    assert machine.boxes[1:] == ["Written."]
    assert settings(machine) == AS_BEFORE


def test_a_file_to_read_is_asked_for_in_a_dialog_of_its_own(machine: Machine) -> None:
    kinds = "Lists (*.csv;*.xlsx),*.csv;*.xlsx,All files (*.*),*.*"
    machine.excel.chosen = ["C:\\Fees, 2025.csv"]
    click(machine, "import_file", reply("which", "Import which file?", kinds), reply("told", "Imported.", ""))
    assert machine.server.calls[1:] == [("go_on", "C:\\Fees, 2025.csv", "")]
    assert machine.excel.asked == [("Import which file?", kinds)]
    machine.excel.chosen = [False]
    click(machine, "import_file", reply("which", "Import which file?", kinds), reply("told", "", ""))
    assert machine.server.calls[-1] == ("go_on", "", "")
    assert machine.boxes == ["Imported."]
    assert settings(machine) == AS_BEFORE


def test_a_dialog_that_is_cancelled_and_a_no_are_answers_as_well(machine: Machine) -> None:
    machine.excel.chosen = [False]
    machine.vba.answers = [NO]
    click(machine, "new_batch", reply("where", "C:\\a.xlsx", "x"), reply("question", "Sure?"), reply("told", "", ""))
    assert machine.server.calls[1:] == [("go_on", "", ""), ("go_on", "", "")]
    assert machine.boxes == ["Sure?"], "no words, no box"


def test_excel_is_quick_and_quiet_while_python_works(machine: Machine) -> None:
    click(machine, "why", reply("working", "Checking …"), reply("told", "Nothing is wrong.", ""))
    assert {"ScreenUpdating", "Calculation"} & {
        n for n, value in machine.excel.history if value in (False, MANUAL)
    } == set(), "a command that only looks leaves the settings alone"
    click(machine, "validate", reply("writing", "Checking …"), reply("told", "Marked.", "Undo Validate"))
    history = machine.excel.history
    assert history[0] == ("EnableCancelKey", ERROR_HANDLER), "before Python is called"
    assert {("ScreenUpdating", False), ("Calculation", MANUAL), ("StatusBar", "Checking …")} <= set(history)
    assert settings(machine) == AS_BEFORE
    assert machine.excel.undo == [("Undo Validate", "'PARS.xlam'!ParsUndo")]


def test_calculation_comes_back_as_it_was(machine: Machine) -> None:
    machine.excel.settings["Calculation"] = MANUAL
    click(machine, "validate", reply("writing", "Checking …"), reply("told", "Done.", ""))
    assert settings(machine) == {**AS_BEFORE, "Calculation": MANUAL}


def test_without_a_workbook_calculation_is_left_alone(machine: Machine) -> None:
    machine.excel.workbook = None
    click(machine, "new_batch", reply("writing", "Writing …"), reply("told", "Done.", ""))
    assert not [name for name, _ in machine.excel.history if name == "Calculation"]
    assert machine.boxes == ["Done."]


def test_a_quiet_end_stays_in_the_status_bar_for_a_while(machine: Machine) -> None:
    click(machine, "next_finding invalid", reply("quiet", "MOC!C7: unknown board", ""))
    assert machine.excel.settings["StatusBar"] == "MOC!C7: unknown board"
    assert machine.boxes == []
    (procedure,) = machine.excel.timed
    assert procedure == "'PARS.xlam'!ParsClearStatusBar"
    click(machine, "next_finding invalid", reply("quiet", "MOC!C8: unknown board", ""))
    assert machine.excel.timed == [procedure], "the minute begins anew"
    machine.run("ParsClearStatusBar")
    assert machine.excel.settings["StatusBar"] is False


def test_undo_runs_its_command(machine: Machine) -> None:
    machine.server.replies = [reply("told", "Taken back.", "")]
    machine.run("ParsUndo")
    assert machine.server.calls == [("begin", "undo_validate", built())]


def test_what_failed_is_said_as_such(machine: Machine) -> None:
    click(machine, "validate", reply("failed", "Open a batch workbook first.", ""))
    assert machine.vba.dialogs == [("MsgBox", "Open a batch workbook first.", "PARS", 48)]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_an_error_on_the_way_to_python_ends_in_a_sentence(machine: Machine, at: int) -> None:
    """The library is missing, Python does not start or ended: the error that the library gives to VBA."""
    steps = [reply("working", "Checking …"), reply("working", "Marking …")][:at]
    click(machine, "validate", *steps, VBARuntimeError(-2147024770, "No module named 'addin'"))
    (box,) = machine.boxes
    assert box.startswith("PARS Batch could not start Python. Close Excel, run")
    assert box.endswith("No module named 'addin'")
    assert settings(machine) == AS_BEFORE
    assert not machine.excel.undo


def test_a_long_traceback_fits_into_a_box(machine: Machine) -> None:
    click(machine, "validate", VBARuntimeError(1000, "x" * 5000))
    assert len(machine.boxes[0]) < 1024


@pytest.mark.parametrize("at", [1, 2])
def test_esc_ends_the_command(machine: Machine, at: int) -> None:
    steps = [reply("working", "Checking …"), reply("writing", "Marking …")][:at]
    click(machine, "validate", *steps, ESC, reply("told", "Stopped. Nothing was changed.", ""))
    assert machine.server.calls[-1] == ("stop", "", "")
    assert machine.boxes == ["Stopped. Nothing was changed."]
    assert settings(machine) == AS_BEFORE


def test_esc_that_comes_too_late_shows_the_last_words(machine: Machine) -> None:
    """Python had ended already: what it said, and the Undo that goes with it, must not be lost."""
    last = reply("told", "3 activities checked.", "Undo Validate")
    click(machine, "validate", reply("writing", "Marking …"), ESC, last)
    assert machine.boxes == ["3 activities checked."]
    assert machine.excel.undo == [("Undo Validate", "'PARS.xlam'!ParsUndo")]
    assert settings(machine) == AS_BEFORE


def test_esc_is_said_even_when_python_has_ended(machine: Machine) -> None:
    click(machine, "validate", reply("working", "Checking …"), ESC, VBARuntimeError(-2147023174, "RPC server"))
    assert machine.boxes == ["Stopped."]
    assert settings(machine) == AS_BEFORE


def test_python_has_the_functions_that_are_called(machine: Machine) -> None:
    """By name and with three arguments, as AskPython calls them."""
    for name in ("begin", "go_on", "stop"):
        inspect.signature(getattr(bridge, name)).bind("Application", "first", "second")


def test_the_kinds_of_reply_are_those_of_python(machine: Machine) -> None:
    from pathlib import Path

    from addin.conversation import Question, Told, WhereTo, WhichFile, Working

    steps = [
        Working("Checking …"),
        Working("Marking …", writes=True),
        WhereTo(Path("C:/a.xml"), "XML for PARS"),
        WhichFile("Which one?", "Lists", (".csv", ".xlsx")),
        Question("Sure?"),
    ]
    for end in (
        Told("Said."),
        Told("Quietly.", quiet=True),
        Told("Sorry.", failed=True),
        Told("", undo="Undo Validate"),
    ):
        machine.excel.chosen, machine.vba.answers = [False, False], [NO]
        click(machine, "validate", *(bridge._step(step) for step in steps), bridge._ended(end))
    assert machine.excel.asked[:2] == [
        (str(Path("C:/a.xml")), "XML for PARS (*.xml),*.xml"),
        ("Which one?", "Lists (*.csv;*.xlsx),*.csv;*.xlsx,All files (*.*),*.*"),
    ]
    assert [(words, style) for _, words, _, style in machine.vba.dialogs if words != "Sure?"] == [
        ("Said.", 64),
        ("Sorry.", 48),
    ]
    assert machine.excel.undo == [("Undo Validate", "'PARS.xlam'!ParsUndo")]


def test_on_a_mac_a_click_starts_the_script_and_nothing_else() -> None:
    machine = Machine.with_modules(
        [module for module in modules() if module.name in ("Python", "Ribbon", "Versions")], platform="Mac"
    )
    machine.excel.workbook = Workbook("Fees $200.xlsx")
    machine.run("ParsRun", Button("next_finding invalid"))
    assert machine.scripts == [
        ("pars-batch.applescript", "RunPars", reply("next_finding invalid", built(), "Fees $200.xlsx"))
    ]
    machine.excel.workbook = None
    machine.run("ParsRun", Button("about"))
    assert machine.scripts[1:] == [("pars-batch.applescript", "RunPars", reply("about", built(), ""))]
    assert machine.boxes == []
    machine.script_error = VBARuntimeError(5, "Invalid procedure call or argument")
    machine.run("ParsRun", Button("about"))
    assert machine.boxes[0].startswith("PARS Batch could not start Python.")
    machine.run("ParsUndo")
    assert machine.server.calls == []
