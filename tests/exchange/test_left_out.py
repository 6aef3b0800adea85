"""What an activity holds and the file does not: each reason at its cell, and what stands beside it is still sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.exchange.delivery import deliver
from tests.exchange.batches import ABA, BOARD, CATALOG, LENT, MONEY, REMS, Row, Xml, batch

HALF = "A content area is sent only with its kind."
ALONE = "The content area beside it is blank."
TWICE = "It is entered twice in this row, and sent once."
PLACE = "A place is sent only with its country, and Country is blank."
STATE = "State content is sent only with both its domain and its topic."
JOINT = "Joint providers are sent only when Providership is Joint."
DELETED = "The activity is to be deleted without this date; a stand-in is sent, which PARS has no use for."
AREA: Row = {name: None for name in ABA if name.startswith("content")}
CELLS: list[tuple[str, Row, Row, dict[str, str]]] = [
    ("kind", {}, {**ABA, "content_1_kind": None}, {"content_1": HALF, "content_1_tag": HALF}),
    ("value", {}, {**ABA, "content_1": None}, {"content_1_kind": ALONE, "content_1_tag": ALONE}),
    ("tag alone", {}, {**ABA, **AREA, "content_2_tag": "2001"}, {"content_2_tag": ALONE}),
    ("no outline", {}, {**BOARD, "content_1": "Airway", "content_1_kind": "Free Text", "content_1_tag": "2001"},
     dict.fromkeys(("content_1", "content_1_tag"), "ABIM has no content outline.")),
    ("area twice", {}, {**ABA, "content_2_kind": "Level 3 ID", "content_2": "1001", "content_2_tag": "2001"},
     {"content_2": TWICE}),
    ("credit type twice", {}, {**BOARD, "credit_type_3": "medical knowledge"}, {"credit_type_3": TWICE}),
    ("place", {"country": None}, BOARD, {"city": PLACE, "state": PLACE}),
    ("state", {"country": None, "city": None}, BOARD, {"state": PLACE}),
    ("topic", {"state_domain_1": "Opioids"}, BOARD, {"state_domain_1": STATE}),
    ("domain", {"state_topic_2": "Prescribing"}, BOARD, {"state_topic_2": STATE}),
    ("joint providers", {"joint_provider_1": "State Society", "joint_provider_3": "Clinic"}, BOARD,
     {"joint_provider_1": JOINT, "joint_provider_3": JOINT}),
    ("joint providers, nobody said how", {"providership": None, "joint_provider_2": "Clinic"}, BOARD,
     {"joint_provider_2": JOINT}),
    ("start", {"record_action": "Delete", "start_date": None}, {}, {"start_date": DELETED}),
    ("end", {"record_action": "Delete", "end_date": None}, {}, {"end_date": DELETED}),
]  # fmt: skip
"""A name, what is changed in the activity, its one board row, and the cells that are not written with their reasons."""


def place(sheet: str, column: str, row: int = 2) -> str:
    frame = batch([{}], [BOARD], [REMS], [MONEY]).sheets[sheet]
    return f"{frame.sheet.title}!{(frame.cell(0, column) or '').rstrip('0123456789')}{row}"


@pytest.mark.parametrize(
    ("activity", "board", "reasons"), [case[1:] for case in CELLS], ids=[case[0] for case in CELLS]
)
def test_a_cell_that_is_not_written_is_told_with_its_reason(
    tmp_path: Path, activity: Row, board: Row, reasons: dict[str, str]
) -> None:
    done = deliver(batch([activity], [board] if board else []), [], tmp_path / "out.xml")
    on_activities = {column.id for column in CATALOG.sheet("activities").columns}
    wanted = {place("activities" if name in on_activities else "moc", name): why for name, why in reasons.items()}
    assert {entry["cell"]: entry["reason"] for entry in done.receipt["not_written"]} == wanted


def test_of_a_content_area_by_half_nothing_is_sent_and_the_other_is(tmp_path: Path) -> None:
    deliver(batch(moc=[{**ABA, "content_1_kind": None}]), [], tmp_path / "out.xml")
    xml = Xml(tmp_path / "out.xml")
    assert xml.at("lom:keyword/@source") == ["01_ABAMCO"]
    assert xml.at("lom:keyword/lom:string") == ["Airway <skills>"]


NOT_JOINT = [({"providership": said}, []) for said in ("Direct", None)]


@pytest.mark.parametrize(
    ("said", "sent"), [({"providership": "Joint"}, ["State Society", "Clinic, Inc.", "Third & Co"]), *NOT_JOINT]
)
def test_all_joint_providers_are_sent_and_only_with_joint(tmp_path: Path, said: Row, sent: list[str]) -> None:
    partners: Row = {
        "joint_provider_1": "State Society", "joint_provider_2": "Clinic, Inc.", "joint_provider_3": "Third & Co",
    }  # fmt: skip
    deliver(batch([{**said, **partners}]), [], tmp_path / "out.xml")
    assert Xml(tmp_path / "out.xml").at("hx:nonAccreditedProvider") == sent


def rows_between(sheet: str) -> tuple[Row, list[Row], str, str]:
    """An activity, rows of which the middle one lacks what it is about, the reason, and where the others are found."""
    if sheet == "moc":
        return {}, [ABA, {**BOARD, "board": None}, BOARD], "The row names no board.", "x:boardName"
    if sheet == "rems":
        other = {**REMS, "program": "Mycophenolate"}
        return {"rems": "Yes"}, [REMS, {**REMS, "program": None}, other], "The row names no REMS program.", "x:REMSType"
    support = [MONEY, {**LENT, "supporter": None}, {**MONEY, "supporter": "Other, Inc."}]
    return {"commercial_support": "Yes"}, support, "The row names no supporter.", "mems:CommercialSupportAmount"


@pytest.mark.parametrize("sheet", ["moc", "rems", "support"])
def test_a_row_that_names_nothing_is_held_back_and_the_next_is_sent(tmp_path: Path, sheet: str) -> None:
    activity, rows, reason, element = rows_between(sheet)
    sheets = {"moc": [], "rems": [], "support": [], sheet: rows}
    done = deliver(batch([activity], sheets["moc"], sheets["rems"], sheets["support"]), [], tmp_path / "out.xml")
    title = CATALOG.sheet(sheet).title
    held = [
        (entry["sheet"], entry["row"], [r["message"] for r in entry["reasons"]]) for entry in done.receipt["held_back"]
    ]
    assert held == [(title, 3, [reason])]
    assert done.receipt["rows"][title] == {"read": 3, "exported": 2, "held_back": 1, "left_out": 0}
    assert len(Xml(tmp_path / "out.xml").at(element)) == 2


def test_in_kind_support_has_no_amount(tmp_path: Path) -> None:
    done = deliver(
        batch([{"commercial_support": "Yes"}], support=[{**LENT, "amount": 50.0}, MONEY]), [], tmp_path / "out.xml"
    )
    reason = "In-kind support has no amount in the file."
    assert done.receipt["not_written"] == [{"cell": place("support", "amount"), "reason": reason}]
    assert Xml(tmp_path / "out.xml").at("x:InKindSupport/@source") == ["Lens & Co"]


@pytest.mark.parametrize("sheet", ["moc", "rems", "support"])
@pytest.mark.parametrize("action", ["Delete", None])
def test_rows_that_the_activity_does_not_ask_for_are_held_back(tmp_path: Path, sheet: str, action: str | None) -> None:
    _, rows, _, _ = rows_between(sheet)
    answer = CATALOG.sheet(sheet).answer or ""
    sheets = {"moc": [], "rems": [], "support": [], sheet: rows[:1]}
    data = batch([{"record_action": action, answer: "Yes" if action else "No"}], *sheets.values())
    (entry,) = deliver(data, [], tmp_path / "out.xml").receipt["held_back"]
    header = CATALOG.sheet("activities").column(answer).header
    what = {"moc": "board", "rems": "REMS", "support": "supporter"}[sheet]
    deleted = "The activity is to be deleted, so its details are not sent."
    wanted = deleted if action else f"A {what} is sent only when {header} is Yes."
    assert [reason["message"] for reason in entry["reasons"]] == [wanted]
    assert entry["reasons"][0]["cell"] == place(sheet, "provider_activity_id")
    assert json.loads((tmp_path / "out.xml.receipt.json").read_text(encoding="utf-8"))["held_back"] == [entry]
