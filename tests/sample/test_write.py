import json
from pathlib import Path

import pytest

from generator.catalog import load
from generator.failure import Failure
from generator.run.checking import checked
from generator.sample.activities import rows
from generator.sample.write import write
from generator.workbook.cells import Cell
from tests.sample.batches import DAYS, grave

CATALOG = load()


@pytest.mark.parametrize("live", [True, False])
def test_the_file_holds_the_faults_that_are_listed(tmp_path: Path, live: bool) -> None:
    planted = write(CATALOG, tmp_path / "s.xlsx", 200, 150, 7, live=live)
    listed = json.loads((tmp_path / "s.xlsx.faults.json").read_text(encoding="utf-8"))
    assert listed == [f.as_json() for f in planted]
    assert set(listed[0]) == {"sheet", "cell", "code"}
    for today in DAYS:
        assert grave(list(checked(tmp_path / "s.xlsx", today, None).findings)) == {
            (f["sheet"], f["cell"], f["code"]): 1 for f in listed
        }


def test_every_cell_comes_back_from_the_file(tmp_path: Path) -> None:
    write(CATALOG, tmp_path / "s.xlsx", 80, 0, 3, live=False)
    read = checked(tmp_path / "s.xlsx", DAYS[1], None)
    assert read.clean
    for sheet, wanted in rows(CATALOG, 80, 3).items():
        frame = read.batch.sheets[sheet].frame
        cells = [
            {name: _plain(cell) for name, cell in row.items() if cell is not None} for row in frame.to_dict("records")
        ]
        assert cells == [{name: _plain(cell) for name, cell in row.items()} for row in wanted]


def _plain(cell: Cell) -> object:
    return float(cell) if isinstance(cell, (int, float)) else cell


def test_same_arguments_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write(CATALOG, tmp_path / name, 30, 5, 2)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a.xlsx.faults.json").read_bytes() == (tmp_path / "b.xlsx.faults.json").read_bytes()


def test_a_sample_without_faults_lists_none(tmp_path: Path) -> None:
    write(CATALOG, tmp_path / "s.xlsx", 1, 0, 1)
    assert json.loads((tmp_path / "s.xlsx.faults.json").read_text(encoding="utf-8")) == []


def test_neither_file_appears_when_one_cannot(tmp_path: Path) -> None:
    (tmp_path / "s.xlsx").mkdir()
    (tmp_path / "s.xlsx.faults.json").write_text("before", encoding="utf-8")
    with pytest.raises(Failure):
        write(CATALOG, tmp_path / "s.xlsx", 3, 1, 1)
    assert (tmp_path / "s.xlsx.faults.json").read_text(encoding="utf-8") == "before"
    (tmp_path / "t.xlsx.faults.json").mkdir()
    with pytest.raises(Failure):
        write(CATALOG, tmp_path / "t.xlsx", 3, 1, 1)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["s.xlsx", "s.xlsx.faults.json", "t.xlsx.faults.json"]


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="does not exist; create it"):
        write(CATALOG, tmp_path / "none" / "s.xlsx", 3, 1, 1)


def test_too_many_faults_write_nothing(tmp_path: Path) -> None:
    with pytest.raises(Failure):
        write(CATALOG, tmp_path / "s.xlsx", 1, 400, 1)
    assert not list(tmp_path.iterdir())
