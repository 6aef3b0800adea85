"""The sheet Help says what the catalog and the rules say, of what the workbook offers, and its links lead somewhere."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from openpyxl import Workbook

from generator.catalog import ACTIVITIES, Catalog, load
from generator.readiness.status import RecordStatus
from generator.rules.check import Check
from generator.rules.findings import Severity
from generator.rules.registry import registry
from generator.template import build
from generator.template.help_words import Section, sections
from generator.template.live import live_marks
from generator.template.style import MARKS
from generator.template.words import note, prompt
from generator.workbook.cells import Cell
from generator.workbook.frames import batch_in_memory
from generator.workbook.own_sheets import HELP, START

CATALOG = load()
HEADERS = {
    (sheet.title, column.header): (sheet.id, column.id) for sheet in CATALOG.sheets.values() for column in sheet.columns
}


@pytest.fixture(scope="module")
def workbook() -> Workbook:
    return build(CATALOG, rows=5, marks=live_marks(CATALOG))


def parts(catalog: Catalog = CATALOG, boards: list[str] | None = None) -> dict[str, Section]:
    return {part.title: part for part in sections(catalog, catalog.boards_of(boards))}


@pytest.mark.parametrize("program", list(CATALOG.programs))
def test_the_example_of_a_program_has_all_that_its_rules_ask_for(program: str) -> None:
    example = {HEADERS[row[0], row[1]] for row in parts()[CATALOG.programs[program].title].rows}
    asked = {
        (rule.sheet, rule.field)
        for rule in registry(CATALOG).rules
        if rule.severity is Severity.MISSING and program in rule.holds_back
    }
    second = {("moc", "content_2"), ("moc", "content_2_kind")}
    assert asked - second <= example


@pytest.mark.parametrize("boards", [None, *([board.value] for board in CATALOG.boards)], ids=str)
@pytest.mark.parametrize("program", list(CATALOG.programs))
def test_the_check_finds_nothing_wrong_with_an_example(program: str, boards: list[str] | None) -> None:
    """Nothing that the program of the example wants, and no value that PARS does not accept."""
    rows: dict[str, dict[int, dict[str, Cell]]] = {name: {2: {}} for name in CATALOG.sheets}
    for title, header, typed, _ in parts(boards=boards)[CATALOG.programs[program].title].rows:
        sheet, column = HEADERS[title, header]
        kind = CATALOG.sheets[sheet].column(column).kind
        cell: Cell = dt.datetime.strptime(typed, "%m/%d/%Y").date() if kind == "date" else typed
        rows[sheet][2][column] = float(typed) if kind in {"credit", "amount"} else cell
    known = {
        "title": "Update",
        "format": "Enduring Material",
        "start_date": dt.date(2027, 3, 1),
        "end_date": dt.date(2027, 3, 1),
    }
    own = next((cells[2]["provider_activity_id"] for cells in rows.values() if "provider_activity_id" in cells[2]), "1")
    rows[ACTIVITIES][2] = {"provider_activity_id": own, "credits": 1.5, **known, **rows[ACTIVITIES][2]}
    filled = {name: {n: cells for n, cells in of.items() if cells} for name, of in rows.items()}
    findings = Check(batch_in_memory("example.xlsx", CATALOG, filled), dt.date(2027, 1, 1)).findings()
    wrong = [f for f in findings if f.severity is Severity.INVALID or any(h.startswith(program) for h in f.holds_back)]
    assert [(f.code, f.value) for f in wrong] == []


def test_the_plain_activity_is_explained_column_by_column() -> None:
    """All of Activities but what a program asks for, and what differs by its number only."""
    section = parts()["The activity itself"]
    headers = [row[1] for row in section.rows]
    programs = {row[1] for program in CATALOG.programs.values() for row in parts()[program.title].rows}
    others = {
        header for header in (column.header for column in CATALOG.sheets[ACTIVITIES].columns) if header not in headers
    }
    assert {h for h in others if not h.startswith("Outcome: ") and not re.search(r" [2-5]$", h)} <= programs
    assert all(other in " ".join(row[3] for row in section.rows) for other in others if other.startswith("Outcome: "))
    needed = {row[1]: row[0] for row in section.rows}
    dark = {column.header for column in CATALOG.sheets[ACTIVITIES].columns if column.needed}
    assert {header for header, when in needed.items() if when == "to save"} == dark
    active = {"Delivery method 1", "City", "State", "Country", "AMA PRA Category 1 credits", "Description",
              "Providership", "List on CME Passport", "Fee", "Activity registration", "URL"}  # fmt: skip
    assert {header for header, when in needed.items() if when == "to be active"} == active
    closing = {"Joint provider 1", "Commercial support", "Outcome: Learner Knowledge", "Physicians", "Other learners"}
    assert {header for header, when in needed.items() if when == "to close"} == closing


def test_the_check_finds_nothing_in_the_example_of_an_activity_even_at_its_end() -> None:
    cells: dict[str, Cell] = {}
    for _, header, typed, _ in parts()["The activity itself"].rows:
        _, column = HEADERS["Activities", header]
        kind = CATALOG.sheets[ACTIVITIES].column(column).kind
        day = dt.datetime.strptime(typed, "%m/%d/%Y").date() if typed and kind == "date" else None
        cells[column] = day or (float(typed) if kind in {"credit", "count"} else typed or None)
    for close, day in (("No", dt.date(2027, 1, 1)), ("Yes", dt.date(2027, 6, 1))):
        batch = batch_in_memory("example.xlsx", CATALOG, {ACTIVITIES: {2: {**cells, "close_record": close}}})
        assert [(f.code, f.value) for f in Check(batch, day).findings()] == []


def test_what_readiness_shows_is_explained() -> None:
    """Its words for programs that have columns of their own, what is struck out, and that closing comes later."""
    told = {row[0]: row[-1] for title in ("Record status, on Readiness", "Programs, on Readiness")
            for row in parts()[title].rows}  # fmt: skip
    assert {program.see for program in CATALOG.programs.values() if program.see} <= {*told}
    assert "struck out" in " ".join(told)
    assert "later" in told["Closing still needs"]
    assert {str(status) for status in RecordStatus} <= {*told}


def test_short_closed_lists_are_named_wherever_a_column_is_explained() -> None:
    fee = CATALOG.sheets[ACTIVITIES].column("fee")
    said = {row[1]: row[3] for row in parts()["The activity itself"].rows}[fee.header]
    for text in (said, prompt(fee, CATALOG)[1], note(fee, CATALOG)):
        assert all(value.value in text for value in CATALOG.lists["fees"].offered())
    registration = CATALOG.sheets[ACTIVITIES].column("registration")
    assert prompt(registration, CATALOG)[1] == registration.help, "it names them already"


def test_an_attestation_is_told_to_be_a_declaration_of_whoever_is_responsible() -> None:
    for sheet, column in (("activities", "moc_attestation"), ("rems", "attestation")):
        said = prompt(CATALOG.sheets[sheet].column(column), CATALOG)[1]
        assert re.search(r"declaration by the person responsible .*Yes once .* determined .*attest in PARS", said)


def test_examples_are_of_boards_that_the_workbook_offers() -> None:
    texts = {row[2] for row in parts(boards=["ABTS"])["MOC/CC"].rows}
    assert "ABTS" in texts
    assert "ABA" not in texts
    assert [row[0] for row in parts(boards=["ABTS"])["MOC/CC, board by board"].rows] == ["ABTS"]


def test_every_live_message_is_there_under_its_mark() -> None:
    for severity in Severity:
        mark = MARKS[severity]
        told = {row[3] for row in parts()[f"Messages: {mark.sign} {mark.word}"].rows}
        codes = {rule.code for rule in registry(CATALOG).rules if rule.severity is severity}
        assert len(told) > len(codes) / 2
        plain = {CATALOG.messages[code].fix for code in codes if "{" not in CATALOG.messages[code].fix}
        assert plain <= told


def test_what_only_a_check_finds_is_told() -> None:
    """What keeps an activity back and no formula sees: such as a control character, or an ID made into a date."""
    told = {row[1] for row in parts()["Messages: ✗ without a mark"].rows}
    reasons = {rule.code for rule in registry(CATALOG).python_rules if rule.severity is Severity.INVALID}
    assert {"illegal-characters", "made-into-date"} <= reasons
    assert told == {re.sub(r"{\w+}", "…", CATALOG.messages[code].short) for code in reasons}


def test_nothing_is_left_of_slots_and_no_source_is_cited(workbook: Workbook) -> None:
    texts = [str(cell.value) for row in workbook[HELP].iter_rows() for cell in row if cell.value]
    assert len(texts) > 400
    assert not [text for text in texts if re.search(r"[{}]", text)]
    assert not [text for text in texts if {*CATALOG.sources} & {*re.findall(r"\w+", text)}]


def test_links_lead_to_headings_and_from_start(workbook: Workbook) -> None:
    sheet = workbook[HELP]
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links.pop(f"Back to {START}") == f"'{START}'!A1"
    assert list(links) == [part.title for part in sections(CATALOG, CATALOG.boards)]
    for title, location in links.items():
        title_there = sheet[location.split("!")[1]]
        assert (title_there.value, title_there.row > len(links)) == (title, True)
    (location,) = {c.hyperlink.location for row in workbook[START].iter_rows() for c in row if c.hyperlink}
    assert location == f"'{HELP}'!A1"


def test_it_stays_in_sight_and_fits_on_pages_of_its_width(workbook: Workbook) -> None:
    sheet = workbook[HELP]
    assert sheet.freeze_panes == "A2"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight, sheet.print_title_rows) == (1, 0, "$1:$1")
    first = next(cell.row for cell in sheet["A"] if cell.row > 20 and str(cell.value).startswith("Messages: "))
    assert sheet.print_area == f"'{HELP}'!$A$1:$D${first - 2}", "all but the messages"
