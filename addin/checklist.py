"""What a person with Excel should look at after a new version, in order of worth; no test of ours runs in Excel.

`docs/excel.md` shows the same steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from addin import versions
from generator.template.style import ACCENT, RULE, edge, font, header_fill, header_font

SEEN = ("as expected", "differs", "could not try")
"""What somebody may have seen; the words of the drop-down."""
_HEADER = 9
_TEXT_WIDTH = 60
_COLUMNS = (
    *(("No.", 8), ("About", 12), ("Do", _TEXT_WIDTH), ("Expect", _TEXT_WIDTH)),
    *(("Seen", 16), ("What was different", 50)),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try.

    Attributes:
        about: "workbook", which everybody uses, or "add-in".
        do: what to do.
        expect: what should be seen then.
    """

    about: str
    do: str
    expect: str


STEPS = (
    Step(
        "add-in",
        "Install as described, start Excel.",
        "No warning; a tab PARS with the groups Batch, Check, Export, Help; every button has a picture, and a text "
        "when you point to it.",
    ),
    Step("add-in", "Press Alt+F11, choose PARSBatch, then Debug, Compile PARSBatch.", "No message."),
    Step(
        "workbook",
        "Mail the template and a `pars sample` to yourself and open them from the message; look before and after "
        "clicking Enable Editing.",
        "Before: Status, Readiness and the marks of the sample can be read. After: no message that the file needs "
        "repair.",
    ),
    Step(
        "add-in",
        "Filter the Activities of a sample with faults so that some rows are hidden, choose Validate, take the filter "
        "off.",
        "The right cells are marked, also in the rows that were hidden. Findings lists them; its links lead there; "
        "your own fill colors are unchanged.",
    ),
    Step(
        "add-in",
        "Choose Export XML and leave the dialog open for two minutes; save; export again to the same name.",
        "No message about an OLE action; it asks before it replaces; says what was held back. Open receipt opens it.",
    ),
    Step(
        "add-in",
        "Validate a sample with faults, choose Report, filter the page by a board, print it from the browser.",
        "The browser opens a page with the findings that Validate counted; the print has all that the filter shows.",
    ),
    Step(
        "workbook",
        "Save the sample in Excel under another name, close it, and enter `pars check THAT.xlsx --repair COPY.xlsx`.",
        "The same findings as before; nothing was lost and nothing needs repair.",
    ),
    Step("add-in", "Press Ctrl+Z after Validate.", "Undo Validate is offered and takes the marks back."),
    Step(
        "add-in",
        "Choose Next finding several times, also its arrow, and Previous finding. Right-click a marked cell in the "
        "table and choose PARS: why is this marked?",
        "It goes from cell to cell and says what is wrong in the status bar, which empties after a minute; the menu "
        "shows a box with what to do and the rule.",
    ),
    Step(
        "add-in",
        "Validate a sample of 5,000 activities and press Esc; then rename the folder pars and click a button.",
        "The status bar counts; Esc ends with a sentence. Without Python a sentence too, never the Visual Basic "
        "editor; calculation is still automatic.",
    ),
    Step(
        "add-in",
        "Validate in three workbooks, then count the Python programs in Task Manager.",
        "One, and it ends with Excel.",
    ),
    Step(
        "workbook",
        "Type the ID 0053. On a MOC row without a board, type any word as Credit type 1.",
        "0053 keeps its zeros and has no green triangle. The word is refused.",
    ),
    Step(
        "workbook",
        "Type an ID into the row below the last row of the Activities table, then choose it on MOC.",
        "The row has Status, drop-downs and notes; Start counts it, Readiness lists it, MOC offers it.",
    ),
    Step(
        "add-in",
        "Open a workbook from SharePoint or Teams, without syncing it, and choose Export XML.",
        "It proposes a file in Documents and writes where you say; Open receipt finds it.",
    ),
    Step(
        "workbook",
        "Open `pars sample --stress --activities 2000` and type a title, points, a board and an activity ID.",
        "Each answers within half a second.",
    ),
    Step("workbook", "Look at Formulas, Error Checking, Circular References.", "It is gray."),
    Step(
        "workbook",
        "Fill in a row of Activities. On Start set Show missing fields to No, and back.",
        "Sign, border, Status and Readiness follow while you type; No hides the signs of what is missing.",
    ),
    Step(
        "add-in",
        'Enter =PARS_CATALOG() and =PARS_CREDIT_TYPES("ABIM") in an empty workbook; choose Add check column on '
        "Activities; save, and open the file on another computer with the add-in.",
        "Values, not #NAME?; a text beside each row; on the other computer too.",
    ),
    Step(
        "add-in",
        "Paste text over a drop-down, filter some rows out, choose Repair drop-downs; also where Excel does not "
        "speak English.",
        "The list and its prompt are back, also in rows that were filtered out; the pasted entry is still there.",
    ),
    Step(
        "workbook",
        "Sort the table by Status, filter it, delete a row, look at the print preview.",
        "Marks and Status stay with their rows; headings and IDs stand on every page.",
    ),
    Step("workbook", "Paste a description of 2,600 characters.", "The marked cell shows its text, not ####."),
    Step(
        "add-in", "New batch workbook, and once more with no workbook open.", "It asks where to save; no empty Book1."
    ),
    Step(
        "add-in",
        "Open a workbook of an earlier template, type something, choose Upgrade; save, and choose it again.",
        "First a sentence that asks to save; then it asks where, opens the new workbook and says what changed. The old "
        "one is as it was.",
    ),
    Step(
        "add-in",
        "With no workbook open choose Import and a list with a column that PARS does not know; answer Yes; change the "
        "mapping, save and close it, import the list again. Import an upload file too.",
        "A dialog for a file to read, then where to save; the new workbook opens, and a box says what came in. The "
        "mapping opens with its umlauts, and the second import follows it.",
    ),
    Step(
        "add-in",
        "Choose Set up and ACCME's zip, then another sample; answer No, and once more Yes.",
        "It says that the step is done, and Export says nothing of it any more; the second time it asks before it "
        "changes anything.",
    ),
    Step(
        "add-in",
        "On a Mac choose Import, cancel, and again with a file; leave the dialog open for three minutes.",
        "The dialog of macOS comes to the front; Cancel ends in nothing, and the file is read whenever it is chosen.",
    ),
    Step(
        "workbook",
        "In an Excel of another language type 1,25 and 31.03.2026 (or as that language has it).",
        "Credits and dates are taken; marks as in English.",
    ),
    Step("workbook", "Open the sample in Excel for the web and for Mac.", "Drop-downs, marks and Status work."),
    Step(
        "add-in",
        "On a Mac name a workbook “Fees $200 & `q1`=final.xlsx” and choose Validate.",
        "It validates like any other.",
    ),
    Step(
        "add-in",
        "Enter `pars addin install --uninstall`, start Excel.",
        "The tab is gone, no message about a missing file.",
    ),
)
"""The steps, the most telling first."""


