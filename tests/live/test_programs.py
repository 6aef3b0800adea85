"""A program without rows that a rule holds back, in LibreOffice and in the check."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from generator.catalog import load
from generator.readiness.words import program_words
from generator.rules import mips
from generator.rules.findings import Severity
from generator.run.checking import check_batch
from generator.template import build, save
from generator.template.live import live_marks
from generator.workbook.frames import batch_in_memory
from tests.bench.libreoffice import Office, column_letter
from tests.rules.example_batches import example_rows

TODAY = dt.date(2026, 7, 1)


@pytest.mark.usefixtures("other_rules")
def test_mips_that_a_rule_holds_back(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Low credits keep MIPS back here; the catalog is a copy, since rules are gathered once for each."""
    advice = mips.rules

    def missing(catalog):  # type: ignore[no-untyped-def]
        for rule in advice(catalog):
            yield replace(rule, severity=Severity.MISSING, holds_back=("MIPS",))

    monkeypatch.setattr(mips, "rules", missing)
    catalog = replace(load())
    activity = example_rows({})["activities"][0]
    outcome = {"outcome_performance": "Objective"}
    cases = [
        {"mips": "Yes", "credits": 2.0, **outcome},
        {"mips": "Yes", "credits": 2.0, "moc": "No"},
        {"mips": "Yes", "credits": 3.0, **outcome},
        {"mips": "Yes", "credits": 3.0, "title": None, **outcome},
        {"mips": "No", "credits": 2.0},
        {"mips": "Yes", "credits": 2.0, "record_action": "Delete", **outcome},
    ]
    rows = {
        "activities": {n: {**activity, "provider_activity_id": f"A-{n}", **case} for n, case in enumerate(cases, 2)}
    }
    path = tmp_path / "mips.xlsx"
    workbook = build(catalog, rows=10, rows_of=rows, marks=live_marks(catalog))
    workbook["Start"][workbook.defined_names["today"].attr_text.split("!")[1].replace("$", "")] = TODAY
    save(workbook, path)
    with office.open(path) as document:
        sheet = document.sheet("Readiness")
        width = column_letter(sheet.used_area.right)
        at = sheet.values(f"A4:{width}4")[0].index("MIPS")
        shown = [line[at] for line in sheet.values(f"A5:{width}{4 + len(cases)}")]
    assert shown == [
        "Missing Required Information: Credits are low for MIPS",
        "Missing Required Information: Credits are low for MIPS, MIPS without improvement",
        "Complete",
        "Ready once the record saves",
        "—",
        "—",
    ]
    checked = check_batch(batch_in_memory("mips.xlsx", catalog, rows), TODAY)
    assert shown == [program_words(activity.programs["MIPS"]) for activity in checked.readiness]
