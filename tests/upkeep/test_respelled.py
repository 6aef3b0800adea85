"""A workbook that Excel saved says the same in other words: nothing of it is called damaged, and no fault is hidden."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from generator.catalog import load
from generator.run.checking import Checked, checked
from generator.run.copying import marked_copy, repaired_copy
from generator.sample.write import write as write_sample
from generator.upkeep.repair import repair
from tests.bench.respelled import STEPS, respelled
from tests.sample.batches import DAYS
from tests.upkeep.closed import DAMAGES, catalog, live, parts, said, write

KINDS = ("clean", "with faults", "highlighted")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("saved")
    files = {kind: folder / f"{kind}.xlsx" for kind in KINDS}
    write_sample(load(), files["clean"], activities=6, faults=0, seed=5)
    write_sample(load(), files["with faults"], activities=12, faults=12, seed=5)
    marked_copy(check(files["with faults"]), files["with faults"], files["highlighted"])
    return files


def shown(path: Path) -> dict[str, list[object]]:
    """What a program shows that calculates nothing: Status of every row, and Readiness."""
    book = openpyxl.load_workbook(path, data_only=True)
    status = {
        sheet.title: [row[0].value or "" for row in book[sheet.title].iter_rows(min_row=2)]
        for sheet in catalog().sheets.values()
    }
    return {**status, "Readiness": [cell.value or "" for row in book["Readiness"].iter_rows(min_row=5) for cell in row]}


def check(path: Path) -> Checked:
    return checked(path, DAYS[1], None)


@pytest.fixture(scope="module")
def found(files: dict[str, Path]) -> dict[str, Checked]:
    """What a check finds before Excel saved."""
    return {kind: check(path) for kind, path in files.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_that_excel_saved(
    files: dict[str, Path], found: dict[str, Checked], tmp_path: Path, kind: str
) -> None:
    after = write(tmp_path / files[kind].name, respelled(parts(files[kind])))
    result = check(after)
    assert list(result.findings) == list(found[kind].findings)
    assert list(result.readiness) == list(found[kind].readiness)
    done = repair(after, tmp_path / "repaired.xlsx", catalog())
    assert (done.before, done.left) == ((), ())
    assert parts(tmp_path / "repaired.xlsx") == parts(after)
    with_values = repaired_copy(result, after, tmp_path / "with values.xlsx")
    assert (with_values.before, with_values.left) == ((), ())
    again = check(tmp_path / "with values.xlsx")
    assert list(again.findings) == list(found[kind].findings)
    repaired_copy(found[kind], files[kind], tmp_path / "as made.xlsx")
    assert shown(tmp_path / "with values.xlsx") == shown(tmp_path / "as made.xlsx"), "Status and Readiness"


@pytest.mark.parametrize("step", STEPS)
def test_every_habit_by_itself(files: dict[str, Path], found: dict[str, Checked], tmp_path: Path, step: str) -> None:
    before = parts(files["highlighted"])
    content = dict(before)
    STEPS[step](content)
    assert list(content.items()) != list(before.items()), "the step finds something to change"
    result = check(write(tmp_path / files["highlighted"].name, content))
    assert list(result.findings) == list(found["highlighted"].findings)


@pytest.mark.parametrize(
    "what",
    [
        "validations taken away by pasting",
        "a validation with other bounds",
        "a conditional format with another formula",
        "a column's name bent by cut and paste",
        "a value of Lists edited",
        "the stamp edited",
        "Readiness typed over",
        "a total typed over",
    ],
)
def test_what_was_lost_before_excel_saved_is_told_and_restored(tmp_path: Path, what: str) -> None:
    damage, told = DAMAGES[what]
    path = damage(live(tmp_path / "a.xlsx"))
    write(path, respelled(parts(path)))
    assert said(path) == [told]
    assert repair(path, tmp_path / "b.xlsx", catalog()).left == ()