def as_table() -> str:
    """The steps as a table in Markdown, as the documentation shows them."""
    lines = ["| | about | do | expect |", "|---|---|---|---|"]
    lines += [f"| {n} | {step.about} | {step.do} | {step.expect} |" for n, step in enumerate(STEPS, 1)]
    return "\n".join(lines)


def as_workbook() -> Workbook:
    """A workbook that leads through the steps and takes down what was seen, to be sent back."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Checklist"
    _write_head(sheet)
    _write_steps(sheet)
    workbook.properties.creator = "The PARS Batch founders"
    workbook.properties.title = "What to look at in Excel"
    return workbook


def _write_head(sheet: Worksheet) -> None:
    sheet["A1"] = "PARS Batch in Excel: what a person must look at"
    sheet["A1"].font = font(size=16, bold=True, color=ACCENT)
    sheet["A2"] = (
        "Work from the top as far as you have time: the first ten minutes tell the most. Choose what you saw, say "
        "what was different, save, and send the file back."
    )
    here = versions.installed()
    for row, (label, value) in enumerate(_about_the_computer(f"{here.pars_batch}, xlwings {here.xlwings}"), 4):
        sheet.cell(row, 1, label).font = font(bold=True)
        sheet.cell(row, 3, value)


def _about_the_computer(built: str) -> Iterator[tuple[str, str]]:
    yield "PARS Batch", built
    yield "Excel", '=INFO("release")'
    yield "System", '=INFO("osversion")'
    yield "Who and when", ""


def _write_steps(sheet: Worksheet) -> None:
    line = Border(bottom=edge("thin", RULE))
    for number, (header, width) in enumerate(_COLUMNS, 1):
        cell = sheet.cell(_HEADER, number, header)
        cell.font, cell.fill = header_font(needed=True), header_fill(needed=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for number, step in enumerate(STEPS, 1):
        for column, value in enumerate((number, step.about, step.do, step.expect, None, None), 1):
            cell = sheet.cell(_HEADER + number, column, value)
            cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), line
        lines = max(len(step.do), len(step.expect)) // _TEXT_WIDTH + 1
        sheet.row_dimensions[_HEADER + number].height = 15 * lines + 3
    last = _HEADER + len(STEPS)
    seen = DataValidation(type="list", formula1=f'"{",".join(SEEN)}"', allow_blank=True)
    seen.add(f"E{_HEADER + 1}:E{last}")
    sheet.add_data_validation(seen)
    sheet.freeze_panes = f"A{_HEADER + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_HEADER}:{_HEADER}"
