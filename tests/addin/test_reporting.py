from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from addin import reporting
from addin.open_book import OpenBook
from generator.run.checking import check_batch
from tests.addin.open_batch import click, everything
from tests.bench.excel import Engine
from tests.sample.batches import DAYS


def test_report_shows_every_finding_and_changes_nothing(
    excel: Engine, book: xw.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[str, str] = {}

    def show(name: str, page: list[str]) -> Path:
        shown[name] = "".join(page)
        return tmp_path / name

    monkeypatch.setattr(reporting.report, "__defaults__", (show,))
    before = everything(book)
    click("report")
    assert everything(book) == before
    findings = [f for f in check_batch(OpenBook(book).batch(), DAYS[0]).findings if f.cell and f.field]
    (page,) = shown.values()
    assert list(shown) == ["batch-report.html"]
    assert findings
    assert all(f"<code>{finding.place}</code>" in page for finding in findings)
