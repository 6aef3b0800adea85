"""A batch of a small office, its report and its receipt, in a browser."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.catalog import load
from generator.exchange.delivery import deliver
from generator.exchange.receipt import receipt_files
from generator.report.pages.rule_book_page import rule_book_page
from generator.report.reports import Report, write_reports
from generator.run.checking import Checked, check_batch
from tests.bench import chromium
from tests.bench.markdown import batch

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DAY = dt.date(2026, 6, 1)
HOSTILE = "</script><script>alert(1)</script>'\"><img src=http://example.org onerror=alert(2)> \u202egnp.exe {{ 7*7 }}"
ACTIVITIES = f"""
    ## Activities
    | Provider activity ID | Title | Format | City | Register for MOC/CC | MIPS | Description |
    |---|---|---|---|---|---|---|
    | 2026-014 | Grand Rounds: Sepsis | Live Course | Chicago | Yes | No | Early signs. |
    | 2026-015 | Stroke Update | Live Course | - | Yes | Yes | Door to needle. |
    | 2026-016 | Airway Workshop | Lecture | Chicago | Yes | No | - |
    | 2026-017 | {HOSTILE} | {HOSTILE} | - | No | No | Cases. |

    ## MOC
    | Provider activity ID | Board | Points | Practice area 1 |
    |---|---|---|---|
    | 2026-014 | ABIM | 1 | Nephrology |
    | 2026-015 | ABIM | - | - |
    | 2026-016 | ABS | 1 | - |
"""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. Without it the test is skipped, but never in CI."""
    if reason := chromium.missing():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with chromium.running() as browser:
        yield browser


@pytest.fixture(scope="package")
def checked() -> Checked:
    return check_batch(batch(load(), ACTIVITIES, complete=True), DAY)


@pytest.fixture(scope="package")
def pages(checked: Checked, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each page of ours by its name."""
    folder = tmp_path_factory.mktemp("pages")
    report, rules = folder / "check.html", folder / "rules.html"
    write_reports(Report(checked.batch, checked.findings, checked.readiness, DAY), [report], replace=False)
    deliver(checked.batch, checked.findings, folder / "upload.xml")
    rules.write_text("".join(rule_book_page(checked.batch.catalog)), encoding="utf-8")
    return {"check": report, "receipt": receipt_files(folder / "upload.xml")[1], "rules": rules}
