"""`pars merge` and `pars split` as a person meets them: exit codes, console, JSON, one sentence for each failure."""

from __future__ import annotations

import json
from pathlib import Path

from generator.catalog import load
from tests.bench.commands import pars
from tests.bench.markdown import workbook

CATALOG = load()
FILLED = """
## Activities
| Provider activity ID | Format |
|---|---|
| {0}-1 | Live Course |
| {0}-2 | {1} |
"""


def test_three_fill_one_exports_and_a_split_gives_each_theirs(tmp_path: Path) -> None:
    files = [
        workbook(CATALOG, FILLED.format(name, "Enduring Material"), tmp_path / f"{name}.xlsx") for name in "ABC"
    ]  # fmt: skip
    done = pars("merge", *files, "-o", tmp_path / "ALL.xlsx")
    assert (done.returncode, done.stderr) == (0, "")
    assert "C.xlsx  Activities: 2 rows read, 2 written\n" in done.stdout
    assert f"Merged 3 workbooks, catalog {CATALOG.version}; the sheet Merge of the new workbook lists" in done.stdout
    assert done.stdout.endswith(f"\nWritten: {tmp_path / 'ALL.xlsx'}\n")
    done = pars("split", tmp_path / "ALL.xlsx", "--by", "format", "-o", tmp_path / "parts", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["folder"] == str(tmp_path / "parts")
    assert {file["value"]: file["rows"]["Activities"] for file in told["files"]} == {
        "Live Course": 3, "Enduring Material": 3,
    }  # fmt: skip
    assert {path.name for path in (tmp_path / "parts").iterdir()} == {file["file"] for file in told["files"]}
    again = pars("split", tmp_path / "ALL.xlsx", "--by", "Format", "-o", tmp_path / "parts")
    assert again.returncode == 2
    assert "exists already, and a split replaces no file" in again.stderr


def test_one_activity_in_two_workbooks_ends_with_1(tmp_path: Path) -> None:
    files = [
        workbook(CATALOG, FILLED.format("X", value), tmp_path / f"{name}.xlsx")
        for name, value in (("A", "Journal-based CE"), ("B", "Enduring Material"))
    ]
    done = pars("merge", *files, "-o", tmp_path / "ALL.xlsx", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["output"] == str(tmp_path / "ALL.xlsx")
    assert [(activity["activity_id"], activity["same"]) for activity in told["shared"]] == [
        ("X-1", True),
        ("X-2", False),
    ]
    done = pars("merge", *files, "-o", tmp_path / "ALL.xlsx", "--replace")
    assert done.returncode == 1
    assert "X-2 is in A.xlsx Activities!B3 and B.xlsx Activities!B3, and they differ (Format)." in done.stdout
    assert "Traceback" not in done.stderr


def test_failures_are_one_sentence(tmp_path: Path) -> None:
    one = workbook(CATALOG, FILLED.format("A", ""), tmp_path / "A.xlsx")
    (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
    for arguments, words in (
        (("merge", one, tmp_path / "bad.xlsx", "-o", tmp_path / "o.xlsx"), "bad.xlsx"),
        (("merge", one, "-o", tmp_path / "o.xlsx"), "two workbooks or more"),
        (("split", one, "--by", "Nothing", "-o", tmp_path / "o"), "no column headed Nothing"),
    ):
        done = pars(*arguments)
        assert done.returncode == 2
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["A.xlsx", "bad.xlsx"]
    done = pars("split", one, "--by", "Format", "-o", tmp_path / "o")
    assert done.returncode == 1
    assert "A-no value.xlsx  Format: (no value, or no activity)  Activities 1" in done.stdout
