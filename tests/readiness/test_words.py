"""Readiness in words, as DESIGN names them; only PARS can say that an activity is registered."""

from __future__ import annotations

import pytest

from generator.readiness.status import ProgramStatus, State
from generator.readiness.words import program_words, row_says
from generator.rules.findings import Severity
from tests.readiness.test_status import BOARDS, FOR_REMS, REMS, WITHOUT_BOARDS, only

READY = "Ready – attest in PARS"


def words(cells: dict[str, str], others: str = "", name: str = "MOC:ABA") -> str:
    return program_words(only(cells, others).programs[name])


def test_a_program_with_an_attestation_is_never_called_complete() -> None:
    assert words({}, BOARDS) == READY
    assert words(FOR_REMS, REMS, "REMS:Opioid Analgesic") == READY
    assert words({"MIPS": "Yes"}, BOARDS, "MIPS") == "Complete"


def test_a_program_that_is_not_asked_for() -> None:
    assert words({}, BOARDS, "MOC:ABP") == "—"
    assert words(WITHOUT_BOARDS, name="MIPS") == "—"
    assert words({"Title": "-"}, BOARDS, "MOC:ABP") == "—", "also where the record does not save"


def test_what_is_missing_is_named() -> None:
    lacking = BOARDS.replace("| 1001 | Tag ID |", "|  |  |")
    assert words({}, lacking) == "Missing Required Information: Content area 1"
    lacking = lacking.replace("| Sleep Medicine |", "| - |")
    both = "Missing Required Information: Practice area, Content area 1"
    assert words({}, lacking) == both
    assert words({"Title": "-"}, lacking) == both, "it comes first"


def test_what_pars_would_refuse_is_named_alone() -> None:
    wrong = BOARDS.replace("| Sleep Medicine | Lifelong Learning |", "| - | Medical Knowledge |")
    assert words({}, wrong) == "Will not save in PARS: Credit type 1 belongs to another board"


def test_before_closing() -> None:
    hidden = {"List on CME Passport": "No", "Fee": "-", "URL": "-"}
    assert words(hidden, BOARDS) == f"{READY}; before closing: Fee, URL"
    assert words(hidden, BOARDS, "MOC:ABP") == "—"
    assert words({**hidden, "MIPS": "Yes"}, BOARDS, "MIPS") == "Complete"


def test_a_program_waits_for_a_record_that_does_not_save() -> None:
    unsaved = {"Title": "-", "MIPS": "Yes", "List on CME Passport": "No", "Fee": "-"}
    assert words(unsaved, BOARDS) == "Ready once the record saves"
    assert words(unsaved, BOARDS, "MIPS") == "Ready once the record saves"


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("attested", [True, False])
@pytest.mark.parametrize("saves", [True, False])
def test_no_program_is_called_registered(state: State, attested: bool, saves: bool) -> None:
    program = ProgramStatus("ABIM", attested, state, fix=["Points"], lacks=["Points"], closing=["Fee"], saves=saves)
    assert "registered" not in program_words(program).lower()


@pytest.mark.parametrize(
    ("severity", "words", "sheets", "said"),
    [
        (Severity.INVALID, [], ["MOC"], "Will not save in PARS: see MOC"),
        (Severity.INVALID, ["Title is blank"], [], "Will not save in PARS: Title is blank"),
        (
            Severity.INVALID,
            ["Title is blank", "Fee is unusual", "City"],
            ["MOC", "REMS"],
            "Will not save in PARS: Title is blank, Fee is unusual, and 1 more; see MOC, REMS",
        ),
        (
            Severity.INVALID,
            [f"Outcome: Learner {of} is not a value PARS accepts" for of in ("Knowledge", "Competence")],
            [],
            "Will not save in PARS: Outcome: Learner Knowledge is not a value PARS accepts, and 1 more",
        ),
        (
            Severity.MISSING,
            ["AMA PRA Category 1 credits", "State content domain 1", "State content topic 1", "City", "URL"],
            ["MOC", "REMS", "Support"],
            "Missing required information: AMA PRA Category 1 credits, and 4 more; see MOC, REMS, Support",
        ),
        (Severity.ADVICE, ["Fee", "URL"], [], "OK, but check: Fee, and 1 more"),
    ],
)
def test_a_row_names_as_many_things_as_two_lines_hold(
    severity: Severity, words: list[str], sheets: list[str], said: str
) -> None:
    """Of 110 characters; all others are counted, so that nobody takes those that are named for all."""
    assert row_says(severity, words, sheets) == said


def test_one_thing_is_named_however_long() -> None:
    assert row_says(Severity.INVALID, ["x" * 120, "y"]) == f"Will not save in PARS: {'x' * 120}, and 1 more"
