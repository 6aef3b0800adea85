"""`pars import` as a person meets it."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from string import ascii_uppercase

import openpyxl
import pytest
from lxml import etree

from generator.catalog import load
from generator.cli import main
from generator.exchange.export import export
from generator.template import build, save
from generator.template.live import checked_marks
from tests.exchange.batches import ABA, BOARD, MONEY, REMS, batch
from tests.exchange.test_incoming import ACTIVITY

FULL = batch(
    [
        {"rems": "Yes", "commercial_support": "Yes", "mips": "Yes"},
        {"provider_activity_id": "CME-2", "record_action": "Delete", "start_date": None, "end_date": None},
    ],
    [ABA, BOARD],
    [REMS],
    [MONEY],
)


@pytest.fixture
def upload(tmp_path: Path) -> Path:

    export(FULL, [0, 1], tmp_path / "upload.xml")
    return tmp_path / "upload.xml"


class Pars:
    """Runs the command in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._patch = monkeypatch
        self._heard = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._patch.setattr(sys, "argv", ["pars", "import", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        heard = self._heard.readouterr()
        return int(end.value.code or 0), heard.out, heard.err


@pytest.fixture
def pars(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Pars:
    return Pars(monkeypatch, capsys)


def test_an_upload_file_comes_in_whole(upload: Path, tmp_path: Path, pars: Pars) -> None:
    before = upload.read_bytes()
    code, out, err = pars(upload, "-o", tmp_path / "new.xlsx")
    assert (code, err) == (0, "")
    assert "Read: 2 activities." in out
    assert "Activities: 2 rows written\nMOC: 2 rows written\nREMS: 1 row written\nSupport: 1 row written\n" in out
    assert "Attestations are not in such a file; fill in MOC attestation on Activities and Attestation on REMS." in out
    assert "0 to look at, 0 not imported." in out
    book = openpyxl.load_workbook(tmp_path / "new.xlsx", read_only=True)
    assert "Not imported" not in book.sheetnames
    status, provider_id = next(book["Activities"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert provider_id == "CME-1"
    assert str(status).startswith("=")
    book.close()
    with zipfile.ZipFile(tmp_path / "new.xlsx") as parts:
        tables = [etree.fromstring(parts.read(name)) for name in parts.namelist() if name.startswith("xl/tables/")]
    assert len([table for table in tables if str(table.get("ref")).startswith("A1:") and last_row(table) == 501]) == 1
    assert upload.read_bytes() == before


def last_row(table: etree._Element) -> int:
    return int(str(table.get("ref")).rpartition(":")[2].lstrip(ascii_uppercase))


def test_json_names_every_value(upload: Path, tmp_path: Path, pars: Pars) -> None:
    code, out, _ = pars(upload, "-o", tmp_path / "new.xlsx", "--rows", 5, "--json")
    told = json.loads(out)
    assert code == 0
    assert told["output"] == str(tmp_path / "new.xlsx")
    assert (told["file"], told["read"], told["catalog"]) == ("upload.xml", {"activities": 2}, load().version)
    assert told["rows"] == {"Activities": 2, "MOC": 2, "REMS": 1, "Support": 1}
    assert sum(told["counts"].values()) == len(told["values"])
    assert {
        "fate": "carried", "sheet": "Activities", "column": "Title", "old_cell": "activity 1 (CME-1), general/title",
        "new_cell": "E2", "old": "Pain Update", "new": "Pain Update", "why": "",
    } in told["values"]  # fmt: skip


def test_rows_and_what_is_to_be_looked_at(tmp_path: Path, pars: Pars) -> None:
    file = tmp_path / "lms.xml"
    file.write_bytes(b"<r>" + ACTIVITY % b"One" + ACTIVITY.replace(b"title", b"coverage") % b"=2[bold]" + b"</r>")
    code, out, _ = pars(file, "-o", tmp_path / "new.xlsx", "--rows", 30)
    assert code == 1
    assert "Not imported (1 value)\n  coverage: 1 value\n" in out
    assert "    =2[bold]  (activity 2, general/coverage)\n" in out
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    assert next(iter(book["Activities"].tables.values())).ref.endswith("31")
    sheet = book["Not imported"]
    assert sheet.freeze_panes == "A5"
    assert [cell.value for cell in sheet[5]][:5] == [
        "Not imported", "activity 2, general/coverage", None, "coverage", "=2[bold]"
    ]  # fmt: skip
    assert sheet["E5"].data_type == "s"


def test_targets(upload: Path, tmp_path: Path, pars: Pars) -> None:
    target = tmp_path / "new.xlsx"
    assert pars(upload, "-o", target, "--rows", 5)[0] == 0
    code, _, err = pars(upload, "-o", target)
    assert (code, err.count("\n")) == (2, 1)
    assert "exists already" in err
    assert pars(upload, "-o", target, "--rows", 5, "--replace")[0] == 0
    other = tmp_path / "other.xml"
    other.write_bytes(upload.read_bytes())
    code, _, err = pars(other, "-o", target, "--replace")
    assert code == 2
    assert "is a PARS workbook with rows" in err
    assert pars(upload, "-o", tmp_path / "new.xls")[0] == 2
    assert pars(upload, "-o", upload, "--replace")[0] == 2


def test_a_workbook_of_ours_is_upgraded_instead(tmp_path: Path, pars: Pars) -> None:
    save(build(load(), rows=3, marks=checked_marks(load())), tmp_path / "batch.xlsx")
    code, _, err = pars(tmp_path / "batch.xlsx", "-o", tmp_path / "new.xlsx")
    assert code == 2
    assert err == (
        "pars: batch.xlsx is a PARS workbook already; bring it up to date with “pars upgrade” instead (in Excel: open "
        "it and choose Upgrade).\n"
    )
