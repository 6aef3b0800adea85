"""Month by month on the command line: the first try, the IDs that PARS gave, and what differs."""

from __future__ import annotations

import json
from pathlib import Path

from generator.catalog import load
from tests.bench.commands import pars
from tests.bench.markdown import workbook

ROWS = """
    ## Activities
    | Provider activity ID | Title | Format | Register for MOC/CC |
    | CME-1 | One | Live Course | No |
    | CME-2 | Two | Live Course | No |
"""


def test_a_month(tmp_path: Path) -> None:
    catalog = load()
    workbook(catalog, ROWS, tmp_path / "batch.xlsx", complete=True)
    first = pars("export", "batch.xlsx", "-o", "first.xml", "--only", "CME-1", "--json", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert [entry["activity_id"] for entry in json.loads(first.stdout)["left_out"]] == ["CME-2"]
    assert pars("export", "batch.xlsx", "-o", "upload.xml", cwd=tmp_path).returncode == 0

    (tmp_path / "ids.csv").write_text("CME-1;210016901\nCME-2;210016902\nCME-9;210016909\n", encoding="utf-8")
    done = pars("record", "batch.xlsx", "--ids", "ids.csv", "-o", "next.xlsx", "--day", "2026-11-20", cwd=tmp_path)
    assert done.returncode == 1
    assert "Not written: row 3, CME-9 210016909. No activity of the workbook" in done.stdout
    assert "Written: 2 IDs that PARS gave and 2 days of upload, to next.xlsx" in done.stdout

    none = pars("export", "next.xlsx", "-o", "none.xml", "--changes-only", "--against", "upload.xml", cwd=tmp_path)
    assert none.returncode == 0
    assert (
        none.stdout.strip() == "Nothing differs from upload.xml: there is nothing to upload, and no file was written."
    )
    assert not (tmp_path / "none.xml").exists()

    changed = ROWS.replace("One", "First").replace("Two | Live Course", "Two | Enduring Material")
    workbook(catalog, changed, tmp_path / "later.xlsx", complete=True)
    check = pars("check", "later.xlsx", "--against", "upload.xml", "--json", cwd=tmp_path)
    told = json.loads(check.stdout)
    assert [(outcome["activity_id"], outcome["effect"]) for outcome in told["updates"]] == [
        ("CME-1", "updates"), ("CME-2", "second"),
    ]  # fmt: skip
    assert check.returncode == pars("check", "later.xlsx", "--json", cwd=tmp_path).returncode
    shown = pars("check", "later.xlsx", "--against", "upload.xml", cwd=tmp_path).stdout
    assert "because the format" in " ".join(shown.split())
    summary = pars("check", "later.xlsx", "--against", "upload.xml", "--summary", cwd=tmp_path).stdout
    assert summary.splitlines()[-1] == (
        "Beside upload.xml (2 activities): 1 updates, 1 would create a second activity."
    )
    export = pars(
        "export", "later.xlsx", "-o", "changes.xml", "--changes-only", "--against", "upload.xml", cwd=tmp_path
    )
    assert export.returncode == 1
    assert "CME-1 is written as Update (left blank)." in " ".join(export.stdout.split())
    assert "It would become a second activity in PARS" in " ".join(export.stdout.split())


def test_options_that_go_together(tmp_path: Path) -> None:
    workbook(load(), ROWS, tmp_path / "batch.xlsx", complete=True)
    for options in (["--changes-only"], ["--against", "upload.xml"]):
        done = pars("export", "batch.xlsx", "-o", "out.xml", *options, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (
            2, "pars: --changes-only and --against go together: name the files that were uploaded before.\n",
        )  # fmt: skip
