"""What the ribbon says of an export, and where pages lie while a browser shows them; without Excel."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path

import pytest

from addin import pages
from addin.exporting import _told
from generator.exchange.delivery import Delivery, deliver
from generator.rules.findings import Severity
from tests.exchange.batches import ABA, BOARD, batch, finding

BATCH = batch(
    [{}, {"provider_activity_id": "CME-2", "title": "Fever < 38 & \x9bmore"}, {"provider_activity_id": "CME-3"}],
    [ABA, BOARD, {**BOARD, "provider_activity_id": "CME-2"}, {**BOARD, "provider_activity_id": "CME-3"}],
)
HELD = [finding(Severity.INVALID, "Activities", 4), finding(Severity.MISSING, "Activities", 2)]


def delivered(folder: Path) -> Delivery:
    return deliver(BATCH, HELD, folder / "u.xml")


def test_the_box_says_first_what_comes_before_the_upload(tmp_path: Path) -> None:
    done = delivered(tmp_path)
    lines = _told(BATCH, done).split("\n\n")
    assert lines[0].startswith("This file is not ready for PARS yet: one one-time step is missing.")
    assert lines[1] == f"Written: {tmp_path / 'u.xml'} (2 activities, 1 of them incomplete)."
    assert lines[2] == f"Receipt: {tmp_path / 'u.xml.receipt.html'}"
    assert (
        lines[3] == "After the upload there is something to do in PARS for 2 activities: Open receipt shows the list."
    )
    assert lines[4].splitlines() == ["Held back: 1 activity (2 rows)", "Activities row 4  CME-3"]


@pytest.mark.parametrize("planted", ["nothing", "a link", "a file", "a folder that all may read"])
def test_nobody_else_reads_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: str) -> None:
    usual, theirs = tmp_path / "pars-batch", tmp_path / "theirs"
    theirs.mkdir()
    if planted == "a link":
        usual.symlink_to(theirs)
    elif planted == "a file":
        usual.touch()
    elif planted == "a folder that all may read":
        usual.mkdir(mode=0o755)
    monkeypatch.setattr(pages, "FOLDER", usual)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    path = pages.show("receipt.html", ["<p>CME-1", " \ud800</p>"])
    assert opened == [path.as_uri()]
    assert path.read_text(encoding="utf-8") == "<p>CME-1 \\ud800</p>"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert list(theirs.iterdir()) == []
    assert (path.parent == usual) is (planted in ("nothing", "a folder that all may read"))
