"""What the catalog says the upload file carries, what the file carries, and what the receipt says of the rest."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from generator.catalog import load
from generator.catalog.verify import OWN_IDS
from generator.exchange.delivery import deliver
from generator.exchange.profile import load_profile
from generator.exchange.record_parts import MADE_NAMES
from generator.exchange.records import Records
from generator.exchange.render import Renderer
from generator.run.checking import check_batch
from tests.exchange.batches import ABA, BOARD, LENT, MONEY, REMS, batch

CATALOG = load()
FILLED = {
    "rems": "Yes", "commercial_support": "Yes", "providership": "Joint", "joint_provider_1": "Society", "mips": "Yes",
    "moc_attestation": "Yes", "state_domain_1": "Opioids", "state_topic_1": "Tapering", "close_record": "Yes",
}  # fmt: skip


def test_the_columns_that_the_catalog_calls_sent_are_those_that_a_record_reads() -> None:
    full = batch([FILLED], [BOARD, ABA], [REMS], [MONEY, LENT])
    profile = load_profile(CATALOG)
    records = Records(full, profile)
    Renderer(full, profile).activity(records.at(0))
    asked = {(sheet, column) for sheet, column in records.cells.asked}
    sent = {(column.sheet, column.id) for column in CATALOG.columns() if column.sent}
    # the ID of a row on another sheet ties it to its activity; it stands in the file once
    assert sent - asked == {(sheet, "provider_activity_id") for sheet in ("moc", "rems", "support")}
    assert {(column.sheet, column.id) for column in CATALOG.columns() if not column.sent} == {
        ("activities", "uploaded"),
        ("activities", "moc_attestation"),
        ("rems", "attestation"),
    }


def test_the_receipt_names_filled_columns_that_the_file_does_not_carry(tmp_path: Path) -> None:
    full = batch([{**FILLED, "title": "“Pain” – the patients’ view"}], [BOARD], [REMS], [MONEY])
    findings = check_batch(full, dt.date(2026, 7, 1)).findings
    receipt = deliver(full, [f for f in findings if f.severity != "invalid"], tmp_path / "out.xml").receipt
    assert [(entry["sheet"], entry["column"], entry["rows"]) for entry in receipt["not_sent"]] == [
        ("Activities", "MOC attestation", [2]),
        ("REMS", "Attestation", [2]),
    ]
    assert receipt["plain_texts"] == 1
    assert "'view\"" not in (tmp_path / "out.xml").read_text(encoding="utf-8")
    assert "&#34;Pain&#34; - the patients&#39; view" in (tmp_path / "out.xml").read_text(encoding="utf-8")


def test_every_area_of_a_board_goes_into_the_file(tmp_path: Path) -> None:
    rows = batch(moc=[{**BOARD, "board": "ABOS", "credit_type_1": "Accredited CME", "practice_area_1": "All"}])
    deliver(rows, [], tmp_path / "out.xml")
    assert (tmp_path / "out.xml").read_text(encoding="utf-8").count("<hx:specialty>") == len(
        CATALOG.lists["practice_areas"].offered("ABOS")
    )


def test_no_column_may_have_a_name_of_what_a_record_makes_of_several() -> None:
    record = Records(batch([FILLED], [BOARD, ABA], [REMS], [MONEY, LENT]), load_profile(CATALOG)).at(0)
    made = set(record) - {column.id for column in CATALOG.sheets["activities"].columns}
    assert made - OWN_IDS == set()
    assert made == MADE_NAMES | {"action", "deletion", "reporting_start", "reporting_end"}
