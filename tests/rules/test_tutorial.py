"""ACCME's tutorial as an acceptance test: each of its screens is a row, and the check says what the screen says."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.catalog import load
from generator.readiness.words import program_words
from generator.run.checking import Checked, check_batch
from tests.bench.markdown import batch

CATALOG = load()


def check(text: str) -> Checked:
    return check_batch(batch(CATALOG, text, complete=True), dt.date(2026, 1, 5))


def places(result: Checked, severity: str) -> list[tuple[str, str]]:
    return [(f.code, f.place) for f in result.findings if f.severity == severity]


def words(result: Checked, program: str) -> str:
    return program_words(result.readiness[0].programs[program])


ABA_AND_ABIM = """
    ## Activities
    | Provider activity ID | AMA PRA Category 1 credits |
    |---|---|
    | CME-1 | 1 |

    ## MOC
    | field               | first                       | second            |
    |---------------------|-----------------------------|-------------------|
    | Board               | ABA                         | ABIM              |
    | Points              | 1                           | 1                 |
    | Credit type 1       | Patient Safety              | Medical Knowledge |
    | Credit type 2       | Lifelong Learning           | Patient Safety    |
    | Practice area 1     | General Operative Anesthesia | Nephrology       |
    | Practice area 2     | Sleep Medicine              |                   |
    {0}
"""
NO_CONTENT = ""
ONE = """| Content area 1 kind | Level 3 ID | |
    | Content area 1      | 1001       | |"""
TWO = (
    ONE
    + """
    | Content area 2 kind | Tag ID     | |
    | Content area 2      | 2001       | |"""
)


def test_points_above_the_credits_are_invalid() -> None:
    result = check("""
    ## Activities
    | Provider activity ID | AMA PRA Category 1 credits |
    |---|---|
    | CME-1 | 1 |

    ## MOC
    | Board | Points |
    |---|---|
    | ABIM  | 2      |
    """)
    assert places(result, "invalid") == [("points-above-credits", "MOC!D2")]
    assert result.readiness[0].record_status == "Will not save"
    assert words(result, "MOC:ABIM") == "Will not save in PARS: Points above the credits"
    assert [f.message for f in result.findings if f.severity == "invalid"] == [
        "The points for ABIM (2) are above the credits of the activity (1)."
    ]


def test_points_equal_to_the_credits_are_normal() -> None:
    assert check(ABA_AND_ABIM.format(ONE)).clean


def test_aba_without_content_area_is_saved_but_incomplete_and_abim_beside_it_complete() -> None:
    result = check(ABA_AND_ABIM.format(NO_CONTENT))
    assert places(result, "invalid") == []
    assert places(result, "missing") == [("content-area-missing", "MOC!Q2")]
    assert [f.holds_back for f in result.findings if f.severity == "missing"] == [("MOC:ABA",)]
    assert words(result, "MOC:ABA") == "Missing Required Information: Content area 1"
    assert words(result, "MOC:ABIM") == "Ready – attest in PARS"
    assert result.readiness[0].record_status == "Active"


@pytest.mark.parametrize("content", [ONE, TWO])
def test_one_or_two_content_areas_complete_aba(content: str) -> None:
    assert words(check(ABA_AND_ABIM.format(content)), "MOC:ABA") == "Ready – attest in PARS"


def test_there_is_no_room_for_a_third_content_area() -> None:
    assert [c.id for c in CATALOG.sheets["moc"].columns if c.list == "content_outlines"] == ["content_1", "content_2"]
    board = CATALOG.lists["boards"].find("ABA")
    assert board is not None
    assert board.extra["content_selections"] == "2"


@pytest.mark.parametrize(
    ("rpc_id", "expected", "state"),
    [
        ("-", [("rpc-id-missing", "REMS!D2")], "Missing Required Information: RPC ID"),
        ("EG-123456-789", [], "Ready – attest in PARS"),
    ],
)
def test_opioid_analgesic_rems_needs_the_rpc_id(rpc_id: str, expected: list[tuple[str, str]], state: str) -> None:
    result = check(f"""
    ## Activities
    | Provider activity ID | Register for MOC/CC | Register for REMS | Commercial support |
    |---|---|---|---|
    | CME-1 | No | Yes | Yes |

    ## REMS
    | REMS program | RPC ID | Attestation |
    |---|---|---|
    | Opioid Analgesic | {rpc_id} | Yes |

    ## Support
    | Supporter |
    |---|
    | REMS Program Companies (RPC) |
    """)
    assert places(result, "invalid") == []
    assert places(result, "missing") == expected
    assert words(result, "REMS:Opioid Analgesic") == state


@pytest.mark.parametrize(("credits", "expected"), [("2", [("mips-low-credits", "Activities!N2")]), ("2.25", [])])
def test_mips_at_two_credits_is_advice_only(credits: str, expected: list[tuple[str, str]]) -> None:
    result = check(f"""
    ## Activities
    | Provider activity ID | Register for MOC/CC | MIPS | AMA PRA Category 1 credits | Outcome: Patient Health |
    |---|---|---|---|---|
    | CME-1 | No | Yes | {credits} | Objective |
    """)
    assert result.clean
    assert places(result, "advice") == expected
    assert words(result, "MIPS") == "Complete"


def test_no_board_selected() -> None:
    result = check("""
    ## Activities
    | Provider activity ID | Register for MOC/CC |
    |---|---|
    | CME-1 | Yes |
    """)
    assert places(result, "missing") == [("moc-without-board", "Activities!X2")]
    assert words(result, "MOC") == "Missing Required Information: A certifying board"


@pytest.mark.parametrize("attestation", ["-", "No"])
def test_an_unticked_attestation_keeps_every_board_incomplete(attestation: str) -> None:
    result = check(f"""
    ## Activities
    | Provider activity ID | MOC attestation |
    |---|---|
    | CME-1 | {attestation} |

    ## MOC
    | Board |
    |---|
    | ABIM |
    """)
    assert places(result, "missing") == [("moc-attestation-missing", "Activities!Z2")]
    assert result.findings[-1].holds_back == ("MOC:ABIM",)
    assert words(result, "MOC:ABIM") == "Missing Required Information: MOC attestation"
