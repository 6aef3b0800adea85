"""Files of every kind that this program writes for Excel."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from addin.build import build as build_addin
from generator.catalog import load
from generator.catalog.load import newest
from generator.run.checking import checked
from generator.run.copying import marked_copy
from generator.run.versions import upgraded
from generator.sample.write import write as write_sample
from generator.template import build, save
from generator.template.__main__ import shipped
from generator.template.live import checked_marks, live_marks
from generator.upkeep.repair import repair
from tests.sample.batches import DAYS
from tests.upkeep.closed import ACTIVITIES, BOOK, MOC, READINESS, ROWS, edited, live


def workbooks(folder: Path) -> Mapping[str, Path]:
    """Writes workbooks into `folder` and gives them by what they are."""
    files = {"shipped": folder / "shipped.xlsx"}
    shutil.copy(shipped(newest()), files["shipped"])
    few, areas = ["ABA", "ABIM"], load(areas=12)
    files["options"] = folder / "options.xlsx"
    save(build(areas, boards=few, rows=2, marks=live_marks(areas, few)), files["options"])
    files["not-live"] = folder / "not-live.xlsx"
    save(build(load(), rows=2, marks=checked_marks(load())), files["not-live"])
    files["own-lists"] = folder / "own-lists.xlsx"
    own = load(overlay=_own_lists(folder / "own"))
    save(build(own, rows=2, marks=live_marks(own)), files["own-lists"])
    files["sample"] = folder / "sample.xlsx"
    write_sample(load(), files["sample"], activities=12, faults=12, seed=3)
    files["highlighted"] = folder / "highlighted.xlsx"
    marked_copy(checked(files["sample"], DAYS[1], None), files["sample"], files["highlighted"])
    files["repaired"] = folder / "repaired.xlsx"
    done = repair(_damaged(folder / "damaged.xlsx"), files["repaired"], load())
    assert {note.code for note in done.before} >= {
        "validation-removed",
        "marks-removed",
        "lists-changed",
        "names-broken",
    }
    assert done.left == ()
    files["upgraded"] = folder / "upgraded.xlsx"
    upgraded(_with_own_columns(files["sample"], folder / "own-columns.xlsx"), files["upgraded"], DAYS[1], None)
    return files


def addin(folder: Path) -> Path:
    """Builds the add-in."""
    return build_addin(folder / "PARS.xlam")


def _own_lists(folder: Path) -> Path:
    (folder / "lists").mkdir(parents=True)
    (folder / "lists" / "supporters.add.csv").write_text(
        "value,status,source,confidence\nChildren's Fund “A & B” <1>,offered,ours,own\n=1+1,offered,ours,own\n",
        encoding="utf-8",
    )
    return folder


def _with_own_columns(sample: Path, path: Path) -> Path:
    """A workbook with columns that somebody added, of every kind of header and value."""
    workbook = openpyxl.load_workbook(sample)
    sheet = workbook["Activities"]
    own: Sequence[tuple[Any, ...]] = (
        ("Cost\ncenter", "0042"), ("status", 1.5), (None, True), ("x" * 256, "=1"), ("_x0041_ & <b>", "#N/A"),
    )  # fmt: skip
    for column, values in enumerate(own, sheet.max_column + 1):
        for row, value in enumerate(values, 1):
            sheet.cell(row, column).value = value
    workbook.save(path)
    return path


def _damaged(path: Path) -> Path:
    """A workbook that lost something of everything, with a row typed below its table."""
    live(path)
    row = f'<row r="{ROWS + 4}"><c r="B{ROWS + 4}" t="inlineStr"><is><t>A-8</t></is></c></row></sheetData>'
    gone = [(rf"<{name}\b.*</{name}>", "") for name in ("conditionalFormatting", "dataValidations")]
    typed_over = (r'(?<=<c r="A3")[^>]*>.*?</c>', ' t="inlineStr"><is><t>OK</t></is></c>')
    edited(path, ACTIVITIES, ("</sheetData>", row), typed_over, *gone)
    edited(path, MOC, *gone)
    edited(path, READINESS, (r'(?<=<c r="C6")[^>]*>.*?</c>', "><v>1</v></c>"))
    lost = [rf'<definedName name="{name}">[^<]*</definedName>' for name in ("l_boards", "today")]
    return edited(path, BOOK, (r'<sheet [^>]*name="Lists"[^>]*/>', ""), *((pattern, "") for pattern in lost))
