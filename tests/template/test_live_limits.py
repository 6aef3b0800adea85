"""What live marks do not carry is refused in one sentence that says what else there is, by every command alike."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import openpyxl
import pytest

from generator.catalog import load
from generator.cli import main
from generator.failure import Failure
from generator.template import build, workbook
from generator.template.live import checked_marks, live_marks
from generator.workbook.cells import Cell
from generator.workbook.limits import LARGEST_BATCH, LARGEST_LIVE

CATALOG = load()
LIST = "Provider activity ID,Title,Format,Department\n" + "".join(
    f"CME-{n},Pain Update {n},Live Course,Surgery\n" for n in range(4)
)
COMMANDS = {
    "template": ["--rows", "4"],
    "sample": ["--stress", "--activities", "4"],
    "import": ["list.csv", "--rows", "1", "--no-remember"],
    "upgrade": ["made.xlsx"],
    "merge": ["made.xlsx", "other.xlsx"],
}


def test_one_activity_more_than_live_marks_carry() -> None:
    with pytest.raises(Failure, match=r"up to 10,000 rows on Activities, .* have 10,001: .*--no-live"):
        build(CATALOG, rows=LARGEST_LIVE + 1, marks=live_marks(CATALOG))


def test_more_rows_of_another_sheet_than_live_marks_carry() -> None:
    rows: dict[int, dict[str, Cell]] = {n: {"board": "ABA"} for n in range(2, 2 * LARGEST_LIVE + 3)}
    with pytest.raises(Failure, match="up to 20,000 rows on MOC, and this workbook would have 20,001"):
        build(CATALOG, rows=1, rows_of={"moc": rows}, marks=live_marks(CATALOG))


def test_as_many_as_live_marks_carry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_LIVE", 200)
    assert build(CATALOG, rows=200, marks=live_marks(CATALOG))["Activities"].max_row == 201
    with pytest.raises(Failure, match="up to 200 rows on Activities"):
        build(CATALOG, rows=201, marks=live_marks(CATALOG))


def test_without_live_marks_there_is_room_for_the_largest_batch() -> None:
    book = build(CATALOG, rows=LARGEST_BATCH, marks=checked_marks(CATALOG))
    assert book["Activities"].tables["T_Activities"].ref.endswith("250001")
    assert book["Activities"].max_row == 1, "empty rows weigh nothing"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_it_and_does_it_without(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text(LIST, encoding="utf-8")
    arguments = [*COMMANDS[command], "-o", "new.xlsx"]
    for file in (name for name in ("made.xlsx", "other.xlsx") if name in arguments):
        pars("import", "list.csv", "-o", file, "--rows", "1", "--no-remember", monkeypatch=monkeypatch)
    # the sheets of fewer rows than activities have a hundred of them at least
    monkeypatch.setattr(workbook, "LARGEST_LIVE", 3)
    capsys.readouterr()
    assert pars(command, *arguments, monkeypatch=monkeypatch) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert re.fullmatch(r"pars: Live marks carry up to 3 rows on Activities, and .* would have [48]: .*", said)
    assert "--no-live" in said
    assert not Path("new.xlsx").exists()
    assert pars(command, *arguments, "--no-live", monkeypatch=monkeypatch) in {0, 1}
    written = openpyxl.load_workbook("new.xlsx")
    assert not any(str(cell.value).startswith("=") for row in written["Activities"].iter_rows() for cell in row)
    table = written["Activities"].tables["T_Activities"]
    headers = [cell.value for cell in written["Activities"][1]][: len(table.tableColumns)]
    assert [column.name for column in table.tableColumns] == headers, "columns of somebody's own follow at once"


def pars(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["pars", *arguments])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0
