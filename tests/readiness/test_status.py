"""What PARS would show of activities and programs, read from the tutorial (T0) and ACCME's list of statuses (P8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest

from generator.catalog import load
from generator.readiness.status import Readiness, RecordStatus, State, record_status
from generator.run.checking import check_batch
from generator.workbook.frames import Note
from tests.bench.markdown import batch

CATALOG = load()
END = dt.date(2026, 3, 11)
"""The end of each activity, unless a table says another date."""
AFTER = dt.date(2026, 7, 1)
BOARDS = """
    ## MOC
    | Provider activity ID | Board | Practice area 1 | Credit type 1 | Content area 1 | Content area 1 kind |
    |---|---|---|---|---|---|
    | CME-1 | ABIM | Nephrology | Medical Knowledge |  |  |
    | CME-1 | ABA | Sleep Medicine | Lifelong Learning | 1001 | Tag ID |
"""
REMS = """
    ## REMS
    | Provider activity ID | REMS program | RPC ID | Attestation |
    |---|---|---|---|
    | CME-1 | Opioid Analgesic | EG-123456-789 | Yes |
    ## Support
    | Provider activity ID | Supporter |
    |---|---|
    | CME-1 | REMS Program Companies (RPC) |
"""
WITHOUT_BOARDS = {"Register for MOC/CC": "No"}
FOR_REMS = {**WITHOUT_BOARDS, "Register for REMS": "Yes", "Commercial support": "Yes"}
CLOSING = {
    **WITHOUT_BOARDS, "Close record": "Yes", "Commercial support": "No", "Outcome: Patient Health": "Objective",
    "Physicians": "40", "Other learners": "0",
}  # fmt: skip
"""A record that is to be closed and has all that closing asks for."""


def read(text: str, today: dt.date = AFTER) -> list[Readiness]:
    """The readiness of the activities of tables, whose rows are complete but for what the tables say."""
    return list(check_batch(batch(CATALOG, text, complete=True), today).readiness)


def only(cells: Mapping[str, str], others: str = "", today: dt.date = AFTER) -> Readiness:
    """The readiness of one activity that is registered with boards and complete but for these cells, by header.

    Args:
        cells: `-` blanks a cell.
        others: tables of the other sheets.
        today: the day that it is looked at.
    """
    row = {"Provider activity ID": "CME-1", **cells}
    table = "\n".join(f"| {' | '.join(line)} |" for line in (row, ["---"] * len(row), row.values()))
    (activity,) = read(f"## Activities\n{table}\n{others}", today)
    return activity


def states(activity: Readiness) -> dict[str, State]:
    """The programs that are asked for."""
    return {name: program.state for name, program in activity.programs.items() if program.state is not State.NONE}


@pytest.mark.parametrize(
    ("cells", "today", "status"),
    [
        ({"Title": "-"}, AFTER, "Will not save"),
        ({"Format": "-"}, END, "Will not save"),
        ({"Start date": "-"}, AFTER, "Will not save"),
        ({"End date": "2026-03-01"}, AFTER, "Will not save"),
        ({"Close record": "Yes"}, END - dt.timedelta(days=1), "Will not save"),  # closing comes after the end
        ({"Description": "-"}, AFTER, "Draft"),
        ({"City": "-"}, END, "Draft"),
        ({"List on CME Passport": "-"}, AFTER, "Draft"),
        ({"Fee": "-"}, AFTER, "Draft"),  # asked for with CME Passport
        ({"Fee": "-", "List on CME Passport": "No"}, AFTER, "Ready to Close"),
        ({}, END - dt.timedelta(days=1), "Active"),
        ({}, END, "Active"),  # the end date is not past on the day itself
        ({}, END + dt.timedelta(days=1), "Ready to Close"),
        ({"Commercial support": "No"}, AFTER, "Ready to Close"),
        ({"Record action": "Delete", "ACCME activity ID": "210016939"}, AFTER, "To be deleted"),
        ({"Record action": "Delete", "Title": "-", "Description": "-"}, AFTER, "To be deleted"),
        ({"Record action": "Delete", "Provider activity ID": "-"}, AFTER, "Will not save"),
        (CLOSING, AFTER, "Closed"),
        ({**CLOSING, "Close record": "No"}, AFTER, "Ready to Close"),
        ({**CLOSING, "Description": "-"}, AFTER, "Draft"),
    ],
)
def test_record_status(cells: dict[str, str], today: dt.date, status: str) -> None:
    assert only({**WITHOUT_BOARDS, **cells}, today=today).record_status == status


@pytest.mark.parametrize("close", ["Yes", "No"])
@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({}, []),
        ({"Commercial support": "-"}, ["commercial_support"]),
        ({"Outcome: Patient Health": "-"}, ["outcome_knowledge"]),
        ({"Physicians": "-"}, ["physicians"]),
        ({"Physicians": "-", "Other learners": "-"}, ["physicians", "other_learners"]),
        ({"Providership": "Joint"}, ["joint_provider_1"]),
    ],
)
def test_what_closing_still_needs(cells: dict[str, str], columns: list[str], close: str) -> None:
    activity = only({**CLOSING, **cells, "Close record": close})
    assert activity.to_close == columns, "whether or not the record is to be closed"
    closed = close == "Yes" and not columns
    assert activity.record_status is (RecordStatus.CLOSED if closed else RecordStatus.READY)


def test_closing_asks_for_the_rows_of_support() -> None:
    supported = {**CLOSING, "Commercial support": "Yes"}
    support = "## Support\n| Provider activity ID | Supporter | Amount (USD) |\n|---|---|---|\n| CME-1 | Acme | - |"
    activity = only(supported, support)
    assert (activity.record_status, activity.to_close) == (RecordStatus.READY, ["amount"])
    assert only(supported, f"{support}\n| CME-1 | Emca | - |").to_close == ["amount"], "named once"
    assert only(supported, support.replace("| - |", "| 500 |")).record_status is RecordStatus.CLOSED


def test_activities_in_the_order_of_their_rows_also_without_an_id() -> None:
    activities = read("""
        ## Activities
        | Provider activity ID | Title | Register for MOC/CC |
        |---|---|---|
        | B | Second Thoughts | No |
        | - | Pain Update | No |
        | A | First Aid | No |
    """)
    shown = [(activity.activity_id, activity.row, activity.title) for activity in activities]
    assert shown == [("B", 2, "Second Thoughts"), (None, 3, "Pain Update"), ("A", 4, "First Aid")]
    ready, unsaved = RecordStatus.READY, RecordStatus.WILL_NOT_SAVE
    assert [activity.record_status for activity in activities] == [ready, unsaved, ready]


def test_rows_of_other_sheets_count_for_their_own_activity() -> None:
    table = "## Activities\n| Provider activity ID |\n|---|\n| CME-1 |\n| CME-2 |\n"
    other = "    | CME-2 | ABIM | Nephrology | Lifelong Learning |  |  |\n"  # no credit type of this board
    first, second = read(table + BOARDS + other)
    assert (first.record_status, second.record_status) == (RecordStatus.READY, RecordStatus.WILL_NOT_SAVE)
    assert states(first) == {"MOC:ABIM": State.COMPLETE, "MOC:ABA": State.COMPLETE}
    assert states(second) == {"MOC:ABIM": State.INVALID}


def test_rows_of_an_id_that_two_activities_have_belong_to_neither() -> None:
    for activity in read("## Activities\n| Provider activity ID |\n|---|\n| CME-1 |\n| CME-1 |\n" + BOARDS):
        assert activity.record_status is RecordStatus.WILL_NOT_SAVE
        assert not {"MOC:ABIM", "MOC:ABA"} & states(activity).keys()


def test_every_program_has_a_line() -> None:
    activity = only(WITHOUT_BOARDS)
    boards = [f"MOC:{board.value}" for board in CATALOG.boards]
    assert list(activity.programs) == [*boards, "REMS:Opioid Analgesic", "REMS:Mycophenolate", "MIPS"]
    assert states(activity) == {}


def test_boards_are_ready_each_for_itself() -> None:
    activity = only({}, BOARDS)
    assert states(activity) == {"MOC:ABIM": State.COMPLETE, "MOC:ABA": State.COMPLETE}
    for program in activity.programs.values():
        assert (program.missing, program.fix, program.lacks, program.to_close, program.saves) == ([], [], [], [], True)


@pytest.mark.parametrize(
    ("cell", "blank", "column"),
    [
        ("| Sleep Medicine |", "| - |", "practice_area_1"),
        ("| Lifelong Learning |", "| - |", "credit_type_1"),
        ("| 1001 | Tag ID |", "|  |  |", "content_1"),  # this board has a content outline
        ("| Tag ID |", "|  |", "content_1_kind"),
    ],
)
def test_what_a_board_lacks(cell: str, blank: str, column: str) -> None:
    activity = only({}, BOARDS.replace(cell, blank))
    assert states(activity) == {"MOC:ABIM": State.COMPLETE, "MOC:ABA": State.MISSING}
    program = activity.programs["MOC:ABA"]
    assert (program.missing, len(program.lacks), program.fix) == ([column], 1, [])
    assert activity.record_status is RecordStatus.READY, "the record saves, whatever its programs lack"
    assert program.saves


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("MOC credit deadline", "moc_deadline"),
        ("MOC attestation", "moc_attestation"),
    ],
)
def test_deadline_and_attestation_hold_back_every_board(header: str, column: str) -> None:
    activity = only({header: "-"}, BOARDS)
    assert states(activity) == {"MOC:ABIM": State.MISSING, "MOC:ABA": State.MISSING}
    assert [program.missing for program in activity.programs.values() if program.missing] == [[column], [column]]


def test_boards_although_the_activity_says_no() -> None:
    activity = only(WITHOUT_BOARDS, BOARDS)
    assert states(activity) == {"MOC:ABIM": State.MISSING, "MOC:ABA": State.MISSING}
    assert activity.programs["MOC:ABA"].missing == ["moc"]


def test_registered_without_a_board() -> None:
    activity = only({})
    assert states(activity) == {"MOC": State.MISSING}
    assert activity.programs["MOC"].missing == ["moc"]
    spoiled = only({"MOC credit deadline": "2026-03-01"})  # before the activity ends
    assert states(spoiled) == {"MOC": State.INVALID}
    assert spoiled.programs["MOC"].missing == ["moc", "moc_deadline"]


def test_a_row_that_names_no_board_is_refused() -> None:
    activity = only({}, BOARDS.replace("| ABA |", "| - |"))
    assert states(activity) == {"MOC:ABIM": State.COMPLETE, "MOC": State.INVALID}
    assert activity.programs["MOC"].missing == ["board"]
    spoiled = only({"MOC attestation": "Perhaps"}, BOARDS.replace("| ABA |", "| - |"))
    assert spoiled.programs["MOC"].missing == ["moc_attestation", "board"], "what belongs to all boards too"


def test_a_board_in_two_rows_is_one_program() -> None:
    lacking = BOARDS.replace("| Nephrology |", "| - |")
    activity = only({}, f"{lacking}    | CME-1 | ABIM | - | Medical Knowledge |  |  |\n")
    assert states(activity) == {"MOC:ABIM": State.INVALID, "MOC:ABA": State.COMPLETE}
    assert activity.programs["MOC:ABIM"].missing == ["practice_area_1", "board"], "each is named once"


def test_a_wrong_cell_of_a_board_spoils_that_board_only() -> None:
    activity = only({}, BOARDS.replace("| Lifelong Learning |", "| Medical Knowledge |"))  # of another board
    assert activity.record_status is RecordStatus.WILL_NOT_SAVE
    assert states(activity) == {"MOC:ABIM": State.COMPLETE, "MOC:ABA": State.INVALID}
    program = activity.programs["MOC:ABA"]
    assert (program.missing, len(program.fix), program.lacks) == (["credit_type_1"], 1, [])


def test_what_is_refused_outweighs_what_is_missing() -> None:
    wrong = BOARDS.replace("| Sleep Medicine | Lifelong Learning |", "| - | Medical Knowledge |")
    program = only({}, wrong).programs["MOC:ABA"]
    assert program.state is State.INVALID
    assert sorted(program.missing) == ["credit_type_1", "practice_area_1"]
    assert (len(program.fix), len(program.lacks)) == (1, 1)


@pytest.mark.parametrize(
    ("header", "cell", "column"),
    [
        ("MOC credit deadline", "2026-03-01", "moc_deadline"),  # before the activity ends
        ("MOC attestation", "Perhaps", "moc_attestation"),
        ("Register for MOC/CC", "Perhaps", "moc"),
    ],
)
def test_what_belongs_to_all_boards_spoils_all(header: str, cell: str, column: str) -> None:
    activity = only({header: cell, "MIPS": "Yes"}, BOARDS)
    assert states(activity) == {"MOC:ABIM": State.INVALID, "MOC:ABA": State.INVALID, "MIPS": State.COMPLETE}
    assert column in activity.programs["MOC:ABIM"].missing


@pytest.mark.parametrize("cells", [{"URL": "example.org"}, {"Title": "-"}])
def test_a_record_that_does_not_save_keeps_programs_waiting_that_are_not_spoiled(cells: dict[str, str]) -> None:
    activity = only(cells, BOARDS)
    assert activity.record_status is RecordStatus.WILL_NOT_SAVE
    assert states(activity) == {"MOC:ABIM": State.COMPLETE, "MOC:ABA": State.COMPLETE}
    assert not any(program.saves for program in activity.programs.values())


def test_closing_before_the_end_keeps_no_program_waiting() -> None:
    """Record status tells it; the programs lack nothing, and only the day stands against them."""
    early = {**CLOSING, "Register for MOC/CC": "Yes"}
    activity = only(early, BOARDS, today=END)
    assert activity.record_status is RecordStatus.WILL_NOT_SAVE
    assert all(program.saves for program in activity.programs.values())
    assert states(activity) == {"MOC:ABIM": State.COMPLETE, "MOC:ABA": State.COMPLETE}
    wrong = only({**early, "Title": "-"}, BOARDS, today=END)
    assert not any(program.saves for program in wrong.programs.values())


def test_a_draft_saves() -> None:
    activity = only({"Description": "-"}, BOARDS)
    assert activity.record_status is RecordStatus.DRAFT
    assert all(program.saves for program in activity.programs.values())


@pytest.mark.parametrize(
    ("cells", "state", "columns"),
    [
        ("| Opioid Analgesic | EG-123456-789 | Yes |", State.COMPLETE, []),
        ("| Opioid Analgesic | - | Yes |", State.MISSING, ["rpc_id"]),
        ("| Opioid Analgesic | EG-123456-789 | - |", State.MISSING, ["attestation"]),
        ("| Opioid Analgesic | EG-123456-789 | Perhaps |", State.INVALID, ["attestation"]),
    ],
)
def test_rems(cells: str, state: State, columns: list[str]) -> None:
    activity = only(FOR_REMS, REMS.replace("| Opioid Analgesic | EG-123456-789 | Yes |", cells))
    assert states(activity) == {"REMS:Opioid Analgesic": state}
    assert set(columns) <= set(activity.programs["REMS:Opioid Analgesic"].missing)
    assert bool(columns) is bool(activity.programs["REMS:Opioid Analgesic"].missing)


def test_rems_without_a_program() -> None:
    nothing = only(FOR_REMS)
    assert (states(nothing), nothing.programs["REMS"].missing) == ({"REMS": State.MISSING}, ["rems"])
    nameless = only(FOR_REMS, REMS.replace("| Opioid Analgesic |", "| - |"))
    assert (states(nameless), nameless.programs["REMS"].missing) == ({"REMS": State.INVALID}, ["program"])


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("Yes", State.COMPLETE),
        ("yes", State.COMPLETE),
        ("No", State.NONE),
        ("-", State.NONE),
    ],
)
def test_mips_has_nothing_to_fill_in(answer: str, state: State) -> None:
    activity = only({**WITHOUT_BOARDS, "MIPS": answer})
    assert activity.programs["MIPS"].state is state
    assert not activity.programs["MIPS"].attested


def test_boards_and_rems_are_attested() -> None:
    programs = only({}, BOARDS).programs
    assert programs["MOC:ABIM"].attested
    assert programs["REMS:Mycophenolate"].attested
    assert (programs["MOC:ABIM"].label, programs["REMS:Mycophenolate"].label) == ("ABIM", "REMS: Mycophenolate")


def test_boards_ask_closing_for_what_learners_need_to_find_the_activity() -> None:
    activity = only({"List on CME Passport": "No", "Fee": "-", "URL": "-", "MIPS": "Yes"}, BOARDS)
    assert states(activity) == {"MOC:ABIM": State.COMPLETE, "MOC:ABA": State.COMPLETE, "MIPS": State.COMPLETE}
    for board in ("MOC:ABIM", "MOC:ABA"):
        assert activity.programs[board].to_close == ["fee", "url"]
        assert len(activity.programs[board].closing) == 2
    assert (activity.programs["MOC:ABP"].to_close, activity.programs["MIPS"].to_close) == ([], [])
    assert {"fee", "url", "physicians"} <= set(activity.to_close)
    assert "registration" not in activity.to_close


def test_what_closing_alone_asks_for_keeps_no_program_back() -> None:
    closing = {**CLOSING, "Register for MOC/CC": "Yes", "List on CME Passport": "No", "Fee": "-"}
    activity = only(closing, BOARDS)
    assert activity.record_status is RecordStatus.READY
    assert states(activity) == {"MOC:ABIM": State.COMPLETE, "MOC:ABA": State.COMPLETE}
    assert (activity.to_close, activity.programs["MOC:ABA"].to_close) == (["fee"], ["fee"])


def test_a_record_to_be_deleted_has_no_programs() -> None:
    cells = {"Record action": "Delete", "MIPS": "Yes", "List on CME Passport": "No", "Fee": "-"}
    activity = only(cells, BOARDS)
    assert activity.record_status is RecordStatus.DELETE
    assert states(activity) == {}
    assert not any(program.to_close for program in activity.programs.values())


def test_for_programs_to_read() -> None:
    activity = only({}, BOARDS.replace("| Sleep Medicine |", "| - |"))
    data = activity.as_json()
    assert (data["activity_id"], data["row"], data["record_status"]) == ("CME-1", 2, "Ready to Close")
    assert data["to_close"] == activity.to_close
    assert data["programs"]["MOC:ABA"] == {"state": "missing", "missing": ["practice_area_1"], "to_close": []}
    assert (data["programs"]["MOC:ABIM"]["state"], data["programs"]["MIPS"]["state"]) == ("complete", "none")


def test_a_record_that_is_to_be_closed_is_active_until_it_is_over() -> None:
    """P8: Closed needs an end date that is past."""
    assert record_status(wrong=False, deleted=False, draft=False, closed=True, over=False) is RecordStatus.ACTIVE
    assert record_status(wrong=False, deleted=False, draft=False, closed=True, over=True) is RecordStatus.CLOSED
    assert record_status(wrong=False, deleted=False, draft=True, closed=True, over=True) is RecordStatus.DRAFT


def test_a_finding_about_a_heading_belongs_to_no_activity() -> None:
    table = batch(load(), "## Activities\n| Provider activity ID |\n|---|\n| CME-1 |\n", complete=True)
    changed = replace(
        table, notes=(Note("header-changed", "Activities", "E1", 1, "title", "Name", {"header": "Title"}),)
    )
    with_note, without = (check_batch(data, dt.date(2026, 7, 1)).readiness for data in (changed, table))
    assert [entry.as_json() for entry in with_note] == [entry.as_json() for entry in without]
