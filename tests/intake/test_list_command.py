"""`pars import` of a list as a person meets it."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.intake import test_import_command
from tests.intake.lists import as_csv, rows_of
from tests.intake.test_import_command import Pars

pars = test_import_command.pars
FEW = ("--rows", "5")
"""Tables grow to hold what there is; the usual room is for tests/intake/test_import_command.py."""
LIST = """
Course ID | Course Name | Begin Date | Physicans | Department
007       | Pain        | 4/5/2026   | 12        | Surgery
"""


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "config")
    monkeypatch.delenv("PARS_CATALOG_DIR", raising=False)
    (tmp_path / "list.csv").write_text(as_csv(rows_of(LIST)), encoding="utf-8")
    return tmp_path / "list.csv"


def test_the_console_shows_what_went_where(listed: Path, tmp_path: Path, pars: Pars) -> None:
    code, out, err = pars(listed, *FEW, "-o", tmp_path / "new.xlsx")
    assert (code, err) == (1, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[0] == "No column of the list became Format: every activity will be held back."
    assert lines.index("Read: 1 row, 5 columns.") < lines.index("Columns of the list")
    assert lines.index("Columns of the list") < lines.index("Imported: please look (2 values)")
    start = lines.index("Columns of the list")
    for said in (
        "Columns of the list",
        "A Course ID → Activities: Provider activity ID (known name)",
        "B Course Name → Activities: Title (known name)",
        "C Begin Date → Activities: Start date (known name)",
        "D Physicans → Activities: Physicians (near name – Read as “Physicians”, which is near.)",
        "E Department → beside the table (own column – Not known here: kept as a column of your own, to the right of "
        "the table of activities.)",
    ):
        assert said in " ".join(lines[start:])
    assert "1 date, 4/5/2026 in C2, could be two days and was read as month/day/year, since nothing in the list" in out
    assert "Read: 1 row, 5 columns." in out
    sheet = openpyxl.load_workbook(tmp_path / "new.xlsx")
    assert [sheet["Activities"][cell].value for cell in ("B2", "E2")] == ["007", "Pain"]
    assert {(row[1], row[6]) for row in sheet["Not imported"].iter_rows(min_row=5, values_only=True)} == {
        ("C2", "007"), ("D1", None),
    }  # fmt: skip


def test_json_has_the_mapping_and_every_cell(listed: Path, tmp_path: Path, pars: Pars) -> None:
    code, out, _ = pars(listed, *FEW, "-o", tmp_path / "new.xlsx", "--json", "--dates", "dmy")
    told = json.loads(out)
    assert code == 1
    assert told["mapping"][0] == {
        "column": "A", "header": "Course ID", "to": ["Activities: Provider activity ID"], "row": "",
        "how": "known name", "why": "",
    }  # fmt: skip
    assert len(told["values"]) == 10
    (date,) = (value for value in told["values"] if value["old_cell"] == "C2")
    assert (date["fate"], date["new"]) == ("carried", "2026-05-04")
    assert any("as you said" in note for note in told["notes"])


def test_a_mapping_is_proposed_edited_used_and_remembered(listed: Path, tmp_path: Path, pars: Pars) -> None:
    mapping = tmp_path / "mapping.csv"
    assert pars(listed, *FEW, "-o", tmp_path / "one.xlsx", "--mapping", mapping)[0] == 1
    text = mapping.read_text(encoding="utf-8-sig")
    mapping.write_text(text.replace("Department,own,,own column", "Department,City,,"), encoding="utf-8")
    _, out, _ = pars(listed, *FEW, "-o", tmp_path / "two.xlsx", "--mapping", mapping)
    assert "The mapping is remembered for lists with these headers, in" in " ".join(out.split())
    _, out, _ = pars(listed, *FEW, "-o", tmp_path / "three.xlsx")
    assert "Columns went as remembered for lists with these headers" in out
    sheet = openpyxl.load_workbook(tmp_path / "three.xlsx")["Activities"]
    assert "Surgery" in [cell.value for cell in sheet[2]]
    pars(listed, *FEW, "-o", tmp_path / "four.xlsx", "--no-remember")
    sheet = openpyxl.load_workbook(tmp_path / "four.xlsx")["Activities"]
    assert [(a.value, b.value) for a, b in zip(sheet[1], sheet[2], strict=True) if b.value == "Surgery"] == [
        ("Department", "Surgery")
    ]


@pytest.mark.parametrize(
    ("name", "data", "options", "why"),
    [
        ("a.csv", b"Course ID,Credits\n1,\0\n", (), "signs that no text file has"),
        ("a.csv", b"", (), "is empty"),
        ("a.csv", b"x" * 3_000_000, (), "longer than 1,000,000 characters"),
        ("a.csv", b"Course ID,Course Name\n", (), "has no rows below its headers"),
        ("a.csv", b"Course ID,Course Name\n1,A\n", ("--sheet", "List"), "has no sheets; leave --sheet out"),
        ("a.csv", b"Course ID,Title\n1,A\n", ("--mapping", "m.xlsx"), "needs a name that ends in .csv, as in m.csv"),
        ("a.csv", b"Course ID,Title\n1,A\n", ("--mapping", "no/such/m.csv"), "no"),
        ("a.xml", b"<a/>", ("--dates", "dmy"), "are for lists"),
        ("a.xls", b"<html><table><tr><td>Course ID</td></tr></table></html>", (), "is a web page, even if Excel"),
        ("a.xlsx", b"PK\x03\x04", (), "is incomplete"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_one_sentence(
    name: str,
    data: bytes,
    options: tuple[str, ...],
    why: str,
    tmp_path: Path,
    pars: Pars,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(data)
    code, out, err = pars(tmp_path / name, "-o", tmp_path / "new.xlsx", *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert why in err
    assert not (tmp_path / "new.xlsx").exists()


def test_one_further_value_is_told_as_one(listed: Path, tmp_path: Path, pars: Pars) -> None:
    rows = [["Course ID", "Title", "State"], *([str(n), "Update", f"Nowhere {n}"] for n in range(6))]
    (tmp_path / "six.csv").write_text(as_csv(rows), encoding="utf-8")
    _, out, _ = pars(tmp_path / "six.csv", *FEW, "-o", tmp_path / "new.xlsx")
    assert "    … and 1 other value" in out.splitlines()


def test_a_long_list_is_told_in_few_lines(listed: Path, tmp_path: Path, pars: Pars) -> None:
    rows = [
        ["Course ID", "Title", "State", "Total Learners"],
        *([str(n), "A" * 300, f"Nowhere {n}", "7"] for n in range(90)),
    ]
    (tmp_path / "long.csv").write_text(as_csv(rows), encoding="utf-8")
    code, out, _ = pars(tmp_path / "long.csv", *FEW, "-o", tmp_path / "new.xlsx")
    lines = out.splitlines()
    assert code == 1
    assert len(lines) < 40
    assert "  Activities State: 90 values" in lines
    assert "    Nowhere 4  (C6 → L6)" in lines
    assert "    … and 85 other values" in lines
    assert max(len(line) for line in lines if "new.xlsx" not in line) < 200
