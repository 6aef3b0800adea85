"""What findings say in words, beyond the examples of the rules."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import replace

import pytest

from generator.catalog import load
from generator.rules.expression import Like, text
from generator.rules.findings import Finding
from generator.rules.registry import registry
from generator.rules.rule import Example, PythonRule, Rule, all_examples
from generator.rules.tables import Tables
from generator.run.checking import check_batch
from generator.workbook.cells import serial
from generator.workbook.frames import Note, batch_in_memory
from tests.catalog.test_voice import whole
from tests.rules.example_batches import example_batch

CATALOG = load()
TODAY = dt.date(2026, 7, 1)
ALL: list[Rule | PythonRule] = [*registry(CATALOG).rules, *registry(CATALOG).python_rules]


def findings(example: Example) -> list[Finding]:
    return check_batch(example_batch(CATALOG, example), TODAY).findings


def test_a_finding_on_a_board_row_belongs_to_the_activity_as_activities_has_it() -> None:
    found = findings({"moc": [{"provider_activity_id": " cme-1 ", "points": 12.75}]})
    assert {f.activity_id for f in found if f.code == "points-above-credits"} == {"CME-1"}
    assert {
        f.activity_id for f in findings({"moc": [{"provider_activity_id": "CME-9"}]}) if f.code == "unknown-activity"
    } == {"CME-9"}


@pytest.mark.parametrize(
    ("day_first", "start", "end"), [(False, "2026-04-05", "2026-03-10"), (True, "2026-05-04", "2026-10-03")]
)
def test_a_date_typed_as_text_is_told_as_it_is_read(day_first: bool, start: str, end: str) -> None:
    """4/5/2026 is April 5 or May 4, as Start says (T0): every message names the day that goes into the file."""
    rows = example_batch(CATALOG, {"activities": {"start_date": "4/5/2026", "end_date": "3/10/2026"}})
    cells = {
        name: {
            row: {column.id: frame.raw(column.id)[at] for column in frame.sheet.columns}
            for at, row in enumerate(frame.rows)
        }
        for name, frame in rows.sheets.items()
    }
    batch = batch_in_memory("day.xlsx", CATALOG, cells, day_first=day_first)
    told = {(f.code, f.field): f.message for f in check_batch(batch, TODAY).findings}
    assert told["date-as-text", "start_date"].endswith(f"It is read as {start}.")
    assert told["date-as-text", "end_date"].endswith(f"It is read as {end}.")
    if not day_first:
        assert told["end-before-start", "end_date"].startswith(f"The end date {end} is before")


@pytest.mark.parametrize(
    "example",
    [
        {"moc": [{"board": "ABMS", "credit_type_1": None, "practice_area_1": None}]},
        {"activities": {"country": "Elsewhere"}},
        {"activities": {"format": "zzzzzzzz"}},
        {"activities": {"credits": 0.0, "physicians": -2.0}},
        {"activities": {"commercial_support": "Yes"}, "support": [{"amount": "1,000"}]},
    ],
)
def test_sentences_are_whole(example: Example) -> None:
    for finding in findings(example):
        for said in (finding.message, finding.fix, f"{finding.short}."):
            assert whole(said.replace(finding.value or "{}", "Value")), said


@pytest.mark.parametrize("rule", {rule.code: rule for rule in ALL}.values(), ids=lambda rule: rule.code)
def test_the_sentences_of_every_example_are_whole(rule: Rule | PythonRule) -> None:
    for example in all_examples(rule.examples)[0]:
        test_sentences_are_whole(example)


def test_a_fix_never_offers_the_value_of_a_board_that_was_changed() -> None:
    found = {f.code: f for f in findings({"moc": [{"practice_area_1": "Otology"}]})}
    assert found["not-of-board"].message == "Otology belongs to ABOHNS, not to ABIM."
    assert found["not-of-board"].fix == "Choose again from the drop-down of ABIM."


def test_a_value_that_our_list_lacks_is_compared_with_pars() -> None:
    found = {f.code: f for f in findings({"activities": {"commendation_tag_1": "Engages Team"}})}
    message = (
        "We do not have Engages Team in our list, which may be incomplete. Where its row is sent, it is sent as typed."
    )
    assert found["unlisted-value"].message == message
    assert found["unlisted-value"].fix.startswith("Compare it with the list in PARS. ")


def test_values_in_a_sentence_are_marked_since_one_may_hold_a_comma() -> None:
    (found,) = (f for f in findings({"activities": {"fee": "Sometimes"}}) if f.field == "fee")
    assert found.fix == "Choose “Yes”, “No, it’s free” or “Variable”."
    (near,) = (f for f in findings({"activities": {"fee": "Varable"}}) if f.field == "fee")
    assert near.fix == "Choose “Variable”."
    (types,) = (f for f in findings({"moc": [{"board": "ABIM", "credit_type_1": None}]}) if f.field == "credit_type_1")
    assert types.fix.startswith("Choose at least one: “Medical Knowledge”, “Practice Assessment”")


@pytest.mark.parametrize("credits", [1.0, 2.0])
def test_a_single_credit_is_spoken_of_as_well_as_two(credits: float) -> None:
    example: Example = {"activities": {"mips": "Yes", "credits": credits}, "moc": [{"points": credits}]}
    said = [f.message for f in findings(example) if f.code == "mips-low-credits"]
    assert said == [f"A credit amount of {credits:g} is low for MIPS. PARS may show a notice."]


def test_a_mask_is_compared_letter_by_letter() -> None:
    rows = Tables(example_batch(CATALOG, {"activities": {"title": "ß-12x"}}), serial(TODAY)).on("activities")
    assert not Like(text("title"), "SS-##").evaluate(rows)[0]
    assert Like(text("title"), "ß-##X").evaluate(rows)[0]


def test_a_number_too_large_to_divide_is_not_in_steps() -> None:
    assert "not-in-steps" in {f.code for f in findings({"activities": {"credits": 9e307}, "moc": []})}


def test_what_to_do_about_a_number_says_which_numbers_are_taken() -> None:
    """Credits go in steps of 0.25 (J1)."""
    said = {f.field: f.fix for f in findings({"activities": {"credits": 1.1}}) if f.code == "not-in-steps"}
    assert said == {"credits": "Type a multiple of 0.25."}


def test_an_entry_of_a_content_outline_is_an_id_which_a_day_is_not() -> None:
    """1-2 typed into a cell that is not formatted as text becomes a day."""
    day = dt.date(2026, 1, 2)
    assert ("content_1", "made-into-date") in {
        (f.field, f.code) for f in findings({"moc": [{"board": "ABA", "content_1": day}]})
    }


def test_each_of_two_rows_is_told_with_its_own_value() -> None:
    found = findings({"moc": [{"provider_activity_id": name} for name in ("CME-8", "CME-9")]})
    assert [f.message for f in found if f.code == "unknown-activity"] == [
        "There is no activity CME-8 on the Activities sheet.",
        "There is no activity CME-9 on the Activities sheet.",
    ]


WITHOUT_THE_CELL = {
    "both-rems", "content-area-not-asked", "delete-reported-learners", "description-too-long",
    "joint-provider-with-direct", "passport-details-without-passport", "rems-supporter-expected",
    *("illegal-characters", "invisible-characters", "unusual-characters", "only-blanks"),
}  # fmt: skip
"""Codes whose message is about something else than what the cell holds, or shows that with □ for what nobody sees."""
FIRST_OF_EACH = list({rule.code: rule for rule in reversed(ALL)}.values())


@pytest.mark.parametrize("rule", FIRST_OF_EACH, ids=lambda rule: rule.code)
def test_a_message_names_what_the_cell_holds_or_else_the_cell(rule: Rule | PythonRule) -> None:
    for finding in (f for f in findings(all_examples(rule.examples)[0][0]) if f.code == rule.code and f.field):
        if not finding.value:
            header = CATALOG.sheets[_sheet(finding)].column(finding.field or "").header.lower()
            said = (finding.message + finding.fix).lower()
            assert any(word in said for word in re.findall(r"[a-z]{3,}", header)), finding.message
        elif rule.code not in WITHOUT_THE_CELL:
            assert finding.value in finding.message


def _sheet(finding: Finding) -> str:
    return next(sheet.id for sheet in CATALOG.sheets.values() if sheet.title == finding.sheet)


SAID_BY_SEVERAL = {
    "message": {"{value} already has a row for the activity {provider_activity_id}."},
    "fix": {
        "Format the cell as Text, then type the entry again.",
        "If that is not what you typed, format the cell as Text and type it again.", "Shorten it.",
        "Choose whether learners pay to take part.", "Choose Open to all or Limited.",
        "Enter the web address where learners find the activity.", "Keep one row and delete the other.",
        *(f"Run “pars check {{file}} --repair {{copy}}” for a copy with everything restored{more}"
          for more in (".", ", or choose Repair drop-downs on the PARS tab in Excel.")),
    },
    "short": {
        "{header} is blank", "{header} is a date", "{header} is too long", "{header} looks unusual", "{header}",
        "{header} entered twice",
    },
}  # fmt: skip
"""Sentences that say the right thing for more than one rule."""


@pytest.mark.parametrize("part", SAID_BY_SEVERAL)
def test_each_rule_has_words_of_its_own(part: str) -> None:
    """So that no rule has those of another by mistake."""
    said = Counter(getattr(message, part) for message in CATALOG.messages.values())
    assert {words for words, times in said.items() if times > 1} == SAID_BY_SEVERAL[part]


def test_a_row_missing_in_two_rows_of_one_board_holds_that_board_back_once() -> None:
    found = findings({"activities": {"moc_attestation": None}, "moc": [{}, {}, {"board": "ABS"}]})
    assert [f.holds_back for f in found if f.code == "moc-attestation-missing"] == [("MOC:ABIM", "MOC:ABS")]


@pytest.mark.parametrize(
    ("note", "message"),
    [
        (
            Note("header-changed", "Support", "E1", 1, "amount", "Dollars", slots={"header": "Amount (USD)"}),
            "The heading of this column was changed from Amount (USD) to Dollars. The column was read all the same.",
        ),
        (
            Note("merged-cells", "MOC", "C2", None, None, "C2:D3"),
            "The cells C2:D3 are merged, so all but the first of them are blank.",
        ),
    ],
)
def test_a_finding_about_the_file_says_what_was_read(note: Note, message: str) -> None:
    batch = replace(example_batch(CATALOG, {}), notes=(note,))
    assert [f.message for f in check_batch(batch, TODAY).findings if f.code == note.code] == [message]
