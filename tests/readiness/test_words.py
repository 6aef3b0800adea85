"""Readiness in words, as DESIGN names them; only PARS can say that an activity is registered."""

from __future__ import annotations

import pytest

from generator.readiness.status import ProgramStatus, State
from generator.readiness.words import program_words
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
